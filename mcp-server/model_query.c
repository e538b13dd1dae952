/* model_query - which models suit, and in which order. */
#include "mcp-server/model_query.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const sort_names[SORT_COUNT] = {
    [SORT_CODING] = "coding", [SORT_PRICE] = "price",           [SORT_CONTEXT] = "context",
    [SORT_NEW] = "new",       [SORT_THROUGHPUT] = "throughput",
};

static const struct {
    const char *name;
    unsigned feature, input;
    bool web, zdr;
} needs[] = {
    { "tools", .feature = FEATURE_TOOLS },
    { "structured", .feature = FEATURE_STRUCTURED },
    { "reasoning", .feature = FEATURE_REASONING },
    { "vision", .input = INPUT_IMAGE },
    { "files", .input = INPUT_FILE },
    { "audio", .input = INPUT_AUDIO },
    { "web", .web = true },
    { "zdr", .zdr = true },
};

const char *model_sort_name(enum model_sort sort)
{
    return sort_names[sort];
}

void model_query_need(struct model_query *query, const char *need)
{
    for (size_t i = 0; i < ARRAY_COUNT(needs); i++) {
        if (strcmp(need, needs[i].name) != 0)
            continue;
        query->features |= needs[i].feature;
        query->inputs |= needs[i].input;
        query->web = query->web || needs[i].web;
        query->zdr = query->zdr || needs[i].zdr;
    }
}

static bool says(const char *text, const char *word)
{
    return text && strcasestr(text, word);
}

static bool has_words(const char *words, const struct model *model)
{
    struct slice rest = slice_of(words), piece;

    while (slice_split(&rest, ' ', &piece)) {
        CLEANUP(freep) char *word = slice_dup(piece);

        if (!says(model->id, word) && !says(model->name, word) && !says(model->description, word))
            return false;
    }
    return true;
}

static bool is_by(const struct model *model, const char *vendor)
{
    return strlen(vendor) == model->vendor.size &&
           strncasecmp(vendor, model->vendor.data, model->vendor.size) == 0;
}

static bool is_at_most(const struct prices *prices, int64_t price_pico, int64_t max_pico)
{
    return max_pico < 0 || (prices->known && price_pico <= max_pico);
}

/* An alias repeats the row of the model behind it, so it is shown to those who ask for one. */
static bool wants_aliases(const char *words)
{
    return words && (strchr(words, '~') || strcasestr(words, "latest"));
}

bool model_query_matches(const struct model_query *query, const struct model *model,
                         const struct ranking *zdr)
{
    const struct prices *base = &model->base;

    if (model->alias_target && !wants_aliases(query->words))
        return false;
    if ((model->features & query->features) != query->features ||
        (model->inputs & query->inputs) != query->inputs)
        return false;
    if (query->web && base->web_search_nano == 0)
        return false;
    if (query->zdr && ranking_place(zdr, model->id) < 0)
        return false;
    if ((query->vendor && !is_by(model, query->vendor)) ||
        (query->exclude_vendor && is_by(model, query->exclude_vendor)))
        return false;
    return model->context_length >= query->min_context &&
           is_at_most(base, base->prompt_pico, query->max_in_pico) &&
           is_at_most(base, base->completion_pico, query->max_out_pico) &&
           has_words(query->words, model);
}

/* Smaller comes first. */
static int64_t key_of(const struct model_query *query, const struct model *model,
                      const struct ranking *throughput)
{
    int64_t place;

    switch (query->sort) {
    case SORT_PRICE: /* of an ordinary question: three tokens in for one out */
        return model->base.known ? 3 * model->base.prompt_pico + model->base.completion_pico
                                 : INT64_MAX;
    case SORT_CONTEXT:
        return -model->context_length;
    case SORT_NEW:
        return -model->created_unix_s;
    case SORT_THROUGHPUT:
        place = ranking_place(throughput, model->id);
        return place >= 0 ? place : INT64_MAX;
    default:
        return -(int64_t)model->coding_index;
    }
}

static int compare(const void *a, const void *b)
{
    const struct model_row *left = a, *right = b;

    if (left->key_ != right->key_)
        return left->key_ < right->key_ ? -1 : 1;
    return strcmp(left->model->id, right->model->id);
}

void model_query_sort(const struct model_query *query, struct model_row *rows, size_t count,
                      const struct ranking *throughput)
{
    for (size_t i = 0; i < count; i++)
        rows[i].key_ = key_of(query, rows[i].model, throughput);
    qsort(rows, count, sizeof(*rows), compare);
}
