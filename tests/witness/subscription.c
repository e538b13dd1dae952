/* subscription - what comes on a subscriptions/listen: first what of it is granted, then only that.
 */
#include "tests/witness/parts.h"

#include "json/scan.h"

static const struct kind {
    const char *method, *member; /* of the wish, and of the grant */
} kinds[] = {
    { "notifications/tools/list_changed", "toolsListChanged" },
    { "notifications/prompts/list_changed", "promptsListChanged" },
    { "notifications/resources/list_changed", "resourcesListChanged" },
};

static bool has_uri(const cJSON *filter, const char *uri, bool of_parts)
{
    const cJSON *child;

    cJSON_ArrayForEach(child, json_at(filter, "resourceSubscriptions"))
    {
        const char *text = cJSON_IsString(child) ? child->valuestring : "";

        if (of_parts ? strncmp(uri, text, strlen(text)) == 0 : strcmp(uri, text) == 0)
            return true;
    }
    return false;
}

static int acknowledge(struct asked *asked, const cJSON *grant, struct err *err)
{
    const cJSON *uri;

    if (asked->grant)
        return accuse(err, "the subscription %s is acknowledged a second time", asked->id);
    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++)
        if (json_bool(grant, kinds[i].member, false) &&
            !json_bool(asked->wish, kinds[i].member, false))
            return accuse(err, "%s is granted, but was not asked for", kinds[i].member);
    cJSON_ArrayForEach(uri, json_at(grant, "resourceSubscriptions"))
    {
        if (cJSON_IsString(uri) && !has_uri(asked->wish, uri->valuestring, false))
            return accuse(err, "%s is granted, but was not asked for", uri->valuestring);
    }
    asked->grant = grant ? cJSON_Duplicate(grant, true) : cJSON_CreateObject();
    return 0;
}

static int judge_granted(const struct asked *asked, const char *method, const cJSON *params,
                         struct err *err)
{
    const char *uri = json_str(params, "uri");

    if (!asked->grant)
        return accuse(err, "%s on subscription %s, which is not acknowledged yet", method,
                      asked->id);
    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++)
        if (strcmp(kinds[i].method, method) == 0 &&
            !json_bool(asked->grant, kinds[i].member, false))
            return accuse(err, "%s on subscription %s, which was not granted it", method,
                          asked->id);
    if (strcmp(method, "notifications/resources/updated") == 0 &&
        !(uri && has_uri(asked->grant, uri, true)))
        return accuse(err, "%s of %s on subscription %s, which was not granted it", method,
                      uri ? uri : "nothing", asked->id);
    return 0;
}

int judge_subscribed(struct witness *witness, const struct message *message, struct err *err)
{
    const struct asked_hint listening = { .method = "subscriptions/listen" };
    struct slice id = scan_path(message->text, "params", "_meta", META_SUBSCRIPTION);
    const char *method = json_str(message->tree, "method");
    const cJSON *params = json_at(message->tree, "params");
    struct asked *asked = asked_find(&witness->asked, id, &listening);

    if (asked && asked->is_muddled)
        return 0;
    if (!asked || !asked->is_modern || strcmp(asked->method, "subscriptions/listen") != 0)
        return accuse(err, "%s on subscription %.*s, which was not asked for", method,
                      SLICE_FMT(id));
    if (asked->is_answered || is_over(witness, asked))
        return accuse(err, "%s on subscription %.*s, which has ended", method, SLICE_FMT(id));
    raise_fence(witness, asked->serial);
    if (strcmp(method, "notifications/subscriptions/acknowledged") == 0)
        return acknowledge(asked, json_at(params, "notifications"), err);
    return judge_granted(asked, method, params, err);
}
