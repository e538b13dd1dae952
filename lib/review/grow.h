/* grow - hunks grown to the functions around them. Pure.
 *
 * A reviewer who sees three lines of context guesses; one who sees the whole file is distracted. So
 * a hunk is shown with the innermost function around its changes, where the file is whole and the
 * function has at most GROW_LINES_MAX lines (else with GROW_CONTEXT lines); hunks that meet, or
 * nearly, become one. A change between functions stays as git cut it, and a short type is shown
 * like a function. In what has no functions (text, data), or none that could be told, a hunk has
 * GROW_CONTEXT lines.
 */
#pragma once

#include "files/diff.h"

enum grow_context {
    GROW_NONE, /* as git cut them */
    GROW_FUNCTION,
    GROW_FILE, /* the whole file, of those up to GROW_FILE_MAX; larger ones by function */
};

/* Where a function begins that is too long to be shown. */
struct grown_head {
    uint32_t line; /* of the new side; 0: none */
    struct slice text;
};

/* The lines that a reviewer sees of one file: as of a diff, with more context lines. */
struct grown {
    struct diff_line *lines; /* point into the diff */
    size_t line_count;
    struct diff_hunk *hunks;
    size_t hunk_count;
    struct grown_head *heads; /* for each hunk, of what it is inside of; NULL: for none */
};

void grow_file(struct grown *grown, const struct diff_file *file, enum grow_context context);
void grown_done(struct grown *grown);

/* The number of the line in grown that shows a line of a side; grown->line_count: none does. */
size_t grown_find(const struct grown *grown, bool is_left, uint32_t number);
