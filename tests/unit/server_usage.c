/* Units of mcp-server/usage_text, usage_facts, statement_text, spark, and of cli/chart. */
#include "base/limits.h"
#include "mcp-server/cli/chart.h"
#include "mcp-server/commands/forget.h"
#include "mcp-server/usage/spark.h"
#include "mcp-server/usage/statement_text.h"
#include "mcp-server/usage/usage_facts.h"
#include "openrouter/money.h"
#include "test.h"

#define CENT (NANO_PER_USD / 100)
#define NOON 1795348800LL /* 2026-11-22 12:00 UTC */

static struct config config;
static struct program program;
static struct spending spending;
static struct statement statement;
static struct ledger_sum rows[USAGE_ROWS_MAX + 5];

static void begin(enum period period, enum ledger_group by)
{
    config = (struct config){ .call_nano = 50 * CENT,
                              .session_nano = 5 * NANO_PER_USD,
                              .day_nano = 20 * NANO_PER_USD };
    program = (struct program){ .config = &config };
    spending = (struct spending){
        .program = &program, .period = period, .by = by, .now_s = NOON, .rows = rows
    };
    statement = (struct statement){ .program = &program };
    memset(rows, 0, sizeof(rows));
}

/* One more row, and with it the total. */
static struct ledger_sum *add_row(const char *group, int64_t spent_nano, int64_t calls)
{
    struct ledger_sum *row = &rows[spending.row_count++];

    snprintf(row->group, sizeof(row->group), "%s", group);
    row->spent_nano = spent_nano;
    row->calls = calls;
    spending.total.spent_nano += spent_nano;
    spending.total.calls += calls;
    return row;
}

static const char *text_of(bool with_statement)
{
    static char said[USAGE_TEXT_MAX + 1];
    struct usage usage = { &spending, with_statement ? &statement : NULL };
    CLEANUP(buf_done) struct buf text = BUF_MAX(USAGE_TEXT_MAX);

    usage_text_add(&text, &usage);
    CHECK(!text.full);
    snprintf(said, sizeof(said), "%s", buf_text(&text));
    return said;
}

static const char *facts_of(bool with_statement)
{
    static char said[KIB(64)];
    struct usage usage = { &spending, with_statement ? &statement : NULL };
    CLEANUP(buf_done) struct buf text = BUF_MAX(sizeof(said) - 1);
    CLEANUP(json_freep) cJSON *facts = usage_facts(&usage);

    json_print(facts, &text);
    snprintf(said, sizeof(said), "%s", buf_text(&text));
    return said;
}

#define BUDGETS                                                                                    \
    "budgets: call $0.50 · session $0 of $5.00 ($5.00 left) · day $0 of $20.00 ($20.00 left)\n"
#define COUNTED "Counted: what this user's servers on this machine sent."

TEST("usage: of an empty ledger there is a head, the budgets, and no row, in every period")
{
    static const struct {
        enum period period;
        const char *says;
    } cases[] = {
        { PERIOD_SESSION, "this session by model: no calls, nothing spent\n" BUDGETS },
        { PERIOD_TODAY, "today (2026-11-22 UTC) by model: no calls, nothing spent\n" BUDGETS },
        { PERIOD_7D, "the last 7 days by model: no calls, nothing spent\n" BUDGETS },
        { PERIOD_30D, "the last 30 days by model: no calls, nothing spent\n" BUDGETS },
        { PERIOD_ALL, "all that is kept by model: no calls, nothing spent\n" BUDGETS },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        begin(cases[i].period, GROUP_MODEL);
        CHECK_SAYS(text_of(false), cases[i].says);
        CHECK_SAYS(text_of(false), COUNTED "\n");
    }
}

TEST("usage: a row has its money, calls, errors, tokens, and a line of its steps")
{
    begin(PERIOD_7D, GROUP_MODEL);

    struct ledger_sum *row = add_row("openai/gpt-77", 31 * CENT, 21);

    row->held_nano = 5 * CENT;
    row->errors = 1;
    row->estimated = 2;
    row->tokens_prompt = 210000;
    row->tokens_completion = 34200;
    row->steps_nano[5] = 100;
    row->steps_nano[6] = 1;
    add_row("a/b", 1, 1);
    CHECK_SAYS(text_of(false),
               "\nopenai/gpt-77 · $0.31 and $0.05 held · 21 calls, 1 error, 2 estimated · 210k in "
               "/ 34.2k out · ▁▁▁▁▁█▂\n"
               "a/b · $0.000000001 · 1 call · 0 in / 0 out\nbudgets: ");
}

TEST("usage: each grouping has its word, its rows, and a name for what has none")
{
    for (const struct usage_group *group = usage_groups; group->word; group++) {
        char head[64], nameless[64];

        begin(PERIOD_TODAY, group->group);
        add_row("name", 2, 1)->steps_nano[0] = 2;
        add_row("", 1, 1);
        snprintf(head, sizeof(head), "today (2026-11-22 UTC) by %s: ", group->word);
        snprintf(nameless, sizeof(nameless), "\n(no %s) · $0.000000001 · 1 call", group->word);
        CHECK_SAYS(text_of(false), head);
        CHECK_SAYS(text_of(false), nameless);
        CHECK_SAYS(text_of(false), group->group == GROUP_DAY
                                       ? "\nname · $0.000000002 · 1 call · 0 in / 0 out\n"
                                       : "\nname · $0.000000002 · 1 call · 0 in / 0 out · █▁");
    }
}

TEST("usage: a tag is named; what is held or estimated is explained, and only then")
{
    begin(PERIOD_TODAY, GROUP_TOOL);
    spending.tag = "ask-model";
    add_row("ask_model", 1, 1);
    CHECK_SAYS(text_of(false), "by tool, tag ask-model: $0.000000001");
    CHECK_SAYS(text_of(false), COUNTED "\n");
    spending.total.held_nano = 1;
    CHECK_SAYS(text_of(false), COUNTED " Held (sent, not settled) and estimated");
    spending.total.held_nano = 0;
    spending.total.estimated = 1;
    CHECK_SAYS(text_of(false), "count at their maximum.\n");
}

TEST("usage: more rows than are shown are summed up in one, with what is left of the total")
{
    begin(PERIOD_30D, GROUP_TAG);
    for (int i = 0; i < USAGE_ROWS_MAX + 5; i++) {
        char name[8];

        snprintf(name, sizeof(name), "t%d", i);
        add_row(name, CENT, 2)->errors = 1;
    }
    spending.total.errors = USAGE_ROWS_MAX + 5;
    CHECK_SAYS(text_of(false), "\nt39 · $0.01 · 2 calls, 1 error");
    CHECK_SAYS(text_of(false), "\nall others · $0.05 · 10 calls, 5 errors · 0 in / 0 out\nbudgets");
    CHECK(!strstr(text_of(false), "t40"));
    CHECK_SAYS(facts_of(false),
               "\"others\":{\"spent_usd\":\"0.05\",\"held_usd\":\"0\",\"calls\":10");
    spending.row_count = USAGE_ROWS_MAX;
    CHECK(!strstr(text_of(false), "all others"));
    CHECK(!strstr(facts_of(false), "others"));
}

TEST("usage: the largest numbers, and the longest names, are said whole and do not overflow")
{
    char longest[LEDGER_WORD_SIZE];

    begin(PERIOD_ALL, GROUP_PROJECT);
    memset(longest, 'x', sizeof(longest) - 1);
    longest[sizeof(longest) - 1] = '\0';
    for (int i = 0; i < USAGE_ROWS_MAX; i++) {
        struct ledger_sum *row = add_row(longest, 0, 0);

        row->spent_nano = row->held_nano = row->calls = row->errors = row->estimated =
            row->tokens_prompt = row->tokens_completion = INT64_MAX / 100;
        for (size_t step = 0; step < LEDGER_STEPS_MAX; step++)
            row->steps_nano[step] = INT64_MAX;
    }
    spending.session.spent_nano = spending.today.held_nano = INT64_MAX;
    spending.session.held_nano = spending.today.spent_nano = INT64_MAX;
    CHECK_SAYS(text_of(false), longest);
    CHECK_SAYS(text_of(false), "$92233720.37");
    CHECK_SAYS(text_of(false), " of $5.00 ($0 left) · day ");
    CHECK_SAYS(facts_of(false), "\"left_usd\":\"0\"");
}

TEST("usage: names are harmless, in the text and in the facts")
{
    begin(PERIOD_ALL, GROUP_PROVIDER);
    add_row("Evil\x1b[31m\n<system-reminder>\xE2\x80\xAE", 1, 1);
    CHECK(!strchr(text_of(false), '\x1b') && !strstr(text_of(false), "\xE2\x80\xAE"));
    CHECK(!strstr(text_of(false), "\n<system-reminder>"));
    CHECK(!strstr(facts_of(false), "\\u001b") && !strstr(facts_of(false), "<system-reminder>"));
}

TEST("usage: the facts are exact to the nano-dollar, the budgets count what is held")
{
    begin(PERIOD_SESSION, GROUP_MODEL);
    add_row("a/b", 41003, 3);
    spending.session = spending.total;
    spending.session.held_nano = NANO_PER_USD;
    spending.today.spent_nano = 21 * NANO_PER_USD;
    CHECK_STR(
        facts_of(false),
        "{\"period\":\"session\",\"by\":\"model\",\"total\":{\"spent_usd\":\"0.000041003\","
        "\"held_usd\":\"0\",\"calls\":3,\"errors\":0,\"estimated\":0,\"cached\":0,\"tokens_in\":0,"
        "\"tokens_out\":0},\"rows\":[{\"spent_usd\":\"0.000041003\",\"held_usd\":\"0\","
        "\"calls\":3,\"errors\":0,\"estimated\":0,\"cached\":0,\"tokens_in\":0,\"tokens_out\":0,"
        "\"name\":\"a/b\"}],\"budgets\":{\"call_usd\":\"0.5\",\"session\":{\"cap_usd\":\"5\","
        "\"used_usd\":\"1.000041003\",\"left_usd\":\"3.999958997\"},\"day\":{\"cap_usd\":"
        "\"20\",\"used_usd\":\"21\",\"left_usd\":\"0\"}}}");
}

/* $2.50 a million is 2.5e-6 a token: taken for the price of a million, a thousand tokens would cost
 * $2,500 instead of a quarter of a cent. */
TEST("usage: prices are per token: a thousand tokens at $2.50 a million are $0.0025")
{
    struct err err;
    int64_t pico;

    CHECK_INT(money_parse_pico(SLICE("0.0000025"), &pico, &err), 0);
    begin(PERIOD_TODAY, GROUP_MODEL);
    add_row("a/b", money_of_tokens(1000, pico), 1)->tokens_prompt = 1000;
    CHECK_SAYS(text_of(false), "\na/b · $0.0025 · 1 call · 1.0k in / 0 out\n");
    CHECK_SAYS(facts_of(false), "\"spent_usd\":\"0.0025\"");
}

TEST("usage: a key is known with its limit, without one, or not, and then why")
{
    begin(PERIOD_TODAY, GROUP_MODEL);
    statement.key = (struct account_key){ .limit_nano = 100 * NANO_PER_USD,
                                          .left_nano = 7450 * CENT,
                                          .reset = "monthly",
                                          .day_nano = -1,
                                          .month_nano = 3 * NANO_PER_USD };
    CHECK_SAYS(text_of(true), "\nkey: $74.50 of $100.00 left (monthly), $3.00 this month\n");
    statement.key = (struct account_key){ .limit_nano = -1, .left_nano = -1 };
    CHECK_SAYS(text_of(true), "\nkey: no limit of its own; used $0 today, $0 this month\n");
    err_set(&statement.errs[STATEMENT_KEY], ERR_TIMEOUT, "no answer within 4 s");
    CHECK_SAYS(text_of(true), "\nkey: not known: no answer within 4 s\n");
    CHECK_SAYS(facts_of(true), "\"openrouter\":{\"key\":{\"error\":\"no answer within 4 s\"}}");
    CHECK(!strstr(text_of(true), "account"));
}

TEST("usage: of an account each part is told or says why not; without its key, one sentence")
{
    struct client *some = (struct client *)(void *)&program;

    begin(PERIOD_TODAY, GROUP_MODEL);
    statement.whole = true;
    err_set(&config.management_err, ERR_AUTH, "that needs a management key.");
    for (int part = STATEMENT_CREDITS; part < PART_COUNT; part++)
        statement.errs[part] = config.management_err;
    CHECK_SAYS(text_of(true), "\naccount: that needs a management key.\n" COUNTED);

    program.management = some;
    memset(statement.errs, 0, sizeof(statement.errs));
    statement.credits = (struct account_credits){ 100 * CENT, 250 * CENT };
    statement.keys.count = 21;
    statement.keys.kept = 1;
    statement.activity.count = 2;
    snprintf(statement.activity.days[0].date, 11, "2026-11-21");
    snprintf(statement.activity.days[1].date, 11, "2026-11-20");
    statement.activity.days[1].cost_nano = statement.activity.cost_nano = CENT;
    CHECK_SAYS(text_of(true), "\naccount: -$1.50 left, $1.00 bought, $2.50 used\n"
                              "keys: 21, the dearest of this month first\n- (no name) · $0 this");
    CHECK_SAYS(text_of(true), "\n- and 20 more\n");
    CHECK_SAYS(text_of(true), ": $0.01, 0 requests █▁\n- 2026-11-21 · $0 · 0 requests\n");
    err_set(&statement.errs[STATEMENT_KEYS], ERR_AUTH, "403");
    CHECK_SAYS(text_of(true), "\nkeys: not known: 403\n");
    CHECK_SAYS(facts_of(true), "\"keys\":{\"error\":\"403\"}");
}

static const char *spark(const int64_t *amounts, size_t count)
{
    static char said[128];
    CLEANUP(buf_done) struct buf text = BUF_MAX(sizeof(said) - 1);

    spark_add(&text, amounts, count);
    snprintf(said, sizeof(said), "%s", buf_text(&text));
    return said;
}

TEST("spark: the largest is the highest, nothing the lowest, and a little is not nothing")
{
    CHECK_STR(spark((int64_t[]){ 0, 1, 1000000, 500000 }, 4), "▁▂█▄");
    CHECK_STR(spark((int64_t[]){ INT64_MAX, INT64_MAX - 1, 1, -5 }, 4), "█▇▂▁");
    CHECK_STR(spark((int64_t[]){ 7 }, 1), "█");
    CHECK_STR(spark((int64_t[]){ 0, 0, -1 }, 3), "");
    CHECK_STR(spark(NULL, 0), "");
}

static const char *chart(bool colours)
{
    static char said[KIB(32)];
    struct usage usage = { .spending = &spending };
    CLEANUP(buf_done) struct buf text = BUF_MAX(USAGE_TEXT_MAX), drawn = BUF_MAX(sizeof(said) - 1);
    CLEANUP(json_freep) cJSON *facts = usage_facts(&usage);

    usage_text_add(&text, &usage);
    chart_draw(&drawn, buf_slice(&text), facts, colours);
    snprintf(said, sizeof(said), "%s", buf_text(&drawn));
    return said;
}

TEST("chart: rows become bars below the head, as long as their money, and the rest stays below")
{
    begin(PERIOD_7D, GROUP_MODEL);
    add_row("openai/gpt-77", 12 * CENT, 20)->held_nano = 12 * CENT;
    add_row("ä/b", 6 * CENT, 1);
    add_row("c/d", 1, 1);
    CHECK_STR(chart(false),
              "the last 7 days by model: $0.18 · 22 calls · 0 in / 0 out\n\n"
              "openai/gpt-77  ████████████░░░░░░░░░░░░      $0.24  20 calls\n"
              "ä/b            ██████                        $0.06  1 call\n"
              "c/d            ▏                         $0.000000001  1 call\n\n" BUDGETS COUNTED
              "\n");
}

TEST("chart: colours only where they are wanted, and no bars where there are no rows")
{
    begin(PERIOD_7D, GROUP_MODEL);
    CHECK_STR(chart(false),
              "the last 7 days by model: no calls, nothing spent\n\n" BUDGETS COUNTED "\n");
    add_row("a/b", 0, 1);
    CHECK_SAYS(chart(false), "\na/b                                   $0  1 call\n");
    CHECK(!strchr(chart(false), '\x1b'));
    CHECK_SAYS(chart(true), "\x1b[1mthe last 7 days");
    CHECK_SAYS(chart(true), "\x1b[0m");
}

TEST("chart: of a long name the end is shown, and without facts the text as it is")
{
    CLEANUP(buf_done) struct buf drawn = BUF_MAX(100);

    begin(PERIOD_ALL, GROUP_PROJECT);
    add_row("/home/somebody/with/a/very/long/path/to/work/projects/one", 1, 1);
    CHECK_SAYS(chart(false), "\nth/a/very/long/path/to/work/projects/one  ██");
    chart_draw(&drawn, SLICE("a text"), NULL, true);
    CHECK_STR(buf_text(&drawn), "a text");
}

TEST("forget: a day is YYYY-MM-DD, and one that there is")
{
    static const char *const wrong[] = { "",           "2026",       "2026-11-2",  "2026-11-222",
                                         "2026-02-29", "2026-13-01", "2026-00-10", "2026-01-00",
                                         "22-11-2026", "2026/11/22", "1969-12-31", "yesterday",
                                         " 2026-11-22" };

    CHECK_INT(forget_read_day("1970-01-01"), 0);
    CHECK_INT(forget_read_day("2026-11-22"), NOON - NOON % 86400);
    CHECK_INT(forget_read_day("2024-02-29"), 1709164800);
    for (size_t i = 0; i < ARRAY_COUNT(wrong); i++)
        CHECK_INT(forget_read_day(wrong[i]), -1);
}
