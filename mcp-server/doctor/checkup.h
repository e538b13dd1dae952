/* checkup - what a look at this installation has found.
 *
 *   a group of checks -> finding_ok | finding_note | finding_problem, each a line
 *   all of them -> checkup_write_text, checkup_write_json
 *
 * A note is worth knowing and nothing is wrong; a problem keeps something from working, and says
 * what to type. Text is made printable as it is added: paths and names are the user's own.
 */
#pragma once

#include "mcp-server/program.h"
#include "openrouter/account.h"

enum finding_status { FINDING_OK, FINDING_NOTE, FINDING_PROBLEM };

struct finding {
    const char *group; /* borrowed */
    enum finding_status status;
    char *name, *text;
    char *remedy; /* what to do; NULL: nothing */
};

/* What OpenRouter has said of the key, when it was asked. */
struct verdict {
    bool is_asked, is_answered; /* neither: there is no key; only the first: no answer in time */
    int status;                 /* of the answer; 0: there was none */
    struct err err;             /* why it did not go well */
    struct account_key key;
};

struct checkup {
    struct program *program;
    bool is_online; /* wait for OpenRouter, and fetch what is not there */
    struct verdict verdict;
    struct err lists_err; /* why the lists of models could not be fetched */

    const char *group; /* of what is added next */
    struct finding *list;
    size_t count;
};

/* More than FINDINGS_MAX are not kept. */
void finding_ok(struct checkup *checkup, const char *name, const char *format, ...) PRINTF(3, 4);
void finding_note(struct checkup *checkup, const char *name, const char *remedy, const char *format,
                  ...) PRINTF(4, 5);
void finding_problem(struct checkup *checkup, const char *name, const char *remedy,
                     const char *format, ...) PRINTF(4, 5);

/* A problem from its sentence. Where that ends with "; run: COMMAND", the command is the remedy,
 * else the one that is given. */
void finding_err(struct checkup *checkup, const char *name, const struct err *err,
                 const char *remedy);

/* The same, or a note, from an error whose own further sentences say what to do: they are the
 * remedy, and the one that is given serves where there are none. */
void finding_advice(struct checkup *checkup, enum finding_status status, const char *name,
                    const struct err *err, const char *remedy);

/* The first sentence of an error alone: what follows it is advice for who cannot type here. */
struct err finding_gist(const struct err *err);

size_t checkup_problems(const struct checkup *checkup);

/* Appends a line for each finding below the name of its group, and how many there are. */
void checkup_write_text(const struct checkup *checkup, bool colours, struct buf *out);

/* {"ok": whether there is no problem, "checks": [{"group", "name", "status", "text", "remedy"}]} */
void checkup_write_json(const struct checkup *checkup, struct buf *out);

void checkup_done(struct checkup *checkup);
