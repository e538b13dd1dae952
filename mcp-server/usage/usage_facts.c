/* usage_facts - what a time has cost, for programs. */
#include "mcp-server/usage/usage_facts.h"

#include "mcp-server/usage/statement_text.h"
#include "openrouter/money.h"

static cJSON *amount(int64_t nano)
{
    char money[MONEY_TEXT_SIZE];

    return cJSON_CreateString(money_exact(money, nano));
}

static cJSON *sum_facts(const struct ledger_sum *sum)
{
    cJSON *facts = cJSON_CreateObject();

    cJSON_AddItemToObject(facts, "spent_usd", amount(sum->spent_nano));
    cJSON_AddItemToObject(facts, "held_usd", amount(sum->held_nano));
    cJSON_AddNumberToObject(facts, "calls", (double)sum->calls);
    cJSON_AddNumberToObject(facts, "errors", (double)sum->errors);
    cJSON_AddNumberToObject(facts, "estimated", (double)sum->estimated);
    cJSON_AddNumberToObject(facts, "cached", (double)sum->cached);
    cJSON_AddNumberToObject(facts, "tokens_in", (double)sum->tokens_prompt);
    cJSON_AddNumberToObject(facts, "tokens_out", (double)sum->tokens_completion);
    return facts;
}

static cJSON *rows_facts(const struct spending *spending)
{
    cJSON *rows = cJSON_CreateArray();

    for (size_t i = 0; i < usage_rows_shown(spending); i++) {
        CLEANUP(buf_done) struct buf name = BUF_MAX(4 * LEDGER_WORD_SIZE);
        cJSON *row = sum_facts(&spending->rows[i]);

        usage_text_add_name(&name, spending->by, spending->rows[i].group);
        cJSON_AddStringToObject(row, "name", buf_text(&name));
        cJSON_AddItemToArray(rows, row);
    }
    return rows;
}

static cJSON *cap_facts(const struct ledger_sum *sum, int64_t cap_nano)
{
    int64_t used_nano = money_add(sum->spent_nano, sum->held_nano);
    cJSON *facts = cJSON_CreateObject();

    cJSON_AddItemToObject(facts, "cap_usd", amount(cap_nano));
    cJSON_AddItemToObject(facts, "used_usd", amount(used_nano));
    cJSON_AddItemToObject(facts, "left_usd",
                          amount(used_nano < cap_nano ? cap_nano - used_nano : 0));
    return facts;
}

static const char *word_of(const struct usage *usage)
{
    const struct usage_group *group = usage_groups;

    if (usage->harvest)
        return USAGE_BY_OUTCOME;
    while (group->word && group->group != usage->spending->by)
        group++;
    return group->word ? group->word : "";
}

static void put_sums(cJSON *facts, const struct spending *spending)
{
    struct ledger_sum rest = usage_rest(spending);

    cJSON_AddItemToObject(facts, "total", sum_facts(&spending->total));
    cJSON_AddItemToObject(facts, "rows", rows_facts(spending));
    if (spending->row_count > usage_rows_shown(spending))
        cJSON_AddItemToObject(facts, "others", sum_facts(&rest));
}

cJSON *usage_facts(const struct usage *usage)
{
    const struct spending *spending = usage->spending;
    const struct config *config = spending->program->config;
    cJSON *facts = cJSON_CreateObject(), *budgets = cJSON_CreateObject();

    cJSON_AddStringToObject(facts, "period", period_forms[spending->period].name);
    cJSON_AddStringToObject(facts, "by", word_of(usage));
    if (spending->tag)
        cJSON_AddStringToObject(facts, "tag", spending->tag);
    if (usage->harvest)
        yield_text_put_facts(facts, usage->harvest);
    else
        put_sums(facts, spending);
    cJSON_AddItemToObject(budgets, "call_usd", amount(config->call_nano));
    cJSON_AddItemToObject(budgets, "session", cap_facts(&spending->session, config->session_nano));
    cJSON_AddItemToObject(budgets, "day", cap_facts(&spending->today, config->day_nano));
    cJSON_AddItemToObject(facts, "budgets", budgets);
    if (usage->statement)
        cJSON_AddItemToObject(facts, "openrouter", statement_facts(usage->statement));
    return facts;
}
