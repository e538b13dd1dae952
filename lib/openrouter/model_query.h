/* model_query - which models suit, and in which order. Pure. */
#pragma once

#include "openrouter/catalogue.h"
#include "openrouter/ranking_list.h"

enum model_sort { SORT_CODING, SORT_PRICE, SORT_CONTEXT, SORT_NEW, SORT_THROUGHPUT, SORT_COUNT };

const char *model_sort_name(enum model_sort sort);
/* SORT_CODING when it is none. */
enum model_sort model_sort_find(const char *name);

struct model_query {
    const char *words; /* each in the slug, the name or the description; or NULL */
    const char *vendor, *exclude_vendor; /* without case; or NULL */
    unsigned features, inputs;           /* all of these */
    bool web, zdr;
    int64_t max_in_pico, max_out_pico; /* -1: any, also unpriced */
    int64_t min_context;
    enum model_sort sort;
};

/* Adds a need by the word that schemas have for it. */
void model_query_need(struct model_query *query, const char *need);
/* The needs in these words, "tools, vision"; zdr is not among them. */
void model_query_add_needs(struct buf *out, const struct model_query *query);

/* The conditions of a query, as bits. */
enum query_miss {
    MISS_ALIAS = 1, /* it only repeats another row */
    MISS_NEEDS = 2,
    MISS_ZDR = 4,
    MISS_VENDOR = 8,
    MISS_CONTEXT = 16,
    MISS_PRICE_IN = 32,
    MISS_PRICE_OUT = 64,
    MISS_WORDS = 128,
    MISS_COUNT = 8
};

/* Those that the model does not meet. zdr is looked at only when the query wants it. */
unsigned model_query_misses(const struct model_query *query, const struct model *model,
                            const struct ranking_list *zdr);

bool model_is_by(const struct model *model, const char *vendor);

struct model_row {
    const struct model *model;
    int64_t key_, price_;
};

/* Sorts rows in place: best first, of equals the cheaper, then by slug. throughput is looked at
 * only for that order. */
void model_query_sort(const struct model_query *query, struct model_row *rows, size_t count,
                      const struct ranking_list *throughput);
