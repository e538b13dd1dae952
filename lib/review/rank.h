/* rank - findings in the order in which they should be read. Pure.
 *
 * By severity, then verdict (confirmed, none, unresolved), then the number of vendors, then
 * confidence, then place. Agreement ranks and never removes: 88 % of true findings come from one
 * model, and models agree 60 % of the time when both are wrong.
 */
#pragma once

#include "review/finding.h"

/* Sorts the list and gives ids from `first` on ("F1"); answers the number behind the last. */
size_t rank(struct finding_list *list, size_t first);

/* Moves the refuted ones to demoted, and those below min_severity to below; what is behind max goes
 * there, too. */
void rank_split(struct finding_list *list, enum severity min_severity, size_t max,
                struct finding_list *demoted, struct finding_list *below);
