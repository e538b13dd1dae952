/* trial - every finding of a review before a refuter of its own.
 *
 *   start: who may refute -> a refuter for each -> what is left of the budget -> all are asked
 *       -> on_refuter_end ... -> (the last) on_end -> judge
 */
#include "mcp-server/review/trial.h"

#include <stdlib.h>

static void on_refuter_news(void *user)
{
    struct trial *trial = user;

    trial->on_news(trial->user);
}

static void on_refuter_end(void *user)
{
    struct trial *trial = user;

    if (--trial->open_ == 0)
        trial->on_end(trial->user);
    else
        trial->on_news(trial->user);
}

static void prepare(struct trial *trial, struct finding_list *findings)
{
    trial->refuters_ = xcalloc(findings->count + 1, sizeof(*trial->refuters_));
    for (size_t i = 0; i < findings->count && trial->count_ < trial->max_findings; i++) {
        struct refuter *refuter = &trial->refuters_[trial->count_];

        if (findings->items[i].severity < trial->min_severity)
            continue;
        *refuter = (struct refuter){
            .finding = &findings->items[i],
            .on_news = on_refuter_news,
            .on_end = on_refuter_end,
            .user = trial,
        };
        refuter_prepare(refuter, &trial->pool_, trial->subject, trial->reviewers);
        trial->count_++;
    }
}

/* What the reviewers left is shared by the refuters. As a share of the whole and not as an amount,
 * which would make another request of the same question when it is asked again. */
static int share(const struct trial *trial, struct inquiry_request *request, struct err *err)
{
    int64_t cap = admit_call_cap(trial->program->config, &request->allowed, request->max_cost_nano);
    int64_t left = cap - trial->spent_nano;
    int64_t count = (int64_t)trial->count_;
    char money[MONEY_TEXT_SIZE];

    if (left <= 0 && cap > 0)
        return err_set(err, ERR_BUDGET,
                       "the reviewers have used the %s that this call may cost; raise max_cost_usd",
                       money_text(money, cap));
    request->branches = (size_t)(left == cap ? count : (cap / left + 1) * count);
    return 0;
}

bool trial_start(struct trial *trial, struct finding_list *findings,
                 const struct inquiry_request *request)
{
    struct inquiry_request shared = *request;

    if (findings->count == 0 || refuter_pool_fill(&trial->pool_, trial->program, trial->client,
                                                  request->zdr, &trial->err) < 0)
        return false;
    prepare(trial, findings);
    if (trial->count_ == 0 || share(trial, &shared, &trial->err) < 0)
        return false;
    trial->open_ = trial->count_;
    for (size_t i = 0; i < trial->count_; i++)
        refuter_start(&trial->refuters_[i], trial->program, &shared);
    return true;
}

size_t trial_open(const struct trial *trial, size_t *all)
{
    *all = trial->count_;
    return trial->open_;
}

int64_t trial_cost_nano(const struct trial *trial)
{
    int64_t cost_nano = 0;

    for (size_t i = 0; i < trial->count_; i++)
        cost_nano = money_add(cost_nano, trial->refuters_[i].hearing.bill.cost_nano);
    return cost_nano;
}

void trial_judge(struct trial *trial)
{
    for (size_t i = 0; i < trial->count_; i++) {
        struct refuter *refuter = &trial->refuters_[i];

        if (refuter->hearing.state == HEARING_OPEN)
            continue; /* it was never asked */
        refuter_judge(refuter);
        bill_add_bill(&trial->bill, &refuter->hearing.bill);
    }
}

size_t trial_models(const struct trial *trial, struct trial_model models[BRANCH_MAX])
{
    size_t count = 0;

    for (size_t i = 0; i < trial->count_; i++) {
        const struct refuter *refuter = &trial->refuters_[i];
        size_t at = 0;

        if (refuter->hearing.state == HEARING_OPEN)
            continue; /* it was never asked */
        while (at < count && strcmp(models[at].model, refuter->model) != 0)
            at++;
        if (at == count)
            models[count++] = (struct trial_model){ .model = refuter->model };
        bill_add_bill(&models[at].bill, &refuter->hearing.bill);
    }
    return count;
}

void trial_cut(struct trial *trial)
{
    for (size_t i = 0; trial->open_ > 0 && i < trial->count_; i++)
        refuter_cut(&trial->refuters_[i]);
    trial->open_ = 0;
}

void trial_done(struct trial *trial, bool gives_up)
{
    for (size_t i = 0; i < trial->count_; i++)
        refuter_done(&trial->refuters_[i], gives_up);
    free(trial->refuters_);
    trial->refuters_ = NULL;
    trial->count_ = 0;
}
