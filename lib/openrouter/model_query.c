/* model_query - which models suit, and in which order. */
#include "openrouter/model_query.h"

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

enum model_sort model_sort_find(const char *name)
{
    int sort = 0;

    while (sort < SORT_COUNT && (!name || strcmp(name, sort_names[sort]) != 0))
        sort++;
    return sort < SORT_COUNT ? (enum model_sort)sort : SORT_CODING;
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

void model_query_add_needs(struct buf *out, const struct model_query *query)
{
    const char *separator = "";

    for (size_t i = 0; i < ARRAY_COUNT(needs); i++) {
        if (!(needs[i].feature & query->features) && !(needs[i].input & query->inputs) &&
            !(needs[i].web && query->web))
            continue;
        buf_addf(out, "%s%s", separator, needs[i].name);
        separator = ", ";
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

bool model_is_by(const struct model *model, const char *vendor)
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

static bool has_needs(const struct model_query *query, const struct model *model)
{
    return (model->features & query->features) == query->features &&
           (model->inputs & query->inputs) == query->inputs &&
           (!query->web || model->base.web_search_nano > 0);
}

static bool is_of_vendor(const struct model_query *query, const struct model *model)
{
    return (!query->vendor || model_is_by(model, query->vendor)) &&
           (!query->exclude_vendor || !model_is_by(model, query->exclude_vendor));
}

unsigned model_query_misses(const struct model_query *query, const struct model *model,
                            const struct ranking_list *zdr)
{
    const struct prices *base = &model->base;
    unsigned misses = 0;

    if (model->alias_target && !wants_aliases(query->words))
        misses |= MISS_ALIAS;
    if (!has_needs(query, model))
        misses |= MISS_NEEDS;
    if (query->zdr && !model->stays_here && ranking_list_place(zdr, model->id) < 0)
        misses |= MISS_ZDR;
    if (!is_of_vendor(query, model))
        misses |= MISS_VENDOR;
    if (model->context_length < query->min_context)
        misses |= MISS_CONTEXT;
    if (!is_at_most(base, base->prompt_pico, query->max_in_pico))
        misses |= MISS_PRICE_IN;
    if (!is_at_most(base, base->completion_pico, query->max_out_pico))
        misses |= MISS_PRICE_OUT;
    if (query->words && !has_words(query->words, model))
        misses |= MISS_WORDS;
    return misses;
}

/* Of an ordinary question: three tokens in for one out. */
static int64_t price_of(const struct model *model)
{
    return model->base.known ? 3 * model->base.prompt_pico + model->base.completion_pico
                             : INT64_MAX;
}

/* Smaller comes first. */
static int64_t key_of(const struct model_query *query, const struct model *model,
                      const struct ranking_list *throughput)
{
    int64_t place;

    switch (query->sort) {
    case SORT_PRICE:
        return price_of(model);
    case SORT_CONTEXT:
        return -model->context_length;
    case SORT_NEW:
        return -model->created_unix_s;
    case SORT_THROUGHPUT:
        place = ranking_list_place(throughput, model->id);
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
    if (left->price_ != right->price_)
        return left->price_ < right->price_ ? -1 : 1;
    return strcmp(left->model->id, right->model->id);
}

void model_query_sort(const struct model_query *query, struct model_row *rows, size_t count,
                      const struct ranking_list *throughput)
{
    for (size_t i = 0; i < count; i++) {
        rows[i].key_ = key_of(query, rows[i].model, throughput);
        rows[i].price_ = price_of(rows[i].model);
    }
    qsort(rows, count, sizeof(*rows), compare);
}
