/* order - the one order that findings have by what they say, whoever says it. Pure.
 *
 * Below, at or above 0 as strcmp; 0 only when both say the same in every word. The reviewers'
 * numbers count nowhere.
 */
#pragma once

#include "review/finding.h"

/* Which wording leads: severity, confidence, the longer reason, then by its words. */
int order_wordings(const struct wording *a, const struct wording *b);

/* By place, then by what the leading wordings say. */
int order_findings(const struct finding *a, const struct finding *b);
