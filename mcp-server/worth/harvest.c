/* harvest - the reviews of a time, one after another, summed up.
 *
 *   harvest_start -> on_listed -> next -> on_recalled -> next -> ... -> finish
 */
#include "mcp-server/worth/harvest.h"

#include "base/clock.h"
#include "mcp-server/worth/found.h"

#include <stdlib.h>

static void finish(struct harvest *harvest)
{
    yield_sort(&harvest->yield);
    harvest->on_end(harvest->user, NULL);
}

static void on_recalled(void *user, const struct shelf_leaf *leaf, const struct err *err);

/* Names come with the time of the review, the newest first. */
static void next(struct harvest *harvest)
{
    if (harvest->at_ == harvest->count_ ||
        harvest->names_[harvest->at_].time_s < harvest->from_s_) {
        finish(harvest);
        return;
    }
    if (harvest->at_ == REVIEWS_SUMMED_MAX) {
        harvest->has_more = true;
        finish(harvest);
        return;
    }
    harvest->recall_ =
        shelf_recall(harvest->program, harvest->names_[harvest->at_++].name, on_recalled, harvest);
}

static bool is_wanted(const struct harvest *harvest, struct slice review)
{
    if (harvest->tag && !scan_is(scan_member(review, "tag"), harvest->tag))
        return false;
    return harvest->period != PERIOD_SESSION ||
           scan_is(scan_member(review, "session"), harvest->program->config->session_id);
}

static void on_recalled(void *user, const struct shelf_leaf *leaf, const struct err *err)
{
    struct harvest *harvest = user;

    if (leaf && is_wanted(harvest, leaf->review))
        yield_add(&harvest->yield, leaf->review, leaf->outcome);
    /* One that has just been forgotten is no trouble. */
    if (err && err->kind != ERR_ARGUMENT && harvest->unread++ == 0)
        harvest->err = *err;
    harvest->recall_ = shelf_recall_free(harvest->recall_);
    next(harvest);
}

static void on_listed(void *user, const struct record_name *names, size_t count,
                      const struct err *err)
{
    struct harvest *harvest = user;

    if (err) {
        harvest->on_end(harvest->user, err);
        return;
    }
    harvest->names_ = xcalloc(count + 1, sizeof(*names));
    harvest->count_ = count;
    for (size_t i = 0; i < count; i++)
        harvest->names_[i] = names[i];
    harvest->list_ = store_list_free(harvest->list_);
    next(harvest);
}

static void refuse(void *user)
{
    struct harvest *harvest = user;

    harvest->on_end(harvest->user, &harvest->err);
}

void harvest_start(struct harvest *harvest)
{
    const struct program *program = harvest->program;

    harvest->from_s_ = period_from_s(harvest->period, clock_unix_s());
    harvest->refusal_ = (struct loop_task){ .on_turn = refuse, .user = harvest };
    if (program->store) {
        harvest->list_ =
            store_list(program->store, RECORD_REVIEW, REVIEWS_SUMMED_MAX + 1, on_listed, harvest);
        return;
    }
    err_set(&harvest->err, ERR_CONFIG, "no reviews are kept: %s", program->config->state_err);
    loop_task_queue(program->loop, &harvest->refusal_);
}

void harvest_done(struct harvest *harvest)
{
    if (!harvest->program)
        return;
    loop_task_drop(harvest->program->loop, &harvest->refusal_);
    harvest->list_ = store_list_free(harvest->list_);
    harvest->recall_ = shelf_recall_free(harvest->recall_);
    free(harvest->names_);
    harvest->names_ = NULL;
    yield_done(&harvest->yield);
}
