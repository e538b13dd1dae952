/* whereabouts - where a quote stands in one side of a file, and whether it is clear where. Pure. */
#pragma once

#include "review/side.h"

/* What is searched, and what is known of it so far. */
struct whereabouts {
    const struct side *side;
    int64_t reported; /* the line; 0: none */

    size_t count;        /* of the places, by the lines they begin and end on */
    size_t near_count;   /* within QUOTE_NEAR lines of the reported one */
    size_t first, last;  /* of side's lines: of the nearest */
    int64_t distance;    /* of it */
    bool is_overflowing; /* there are more than are looked at */
};

/* Looks for a text, folded if the side is. */
void whereabouts_find(struct whereabouts *place, struct slice text);

/* Looks for pieces, folded, one behind the other in the same hunk. A piece may be cut inside a word
 * where something is left out behind it: behind the last one only if is_open. */
void whereabouts_find_pieces(struct whereabouts *place, const struct slice *pieces, size_t count,
                             bool is_open);

/* There are several, and not exactly one of them is near the reported line. */
bool whereabouts_is_ambiguous(const struct whereabouts *place);
