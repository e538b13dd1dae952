/* refuter - a model that tries to refute one finding. */
#include "mcp-server/review/refuter.h"

#include "mcp-server/models/selection.h"
#include "mcp-server/review/brief.h"
#include "schemas.h"

#include <stdio.h>
#include <stdlib.h>

#define REFUTER_ROLE "verify"

/* --- who may -------------------------------------------------------------------------------- */

static void add(struct refuter_pool *pool, const char *model)
{
    if (pool->count < BRANCH_MAX)
        snprintf(pool->models[pool->count++], sizeof(pool->models[0]), "%s", model);
}

/* The rule of the role chooses one model; here one of each vendor is wanted. */
static int fill_by_rule(struct refuter_pool *pool, const struct program *program,
                        const struct role_entry *entry, const struct selection_request *request,
                        struct err *err)
{
    struct role role = selection_rule(program, entry, request->zdr);
    struct role_ground ground = selection_ground(program, request->client);
    CLEANUP(role_choice_done) struct role_choice choice = { 0 };

    role.models = BRANCH_MAX;
    role.distinct_vendors = true;
    if (role_choose(&role, &ground, &choice, err) < 0)
        return -1;
    for (size_t i = 0; i < choice.count; i++)
        add(pool, choice.chosen[i]->id);
    return 0;
}

int refuter_pool_fill(struct refuter_pool *pool, const struct program *program, const char *client,
                      bool zdr, struct err *err)
{
    struct selection_request request = { .models = REFUTER_ROLE, .client = client, .zdr = zdr };
    const struct role_entry *entry = roles_find(program->roles, SLICE(REFUTER_ROLE));
    struct selection selection;

    *pool = (struct refuter_pool){ .count = 0 };
    if (entry && !entry->pinned && !selection_local(program, entry, zdr))
        return fill_by_rule(pool, program, entry, &request, err);
    if (selection_make(&selection, program, &request, err) < 0)
        return -1;
    for (size_t i = 0; i < selection.count; i++)
        add(pool, selection.list[i].model);
    return 0;
}

/* --- one finding ---------------------------------------------------------------------------- */

static bool is_by_finder(const char *model, const struct finding *finding,
                         const struct reviewer *reviewers)
{
    for (size_t i = 0; i < finding->wording_count; i++)
        if (reviewer_is_of(&reviewers[finding->wordings[i].reviewer], model))
            return true;
    return false;
}

static void choose(struct refuter *refuter, const struct refuter_pool *pool,
                   const struct reviewer *reviewers)
{
    refuter->model = pool->models[0];
    refuter->is_of_finder = true;
    for (size_t i = 0; i < pool->count && refuter->is_of_finder; i++) {
        if (is_by_finder(pool->models[i], refuter->finding, reviewers))
            continue;
        refuter->model = pool->models[i];
        refuter->is_of_finder = false;
    }
}

void refuter_prepare(struct refuter *refuter, const struct refuter_pool *pool,
                     const struct subject *subject, const struct reviewer *reviewers)
{
    choose(refuter, pool, reviewers);
    refuter->prompt_ = BUF_MAX(PROMPT_MAX);
    brief_add_claim(&refuter->prompt_, subject, refuter->finding);
}

static int on_read(void *user, struct slice answer, struct err *err)
{
    struct refuter *refuter = user;
    enum verdict verdict;
    char *reason;

    if (verdict_read(answer, &verdict, &reason, err) < 0)
        return -1;
    free(refuter->reason_);
    refuter->reason_ = reason;
    refuter->verdict_ = verdict;
    return 0;
}

static void on_hearing_news(void *user)
{
    struct refuter *refuter = user;

    refuter->on_news(refuter->user);
}

static void on_hearing_end(void *user)
{
    struct refuter *refuter = user;

    refuter->on_end(refuter->user);
}

void refuter_start(struct refuter *refuter, struct program *program,
                   const struct inquiry_request *request)
{
    struct inquiry_request wanted = *request;

    wanted.model = refuter->model;
    wanted.fallbacks = NULL; /* they are the reviewer's, and could be who found it */
    wanted.prompt = buf_text(&refuter->prompt_);
    wanted.system = review_refuter_text;
    wanted.answer_schema = review_verdict_json;
    wanted.is_strict = true;
    wanted.is_passing = true;
    refuter->hearing = (struct hearing){
        .read = on_read,
        .on_news = on_hearing_news,
        .on_end = on_hearing_end,
        .user = refuter,
    };
    hearing_start(&refuter->hearing, program, &wanted);
}

void refuter_cut(struct refuter *refuter)
{
    hearing_cut(&refuter->hearing);
}

void refuter_judge(struct refuter *refuter)
{
    struct finding *finding = refuter->finding;
    CLEANUP(buf_done) struct buf reason = BUF_MAX(FINDING_WORDS_MAX * 3);

    finding->verdict = refuter->reason_ ? refuter->verdict_ : VERDICT_UNRESOLVED;
    if (!refuter->reason_)
        buf_addf(&reason, "no verdict: %s", refuter->hearing.err.text);
    else
        buf_adds(&reason, refuter->reason_);
    if (refuter->is_of_finder && refuter->reason_)
        buf_adds(&reason, " (by a model of a vendor that found it: the role verify has no other)");
    finding->verdict_reason = buf_take(&reason);
    finding->verified_by = xstrdup(
        refuter->hearing.bill.answered_by[0] ? refuter->hearing.bill.answered_by : refuter->model);
}

void refuter_done(struct refuter *refuter, bool gives_up)
{
    hearing_done(&refuter->hearing, gives_up);
    buf_done(&refuter->prompt_);
    free(refuter->reason_);
    refuter->reason_ = NULL;
}
