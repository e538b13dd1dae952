/* review - a panel of models over one change, and a program over the panel.
 *
 *   add -> prepare -> look -> start -> (on_reviewer_end: check) ... -> (the last) weigh
 *       -> verify: the trial -> finish -> on_end
 */
#include "mcp-server/review/review.h"

#include "review/anchor.h"
#include "review/merge.h"
#include "review/rank.h"
#include "vault/secret.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

static void on_reviewer_news(void *user);
static void on_reviewer_end(void *user, struct reviewer *reviewer);
static void finish(void *user);

const char *drop_reason_name(enum drop_reason reason)
{
    static const char *const names[DROP_COUNT] = { "quote_missing", "rule_missing" };

    return names[reason];
}

/* --- before anything is asked --------------------------------------------------------------- */

void review_add(struct review *review, const char *model, const char *role, const char *role_why)
{
    assert(review->count < BRANCH_MAX);

    struct reviewer *reviewer = &review->reviewers[review->count];

    reviewer->number = review->count++;
    snprintf(reviewer->model, sizeof(reviewer->model), "%s", model);
    reviewer->role = role;
    reviewer->role_why = role_why;
    reviewer->on_news = on_reviewer_news;
    reviewer->on_end = on_reviewer_end;
    reviewer->user = review;
}

/* The same for the same change, so that who asks again asks the same. */
static uint64_t draw_seed(const struct review *review)
{
    uint64_t seed = review->subject->fingerprint;
    char id[32];

    if (!review->is_fresh)
        return seed;
    secret_random_id(id, "");
    subject_mix(&seed, slice_of(id));
    return seed;
}

void review_prepare(struct review *review)
{
    review->seed = draw_seed(review);
    for (size_t i = 0; i < review->count; i++) {
        struct reviewer *reviewer = &review->reviewers[i];
        struct err err;

        if (reviewer_prepare(reviewer, review->program, review->subject, review->seed + i, &err) <
            0)
            reviewer_refuse(reviewer, &err);
    }
}

size_t review_shares(const struct review *review)
{
    size_t count = 0;

    for (size_t i = 0; i < review->count; i++)
        if (review->reviewers[i].state == REVIEWER_OPEN)
            count += review->reviewers[i].view.count;
    return review->verifies ? count + count / 3 + 1 : count;
}

int64_t review_look(struct review *review, const struct ledger_standing *standing,
                    const struct inquiry_request *request, bool is_look_only, int64_t *wanted_nano)
{
    struct inquiry_request shared = *request;
    int64_t bound_nano = 0, needed_nano = 0;
    bool is_refused = false, helps = true;

    shared.branches = review_shares(review);
    for (size_t i = 0; i < review->count; i++) {
        struct reviewer *reviewer = &review->reviewers[i];
        int64_t bound = 0, wanted = 0;
        struct err err;

        if (reviewer->state != REVIEWER_OPEN)
            continue;
        if (reviewer_look(reviewer, review->program, standing, &shared, &bound, &wanted, &err) ==
            0) {
            bound_nano = money_add(bound_nano, bound);
            needed_nano = money_add(needed_nano, bound);
            continue;
        }
        is_refused = true;
        helps = helps && wanted >= 0;
        needed_nano = money_add(needed_nano, wanted >= 0 ? wanted : 0);
        if (!is_look_only)
            reviewer_refuse(reviewer, &err);
    }
    *wanted_nano = !is_refused ? 0 : helps ? needed_nano : -1;
    return bound_nano;
}

/* --- the reviewers -------------------------------------------------------------------------- */

void review_start(struct review *review, const struct inquiry_request *request)
{
    review->request_ = *request;
    review->request_.branches = review_shares(review);
    review->quotes_ = quotes_new(&review->subject->change, review->subject->grown);
    rules_read(&review->rules_, review->subject);
    for (size_t i = 0; i < review->count; i++)
        review->open += review->reviewers[i].state == REVIEWER_OPEN;
    assert(review->open > 0);
    for (size_t i = 0; i < review->count; i++)
        if (review->reviewers[i].state == REVIEWER_OPEN)
            reviewer_start(&review->reviewers[i], review->program, &review->request_);
}

static void on_reviewer_news(void *user)
{
    struct review *review = user;

    review->on_news(review->user);
}

/* Whether the code that a finding quotes is there, and the rule that it claims. */
static bool is_sound(struct quotes *quotes, const struct rules *rules, struct finding *finding,
                     enum drop_reason *reason)
{
    *reason = DROP_QUOTE_MISSING;
    quotes_check(quotes, finding);
    if (finding->status == QUOTE_MISSING)
        return false;
    *reason = DROP_RULE_MISSING;
    if (finding->rule && !rules_have(rules, finding->rule)) {
        free(finding->rule);
        finding->rule = NULL;
    }
    return finding->rule || finding->wordings[0].category != CATEGORY_RULE;
}

static void check(struct review *review, struct reviewer *reviewer)
{
    struct finding_list *found = &reviewer->found;

    for (size_t i = 0; i < found->count; i++) {
        struct finding *finding = &found->items[i];
        enum drop_reason reason;

        if (!is_sound(review->quotes_, &review->rules_, finding, &reason)) {
            reviewer->broken += !finding_list_add(&review->dropped[reason], finding);
            continue;
        }
        anchor_set(finding, &review->subject->change);
        reviewer->broken += !finding_list_add(&review->findings, finding);
    }
    finding_list_done(found);
}

/* What several found becomes one. */
static void weigh(struct review *review)
{
    const char *vendors[BRANCH_MAX];

    for (size_t i = 0; i < review->count; i++)
        vendors[i] = review->reviewers[i].vendor;
    merge(&review->findings, vendors, review->count);
}

/* false: there is nothing to verify, or nobody who could. */
static bool verify(struct review *review)
{
    struct trial *trial = &review->trial;

    if (!review->verifies)
        return false;
    *trial = (struct trial){
        .program = review->program,
        .subject = review->subject,
        .reviewers = review->reviewers,
        .client = review->client,
        .min_severity = review->min_severity,
        .max_findings = review->max_findings,
        .spent_nano = review_cost_nano(review),
        .on_news = on_reviewer_news,
        .on_end = finish,
        .user = review,
    };
    (void)rank(&review->findings, 1);
    return trial_start(trial, &review->findings, &review->request_);
}

static void on_reviewer_end(void *user, struct reviewer *reviewer)
{
    struct review *review = user;

    check(review, reviewer);
    if (--review->open > 0) {
        review->on_news(review->user);
        return;
    }
    weigh(review);
    if (!verify(review))
        finish(review);
}

/* --- the end -------------------------------------------------------------------------------- */

static void conclude(struct review *review)
{
    size_t next;

    trial_judge(&review->trial);
    (void)rank(&review->findings, 1); /* the worst are those that are kept */
    rank_split(&review->findings, review->min_severity, review->max_findings, &review->demoted,
               &review->below);
    next = rank(&review->findings, 1);
    next = rank(&review->below, next);
    (void)rank(&review->demoted, next);
    review->has_ended_ = true;
}

static void finish(void *user)
{
    struct review *review = user;

    conclude(review);
    review->on_end(review->user);
}

void review_cut(struct review *review)
{
    if (review->has_ended_)
        return;
    if (review->open > 0) {
        for (size_t i = 0; i < review->count; i++) {
            struct reviewer *reviewer = &review->reviewers[i];

            if (reviewer->state != REVIEWER_OPEN)
                continue;
            reviewer_cut(reviewer);
            check(review, reviewer);
        }
        review->open = 0;
        weigh(review);
        if (review->verifies && review->findings.count > 0)
            err_set(&review->trial.err, ERR_TIMEOUT, "the time was over; raise timeout_s");
    }
    trial_cut(&review->trial);
    conclude(review);
}

void review_done(struct review *review, bool gives_up)
{
    trial_done(&review->trial, gives_up);
    review->quotes_ = quotes_free(review->quotes_);
    rules_done(&review->rules_);
    for (size_t i = 0; i < review->count; i++)
        reviewer_done(&review->reviewers[i], gives_up);
    finding_list_done(&review->findings);
    finding_list_done(&review->demoted);
    finding_list_done(&review->below);
    for (size_t i = 0; i < DROP_COUNT; i++)
        finding_list_done(&review->dropped[i]);
}

/* --- what is said of it --------------------------------------------------------------------- */

size_t review_answered(const struct review *review)
{
    size_t count = 0;

    for (size_t i = 0; i < review->count; i++)
        count += review->reviewers[i].state == REVIEWER_OK ||
                 review->reviewers[i].state == REVIEWER_PARTIAL;
    return count;
}

size_t review_ended(const struct review *review)
{
    size_t count = 0;

    for (size_t i = 0; i < review->count; i++)
        count += review->reviewers[i].state != REVIEWER_OPEN;
    return count;
}

size_t review_found_so_far(const struct review *review)
{
    size_t count = review->findings.count;

    for (size_t i = 0; i < review->count; i++)
        count += reviewer_found_so_far(&review->reviewers[i]);
    return count;
}

int64_t review_cost_nano(const struct review *review)
{
    int64_t cost_nano = trial_cost_nano(&review->trial);

    for (size_t i = 0; i < review->count; i++)
        cost_nano = money_add(cost_nano, reviewer_cost_nano(&review->reviewers[i]));
    return cost_nano;
}

bool review_cost_is_bound(const struct review *review)
{
    bool is_bound = review->trial.bill.cost_is_bound;

    for (size_t i = 0; i < review->count; i++)
        is_bound = is_bound || review->reviewers[i].bill.cost_is_bound;
    return is_bound;
}

bool review_is_repeat(const struct review *review)
{
    size_t requests = review->trial.bill.requests, asked = review->trial.bill.asked;

    for (size_t i = 0; i < review->count; i++) {
        requests += review->reviewers[i].bill.requests;
        asked += review->reviewers[i].bill.asked;
    }
    return requests > 0 && asked == 0;
}
