/* found - the findings of a kept review, read in place. Pure.
 *
 * review is the JSON form that report.h describes, as it was kept: sealed, so it is as this program
 * wrote it. Read without a tree, since a review may be megabytes and thousands may be looked at.
 */
#pragma once

#include "json/scan.h"

struct found {
    struct slice id;    /* F1 */
    struct slice value; /* the whole finding: see json/scan.h */
};

/* The next finding, whichever list it stands in ("findings", "demoted", "below"): walk is zeroed
 * but for its review; false at the end. */
struct found_walk {
    struct slice review;
    struct slice list_;
    size_t number_, at_;
};
bool found_next(struct found_walk *walk, struct found *found);

/* false: the review has none of that name. */
bool found_find(struct slice review, struct slice id, struct found *found);

/* "F1, F2, F3", at most max of them, then how many more; answers how many there are. */
size_t found_add_ids(struct buf *out, struct slice review, size_t max);
