/* yield_text - what reviews have found and cost, in words, and for programs. */
#include "mcp-server/worth/yield_text.h"

#include "openrouter/money.h"

static void add_money(struct buf *out, int64_t nano, bool is_bound)
{
    char money[MONEY_TEXT_SIZE];

    buf_addf(out, "%s%s", is_bound ? "at most " : "", money_text(money, nano));
}

static void add_count(struct buf *out, const char *before, int64_t count, const char *after)
{
    buf_addf(out, "%s%lld %s", before, (long long)count, after);
}

void yield_text_add_head(struct buf *out, const struct yield *yield)
{
    if (yield->reviews == 0) {
        buf_adds(out, "no reviews");
        return;
    }
    add_money(out, yield->cost_nano, yield->cost_is_bound);
    add_count(out, " · ", yield->reviews, yield->reviews == 1 ? "review, " : "reviews, ");
    add_count(out, "", yield->scored, "scored");
    add_count(out, " · ", yield->findings, yield->findings == 1 ? "finding" : "findings");
    add_count(out, ": ", yield->accepted, "accepted, ");
    add_count(out, "", yield->rejected, "rejected, ");
    if (yield->duplicate > 0)
        add_count(out, "", yield->duplicate, "duplicate, ");
    add_count(out, "", yield->open, "open");
    if (yield->missed > 0)
        add_count(out, "; ", yield->missed, "missed");
}

static void add_name(struct buf *out, const struct yield_row *row)
{
    static const char *const words[] = {
        [YIELD_MODEL] = "", [YIELD_VERIFY] = "verify: ", [YIELD_OTHERS] = "all others"
    };

    buf_addf(out, "%s%s", words[row->kind], row->name);
}

/* A model that was never scored has not had its chance. */
static void add_scored(struct buf *out, const struct yield_row *row)
{
    int64_t price_nano = yield_price_nano(row);

    if (row->scored > 0)
        buf_addf(out, ", accepted %lld, unique-accepted %lld · ", (long long)row->accepted,
                 (long long)row->unique_accepted);
    else
        buf_adds(out, ", accepted –, unique-accepted – · ");
    if (price_nano < 0)
        buf_adds(out, "–");
    else
        add_money(out, price_nano, row->cost_is_bound);
    buf_adds(out, " per unique-accepted");
    if (row->scored > 0 && row->scored < row->reviews)
        add_count(out, " (", row->scored, "scored)");
}

static void add_row(struct buf *out, const struct yield_row *row)
{
    add_name(out, row);
    buf_adds(out, " · ");
    add_money(out, row->cost_nano, row->cost_is_bound);
    if (row->reviews > 0 || row->raw > 0) {
        add_count(out, " · ", row->reviews, row->reviews == 1 ? "review" : "reviews");
        buf_addf(out, ": raw %lld, kept %lld, quote-missing %lld, unique %lld", (long long)row->raw,
                 (long long)row->kept, (long long)row->quote_missing, (long long)row->unique);
        add_scored(out, row);
    }
    buf_adds(out, "\n");
}

static size_t rows_shown(const struct yield *yield)
{
    return yield->count < USAGE_ROWS_MAX ? yield->count : USAGE_ROWS_MAX;
}

/* What is not among those that are shown. */
static struct yield_row rest_of(const struct yield *yield)
{
    struct yield_row rest = { .kind = YIELD_OTHERS };

    for (size_t i = rows_shown(yield); i < yield->count; i++) {
        const struct yield_row *row = &yield->rows[i];

        rest.reviews += row->reviews;
        rest.scored += row->scored;
        rest.raw += row->raw;
        rest.kept += row->kept;
        rest.quote_missing += row->quote_missing;
        rest.unique += row->unique;
        rest.accepted += row->accepted;
        rest.unique_accepted += row->unique_accepted;
        rest.cost_nano = money_add(rest.cost_nano, row->cost_nano);
        rest.cost_is_bound = rest.cost_is_bound || row->cost_is_bound;
    }
    return rest;
}

void yield_text_add_rows(struct buf *out, const struct yield *yield)
{
    struct yield_row rest = rest_of(yield);

    for (size_t i = 0; i < rows_shown(yield); i++)
        add_row(out, &yield->rows[i]);
    if (yield->count > rows_shown(yield))
        add_row(out, &rest);
}

/* Why there is nothing to see, and what the reader can do. */
static void add_advice(struct buf *out, const struct yield *yield)
{
    if (yield->reviews == 0)
        buf_adds(out, "review_diff makes reviews; score_review says what became of their findings. "
                      "Then this says which model is worth its price.\n");
    else if (yield->scored == 0)
        buf_adds(out, "Nothing is scored yet: score_review says which findings were accepted or "
                      "rejected (by a human, a test or git; from_git looks by itself).\n");
}

void yield_text_add_caveat(struct buf *out, const struct harvest *harvest)
{
    const struct yield *yield = &harvest->yield;

    add_advice(out, yield);
    buf_adds(out, "Counted: what a human, a test or git has said");
    if (yield->by_claude > 0)
        add_count(out, "; of ", yield->by_claude,
                  yield->by_claude == 1 ? "open finding only Claude has"
                                        : "open findings only Claude has");
    buf_adds(out, ".");
    if (yield->cost_is_bound)
        buf_adds(out, " At most: a part of the cost was never told, and counts at its maximum.");
    if (harvest->has_more)
        buf_addf(out, " Only the newest %d reviews were looked at.", REVIEWS_SUMMED_MAX);
    if (harvest->unread > 0)
        buf_addf(out, " Left out: %zu that cannot be used (%s).", harvest->unread,
                 harvest->err.text);
    buf_adds(out, "\n");
}

static void put_amount(cJSON *facts, const char *name, int64_t nano)
{
    char money[MONEY_TEXT_SIZE];

    if (nano >= 0)
        cJSON_AddStringToObject(facts, name, money_exact(money, nano));
    else
        cJSON_AddNullToObject(facts, name);
}

static void put_count(cJSON *facts, const char *name, int64_t count, bool is_known)
{
    if (is_known)
        cJSON_AddNumberToObject(facts, name, (double)count);
    else
        cJSON_AddNullToObject(facts, name);
}

static cJSON *row_facts(const struct yield_row *row)
{
    CLEANUP(buf_done) struct buf name = BUF_MAX(sizeof(row->name) + 64);
    cJSON *facts = cJSON_CreateObject();

    add_name(&name, row);
    cJSON_AddStringToObject(facts, "name", buf_text(&name));
    put_amount(facts, "spent_usd", row->cost_nano);
    cJSON_AddBoolToObject(facts, "is_at_most", row->cost_is_bound);
    put_count(facts, "reviews", row->reviews, true);
    put_count(facts, "scored", row->scored, true);
    put_count(facts, "raw", row->raw, true);
    put_count(facts, "kept", row->kept, true);
    put_count(facts, "quote_missing", row->quote_missing, true);
    put_count(facts, "unique", row->unique, true);
    put_count(facts, "accepted", row->accepted, row->scored > 0);
    put_count(facts, "unique_accepted", row->unique_accepted, row->scored > 0);
    put_amount(facts, "usd_per_unique_accepted", yield_price_nano(row));
    return facts;
}

static cJSON *total_facts(const struct yield *yield)
{
    cJSON *facts = cJSON_CreateObject();

    put_amount(facts, "spent_usd", yield->cost_nano);
    cJSON_AddBoolToObject(facts, "is_at_most", yield->cost_is_bound);
    put_count(facts, "reviews", yield->reviews, true);
    put_count(facts, "scored", yield->scored, true);
    put_count(facts, "findings", yield->findings, true);
    put_count(facts, "accepted", yield->accepted, true);
    put_count(facts, "rejected", yield->rejected, true);
    put_count(facts, "duplicate", yield->duplicate, true);
    put_count(facts, "open", yield->open, true);
    put_count(facts, "missed", yield->missed, true);
    return facts;
}

void yield_text_put_facts(cJSON *facts, const struct harvest *harvest)
{
    const struct yield *yield = &harvest->yield;
    struct yield_row rest = rest_of(yield);
    cJSON *rows = cJSON_CreateArray();

    for (size_t i = 0; i < rows_shown(yield); i++)
        cJSON_AddItemToArray(rows, row_facts(&yield->rows[i]));
    cJSON_AddItemToObject(facts, "total", total_facts(yield));
    cJSON_AddItemToObject(facts, "rows", rows);
    if (yield->count > rows_shown(yield))
        cJSON_AddItemToObject(facts, "others", row_facts(&rest));
    put_count(facts, "unread", (int64_t)harvest->unread, true);
}
