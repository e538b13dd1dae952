/* rules - whether a rule that a finding claims is one of the project's. Pure.
 *
 * Compared by letters and digits alone, without case: reviewers drop bullets, line ends and stars.
 */
#pragma once

#include "base/buf.h"
#include "mcp-server/review/subject.h"

/* The rules of a subject in that form; zeroed: none. */
struct rules {
    struct buf squeezed_;
};

void rules_read(struct rules *rules, const struct subject *subject);
void rules_done(struct rules *rules);

/* Whether claim occurs in them; false for one of less than RULE_CLAIM_MIN letters and digits. */
bool rules_have(const struct rules *rules, const char *claim);
