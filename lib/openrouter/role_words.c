/* role_words - a rule, and why a model was chosen by it, in words. */
#include "openrouter/role.h"

static const struct {
    const char *first, *why; /* the order, and the place of what was chosen in it */
} orders[SORT_COUNT] = {
    [SORT_CODING] = { "best at coding first", "best at coding" },
    [SORT_PRICE] = { "cheapest first", "cheapest" },
    [SORT_CONTEXT] = { "longest context first", "longest context" },
    [SORT_NEW] = { "newest first", "newest" },
    [SORT_THROUGHPUT] = { "fastest first", "fastest" },
};

static void add_vendors(struct buf *out, const cJSON *vendors)
{
    const cJSON *vendor;
    const char *separator = "not of ";

    cJSON_ArrayForEach(vendor, vendors)
    {
        if (!cJSON_IsString(vendor))
            continue;
        buf_addf(out, "%s%s", separator, vendor->valuestring);
        separator = ", ";
    }
}

static void add_price(struct buf *out, int64_t pico, const char *where)
{
    char money[MONEY_TEXT_SIZE];

    if (pico >= 0)
        buf_addf(out, "at most $%s per million tokens %s", money_per_million(money, pico), where);
}

/* Nothing when the rule does not have that condition. */
static void add_condition(struct buf *out, const struct role *role, const char *own_vendor,
                          unsigned miss)
{
    const struct model_query *query = &role->query;

    if (miss == MISS_NEEDS)
        model_query_add_needs(out, query);
    else if (miss == MISS_ZDR && query->zdr)
        buf_adds(out, "zero data retention");
    else if (miss == MISS_PRICE_IN)
        add_price(out, query->max_in_pico, "in");
    else if (miss == MISS_PRICE_OUT)
        add_price(out, query->max_out_pico, "out");
    else if (miss == MISS_CONTEXT && query->min_context > 0)
        buf_addf(out, "a context of %lld tokens", (long long)query->min_context);
    else if (miss == MISS_CODING && role->min_coding > 0)
        buf_addf(out, "a coding index of %d", role->min_coding / 10);
    else if (miss == MISS_RANK && query->sort == SORT_THROUGHPUT)
        buf_adds(out, "a known throughput");
    else if (miss == MISS_OTHER)
        add_vendors(out, role->exclude_vendors);
    else if (miss == MISS_OWN && role->exclude_own_vendor)
        buf_addf(out, "not of who asks (%s)", own_vendor ? own_vendor : "vendor not known");
    else if (miss == MISS_RULES)
        buf_adds(out, "allowed by the user's rules");
}

void role_add_conditions(struct buf *out, const struct role *role, const char *own_vendor,
                         unsigned misses)
{
    const char *separator = "";

    for (unsigned miss = 1; miss < MISS_END; miss <<= 1) {
        CLEANUP(buf_done) struct buf words = BUF_MAX(300);

        if (misses & miss)
            add_condition(&words, role, own_vendor, miss);
        if (words.size == 0)
            continue;
        buf_addf(out, "%s%s", separator, buf_text(&words));
        separator = ", ";
    }
}

void role_add_rule(struct buf *out, const struct role *role, const char *own_vendor)
{
    size_t size = out->size;

    role_add_conditions(out, role, own_vendor, ~(unsigned)MISS_RULES);
    buf_addf(out, "%s%s", out->size > size ? "; " : "", orders[role->query.sort].first);
    if (role->models > 1)
        buf_addf(out, "; %d models%s", (int)role->models,
                 role->distinct_vendors ? " of different vendors" : "");
}

void role_add_why(struct buf *out, const struct role *role, const struct role_choice *choice)
{
    buf_addf(out, "%s of %zu", orders[role->query.sort].why, choice->row_count);
}
