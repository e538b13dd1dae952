/* notice - a notification of the server: what it is about, and whether it may come now. */
#include "tests/witness/parts.h"

#include "tests/witness/forms.h"
#include "json/scan.h"

static int judge_form(enum version version, const struct message *message, struct err *err)
{
    const char *method = json_str(message->tree, "method");
    const struct span *span = span_find(span_notices, method, version);

    if (!span)
        return accuse(err, "%s is no notification of a server in %s", method,
                      version_name(version));
    if (forms_check(version, "JSONRPCNotification", message->tree, err) < 0)
        return -1;
    return forms_check(version, span->definition, message->tree, err);
}

static int judge_progress(struct witness *witness, const struct message *message, struct err *err)
{
    const cJSON *params = json_at(message->tree, "params"), *number = json_at(params, "progress");
    struct slice token = scan_path(message->text, "params", "progressToken");
    bool is_shared = false;
    struct asked *asked =
        token.size > 0 ? asked_of_token(&witness->asked, token, &is_shared) : NULL;

    if (!asked)
        return accuse(err, "progress with token %.*s, which nobody gave", SLICE_FMT(token));
    if (asked->is_muddled || is_shared)
        return judge_form(version_of(witness, asked), message, err);
    if (asked->is_answered)
        return accuse(err, "progress with token %.*s after the answer", SLICE_FMT(token));
    if (is_over(witness, asked))
        return accuse(err, "progress with token %.*s after the cancel", SLICE_FMT(token));
    if (!cJSON_IsNumber(number) || number->valuedouble <= asked->progress)
        return accuse(err, "progress must increase: %g, after %g", number ? number->valuedouble : 0,
                      asked->progress);
    asked->progress = number->valuedouble;
    raise_fence(witness, asked->serial);
    return judge_form(version_of(witness, asked), message, err);
}

/* The lowest level that any open request of the stateless revision wants to hear; -1: none does. */
static int modern_level(const struct witness *witness)
{
    int lowest = -1;

    for (const struct asked *asked = witness->asked.open; asked; asked = asked->next_open)
        if (asked->is_modern && asked->log_level >= 0 && !is_over(witness, asked) &&
            (lowest < 0 || asked->log_level < lowest))
            lowest = asked->log_level;
    return lowest;
}

/* In the one era the client has set a level, in the other each request has its own. */
static int judge_log(struct witness *witness, const struct message *message, struct err *err)
{
    const struct epoch *epoch = epoch_now(witness);
    int level = log_level_named(json_str(json_at(message->tree, "params"), "level"));
    int modern = modern_level(witness);

    if (level < 0)
        return accuse(err, "level is none of those that there are");
    if (modern >= 0 && level >= modern)
        return judge_form(V_MODERN, message, err);
    if (!witness->has_legacy)
        return accuse(err, "no request that runs asks for messages of that level");
    if (!(epoch->offers & LOGS))
        return accuse(err, "a message, though logging was not declared");
    if (level < epoch->log_level)
        return accuse(err, "a message below the level that was set");
    return judge_form(epoch->version, message, err);
}

static bool was_demanded(const struct witness *witness, struct slice id)
{
    for (size_t i = 0; i < witness->demand_count; i++)
        if (slice_is(slice_of(witness->demands[i]), id))
            return true;
    return false;
}

/* A server cancels its own requests; a stateless one ends a subscription. */
static int judge_cancel(struct witness *witness, const struct message *message, struct err *err)
{
    const struct asked_hint listening = { .method = "subscriptions/listen" };
    struct slice id = scan_path(message->text, "params", "requestId");
    struct asked *asked = id.size > 0 ? asked_find(&witness->asked, id, &listening) : NULL;

    if (id.size > 0 && was_demanded(witness, id))
        return judge_form(epoch_now(witness)->version, message, err);
    if (asked && asked->is_muddled)
        return judge_form(V_MODERN, message, err);
    if (!asked || asked->is_answered || !asked->is_modern ||
        strcmp(asked->method, "subscriptions/listen") != 0)
        return accuse(err,
                      "cancels id %.*s, which is neither a request of the server nor an open "
                      "subscription",
                      SLICE_FMT(id));
    asked_close(&witness->asked, asked);
    return judge_form(V_MODERN, message, err);
}

/* Without a subscription: for the client of the other era, as the server has declared. */
static int judge_legacy(struct witness *witness, const struct message *message, struct err *err)
{
    static const struct {
        const char *method;
        enum ability offer;
    } rows[] = {
        { "notifications/tools/list_changed", TELLS_TOOLS },
        { "notifications/prompts/list_changed", TELLS_PROMPTS },
        { "notifications/resources/list_changed", TELLS_RESOURCES },
    };
    const char *method = json_str(message->tree, "method");
    const struct epoch *epoch = epoch_now(witness);

    if (!witness->has_legacy)
        return accuse(err, "%s without a subscription, in the stateless revision", method);
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
        if (strcmp(rows[i].method, method) == 0 && !(epoch->offers & rows[i].offer))
            return accuse(err, "%s, though listChanged was not declared", method);
    if (strcmp(method, "notifications/resources/updated") == 0 && witness->subscribed == 0)
        return accuse(err, "%s, but no resource was subscribed", method);
    return judge_form(epoch->version, message, err);
}

int judge_notice(struct witness *witness, const struct message *message, struct err *err)
{
    static const struct {
        const char *method;
        int (*judge)(struct witness *witness, const struct message *message, struct err *err);
    } rows[] = {
        { "notifications/progress", judge_progress },
        { "notifications/message", judge_log },
        { "notifications/cancelled", judge_cancel },
    };
    const char *method = json_str(message->tree, "method");

    if (!method)
        return accuse(err, "method must be a string");
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
        if (strcmp(rows[i].method, method) == 0)
            return rows[i].judge(witness, message, err);
    if (scan_path(message->text, "params", "_meta", META_SUBSCRIPTION).size == 0)
        return judge_legacy(witness, message, err);
    if (judge_subscribed(witness, message, err) < 0)
        return -1;
    return judge_form(V_MODERN, message, err);
}
