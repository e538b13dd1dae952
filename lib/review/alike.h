/* alike - whether two findings near each other mean the same defect. Pure.
 *
 * Being on the same line says little: different defects share lines, and every reviewer names the
 * identifiers of the line that he quotes. So it is weighed what kind of defect the words speak of
 * (a leak, a race, bounds), which identifiers they share that the quoted code does not have, how
 * alike the choice among those is that it has, and the category.
 */
#pragma once

#include "review/finding.h"

#define ALIKE_SET_MAX 96 /* words of a kind that are kept of one finding */

struct alike_set { /* hashes, in ascending order, each once */
    uint64_t items[ALIKE_SET_MAX];
    size_t count;
};

/* What is looked at of a finding. */
struct alike {
    uint64_t title_kinds, kinds;   /* a bit for each kind of defect that the words speak of */
    struct alike_set names;        /* identifiers and other words in titles, reasons and fixes */
    struct alike_set coded;        /* of them those that look like code wherever they stand */
    struct alike_set words;        /* those that do not, of titles and reasons, without endings */
    struct alike_set title_words;  /* of the titles */
    struct alike_set quoted;       /* identifiers of the code */
    struct alike_set quoted_words; /* the words that they are made of, without endings */
};

void alike_read(struct alike *alike, const struct finding *finding);

/* Points for both meaning the same: ALIKE_SAME and more, they do; ALIKE_OTHER and less, they do
 * not; between them a third one may decide. Symmetric. */
#define ALIKE_SAME  3
#define ALIKE_OTHER 0
int alike_points(const struct alike *a, const struct alike *b, bool is_same_category);
