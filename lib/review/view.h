/* view - a change as a reviewer reads it. Pure.
 *
 *     === src/a.c (modified)
 *       118   | static int take(struct queue *queue)
 *           - |     if (n < cap)
 *       131 + |     if (n <= cap)
 *     … 80 lines not shown …
 *     … inside of what begins on line 190 | static void run(struct loop *loop) {
 *
 * New lines have their number, removed ones none: a number that is copied is one of the new file.
 * What does not fit into one request is cut between files, a large file between hunks, and a hunk
 * that is larger than all of it is left out and said. The order of the files is drawn from a seed,
 * so that not always the last ones are read worst; the same seed gives the same order.
 */
#pragma once

#include "review/grow.h"

struct view_chunk {
    struct buf text;
    size_t first, last;  /* of its files, places in the view's order; between them only gaps lack */
    size_t files, hunks; /* how many are in it, whole or in part */
};

struct view_gap { /* what no chunk has */
    size_t file, hunks;
    char *why; /* a whole sentence */
};

struct view {
    struct view_chunk *chunks;
    size_t count;
    struct view_gap *gaps;
    size_t gap_count;
    size_t *order; /* numbers of the diff's files that are sent, as they are shown */
    size_t file_count;
};

/* grown: one for each file of the diff. bytes_max: of one chunk, at least VIEW_CHUNK_MIN. */
void view_make(struct view *view, const struct diff *diff, const struct grown *grown,
               size_t bytes_max, uint64_t seed);
void view_done(struct view *view);

/* Appends some lines of one file in the same form: what a refuter reads. first: of grown's lines.
 */
void view_add_lines(struct buf *out, const struct diff_file *file, const struct grown *grown,
                    size_t first, size_t count);
