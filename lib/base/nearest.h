/* nearest - which name was meant: the edit distance of two short names.
 *
 *     size_t limit = nearest_limit(typed);
 *     for (...) {
 *         size_t distance = nearest_distance(typed, name, limit);
 *         if (distance <= limit) { best = name; limit = distance - 1; }   (stop at distance 0)
 *     }
 */
#pragma once

#include "base/slice.h"

#define NEAREST_SIZE_MAX 128 /* bytes; longer names are near to nothing */

/* How many characters must be inserted, dropped, replaced, or swapped with their neighbour to make
 * one of the other; letters differ in more than case. limit + 1 as soon as it is more than limit,
 * and when one of them is longer than NEAREST_SIZE_MAX. limit is less than SIZE_MAX. */
size_t nearest_distance(struct slice a, struct slice b, size_t limit);

/* How far a name may be from what was typed and still be a fair guess: a third of it, at most 4. */
size_t nearest_limit(struct slice typed);
