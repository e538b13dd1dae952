/* refusal - a request that the money does not suffice for. */
#include "mcp-server/gate/refusal.h"

#include "base/limits.h"
#include "mcp-server/gate/policy.h"

#include <stdio.h>

#define CHEAPER_MAX 2

struct offer {
    const struct model *model;
    int64_t cost_nano;
};

/* The best of what the same money would pay for: by coding index, then by price. */
static bool is_better(const struct offer *a, const struct offer *b)
{
    if (a->model->coding_index != b->model->coding_index)
        return a->model->coding_index > b->model->coding_index;
    return a->cost_nano < b->cost_nano;
}

/* Whether the same request to this model would pass, and what it could cost then. */
static bool can_offer(const struct refusal *refusal, struct offer *offer)
{
    const struct admit_request *request = refusal->request;
    struct model_name name = { .model = offer->model };
    struct err ignored;
    struct crowd crowd;

    if ((request->media_kinds & ~offer->model->inputs) != 0 ||
        (offer->model->is_local && request->web) || offer->model->alias_target ||
        slice_is(offer->model->vendor, SLICE("openrouter")) || !offer->model->highest.known)
        return false;
    snprintf(name.text, sizeof(name.text), "%s", offer->model->id);
    if (policy_admit(refusal->config, &name, &ignored) < 0)
        return false;
    crowd_begin(&crowd, &name, request->effort, request->zdr || crowd_is_narrowed(refusal->config));

    struct amounts wanted = crowd_measure(&crowd, request);

    /* A model that could write less than what was asked for would be no help. */
    if (wanted.answer_tokens < crowd_useful_tokens(&crowd, refusal->wanted) ||
        crowd_fit(&crowd, &wanted, request->max_output_tokens > 0, refusal->cap->nano) < 0)
        return false;
    offer->cost_nano = bound_cost_nano(&crowd.rates, &crowd.fit);
    return true;
}

static size_t find_cheaper(const struct refusal *refusal, struct offer offers[CHEAPER_MAX])
{
    size_t count = 0;

    for (size_t i = 0; i < catalogue_count(refusal->catalogue); i++) {
        struct offer offer = { .model = catalogue_at(refusal->catalogue, i) };
        size_t place = count;

        if (!can_offer(refusal, &offer))
            continue;
        while (place > 0 && is_better(&offer, &offers[place - 1]))
            place--;
        if (place == CHEAPER_MAX)
            continue;
        count += count < CHEAPER_MAX;
        for (size_t later = count - 1; later > place; later--)
            offers[later] = offers[later - 1];
        offers[place] = offer;
    }
    return count;
}

/* What sets each cap, and the switch that lifts it once. */
static const struct {
    const char *setting, *variable;
} names[] = {
    [CAP_CALL] = { "budget.call_usd", "OPENROUTER_MCP_BUDGET_CALL_USD" },
    [CAP_ARGUMENT] = { "max_cost_usd", NULL },
    [CAP_SESSION] = { "budget.session_usd", "OPENROUTER_MCP_BUDGET_SESSION_USD" },
    [CAP_DAY] = { "budget.day_usd", "OPENROUTER_MCP_BUDGET_DAY_USD" },
};

/* Of a budget that others have drawn on. */
static void write_rest(struct buf *out, const struct refusal *refusal)
{
    const struct config *config = refusal->config;
    const struct ledger_standing *standing = refusal->standing;
    bool is_day = refusal->cap->why == CAP_DAY;
    int64_t held_nano = is_day ? standing->day_held : standing->session_held;
    char left[MONEY_TEXT_SIZE], whole[MONEY_TEXT_SIZE], held[MONEY_TEXT_SIZE];

    buf_addf(out, "the %s that is left of %s %s", money_text(left, refusal->cap->nano),
             is_day ? "today's" : "this session's",
             money_text(whole, is_day ? config->day_nano : config->session_nano));
    if (held_nano > 0)
        buf_addf(out, ", of which %s is promised to calls that have not ended",
                 money_text(held, held_nano));
    buf_addf(out, " (%s%s)", names[refusal->cap->why].setting, is_day ? ", UTC days" : "");
}

static void write_cap(struct buf *out, const struct refusal *refusal)
{
    const struct cap *cap = refusal->cap;
    char money[MONEY_TEXT_SIZE], whole[MONEY_TEXT_SIZE];

    money_text(money, cap->nano);
    money_text(whole, cap->whole_nano);
    if (cap->why == CAP_SESSION || cap->why == CAP_DAY)
        write_rest(out, refusal);
    else if (refusal->request->spent_nano > 0)
        buf_addf(out, "the %s that its first answer has left of its share of the %s (%s)", money,
                 whole, names[cap->why].setting);
    else if (cap->branches > 1)
        buf_addf(out, "%s, its share of the %s for %d requests (%s)", money, whole,
                 (int)cap->branches, names[cap->why].setting);
    else
        buf_addf(out, "the %s %s", whole,
                 cap->why == CAP_CALL ? "that one call may cost (budget.call_usd)"
                                      : "of max_cost_usd");
}

static void write_switch(struct buf *out, const struct refusal *refusal)
{
    const char *variable = names[refusal->cap->why].variable;
    char money[MONEY_TEXT_SIZE];

    if (variable)
        buf_addf(out, "Once more than that: the user can start the server with %s set higher.",
                 variable);
    else
        buf_addf(out, "max_cost_usd can be raised to %s (budget.call_usd).",
                 money_text(money, refusal->config->call_nano));
}

static void write_cheaper(struct buf *out, const struct refusal *refusal)
{
    struct offer offers[CHEAPER_MAX];
    size_t count = find_cheaper(refusal, offers);
    char money[MONEY_TEXT_SIZE];

    for (size_t i = 0; i < count; i++)
        buf_addf(out, "%s%s (up to %s)", i == 0 ? " Cheaper: " : ", ", offers[i].model->id,
                 money_text(money, offers[i].cost_nano));
}

/* Rounded up to a hundredth of a cent, so that what is more than the cap also looks like more. */
static int64_t to_show(int64_t nano)
{
    const int64_t unit = NANO_PER_USD / 10000;

    return (nano + unit - 1) / unit * unit;
}

int refusal_write(const struct refusal *refusal, const struct crowd *crowd, struct err *err)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(ERROR_TEXT_MAX);
    const struct admit_request *request = refusal->request;
    struct amounts least = *refusal->wanted;
    char money[MONEY_TEXT_SIZE];

    if (request->max_output_tokens <= 0) {
        least.answer_tokens = crowd_useful_tokens(crowd, &least);
        least.searches = least.searches > 0 ? 1 : 0;
    }
    buf_addf(&text, "%s: %lld tokens of answer to %lld of prompt", request->model,
             (long long)least.answer_tokens, (long long)bound_billed_tokens(&least));
    if (crowd->rates.known)
        buf_addf(&text, " could cost $%s",
                 money_exact(money, to_show(bound_cost_nano(&crowd->rates, &least))));
    else
        buf_adds(&text, " at a price that is not listed could cost anything");
    buf_adds(&text, ", more than ");
    write_cap(&text, refusal);
    buf_adds(&text, ". Nothing was sent. Ask for less (shorter prompt, smaller max_output_tokens) "
                    "or a cheaper model. ");
    write_switch(&text, refusal);
    write_cheaper(&text, refusal);
    return err_set(err, ERR_BUDGET, "%s", buf_text(&text));
}
