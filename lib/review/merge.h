/* merge - findings of several reviewers that mean the same become one. Pure.
 *
 * Two mean the same when they are on one side of one file, at most MERGE_NEAR lines apart, and
 * their words say so (alike.h): the kind of defect, the identifiers that they share beyond those of
 * the quoted code, the category. Where that is open they stay two, because a reader who is told
 * twice loses a moment, and one from whom the second of two bugs on a line is hidden loses a bug.
 * In a group no two are far apart, contradict each other, or are one reviewer's own, unless he says
 * the same category of the same code. All wordings are kept; the severity is the highest. The order
 * of the reviewers and of their findings changes nothing but the numbers.
 */
#pragma once

#include "review/finding.h"

/* vendors: of each reviewer, by his number ("openai"). */
void merge(struct finding_list *list, const char *const *vendors, size_t vendor_count);
