/* walk - the regular files below a folder that a pattern matches, in the order of their names.
 *
 * Links are not followed, and .git is never entered. Bounded by entries, depth and time; what was
 * left out is told. Blocks: for a worker.
 */
#pragma once

#include "files/glob.h"

#include <stdint.h>

enum walk_end {
    WALK_WHOLE,   /* everything was looked at */
    WALK_ENOUGH,  /* on_file said so */
    WALK_ENTRIES, /* WALK_ENTRIES_MAX were looked at */
    WALK_TIME,    /* due_ms has come */
};

struct walk {
    int root_fd;
    const struct glob *glob;
    int64_t due_ms;        /* of clock_ms; 0: none */
    const bool *is_wanted; /* set to false by another thread to end it (WALK_TIME); or NULL */

    /* name is below the root, borrowed. enter: whether to look into a folder. on_file: false when
     * no more are wanted. */
    bool (*enter)(void *user, const char *name);
    bool (*on_file)(void *user, const char *name);
    void (*on_link)(void *user, const char *name); /* one that matches; NULL: nobody cares */
    void *user;

    /* What was passed over. */
    size_t links, closed, deep; /* links; folders that could not be opened, or are too deep */

    size_t entries_;
};

enum walk_end walk_run(struct walk *walk);

/* Why a walk ended early, as a part of a sentence; NULL when it did not. */
const char *walk_words(enum walk_end end);
