/* role - the models that a rule chooses among the rows of the catalogue. Pure.
 *
 *   the rows that a role may have at all -> what each misses of the rule -> nothing: a candidate
 *   candidates in the rule's order -> the first of them, of different vendors where it says so
 *
 * A role never chooses what costs nothing, has no known price, will be removed, only repeats
 * another row, or chooses its models itself.
 */
#pragma once

#include "base/limits.h"
#include "openrouter/model_query.h"
#include "openrouter/models.h"

#include <cjson/cJSON.h>

struct role {
    const char *name, *why;
    struct model_query query;
    int32_t min_coding;           /* tenths of a point; 0: any, also without an index */
    const cJSON *exclude_vendors; /* an array of names, or NULL */
    bool exclude_own_vendor;      /* that of who asks */
    bool distinct_vendors;
    int64_t models; /* 1 to BRANCH_MAX */
};

/* What there is to choose from. */
struct role_ground {
    const struct models *models;
    const struct ranking_list *throughput, *zdr;           /* looked at where the rule needs them */
    const char *own_vendor;                                /* of who asks; NULL: not known */
    bool (*accept)(void *user, const struct model *model); /* the user's rules; NULL: all */
    void *user;
};

struct role_choice {
    struct model_row *rows; /* all that meet the rule, best first */
    size_t row_count;
    const struct model *chosen[BRANCH_MAX];
    size_t count;
    size_t forbidden; /* meet it but for the user's rules */
    const struct model *best_forbidden;
};

/* -1 and err when no model meets the rule: it names the nearest one with what that misses
 * (ERR_POLICY when only the user's rules stand between). */
int role_choose(const struct role *role, const struct role_ground *ground,
                struct role_choice *choice, struct err *err);
void role_choice_done(struct role_choice *choice);

/* role_words.c: the rule, "at most $3 per million tokens in, ...; best at coding first". */
void role_add_rule(struct buf *out, const struct role *role, const char *own_vendor);
/* Why the chosen ones, in few words: "best at coding of 131". */
void role_add_why(struct buf *out, const struct role *role, const struct role_choice *choice);

/* What a rule asks besides its query, as bits behind those of enum query_miss. */
enum role_miss {
    MISS_CODING = 1 << MISS_COUNT,
    MISS_RANK = 2 << MISS_COUNT,  /* the ranking that it is sorted by does not list it */
    MISS_OWN = 4 << MISS_COUNT,   /* it is of the vendor of who asks */
    MISS_OTHER = 8 << MISS_COUNT, /* it is of a vendor that is excluded */
    MISS_RULES = 16 << MISS_COUNT,
    MISS_END = 32 << MISS_COUNT
};

/* Some of the conditions of a rule in words. */
void role_add_conditions(struct buf *out, const struct role *role, const char *own_vendor,
                         unsigned misses);
