/* statement_text - what OpenRouter says of the key and the account, in words. */
#include "mcp-server/usage/statement_text.h"

#include "mcp-server/text/quantity.h"
#include "mcp-server/usage/spark.h"
#include "openrouter/money.h"

/* false when it is not known: then why has been said. */
static bool is_known(struct buf *out, const struct statement *statement, enum statement_part part,
                     const char *name)
{
    const struct err *err = &statement->errs[part];

    buf_addf(out, "%s: ", name);
    if (err->kind == ERR_NONE)
        return true;
    buf_addf(out, "not known: %s\n", err->text);
    return false;
}

static void add_amount(struct buf *out, const char *before, int64_t nano, const char *after)
{
    char money[MONEY_TEXT_SIZE];

    if (nano >= 0)
        buf_addf(out, "%s%s%s", before, money_text(money, nano), after);
}

static void add_limit(struct buf *out, const struct account_key *key)
{
    char left[MONEY_TEXT_SIZE], limit[MONEY_TEXT_SIZE];

    if (key->limit_nano < 0 || key->left_nano < 0)
        buf_adds(out, "no limit of its own");
    else
        buf_addf(out, "%s of %s left", money_text(left, key->left_nano),
                 money_text(limit, key->limit_nano));
    if (key->limit_nano >= 0 && key->reset[0])
        buf_addf(out, " (%s)", key->reset);
}

static void add_key(struct buf *out, const struct statement *statement)
{
    if (!is_known(out, statement, STATEMENT_KEY, "key"))
        return;
    add_limit(out, &statement->key);
    add_amount(out, "; used ", statement->key.day_nano, " today");
    add_amount(out, ", ", statement->key.month_nano, " this month");
    buf_adds(out, "\n");
}

static void add_credits(struct buf *out, const struct statement *statement)
{
    char left[MONEY_TEXT_SIZE];
    const struct account_credits *credits = &statement->credits;

    if (!is_known(out, statement, STATEMENT_CREDITS, "account"))
        return;
    buf_addf(out, "%s left", money_text(left, credits->bought_nano - credits->used_nano));
    add_amount(out, ", ", credits->bought_nano, " bought");
    add_amount(out, ", ", credits->used_nano, " used\n");
}

static void add_keys(struct buf *out, const struct statement *statement)
{
    const struct account_keys *keys = &statement->keys;

    if (!is_known(out, statement, STATEMENT_KEYS, "keys"))
        return;
    buf_addf(out, "%zu, the dearest of this month first\n", keys->count);
    for (size_t i = 0; i < keys->kept; i++) {
        const struct account_key *key = &keys->keys[i];

        buf_addf(out, "- %s", key->name[0] ? key->name : "(no name)");
        add_amount(out, " · ", key->month_nano, " this month");
        add_amount(out, ", ", key->day_nano, " today");
        buf_adds(out, " · ");
        add_limit(out, key);
        buf_adds(out, key->is_disabled ? " · disabled\n" : "\n");
    }
    if (keys->count > keys->kept)
        buf_addf(out, "- and %zu more\n", keys->count - keys->kept);
}

static void add_days(struct buf *out, const struct statement *statement)
{
    const struct account_activity *activity = &statement->activity;
    int64_t amounts[ACCOUNT_DAYS_MAX];

    if (!is_known(out, statement, STATEMENT_DAYS, "activity of the last 30 days before today"))
        return;
    add_amount(out, "", activity->cost_nano, ", ");
    quantity_add_count(out, activity->requests);
    buf_adds(out, " requests ");
    for (size_t i = 0; i < activity->count; i++)
        amounts[activity->count - 1 - i] = activity->days[i].cost_nano;
    spark_add(out, amounts, activity->count);
    buf_adds(out, "\n");
    for (size_t i = 0; i < activity->count; i++) {
        buf_addf(out, "- %s", activity->days[i].date);
        add_amount(out, " · ", activity->days[i].cost_nano, " · ");
        quantity_add_count(out, activity->days[i].requests);
        buf_adds(out, " requests\n");
    }
}

void statement_text_add(struct buf *out, const struct statement *statement)
{
    add_key(out, statement);
    if (!statement->whole)
        return;
    if (!statement->program->management) { /* once, and not for each part */
        buf_addf(out, "account: %s\n", statement->program->config->management_err.text);
        return;
    }
    add_credits(out, statement);
    add_keys(out, statement);
    add_days(out, statement);
}

static void put_amount(cJSON *object, const char *name, int64_t nano)
{
    char money[MONEY_TEXT_SIZE];

    if (nano >= 0)
        cJSON_AddStringToObject(object, name, money_exact(money, nano));
    else
        cJSON_AddNullToObject(object, name);
}

static cJSON *key_facts(const struct account_key *key)
{
    cJSON *facts = cJSON_CreateObject();

    cJSON_AddStringToObject(facts, "name", key->name);
    put_amount(facts, "limit_usd", key->limit_nano);
    put_amount(facts, "left_usd", key->left_nano);
    cJSON_AddStringToObject(facts, "reset", key->reset);
    put_amount(facts, "today_usd", key->day_nano);
    put_amount(facts, "month_usd", key->month_nano);
    cJSON_AddBoolToObject(facts, "disabled", key->is_disabled);
    return facts;
}

static cJSON *keys_facts(const struct account_keys *keys)
{
    cJSON *list = cJSON_CreateArray();

    for (size_t i = 0; i < keys->kept; i++)
        cJSON_AddItemToArray(list, key_facts(&keys->keys[i]));
    return list;
}

static cJSON *days_facts(const struct account_activity *activity)
{
    cJSON *list = cJSON_CreateArray();

    for (size_t i = 0; i < activity->count; i++) {
        cJSON *day = cJSON_CreateObject();

        cJSON_AddStringToObject(day, "date", activity->days[i].date);
        put_amount(day, "cost_usd", activity->days[i].cost_nano);
        cJSON_AddNumberToObject(day, "requests", (double)activity->days[i].requests);
        cJSON_AddItemToArray(list, day);
    }
    return list;
}

static void put_known(cJSON *facts, const char *name, const struct statement *statement,
                      enum statement_part part, cJSON *value)
{
    const struct err *err = &statement->errs[part];

    if (err->kind != ERR_NONE) {
        cJSON_Delete(value);
        value = cJSON_CreateObject();
        cJSON_AddStringToObject(value, "error", err->text);
    }
    cJSON_AddItemToObject(facts, name, value);
}

cJSON *statement_facts(const struct statement *statement)
{
    cJSON *facts = cJSON_CreateObject();

    put_known(facts, "key", statement, STATEMENT_KEY, key_facts(&statement->key));
    if (statement->whole) {
        cJSON *credits = cJSON_CreateObject();

        put_amount(credits, "bought_usd", statement->credits.bought_nano);
        put_amount(credits, "used_usd", statement->credits.used_nano);
        put_known(facts, "credits", statement, STATEMENT_CREDITS, credits);
        put_known(facts, "keys", statement, STATEMENT_KEYS, keys_facts(&statement->keys));
        put_known(facts, "days", statement, STATEMENT_DAYS, days_facts(&statement->activity));
    }
    return facts;
}
