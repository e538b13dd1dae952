/* show_usage - what was spent, what the budgets have left, and what OpenRouter says of the key.
 *
 *   start -> the ledger is asked, OpenRouter, and by outcome the kept reviews
 *         -> on_spending, on_statement, on_harvest -> (the last of them) finish
 *
 * Spends nothing.
 */
#include "base/limits.h"
#include "mcp-server/usage/usage_facts.h"
#include "mcp/call.h"

struct show {
    /* arguments */
    const char *period, *by, *tag;
    bool account;

    struct spending spending;
    struct statement statement;
    struct harvest harvest;
    bool is_by_outcome;
    size_t open;
};

static const struct json_field show_fields[] = {
    { "period", JSON_STR, offsetof(struct show, period) },
    { "by", JSON_STR, offsetof(struct show, by) },
    { "tag", JSON_STR, offsetof(struct show, tag) },
    { "account", JSON_BOOL, offsetof(struct show, account) },
    { 0 },
};

/* The schema admits these words only. */
static enum period show_period(const char *name)
{
    int period = PERIOD_TODAY;

    for (int i = 0; name && i < PERIOD_COUNT; i++)
        if (strcmp(name, period_forms[i].name) == 0)
            period = i;
    return (enum period)period;
}

static enum ledger_group show_group(const char *word)
{
    enum ledger_group group = GROUP_MODEL;

    for (const struct usage_group *row = usage_groups; word && row->word; row++)
        if (strcmp(word, row->word) == 0)
            group = row->group;
    return group;
}

static void show_finish(struct call *call)
{
    const struct show *show = call_state(call);
    struct usage usage = { &show->spending, &show->statement,
                           show->is_by_outcome ? &show->harvest : NULL };
    CLEANUP(buf_done) struct buf text = BUF_MAX(USAGE_TEXT_MAX);

    usage_text_add(&text, &usage);
    call_answer(call, buf_slice(&text), usage_facts(&usage));
}

/* The sums of the ledger, or of the reviews. */
static void show_on_sums(void *user, const struct err *err)
{
    struct call *call = user;
    struct show *show = call_state(call);

    if (err)
        call_fail(call, err);
    else if (--show->open == 0)
        show_finish(call);
}

static void show_on_statement(void *user)
{
    struct call *call = user;
    struct show *show = call_state(call);

    if (--show->open == 0)
        show_finish(call);
}

static void show_start_harvest(struct call *call, struct show *show)
{
    show->open++;
    show->harvest = (struct harvest){
        .program = call_context(call),
        .period = show_period(show->period),
        .tag = show->tag,
        .on_end = show_on_sums,
        .user = call,
    };
    harvest_start(&show->harvest);
}

static void show_start(struct call *call)
{
    struct show *show = call_state(call);
    const struct program *program = call_context(call);

    json_read(call_arguments(call), show_fields, show);
    show->open = 2;
    show->is_by_outcome = show->by && strcmp(show->by, USAGE_BY_OUTCOME) == 0;
    show->statement = (struct statement){
        .program = program,
        .whole = show->account,
        .on_end = show_on_statement,
        .user = call,
    };
    show->spending = (struct spending){
        .program = program,
        .period = show_period(show->period),
        .by = show->is_by_outcome ? GROUP_TOOL : show_group(show->by),
        .tag = show->tag,
        .on_end = show_on_sums,
        .user = call,
    };
    if (show->is_by_outcome)
        show_start_harvest(call, show);
    statement_start(&show->statement);
    spending_start(&show->spending);
}

static void show_stop(void *state)
{
    struct show *show = state;

    statement_done(&show->statement);
    spending_done(&show->spending);
    harvest_done(&show->harvest);
}

const struct handler tool_show_usage = {
    .name = "show_usage",
    .state_size = sizeof(struct show),
    .start = show_start,
    .stop = show_stop,
};
