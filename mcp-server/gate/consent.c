/* consent - asks the user whether one call may cost more than the settings allow. */
#include "mcp-server/gate/consent.h"

#include "base/limits.h"

#include <inttypes.h>
#include <stdio.h>

/* What the day and the session come to with this call. */
static struct allowance all_that_is_needed(const struct ledger_standing *standing,
                                           int64_t needs_nano)
{
    return (struct allowance){
        .call_nano = needs_nano,
        .session_nano =
            money_add(needs_nano, money_add(standing->session_spent, standing->session_held)),
        .day_nano = money_add(needs_nano, money_add(standing->day_spent, standing->day_held)),
    };
}

static void add_cap(struct buf *out, const char *what, int64_t cap_nano, const char *setting)
{
    char money[MONEY_TEXT_SIZE];

    buf_addf(out, "%s%s may cost %s (%s)", out->size > 0 ? ", " : "", what,
             money_text(money, cap_nano), setting);
}

/* The budgets that would be passed. */
static void add_caps(struct buf *out, const struct config *config, const struct allowance *needed)
{
    if (needed->call_nano > config->call_nano)
        add_cap(out, "one call", config->call_nano, "budget.call_usd");
    if (needed->session_nano > config->session_nano)
        add_cap(out, "this session", config->session_nano, "budget.session_usd");
    if (needed->day_nano > config->day_nano)
        add_cap(out, "one day", config->day_nano, "budget.day_usd");
}

static cJSON *question(const struct config *config, const struct allowance *needed,
                       const char *subject)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(2));
    CLEANUP(buf_done) struct buf caps = BUF_MAX(KIB(1));
    char money[MONEY_TEXT_SIZE];
    cJSON *params = cJSON_CreateObject(), *schema, *allow;

    money_text(money, needed->call_nano);
    add_caps(&caps, config, needed);
    buf_addf(
        &text,
        "A question to %s could cost up to %s; most answers cost far less. By your settings %s. "
        "Allow up to %s this once?",
        subject, money, buf_text(&caps), money);
    cJSON_AddStringToObject(params, "message", buf_text(&text));
    schema = cJSON_AddObjectToObject(params, "requestedSchema");
    cJSON_AddStringToObject(schema, "type", "object");
    allow = cJSON_AddObjectToObject(cJSON_AddObjectToObject(schema, "properties"), "allow");
    cJSON_AddStringToObject(allow, "type", "boolean");
    buf_clear(&text);
    buf_addf(&text, "Allow up to %s for this call", money);
    cJSON_AddStringToObject(allow, "title", buf_text(&text));
    cJSON_AddItemToArray(cJSON_AddArrayToObject(schema, "required"), cJSON_CreateString("allow"));
    return params;
}

enum consent consent_ask(struct call *call, const struct config *config,
                         const struct ledger_standing *standing, const char *subject,
                         int64_t needs_nano, struct allowance *allowed)
{
    struct allowance needed = all_that_is_needed(standing, needs_nano);
    char key[ASK_KEY_MAX];
    const cJSON *reply;
    const char *action;

    /* Another amount is another question. */
    snprintf(key, sizeof(key), "budget-%" PRId64, needs_nano);
    reply = call_ask(call, key, ASK_ELICITATION, question(config, &needed, subject));
    if (!reply) {
        call_wait(call);
        return CONSENT_WAITS;
    }
    action = json_str(reply, "action");
    if (!action || strcmp(action, "accept") != 0 ||
        !json_bool(json_at(reply, "content"), "allow", false))
        return CONSENT_DENIED;
    *allowed = needed;
    return CONSENT_GIVEN;
}
