/* yield - what the reviews of a time have found, by model, and what that has cost. Pure.
 *
 *   yield_add (a review, what became of it)* -> yield_sort -> yield_text
 *
 * Only what a human, a test or git has said is counted: a model does not testify for models. Sums
 * are of the reviews' own figures, to the nano-dollar: the rows together are the whole.
 *
 * Who asks again within ten minutes, for lighter findings, say, or to have them refuted, gets the
 * answers that were paid for: the same review, seen again. It is counted once: as the one that was
 * scored, with what the first has cost.
 */
#pragma once

#include "base/buf.h"
#include "base/limits.h"

#include <stdint.h>

enum yield_kind {
    YIELD_MODEL,  /* a reviewer */
    YIELD_VERIFY, /* a refuter: it finds nothing, and costs */
    YIELD_OTHERS  /* what has no row of its own */
};

struct yield_row {
    enum yield_kind kind;
    char name[MODEL_NAME_MAX + 1]; /* of the model; "" of others */
    int64_t reviews;               /* that it took part in, and did not fail */
    int64_t scored;                /* of these, that were scored */
    int64_t raw, kept, quote_missing;
    int64_t unique;                    /* findings that only it has */
    int64_t accepted, unique_accepted; /* of its findings, and of those */
    int64_t cost_nano;
    int64_t judged_nano; /* of its cost what is of reviews that were scored or have found nothing */
    bool cost_is_bound;  /* of a part of it the most is known that it can be */
};

struct yield {
    struct yield_row *rows;
    size_t count;
    int64_t reviews, scored; /* scored: something counts that was said of it */
    int64_t findings, accepted, rejected, duplicate, missed;
    int64_t open;      /* findings of which nothing counts */
    int64_t by_claude; /* of these, of which a model has said something */
    int64_t cost_nano;
    bool cost_is_bound;

    uint64_t seen_[REVIEWS_SUMMED_MAX]; /* answers that were counted where they were seen again */
    size_t seen_count_;
};

/* review as report.h has it, outcome as outcome.h; the newest first. */
void yield_add(struct yield *yield, struct slice review, struct slice outcome);

/* Models first, the dearest before the others. */
void yield_sort(struct yield *yield);
void yield_done(struct yield *yield);

/* What one finding has cost that was accepted and that no other model had; -1: it cannot be said,
 * since nothing was scored, or none was accepted. Rounded up. */
int64_t yield_price_nano(const struct yield_row *row);
