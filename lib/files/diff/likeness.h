/* likeness - how much of one text is in another, as git measures it for renames. Pure.
 *
 * A text is cut into pieces, behind each line end and behind 64 bytes; of each piece counts a
 * number made of its bytes, and how many bytes pieces of that number have. What two texts have in
 * common is the smaller of both counts. Git's own numbers are used, so that its answers are ours
 * (tests/prove/diff.c compares them).
 */
#pragma once

#include "base/slice.h"

#include <stdint.h>

struct span {
    uint32_t hash, bytes;
};

struct likeness {
    size_t size;        /* of the text */
    struct span *spans; /* sorted by hash; at most one of each */
    size_t count;
    bool is_made;
};

void likeness_make(struct likeness *likeness, struct slice text);
void likeness_done(struct likeness *likeness);

#define LIKENESS_SAME 60000 /* git's full score */
#define LIKENESS_HALF 30000 /* what a rename must have */

/* From 0 to LIKENESS_SAME: the part of the larger one that comes from old. */
unsigned likeness_score(const struct likeness *old, const struct likeness *new);

/* Whether the sizes alone say that it is less than half. */
bool likeness_is_unlike(size_t old_size, size_t new_size);
