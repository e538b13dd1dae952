/* findings - what a reviewer answered, read. Pure.
 *
 *   {"findings": [{"severity", "category", "title", "file", "line", "quote", "why", ...}, ...]}
 *
 * The form is schemas/review/findings.json. A model that cannot be held to it writes fences, prose,
 * a bare array, members twice, NaN, half characters, or stops in the middle: what is whole in it is
 * kept, and what is not is counted. Of a model that starts over the later list counts, where it
 * says again half of the earlier one.
 */
#pragma once

#include "base/err.h"
#include "review/finding.h"

struct findings {
    struct finding_list list;
    bool says_none;    /* it begins or ends with a whole list, which is empty; nothing else does */
    bool is_truncated; /* it stops in the middle: only what was whole before is in the list */
    size_t broken;     /* findings without a title, a file or a quote, or past FINDINGS_RAW_MAX */
};

/* reviewer is the number that the wordings get. 0 when all that the answer lists could be read,
 * however it was wrapped; 1 when only a part could (broken, is_truncated), err says what is wrong,
 * for the one time that a reviewer is asked to mend it; -1 and err (ERR_PROTOCOL) when there is
 * nothing: neither a finding nor an empty list. Zeroes findings first; findings_done is due in any
 * case. */
int findings_read(struct findings *findings, struct slice answer, size_t reviewer, struct err *err);
void findings_done(struct findings *findings);

/* What a refuter answered: {"verdict": "confirmed", "reason": "a.c:140 ..."}, with the same
 * patience. -1 and err when there is no verdict in it; *reason is owned by the caller. */
int verdict_read(struct slice answer, enum verdict *verdict, char **reason, struct err *err);
