/* secrets - keys, tokens and passwords in text that is about to leave the machine.
 *
 *     struct secrets *secrets = secrets_new(random_bytes);
 *     secrets_add_known(secrets, "DB_PASSWORD", value);
 *     struct secret_find find;
 *     if (secrets_first(secrets, text, &find))
 *         return secrets_explain(&find, path, err);
 *
 * Everything that is sent goes through this: files, prompts, conversations, diffs. It is a table of
 * facts (secrets_rules.c) and one pass over the text: no regular expressions, nothing goes back, no
 * memory but a counter, time linear in the text. Placeholders are no secrets ("EXAMPLE", "<token>",
 * "${TOKEN}", "xxxxxxxx", "12345678"), nor is the header of a key without its body.
 *
 * No function gives a secret away: a find says where it lies, an error names file, line and rule.
 * A struct secrets does not change while it scans, so threads may share one.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"

struct secrets;

enum secret_level {
    SECRET_MAYBE, /* a value that looks random, assigned to "token" and the like: worth a warning */
    SECRET_SURE   /* has the form of a key of a known kind, or is one that we know: never sent */
};

struct secret_find {
    const char *rule;  /* "github-token", stable: settings and reports name it */
    const char *name;  /* "a GitHub token" */
    const char *known; /* the variable that holds the same value; NULL for rule's form */
    enum secret_level level;
    size_t offset, size; /* of the secret alone, not of the name in front of it */
    size_t line;         /* from 1 */
};

/* seed: 16 random bytes that the digests of known values depend on. */
struct secrets *secrets_new(const unsigned char seed[16]);
struct secrets *secrets_free(struct secrets *secrets);

/* Whether a variable of this name is likely to hold a secret: "GITHUB_TOKEN", "DB_PASSWORD". */
bool secrets_is_secret_name(struct slice name);

/* A value that must not be sent wherever it occurs, also inside longer words. Only a digest of it
 * is kept. name ("GITHUB_TOKEN") is copied. Before the first scan. false when it is left out:
 * shorter than SECRET_KNOWN_MIN, longer than KEY_MAX, a path, a placeholder, more than one word, of
 * few different characters, or one more than SECRET_KNOWN_COUNT_MAX. */
bool secrets_add_known(struct secrets *secrets, const char *name, struct slice value);

/* Calls on_find for each, in the order of the text, until it answers false. Finds do not overlap.
 */
typedef bool secret_on_find(void *user, const struct secret_find *find);
void secrets_scan(const struct secrets *secrets, struct slice text, secret_on_find *on_find,
                  void *user);

/* The first find of level SECRET_SURE; false when there is none: the text may be sent. */
bool secrets_first(const struct secrets *secrets, struct slice text, struct secret_find *find);

/* Adds text to out with "[redacted: github-token]" for each find of level SECRET_SURE, until none
 * is left, and adds their number to *count. Everything else stays as it was, line ends within a
 * find too. -1 and err
 * (ERR_TOO_LARGE) when out is full, (ERR_POLICY) when what lies side by side hides behind each
 * other too often; what was added then must not be sent. */
int secrets_redact(const struct secrets *secrets, struct slice text, struct buf *out, size_t *count,
                   struct err *err);

/* The refusal: path:line, what it looks like, the rule, and the switch. Never the value. -1. path
 * NULL: a sentence that goes on behind the path. */
int secrets_explain(const struct secret_find *find, const char *path, struct err *err);
