/* side - the shown lines of one side of a file as one text, and which line a place in it is. Pure.
 *
 * Between two hunks stands a byte that is in no quote, so that nothing is found across them.
 */
#pragma once

#include "review/grow.h"

enum side_of {
    SIDE_NEW,
    SIDE_OLD,
    SIDE_BOTH, /* the lines as they are shown, removed and added ones in turn */
};

struct side_line {
    size_t offset;   /* of its beginning in text */
    uint32_t number; /* on its own side */
    uint32_t near;   /* the number of the new side that stands beside it in a view */
    uint32_t hunk;
    uint32_t run;     /* of changed lines side by side, from 1; 0: the line is not changed */
    uint32_t changes; /* changed lines up to it, itself among them */
    bool is_left;
    struct slice code; /* without its line end */
};

struct side {
    enum side_of which;
    struct buf text;
    struct side_line *lines;
    size_t count;
    uint32_t runs; /* in all hunks: the same number on each side */
};

/* The lines of hunks. is_folded: as fold.h compares them; else as they stand, without CRs. */
void side_of_hunks(struct side *side, const struct grown *grown, enum side_of which,
                   bool is_folded);

/* All lines of a text. */
void side_of_text(struct side *side, struct slice text, bool is_left, bool is_folded);

void side_done(struct side *side);
