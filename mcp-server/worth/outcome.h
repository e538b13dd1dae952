/* outcome - what became of a review's findings: who has said what of which. Pure.
 *
 *     F1 accepted human 1764489600
 *     F2 rejected claude 1764489600
 *     - missed human 1764489600 src/a.c:10 the lock is never given back
 *
 * A line each, and at most one of a finding: who knows better replaces what was said before him.
 */
#pragma once

#include "base/buf.h"

#include <stdint.h>

enum fate {
    FATE_OPEN, /* nobody has said, or whoever had takes it back; never in a text */
    FATE_ACCEPTED,
    FATE_REJECTED,
    FATE_DUPLICATE, /* of another finding of the same review */
    FATE_MISSED,    /* no finding: the review should have had it */
    FATE_COUNT
};

/* From who knows least to who knows best; a human and a test know the same. */
enum judge { JUDGE_CLAUDE, JUDGE_GIT, JUDGE_TEST, JUDGE_HUMAN, JUDGE_COUNT };

const char *fate_name(enum fate fate);    /* "accepted" */
const char *judge_name(enum judge judge); /* "human" */
bool judge_read(const char *name, enum judge *judge);

/* Whether what he says is counted: a model does not testify for models. */
bool judge_counts(enum judge judge);

struct statement {
    struct slice subject; /* "F1"; "-": what was missed */
    enum fate fate;
    enum judge judge;
    int64_t time_s;
    struct slice words; /* of what was missed: "src/a.c:10 ..."; else where git was looked at, or
                           nothing. One line, at most OUTCOME_WORDS_MAX characters */
};

void outcome_add(struct buf *out, const struct statement *statement);

/* The next one of a text, cut off rest; false at its end. What is no statement is passed over. */
bool outcome_next(struct slice *rest, struct statement *statement);

/* What is said of a finding; false: nothing. */
bool outcome_find(struct slice outcome, struct slice subject, struct statement *statement);

/* What is known once `by` has been said, too: of each finding what the better judge says, of equal
 * ones what is said now; FATE_OPEN takes back what an equal one has said; the same thing is missed
 * once. (The change of a kept text, see store/records.h.) */
void outcome_merge(struct slice old, struct slice by, struct buf *out);
