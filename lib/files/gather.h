/* gather - the files that a call names, read through the door, on a thread that may get stuck.
 *
 *     gathers_new -> gather_start -> (the files worker) -> on_done -> gather_free
 *
 * Whatever is named ends in the list: sent, with its bytes, or not sent, with the rule that stopped
 * it and how to allow it. A file that is not sent is no error: who asked decides. Limits of
 * limits.h: FILES_MAX files, FILE_TEXT_MAX each, FILES_TEXT_MAX together, FILES_WAIT_MS.
 *
 * A mount that never answers holds up nobody: the loop's timer ends the wait, the thread is left
 * behind with what it works on, and the next call gets a new one (FILES_STUCK_MAX times at most).
 */
#pragma once

#include "base/loop.h"
#include "files/lines.h"
#include "files/root.h"
#include "files/rule.h"

struct gather_item {
    char *path;         /* as it was named, or found below its root */
    size_t bytes;       /* of the whole file; 0 when it was not looked at */
    struct buf text;    /* what goes to the model */
    struct lines lines; /* of the file; first 0: all of them */
    size_t line_count;  /* of the whole file */
    size_t replaced;    /* ill-formed bytes that became U+FFFD */
    const char *media;  /* what it is, where it is no text; static */
    char *rule, *why;   /* of a file that is not sent; NULL else. The sentence is whole */
};

struct gather_list {
    struct gather_item *items; /* in the order in which they were named, patterns sorted */
    size_t count;
    size_t sent_count, sent_bytes;
    size_t unlisted; /* more than FILES_LISTED_MAX were found */
};

struct gather_options {
    struct roots *roots;      /* shared as long as needed */
    const char *const *paths; /* copied */
    size_t path_count;
    const struct file_rule *rules; /* kept, with content_rules and all users */
    size_t rule_count;
    const struct content_rule *content_rules;
    size_t content_rule_count;

    /* What a file is by its first FILE_HEAD_MAX bytes: a static name, NULL for text; and how large
     * it may be. NULL: everything is text. */
    const char *(*sniff)(struct slice head, size_t *size_max);
    size_t media_bytes_max; /* of all together that are no text; 0: FILES_TEXT_MAX */

    size_t text_max; /* of one text, and of all together; 0: FILE_TEXT_MAX, FILES_TEXT_MAX */

    /* Called when nothing kept is used any more, also on a thread that was left behind. NULL: what
     * is kept lives as long as the process. */
    void (*release)(void *kept);
    void *kept;

    int wait_ms; /* 0: FILES_WAIT_MS */
};

struct gathers;
struct gather;

struct gathers *gathers_new(struct loop *loop);

/* Every gather must be freed. Waits for the thread at most wait_ms. */
struct gathers *gathers_free(struct gathers *gathers, int wait_ms);

/* on_done comes once, from the loop, never from inside gather_start: with the list, borrowed (to
 * keep it, move it out and leave zeroes), or with err: ERR_TIMEOUT, ERR_BUSY. The gather is the
 * caller's to free, also from on_done; freeing one that is not done drops it. */
struct gather *gather_start(struct gathers *gathers, const struct gather_options *options,
                            void (*on_done)(void *user, struct gather_list *list,
                                            const struct err *err),
                            void *user);
struct gather *gather_free(struct gather *gather);

void gather_list_done(struct gather_list *list);

/* "sent: ..." and "not sent: ...", a line each, for whoever wants to see what leaves the machine.
 */
void gather_list_report(const struct gather_list *list, struct buf *out);
