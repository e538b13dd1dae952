/* model_default - the model for a question that names none. */
#include "openrouter/models.h"

#define DEFAULT_PROMPT_PICO_MAX     3000000 /* 3 dollars a million tokens */
#define DEFAULT_COMPLETION_PICO_MAX 15000000
#define DEFAULT_CONTEXT_MIN         100000

static bool may_be_default(const struct model *model)
{
    return model->base.known && !model->is_free && !model->alias_target && model->id[0] != '~' &&
           !slice_is(model->vendor, SLICE("openrouter")) && !model->expiration[0] &&
           model->base.prompt_pico <= DEFAULT_PROMPT_PICO_MAX &&
           model->base.completion_pico <= DEFAULT_COMPLETION_PICO_MAX &&
           model->context_length >= DEFAULT_CONTEXT_MIN;
}

static bool is_better(const struct model *model, const struct model *best)
{
    if (!best || model->coding_index != best->coding_index)
        return !best || model->coding_index > best->coding_index;
    return money_add(model->base.prompt_pico, model->base.completion_pico) <
           money_add(best->base.prompt_pico, best->base.completion_pico);
}

const struct model *models_default(const struct models *models,
                                   bool (*accept)(void *user, const struct model *model),
                                   void *user)
{
    const struct model *best = NULL;

    for (size_t i = 0; i < models->count; i++) {
        const struct model *model = &models->list[i];

        if (may_be_default(model) && is_better(model, best) && (!accept || accept(user, model)))
            best = model;
    }
    return best;
}
