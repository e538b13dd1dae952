/* model_query - which models suit, and in which order. Pure. */
#pragma once

#include "openrouter/catalogue.h"
#include "openrouter/ranking.h"

enum model_sort { SORT_CODING, SORT_PRICE, SORT_CONTEXT, SORT_NEW, SORT_THROUGHPUT, SORT_COUNT };

const char *model_sort_name(enum model_sort sort);

struct model_query {
    const char *words; /* each in the slug, the name or the description; or NULL */
    const char *vendor, *exclude_vendor; /* without case; or NULL */
    unsigned features, inputs;           /* all of these */
    bool web, zdr;
    int64_t max_in_pico, max_out_pico; /* -1: any, also unpriced */
    int64_t min_context;
    enum model_sort sort;
};

/* Adds a need by the word that the tool's schema has for it. */
void model_query_need(struct model_query *query, const char *need);

/* zdr is looked at only when the query wants it. */
bool model_query_matches(const struct model_query *query, const struct model *model,
                         const struct ranking *zdr);

struct model_row {
    const struct model *model;
    int64_t key_;
};

/* Sorts rows in place: best first, equals by slug. throughput is looked at only for that order. */
void model_query_sort(const struct model_query *query, struct model_row *rows, size_t count,
                      const struct ranking *throughput);
