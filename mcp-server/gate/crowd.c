/* crowd - all that may answer one request, taken together. */
#include "mcp-server/gate/crowd.h"

#include "base/limits.h"

#include <string.h>

/* The plainest prose: what a prompt has at least, to tell what has no chance to fit. */
#define PROSE_TOKEN_BYTES 4

static int64_t lesser(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Of two limits the smaller one, where 0 is none. */
static int64_t tighter(int64_t a, int64_t b)
{
    return a == 0 ? b : b == 0 ? a : lesser(a, b);
}

static bool is_thinking(const struct model_name *name, enum effort effort)
{
    const struct model *model = name->model;

    if (!model || name->is_router || name->is_preset)
        return true; /* what is not known may think */
    if (model->reasoning_mandatory || strcmp(name->variant, "thinking") == 0)
        return true;
    if (effort == EFFORT_NONE)
        return false;
    if (effort == EFFORT_COUNT)
        return model->reasoning_default;
    return model->features & FEATURE_REASONING;
}

bool crowd_is_narrowed(const struct config *config)
{
    return config->zdr || config->order || config->only || config->ignore || config->sort;
}

void crowd_begin(struct crowd *crowd, const struct model_name *name, enum effort effort,
                 bool narrowed)
{
    *crowd = (struct crowd){ .rates.known = true, .is_free = true };
    crowd->context = name->model ? name->model->context_length : 0;
    crowd_join(crowd, name, effort, narrowed);
}

void crowd_join(struct crowd *crowd, const struct model_name *name, enum effort effort,
                bool narrowed)
{
    struct rates rates = bound_rates(name, narrowed);

    bound_join(&crowd->rates, &rates);
    if (name->model)
        crowd->output_max = tighter(crowd->output_max, name->model->max_completion_tokens);
    crowd->is_free = crowd->is_free && name->model && name->model->is_free;
    crowd->reasons = crowd->reasons || is_thinking(name, effort);
    crowd->online = crowd->online || strcmp(name->variant, "online") == 0;
}

/* What the context leaves for an answer. The prompt is reckoned at its bound; one that would fit
 * only if it were prose keeps half of what is left then, and one that cannot fit gets nothing. */
static int64_t room(const struct crowd *crowd, size_t prompt_bytes)
{
    int64_t surely = crowd->context - bound_prompt_tokens(prompt_bytes);
    int64_t perhaps = (crowd->context - (int64_t)(prompt_bytes / PROSE_TOKEN_BYTES)) / 2;

    return surely > perhaps ? surely : perhaps > 0 ? perhaps : 0;
}

struct amounts crowd_measure(const struct crowd *crowd, const struct admit_request *request)
{
    struct amounts wanted = {
        .prompt_tokens = bound_prompt_tokens(request->prompt_bytes),
        .answer_tokens = request->max_output_tokens > 0 ? request->max_output_tokens
                         : crowd->reasons               ? OUTPUT_THINKING_TOKENS
                                                        : OUTPUT_TOKENS,
        .searches = request->web    ? WEB_SEARCHES_MAX
                    : crowd->online ? 1
                                    : 0,
    };

    wanted.answer_tokens = tighter(wanted.answer_tokens, crowd->output_max);
    if (crowd->context > 0)
        wanted.answer_tokens = lesser(wanted.answer_tokens, room(crowd, request->prompt_bytes));
    return wanted;
}

int64_t crowd_useful_tokens(const struct crowd *crowd, const struct amounts *wanted)
{
    return lesser(wanted->answer_tokens, crowd->reasons ? USEFUL_THINKING_TOKENS : USEFUL_TOKENS);
}

int crowd_fit(struct crowd *crowd, const struct amounts *wanted, bool exact, int64_t cost_nano)
{
    int64_t least = exact ? wanted->answer_tokens : crowd_useful_tokens(crowd, wanted);

    crowd->fit = *wanted;
    if (!crowd->rates.known) {
        crowd->rates = bound_rates_for(wanted, cost_nano);
        return crowd->rates.known ? 0 : -1;
    }
    for (int64_t searches = wanted->searches; searches >= lesser(wanted->searches, 1); searches--) {
        crowd->fit.searches = searches;
        crowd->fit.answer_tokens = wanted->answer_tokens;
        crowd->fit.answer_tokens = bound_affordable_tokens(&crowd->rates, &crowd->fit, cost_nano);
        if (crowd->fit.answer_tokens >= least)
            return 0;
    }
    return -1;
}
