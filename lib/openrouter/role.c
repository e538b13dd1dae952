/* role - the models that a rule chooses among the rows of the catalogue. */
#include "openrouter/role.h"

#include <stdlib.h>

/* What no rule can ask for. */
static bool is_eligible(const struct model *model)
{
    return model->base.known && model->highest.known && !model->is_free && !model->alias_target &&
           model->id[0] != '~' && !model->expiration[0] && !model_is_by(model, "openrouter");
}

static bool is_excluded(const struct role *role, const struct model *model)
{
    const cJSON *vendor;

    cJSON_ArrayForEach(vendor, role->exclude_vendors)
    {
        if (cJSON_IsString(vendor) && model_is_by(model, vendor->valuestring))
            return true;
    }
    return false;
}

static unsigned misses_of(const struct role *role, const struct role_ground *ground,
                          const struct model *model)
{
    unsigned misses = model_query_misses(&role->query, model, ground->zdr);

    if (model->coding_index < role->min_coding && role->min_coding > 0)
        misses |= MISS_CODING;
    if (role->query.sort == SORT_THROUGHPUT &&
        ranking_list_place(ground->throughput, model->id) < 0)
        misses |= MISS_RANK;
    if (role->exclude_own_vendor && ground->own_vendor && model_is_by(model, ground->own_vendor))
        misses |= MISS_OWN;
    if (is_excluded(role, model))
        misses |= MISS_OTHER;
    if (ground->accept && !ground->accept(ground->user, model))
        misses |= MISS_RULES;
    return misses;
}

static int count_bits(unsigned bits)
{
    int count = 0;

    for (; bits > 0; bits &= bits - 1)
        count++;
    return count;
}

static bool is_vendor_chosen(const struct role_choice *choice, struct slice vendor)
{
    for (size_t i = 0; i < choice->count; i++)
        if (slice_is(choice->chosen[i]->vendor, vendor))
            return true;
    return false;
}

static void take_first(const struct role *role, struct role_choice *choice)
{
    for (size_t i = 0; i < choice->row_count && choice->count < (size_t)role->models; i++) {
        const struct model *model = choice->rows[i].model;

        if (!role->distinct_vendors || !is_vendor_chosen(choice, model->vendor))
            choice->chosen[choice->count++] = model;
    }
}

static int fail(const struct role *role, const struct role_ground *ground,
                const struct model *nearest, unsigned misses, struct err *err)
{
    CLEANUP(buf_done) struct buf rule = BUF_MAX(400), missed = BUF_MAX(300);

    role_add_rule(&rule, role, ground->own_vendor);
    if (!nearest)
        return err_set(err, ERR_MODEL,
                       "the catalogue has no model that the role '%s' may have (%s). Name a model "
                       "(see list_models).",
                       role->name, buf_text(&rule));
    role_add_conditions(&missed, role, ground->own_vendor, misses);
    return err_set(err, misses == MISS_RULES ? ERR_POLICY : ERR_MODEL,
                   "no model meets the role '%s' (%s). The nearest, %s, fails at: %s. Name a "
                   "model (see list_models), or let the user change the role in config.json.",
                   role->name, buf_text(&rule), nearest->id, buf_text(&missed));
}

int role_choose(const struct role *role, const struct role_ground *ground,
                struct role_choice *choice, struct err *err)
{
    struct model_row *rows = xcalloc(ground->models->count, sizeof(*rows));
    const struct model *nearest = NULL;
    unsigned nearest_misses = 0;
    size_t eligible = 0;

    for (size_t i = 0; i < ground->models->count; i++)
        if (is_eligible(&ground->models->list[i]))
            rows[eligible++].model = &ground->models->list[i];
    model_query_sort(&role->query, rows, eligible, ground->throughput);

    *choice = (struct role_choice){ .rows = rows };
    for (size_t i = 0; i < eligible; i++) {
        const struct model *model = rows[i].model;
        unsigned misses = misses_of(role, ground, model);

        if (misses == 0)
            rows[choice->row_count++].model = model;
        if (misses == MISS_RULES && choice->forbidden++ == 0)
            choice->best_forbidden = model;
        if (!nearest || count_bits(misses) < count_bits(nearest_misses)) {
            nearest = model;
            nearest_misses = misses;
        }
    }
    if (choice->row_count == 0)
        return fail(role, ground, nearest, nearest_misses, err);
    take_first(role, choice);
    return 0;
}

void role_choice_done(struct role_choice *choice)
{
    free(choice->rows);
    *choice = (struct role_choice){ 0 };
}
