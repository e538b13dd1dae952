/* score - what somebody says became of a review's findings: checked against the review, and told.
 * Pure.
 */
#pragma once

#include "base/err.h"
#include "mcp-server/worth/outcome.h"
#include "json/json.h"

/* Lists of strings, or NULL. */
struct score {
    const char *id;                               /* of the review */
    const cJSON *accepted, *rejected, *duplicate; /* names of findings */
    const cJSON *missed;                          /* "file:line title" */
    enum judge judge;
    int64_t time_s;
};

/* Appends it as statements. -1 (ERR_ARGUMENT): a finding that the review does not have (the
 * sentence names those that it has), or one that is said to be two things. */
int score_write(const struct score *score, struct slice review, struct buf *out, struct err *err);

/* How the findings of a review stand. */
struct tally {
    size_t findings, fates[FATE_COUNT]; /* of FATE_MISSED: things */
    bool judges[JUDGE_COUNT];           /* who has said something */
};
void tally_take(struct tally *tally, struct slice review, struct slice outcome);

/* "r_...: 3 accepted, 1 rejected, 1 open of 5, 1 missed; by human and git", without a line end. */
void score_add_line(struct buf *out, const char *id, const struct tally *tally);

/* "; F1, F2 stay as they were ...": statements that somebody else's stand against in outcome;
 * nothing when all were taken. */
void score_add_kept(struct buf *out, struct slice statements, struct slice outcome);

/* {"review_id", "findings", "accepted", ..., "by": [...]}, owned by the caller. */
cJSON *score_facts(const char *id, const struct tally *tally);
