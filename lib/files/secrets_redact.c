/* secrets_redact - text without its secrets, and the sentence that refuses it. */
#include "base/limits.h"
#include "files/secrets.h"

#include <stdio.h>

struct redaction {
    struct slice text;
    struct buf *out;
    size_t copied, count; /* bytes of text that are in out; finds */
};

/* A key of many lines leaves as many empty ones: who counts lines must count the same. */
static void add_line_ends(struct buf *out, struct slice secret)
{
    for (size_t i = 0; i < secret.size; i++)
        if (secret.data[i] == '\n')
            buf_addc(out, '\n');
}

static bool on_find(void *user, const struct secret_find *find)
{
    struct redaction *redaction = user;

    if (find->level != SECRET_SURE)
        return true;
    buf_add(redaction->out, (struct slice){ redaction->text.data + redaction->copied,
                                            find->offset - redaction->copied });
    buf_addf(redaction->out, "[redacted: %s]", find->rule);
    add_line_ends(redaction->out,
                  (struct slice){ redaction->text.data + find->offset, find->size });
    redaction->copied = find->offset + find->size;
    redaction->count++;
    return !redaction->out->full;
}

static size_t redact_once(const struct secrets *secrets, struct slice text, struct buf *out)
{
    struct redaction redaction = { text, out, 0, 0 };

    secrets_scan(secrets, text, on_find, &redaction);
    buf_add(out, slice_from(text, redaction.copied));
    return redaction.count;
}

/* What a secret touched is a word of its own once that is gone, so it is looked at again. */
int secrets_redact(const struct secrets *secrets, struct slice text, struct buf *out, size_t *count,
                   struct err *err)
{
    CLEANUP(buf_wipe) struct buf now = BUF_MAX(out->size_max);
    CLEANUP(buf_wipe) struct buf before = BUF_MAX(out->size_max);
    struct slice rest = text;

    for (int pass = 0; pass < REDACT_PASSES_MAX; pass++) {
        buf_clear(&now);

        size_t found = redact_once(secrets, rest, &now);

        if (now.full)
            return err_set(err, ERR_TOO_LARGE, "the redacted text is larger than %zu bytes",
                           out->size_max);
        if (found == 0)
            return buf_add(out, rest) == 0
                       ? 0
                       : err_set(err, ERR_TOO_LARGE, "the redacted text is larger than %zu bytes",
                                 out->size_max);
        *count += found;

        struct buf swap = before;

        before = now;
        now = swap;
        rest = buf_slice(&before);
    }
    return err_set(
        err, ERR_POLICY,
        "secrets lie so close together in this text that they cannot be taken out one by "
        "one; it is not sent. Remove them");
}

int secrets_explain(const struct secret_find *find, const char *path, struct err *err)
{
    static const char advice[] =
        "Remove it, or name other files or lines; the user can set files.secrets to \"redact\" in "
        "config.json, and then it is sent as [redacted]";

    char place[SECRET_PLACE_SIZE];

    if (path)
        snprintf(place, sizeof(place), "%.200s:%zu holds", path, find->line);
    else
        snprintf(place, sizeof(place), "holds in line %zu", find->line);
    if (find->known)
        return err_set(err, ERR_POLICY,
                       "%s the value of the variable %s (rule %s); it is not sent. %s", place,
                       find->known, find->rule, advice);
    return err_set(err, ERR_POLICY, "%s what looks like %s (rule %s); it is not sent. %s", place,
                   find->name, find->rule, advice);
}
