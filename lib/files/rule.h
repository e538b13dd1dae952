/* rule - what may stop a file on its way to a model; who has one brings it along.
 *
 * A rule of names is asked before a file is opened, and for each folder before it is entered (what
 * it refuses then is not looked into); a rule of content when it has been read. Both run on the
 * worker's thread, one file after the other, and answer -1 with a sentence that goes on behind the
 * path ("is ignored by git; to send it, ...") and says how to allow it.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>

struct file_entry {
    const char *root;  /* path of the root */
    int root_fd;       /* names resolve below it, by door.h */
    const char *name;  /* below the root; components between single slashes */
    const char *shown; /* as the user reads it */
    bool is_folder;
};

struct file_rule {
    const char *name; /* one word or two, for the list of what was not sent */
    int (*check)(void *user, const struct file_entry *entry, struct err *err);
    void *user;
};

/* text is the whole file, also when lines of it are asked for: half a key has no head to know it
 * by. media: what the file is ("image/png"), NULL for text. May change the text, but not how many
 * lines it has: what a scan finds can be blackened instead of refused. */
struct content_rule {
    const char *name;
    int (*check)(void *user, const struct file_entry *entry, const char *media, struct buf *text,
                 struct err *err);
    void *user;
};
