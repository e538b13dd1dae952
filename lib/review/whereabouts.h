/* whereabouts - where a quote stands in one side of a file, and whether it is clear where. Pure. */
#pragma once

#include "review/side.h"

/* What is known so far. */
struct whereabouts {
    int64_t reported; /* the line; 0: none */

    size_t count;            /* of the places, by the lines they begin and end on */
    size_t near_count;       /* within QUOTE_NEAR lines of the reported one */
    const struct side *side; /* of the nearest one */
    size_t first, last;      /* of side's lines: the nearest one's */
    int64_t distance;        /* of it */
    bool is_overflowing;     /* there are more than are looked at */
    bool *touched;           /* by run: a place on the new side begins or ends in it */
};

/* Looks for a text, folded if the side is. The new side first: what the old side has of it is
 * another place only where lines were removed, and not beside one on the new side, which is the
 * same line changed. */
void whereabouts_find(struct whereabouts *place, const struct side *side, struct slice text);

/* Looks for pieces, folded, one behind the other in the same hunk. A piece may be cut inside a word
 * where something is left out behind it: behind the last one only if is_open. */
void whereabouts_find_pieces(struct whereabouts *place, const struct side *side,
                             const struct slice *pieces, size_t count, bool is_open);

/* There are several, and not exactly one of them is near the reported line. */
bool whereabouts_is_ambiguous(const struct whereabouts *place);

void whereabouts_done(struct whereabouts *place);
