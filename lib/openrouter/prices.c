/* prices - the pricing object of a model or an endpoint. */
#include "openrouter/prices.h"

#include "json/scan.h"

/* One row for each price that is read. */
static const struct price_row {
    const char *key;
    size_t offset;
    int (*parse)(struct slice number, int64_t *amount, struct err *err);
    int64_t absent;
} rows[] = {
    { "prompt", offsetof(struct prices, prompt_pico), money_parse_pico, -1 },
    { "completion", offsetof(struct prices, completion_pico), money_parse_pico, -1 },
    { "internal_reasoning", offsetof(struct prices, reasoning_pico), money_parse_pico, -1 },
    { "input_cache_read", offsetof(struct prices, cache_read_pico), money_parse_pico, -1 },
    { "input_cache_write", offsetof(struct prices, cache_write_pico), money_parse_pico, -1 },
    { "request", offsetof(struct prices, request_nano), money_parse_nano, 0 },
    { "web_search", offsetof(struct prices, web_search_nano), money_parse_nano, 0 },
};

static int64_t *field(struct prices *prices, const struct price_row *row)
{
    return (int64_t *)(void *)((char *)prices + row->offset);
}

/* Prices come as strings, and in some answers as numbers. -1 for what is no price. */
static int64_t read_price(struct slice value, const struct price_row *row)
{
    struct err ignored;
    int64_t amount;

    if (scan_type(value) == SCAN_STRING)
        value = (struct slice){ value.data + 1, value.size - 2 };
    return row->parse(value, &amount, &ignored) < 0 ? -1 : amount;
}

static bool is_listed(struct slice value)
{
    return value.size > 0 && scan_type(value) != SCAN_NULL;
}

static void read_base(struct slice pricing, struct prices *base)
{
    *base = (struct prices){ .known = true };
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct slice value = scan_member(pricing, rows[i].key);
        int64_t *price = field(base, &rows[i]);

        *price = is_listed(value) ? read_price(value, &rows[i]) : rows[i].absent;
        if (is_listed(value) && *price < 0)
            base->known = false;
    }
    if (base->prompt_pico < 0 || base->completion_pico < 0)
        base->known = false;
    if (base->reasoning_pico < 0)
        base->reasoning_pico = base->completion_pico;
}

static void raise_by(struct prices *highest, struct slice override)
{
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct slice value = scan_member(override, rows[i].key);
        int64_t *price = field(highest, &rows[i]);
        int64_t other = is_listed(value) ? read_price(value, &rows[i]) : *price;

        if (is_listed(value) && other < 0)
            highest->known = false;
        if (*price < other)
            *price = other;
    }
}

void prices_read(struct slice pricing, struct prices *base, struct prices *highest)
{
    struct slice overrides = scan_member(pricing, "overrides");
    struct slice override;

    read_base(pricing, base);
    *highest = *base;
    for (size_t at = 0; scan_next(overrides, &at, NULL, &override);) {
        base->has_tiers = highest->has_tiers = true;
        raise_by(highest, override);
    }
    if (highest->reasoning_pico < highest->completion_pico)
        highest->reasoning_pico = highest->completion_pico;
}
