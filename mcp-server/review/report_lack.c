/* report - what is said while there is no review yet, and where there is none. */
#include "mcp-server/review/report.h"
#include "mcp-server/text/inert.h"

#include <stdio.h>

void report_progress(const struct review *review, char text[PROGRESS_TEXT_MAX], double *done,
                     double *total)
{
    size_t refuters, open = trial_open(&review->trial, &refuters);
    size_t found = review_found_so_far(review);
    char money[MONEY_TEXT_SIZE];

    money_text(money, review_cost_nano(review));
    if (open > 0)
        snprintf(text, PROGRESS_TEXT_MAX, "%zu of %zu findings verified, %s", refuters - open,
                 refuters, money);
    else
        snprintf(text, PROGRESS_TEXT_MAX, "%zu of %zu reviewers, %zu finding%s, %s",
                 review_ended(review), review->count, found, found == 1 ? "" : "s", money);
    *done = (double)(review_ended(review) + refuters - open);
    *total = (double)(review->count + refuters);
}

void report_nothing(const struct diff *change, struct buf *out)
{
    size_t unsent = change->count - change->sent_files;

    buf_adds(out, "Nothing to review: ");
    inert_add_label(out, slice_of(change->told), 400);
    if (change->count == 0)
        buf_adds(out, "."); /* that it changes nothing is told */
    else if (unsent == 0)
        buf_addf(out, "; of %zu file%s only names or modes changed.", change->count,
                 change->count == 1 ? "" : "s");
    else
        buf_addf(out, "; %zu of %zu file%s cannot be sent.", unsent, change->count,
                 change->count == 1 ? "" : "s");
    buf_adds(out, " No model was asked, and nothing was spent.\n");
    if (change->count == 0)
        buf_adds(out,
                 "What is not committed: \"working\" or \"staged\"; the last commit: \"HEAD\".\n");
    for (size_t i = 0; i < change->count && i < FILES_MAX; i++) {
        if (diff_is_sent(&change->files[i]))
            continue;
        buf_addf(out, "not sent (%s): ", change->files[i].rule);
        inert_add_label(out, slice_of(change->files[i].why), sizeof(struct err));
        buf_adds(out, "\n");
    }
}

cJSON *report_few(const struct review *review, size_t wanted, struct buf *out)
{
    int64_t cost_nano = review_cost_nano(review);
    enum err_kind kind = ERR_NONE;
    char money[MONEY_TEXT_SIZE];
    cJSON *facts = cJSON_CreateObject();

    buf_addf(out, "No review: %zu of %zu reviewers answered, and min_reviewers is %zu.",
             review_answered(review), review->count, wanted);
    for (size_t i = 0; i < review->count; i++) {
        const struct reviewer *reviewer = &review->reviewers[i];

        if (reviewer->state != REVIEWER_FAILED)
            continue;
        kind = kind == ERR_NONE ? reviewer->err.kind : kind;
        buf_addf(out, "\n%s (%s): %s", reviewer->model, err_kind_name(reviewer->err.kind),
                 reviewer->err.text);
    }
    buf_addf(out, "\nCost: %s%s.", review_cost_is_bound(review) ? "at most " : "",
             money_text(money, cost_nano));
    cJSON_AddStringToObject(facts, "error_kind", err_kind_name(kind));
    cJSON_AddStringToObject(facts, "cost_usd", money_exact(money, cost_nano));
    return facts;
}
