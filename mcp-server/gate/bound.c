/* bound - what a request can cost at most, and how long an answer a sum of money pays for. */
#include "mcp-server/gate/bound.h"

#include "base/limits.h"

#include <string.h>

/* Of 163 models with open weights 160 cost less than this for an answer's token ($6 a million):
 * many providers serve them, and the list shows the price of one. Dearer models cost the same
 * everywhere. */
#define MANY_PROVIDERS_PICO 6000000
#define HEADROOM            2

#define ANSWER_TO_PROMPT 5                /* how much dearer an answer's token is, commonly */
#define DERIVE_MAX_NANO  1000000000000000 /* a million dollars: keeps the products in range */

static int64_t dearer(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* The highest listed price; or the usual one doubled, where that is more and headroom is needed. */
static int64_t reckoned(int64_t base, int64_t highest, bool headroom)
{
    return headroom ? dearer(highest, HEADROOM * base) : highest;
}

struct rates bound_rates(const struct model_name *name, bool narrowed)
{
    if (!name->model || name->is_preset || !name->model->highest.known)
        return (struct rates){ 0 };

    const struct prices *base = &name->model->base, *highest = &name->model->highest;
    int64_t completion_pico = dearer(base->completion_pico, base->reasoning_pico);
    /* A suffix chooses by speed or quality, or adds a tool; but this one only means an effort. */
    bool variant = name->variant[0] && strcmp(name->variant, "thinking") != 0;
    bool headroom = narrowed || variant || completion_pico <= MANY_PROVIDERS_PICO;

    return (struct rates){
        .prompt_pico = reckoned(base->prompt_pico, highest->prompt_pico, headroom),
        .completion_pico = reckoned(
            completion_pico, dearer(highest->completion_pico, highest->reasoning_pico), headroom),
        .prompt_write_pico =
            reckoned(dearer(base->prompt_pico, base->cache_write_pico),
                     dearer(highest->prompt_pico, highest->cache_write_pico), headroom),
        .request_nano = reckoned(base->request_nano, highest->request_nano, headroom),
        .search_nano = dearer(highest->web_search_nano, WEB_SEARCH_NANO),
        .known = true,
    };
}

void bound_join(struct rates *all, const struct rates *one)
{
    all->prompt_pico = dearer(all->prompt_pico, one->prompt_pico);
    all->completion_pico = dearer(all->completion_pico, one->completion_pico);
    all->prompt_write_pico = dearer(all->prompt_write_pico, one->prompt_write_pico);
    all->request_nano = dearer(all->request_nano, one->request_nano);
    all->search_nano = dearer(all->search_nano, one->search_nano);
    all->known = all->known && one->known;
}

struct rates bound_rates_for(const struct amounts *amounts, int64_t cost_nano)
{
    int64_t tokens = bound_billed_tokens(amounts) + ANSWER_TO_PROMPT * amounts->answer_tokens;
    /* Each of the two products is rounded up to a nano-dollar. */
    int64_t left_nano = cost_nano - amounts->searches * WEB_SEARCH_NANO - 2;

    if (left_nano > DERIVE_MAX_NANO)
        left_nano = DERIVE_MAX_NANO;

    int64_t pico = left_nano > 0 ? left_nano * PICO_PER_NANO / tokens : 0;

    return (struct rates){
        .prompt_pico = pico,
        .completion_pico = pico * ANSWER_TO_PROMPT,
        .prompt_write_pico = pico,
        .search_nano = WEB_SEARCH_NANO,
        .known = pico > 0,
    };
}

int64_t bound_prompt_tokens(size_t bytes)
{
    return (int64_t)(bytes / PROMPT_TOKEN_BYTES) + 1 + PROMPT_OVERHEAD_TOKENS;
}

int64_t bound_billed_tokens(const struct amounts *amounts)
{
    int64_t searches = amounts->searches;

    return amounts->prompt_tokens * (searches + 1) +
           WEB_RESULT_TOKENS * (searches * (searches + 1) / 2);
}

static int64_t times(int64_t nano, int64_t count)
{
    int64_t sum = 0;

    for (int64_t i = 0; i < count; i++)
        sum = money_add(sum, nano);
    return sum;
}

static int64_t cost_without_answer(const struct rates *rates, const struct amounts *amounts)
{
    int64_t nano = money_of_tokens(bound_billed_tokens(amounts), rates->prompt_write_pico);

    nano = money_add(nano, times(rates->request_nano, amounts->searches + 1));
    return money_add(nano, times(rates->search_nano, amounts->searches));
}

int64_t bound_cost_nano(const struct rates *rates, const struct amounts *amounts)
{
    return money_add(cost_without_answer(rates, amounts),
                     money_of_tokens(amounts->answer_tokens, rates->completion_pico));
}

int64_t bound_affordable_tokens(const struct rates *rates, const struct amounts *amounts,
                                int64_t cost_nano)
{
    int64_t left_nano = cost_nano - cost_without_answer(rates, amounts);

    if (left_nano < 0)
        return -1;
    if (rates->completion_pico == 0 || left_nano > INT64_MAX / PICO_PER_NANO)
        return amounts->answer_tokens;

    int64_t tokens = left_nano * PICO_PER_NANO / rates->completion_pico;

    return tokens < amounts->answer_tokens ? tokens : amounts->answer_tokens;
}
