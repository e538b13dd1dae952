/* merge - findings of several reviewers that mean the same become one. Pure.
 *
 * Two mean the same when they are in the same file and at most MERGE_NEAR lines apart, and say the
 * same category or share two identifiers of the code. All wordings are kept; the severity is the
 * highest. The order of the reviewers and of their findings changes nothing but the numbers. A
 * reviewer's own findings are never merged with each other unless they quote the same code: two
 * bugs on one line stay two.
 */
#pragma once

#include "review/finding.h"

/* vendors: of each reviewer, by his number ("openai"). */
void merge(struct finding_list *list, const char *const *vendors, size_t vendor_count);
