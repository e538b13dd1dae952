/* stock - the rows of the shelf, grown from families and built-in behaviours. */
#include "tests/upstream/stock.h"

#include "base/limits.h"
#include "tests/upstream/builtin.h"
#include "tests/upstream/row_json.h"

#include <assert.h>
#include <stdlib.h>

#define NEWEST  1790000000 /* when the newest model of the shelf was made */
#define MONTH_S (30 * 24 * 3600)
#define EXAMPLE_TEXT                                                                               \
    " is a model of our own making, for tests: it has a price, a context and a place in the "      \
    "lists, and it answers with words that mean little..."

struct stock {
    struct row *rows;
    size_t count;
};

/* stem with * replaced by the version; owned by the caller. */
static char *fill(const char *stem, char mark, struct slice version)
{
    struct buf text = BUF_MAX(256);

    for (; *stem; stem++) {
        if (*stem == mark)
            buf_add(&text, version);
        else
            buf_addc(&text, *stem);
    }
    return buf_take(&text);
}

static char *format(const char *format, ...) PRINTF(1, 2);
static char *format(const char *format, ...)
{
    struct buf text = BUF_MAX(512);
    va_list args;

    va_start(args, format);
    buf_vaddf(&text, format, args);
    va_end(args);
    return buf_take(&text);
}

static void finish(struct row *row, const struct row_facts *facts)
{
    struct buf json = BUF_MAX(KIB(16));

    row->provider = facts->vendor->provider;
    row->tag = facts->vendor->tag;
    row_json(row, facts, &json);
    row->json.size = json.size;
    row->json.data = buf_take(&json);
}

/* A row like another one, under a suffix. */
static void add_variant(struct stock *stock, const struct row *from, struct row_facts facts,
                        const char *suffix)
{
    struct row *row = &stock->rows[stock->count++];

    *row = *from;
    row->id = format("%s:%s", from->id, suffix);
    row->canonical = xstrdup(from->canonical);
    row->name = format("%s (%s)", from->name, suffix);
    row->batch = strcmp(suffix, "batch") == 0;
    if (row->batch) {
        row->prompt_pico /= 2;
        row->completion_pico /= 2;
    } else if (strcmp(suffix, "free") == 0) {
        row->prompt_pico = row->completion_pico = 0;
        facts.expires = true;
    }
    finish(row, &facts);
}

static void add_alias(struct stock *stock, const struct row *target, struct row_facts facts)
{
    struct row *row = &stock->rows[stock->count++];
    char *stem = fill(facts.family->stem, '*', SLICE(""));
    char *dashes;

    while ((dashes = strstr(stem, "--")))
        memmove(dashes, dashes + 1, strlen(dashes));
    if (stem[strlen(stem) - 1] == '-')
        stem[strlen(stem) - 1] = '\0';
    *row = *target;
    row->id = format("~%s/%s-latest", facts.vendor->slug, stem);
    row->canonical = xstrdup(row->id);
    row->name = format("%s Latest", target->name);
    row->target = target->id;
    facts.target_name = target->name;
    finish(row, &facts);
    free(stem);
}

static void add_versions_of(struct stock *stock, const struct family *family, size_t index)
{
    struct row_facts facts = { .vendor = vendor_find(family->vendor), .family = family };
    struct slice rest = slice_of(family->versions), version;

    for (size_t age = 0; slice_split(&rest, ',', &version); age++) {
        struct row *row = &stock->rows[stock->count++];
        char *stem = fill(family->stem, '*', version);
        char *name = fill(family->name, '%', version);
        char *description = format("%s%s", name, EXAMPLE_TEXT);
        int64_t made = NEWEST - (int64_t)(age * 6 + index % 7) * MONTH_S;

        *row = (struct row){
            .id = format("%s/%s", facts.vendor->slug, stem),
            .canonical = format("%s/%s-2026%02zu%02zu", facts.vendor->slug, stem, 12 - age * 2,
                                1 + index % 28),
            .name = format("%s: %s", facts.vendor->name, name),
            .prompt_pico = family->prompt_pico - (int64_t)age * family->prompt_pico / 8,
            .completion_pico = family->completion_pico - (int64_t)age * family->completion_pico / 8,
            .context_length = family->context_length,
            .max_output = family->max_output,
            .created_unix_s = made,
            .coding_tenths = family->coding_tenths ? family->coding_tenths - 41 * (int)age : 0,
            .priced = true,
        };
        facts.description = description;
        facts.expires = (family->traits & EXPIRES) && rest.size == 0;
        finish(row, &facts);
        if (age == 0 && (family->traits & HAS_LATEST))
            add_alias(stock, row, facts);
        if (age == 0 && (family->traits & HAS_FREE))
            add_variant(stock, row, facts, "free");
        if (age == 0 && (family->traits & HAS_THINKING))
            add_variant(stock, row, facts, "thinking");
        if (family->traits & HAS_BATCH)
            add_variant(stock, row, facts, "batch");
        free(stem);
        free(name);
        free(description);
    }
}

static void add_plain(struct stock *stock, const char *id, const char *name,
                      const struct row_facts *facts)
{
    struct row *row = &stock->rows[stock->count++];
    bool routes = strcmp(facts->vendor->slug, "openrouter") == 0;

    *row = (struct row){
        .id = xstrdup(id),
        .canonical = xstrdup(id),
        .name = xstrdup(name),
        .context_length = routes ? 2000000 : 1000000,
        .max_output = routes ? 0 : 1000000,
        .prompt_pico = routes ? 0 : 10000,
        .completion_pico = routes ? 0 : 40000,
        .created_unix_s = NEWEST - 12 * MONTH_S,
        .priced = !routes || facts->is_free,
    };
    finish(row, facts);
}

static void add_routers(struct stock *stock)
{
    static const char *const routers[][2] = {
        { "openrouter/auto", "Auto Router" },        { "openrouter/auto-beta", "Auto Router Beta" },
        { "openrouter/free", "Free Models Router" }, { "openrouter/fusion", "Fusion" },
        { "openrouter/pareto-code", "Pareto Code" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(routers); i++)
        add_plain(stock, routers[i][0], routers[i][1],
                  &(struct row_facts){
                      .vendor = vendor_find("openrouter"),
                      .description = "Routes a prompt to one of many models.",
                      .is_free = strcmp(routers[i][0], "openrouter/free") == 0,
                  });
}

static void add_builtins(struct stock *stock)
{
    static const struct family standin = { .traits = HAS_TOOLS };

    for (size_t i = 0; i < builtin_count; i++) {
        char *name = format("Stand-in: %s", strchr(builtins[i].id, '/') + 1);

        add_plain(stock, builtins[i].id, name,
                  &(struct row_facts){
                      .vendor = vendor_find("standin"),
                      .family = &standin,
                      .description = builtins[i].description,
                  });
        free(name);
    }
}

size_t stock_fill(struct row *rows)
{
    struct stock stock = { .rows = rows };

    for (size_t i = 0; i < family_count; i++)
        add_versions_of(&stock, &families[i], i);
    add_routers(&stock);
    add_builtins(&stock);
    assert(stock.count <= ROWS_MAX);
    return stock.count;
}
