/* mend - the question that asks a model to give its answer again, in the form that it must have.
 * Pure.
 *
 *     what was asked, what was answered, and what is wrong with it -> a request of its own
 *
 * Once for each answer: who has not understood it twice does not understand it.
 */
#pragma once

#include "mcp-server/inquiry/archive.h"
#include "mcp-server/inquiry/audience.h"

struct mend {
    struct inquiry_request request; /* to be joined; lives as long as the mend */
    int64_t first_cost_nano;        /* of the answer that is to be mended */
    bool first_cost_is_bound;

    char *answer_, *content_, *complaint_;
    struct chat_turn *turns_;
    char thread_[ARCHIVE_THREAD_SIZE];
};

/* first is kept; complaint and what end has are copied. Owned by the caller. */
struct mend *mend_new(const struct inquiry_request *first, const struct inquiry_end *end,
                      const char *complaint);
struct mend *mend_free(struct mend *mend);

/* Whether an answer is all that the model had to say: else there is nothing to mend. */
bool mend_is_worth_it(const struct inquiry_end *end);
