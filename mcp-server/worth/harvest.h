/* harvest - the reviews of a time, one after another, summed up.
 *
 *   harvest_start -> the names, the newest first -> a review, what became of it -> yield_add -> ...
 *                 -> (no more of that time, or REVIEWS_SUMMED_MAX) on_end
 *
 * One review is in memory at a time. Embedded in its owner's state, which sets the first members,
 * and calls harvest_done last.
 */
#pragma once

#include "mcp-server/review/shelf.h"
#include "mcp-server/usage/spending.h"
#include "mcp-server/worth/yield.h"

struct harvest {
    const struct program *program;
    enum period period; /* by the time when a review was kept */
    const char *tag;    /* NULL: all */
    /* Once, never from inside harvest_start; err is why nothing is known. */
    void (*on_end)(void *user, const struct err *err);
    void *user;

    struct yield yield;
    size_t unread; /* reviews that could not be used: err says why the first could not */
    struct err err;
    bool has_more; /* there are older ones that were not looked at */

    int64_t from_s_;
    struct record_name *names_;
    size_t count_, at_;
    struct store_list *list_;
    struct shelf_recall *recall_;
    struct loop_task refusal_;
};

void harvest_start(struct harvest *harvest);

/* Ends what is in flight, and frees the sums. */
void harvest_done(struct harvest *harvest);
