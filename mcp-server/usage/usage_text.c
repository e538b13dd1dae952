/* usage_text - what a time has cost, in words. */
#include "mcp-server/usage/usage_text.h"

#include "base/limits.h"
#include "mcp-server/text/inert.h"
#include "mcp-server/text/quantity.h"
#include "mcp-server/usage/spark.h"
#include "mcp-server/usage/statement_text.h"
#include "openrouter/money.h"

#include <stdio.h>
#include <time.h>

const struct usage_group usage_groups[] = {
    { "model", GROUP_MODEL },     { "tool", GROUP_TOOL },         { "tag", GROUP_TAG },
    { "project", GROUP_PROJECT }, { "provider", GROUP_PROVIDER }, { "day", GROUP_DAY },
    { NULL, GROUP_NONE },
};

static const char *word_of(enum ledger_group group)
{
    const struct usage_group *row = usage_groups;

    while (row->word && row->group != group)
        row++;
    return row->word ? row->word : "";
}

void usage_text_add_name(struct buf *out, enum ledger_group by, const char *group)
{
    if (group[0])
        inert_add_line(out, slice_of(group), LEDGER_WORD_SIZE);
    else
        buf_addf(out, "(no %s)", word_of(by));
}

size_t usage_rows_shown(const struct spending *spending)
{
    return spending->row_count < USAGE_ROWS_MAX ? spending->row_count : USAGE_ROWS_MAX;
}

struct ledger_sum usage_rest(const struct spending *spending)
{
    struct ledger_sum rest = spending->total;

    for (size_t i = 0; i < usage_rows_shown(spending); i++) {
        const struct ledger_sum *row = &spending->rows[i];

        rest.spent_nano -= row->spent_nano;
        rest.held_nano -= row->held_nano;
        rest.calls -= row->calls;
        rest.errors -= row->errors;
        rest.estimated -= row->estimated;
        rest.cached -= row->cached;
        rest.tokens_prompt -= row->tokens_prompt;
        rest.tokens_completion -= row->tokens_completion;
    }
    return rest;
}

static void add_count(struct buf *out, const char *before, int64_t count, const char *word)
{
    buf_adds(out, before);
    quantity_add_count(out, count);
    buf_addf(out, " %s%s", word, count == 1 ? "" : "s");
}

static void add_tokens(struct buf *out, const struct ledger_sum *sum)
{
    buf_adds(out, " · ");
    quantity_add_count(out, sum->tokens_prompt);
    buf_adds(out, " in / ");
    quantity_add_count(out, sum->tokens_completion);
    buf_adds(out, " out");
}

void usage_text_add_sum(struct buf *out, const char *name, const struct ledger_sum *sum)
{
    char money[MONEY_TEXT_SIZE];

    buf_addf(out, "%s%s", name, name[0] ? " · " : "");
    buf_adds(out, money_text(money, sum->spent_nano));
    if (sum->held_nano > 0)
        buf_addf(out, " and %s held", money_text(money, sum->held_nano));
    add_count(out, " · ", sum->calls, "call");
    if (sum->errors > 0)
        add_count(out, ", ", sum->errors, "error");
    if (sum->estimated > 0)
        buf_addf(out, ", %lld estimated", (long long)sum->estimated);
    if (sum->cached > 0)
        buf_addf(out, ", %lld cached", (long long)sum->cached);
    add_tokens(out, sum);
}

static void add_period(struct buf *out, const struct spending *spending)
{
    static const char *const words[PERIOD_COUNT] = {
        [PERIOD_SESSION] = "this session", [PERIOD_TODAY] = "today",
        [PERIOD_7D] = "the last 7 days",   [PERIOD_30D] = "the last 30 days",
        [PERIOD_ALL] = "all that is kept",
    };
    time_t now = (time_t)spending->now_s;
    struct tm parts = { 0 };
    char date[16] = "";

    buf_adds(out, words[spending->period]);
    if (spending->period == PERIOD_TODAY && gmtime_r(&now, &parts) &&
        strftime(date, sizeof(date), "%Y-%m-%d", &parts) > 0)
        buf_addf(out, " (%s UTC)", date);
}

static void add_head(struct buf *out, const struct usage *usage)
{
    const struct spending *spending = usage->spending;

    add_period(out, spending);
    buf_addf(out, " by %s", usage->harvest ? USAGE_BY_OUTCOME : word_of(spending->by));
    if (spending->tag)
        buf_addf(out, ", tag %s", spending->tag);
    buf_adds(out, ": ");
    if (usage->harvest)
        yield_text_add_head(out, &usage->harvest->yield);
    else if (spending->total.calls == 0 && spending->total.cached == 0)
        buf_adds(out, "no calls, nothing spent");
    else
        usage_text_add_sum(out, "", &spending->total);
    buf_adds(out, "\n");
}

static void add_row(struct buf *out, const struct spending *spending, const struct ledger_sum *row)
{
    CLEANUP(buf_done) struct buf name = BUF_MAX(4 * LEDGER_WORD_SIZE);
    CLEANUP(buf_done) struct buf line = BUF_MAX(256);

    usage_text_add_name(&name, spending->by, row->group);
    usage_text_add_sum(out, buf_text(&name), row);
    if (spending->by != GROUP_DAY)
        spark_add(&line, row->steps_nano, period_forms[spending->period].steps);
    buf_addf(out, "%s%s\n", line.size > 0 ? " · " : "", buf_text(&line));
}

static void add_rows(struct buf *out, const struct spending *spending)
{
    struct ledger_sum rest = usage_rest(spending);
    size_t shown = usage_rows_shown(spending);

    for (size_t i = 0; i < shown; i++)
        add_row(out, spending, &spending->rows[i]);
    if (spending->row_count == shown)
        return;
    usage_text_add_sum(out, "all others", &rest);
    buf_adds(out, "\n");
}

/* What is held may yet be spent, so it is not left. */
static void add_cap(struct buf *out, const char *name, const struct ledger_sum *sum,
                    int64_t cap_nano)
{
    char used[MONEY_TEXT_SIZE], cap[MONEY_TEXT_SIZE], left[MONEY_TEXT_SIZE];
    int64_t used_nano = money_add(sum->spent_nano, sum->held_nano);
    int64_t left_nano = used_nano < cap_nano ? cap_nano - used_nano : 0;

    buf_addf(out, " · %s %s of %s (%s left)", name, money_text(used, used_nano),
             money_text(cap, cap_nano), money_text(left, left_nano));
}

static void add_budgets(struct buf *out, const struct spending *spending)
{
    const struct config *config = spending->program->config;
    char money[MONEY_TEXT_SIZE];

    buf_addf(out, "budgets: call %s", money_text(money, config->call_nano));
    add_cap(out, "session", &spending->session, config->session_nano);
    add_cap(out, "day", &spending->today, config->day_nano);
    buf_adds(out, "\n");
}

/* How far the figures can be trusted. */
static void add_caveat(struct buf *out, const struct ledger_sum *total)
{
    buf_adds(out, "Counted: what this user's servers on this machine sent.");
    if (total->held_nano > 0 || total->estimated > 0)
        buf_adds(out, " Held (sent, not settled) and estimated (cost never told) count at their "
                      "maximum.");
    buf_adds(out, "\n");
}

/* What reviewing has cost by the ledger, where that is more than the reviews say. */
static void add_unkept(struct buf *out, const struct usage *usage)
{
    const struct spending *spending = usage->spending;
    char money[MONEY_TEXT_SIZE];

    for (size_t i = 0; i < spending->row_count; i++) {
        const struct ledger_sum *row = &spending->rows[i];

        if (strcmp(row->group, "review_diff") == 0 &&
            row->spent_nano > usage->harvest->yield.cost_nano)
            buf_addf(out,
                     "By the ledger review_diff has cost %s in this time: also for reviews that "
                     "failed, or are not kept.\n",
                     money_text(money, row->spent_nano));
    }
}

void usage_text_add(struct buf *out, const struct usage *usage)
{
    const struct spending *spending = usage->spending;

    add_head(out, usage);
    if (usage->harvest)
        yield_text_add_rows(out, &usage->harvest->yield);
    else
        add_rows(out, spending);
    add_budgets(out, spending);
    if (usage->statement)
        statement_text_add(out, usage->statement);
    if (usage->harvest) {
        yield_text_add_caveat(out, usage->harvest);
        add_unkept(out, usage);
    } else {
        add_caveat(out, &spending->total);
    }
}
