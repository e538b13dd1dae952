/* version - the revisions of the protocol, and what each knows. */
#include "tests/witness/version.h"

const char *const version_names[V_COUNT] = {
    [V_2024_11_05] = "2024-11-05", [V_2025_03_26] = "2025-03-26", [V_2025_06_18] = "2025-06-18",
    [V_2025_11_25] = "2025-11-25", [V_2026_07_28] = "2026-07-28",
};

const struct span span_results[] = {
    { "initialize", "InitializeResult", V_FIRST, V_LEGACY, 0, "protocolVersion" },
    { "ping", "EmptyResult", V_FIRST, V_LEGACY, IS_EMPTY },
    { "server/discover", "DiscoverResult", V_MODERN, V_COUNT, CACHEABLE, "supportedVersions" },
    { "tools/list", "ListToolsResult", V_FIRST, V_COUNT, CACHEABLE, "tools" },
    { "tools/call", "CallToolResult", V_FIRST, V_COUNT, MAY_REQUIRE, "content" },
    { "prompts/list", "ListPromptsResult", V_FIRST, V_COUNT, CACHEABLE, "prompts" },
    { "prompts/get", "GetPromptResult", V_FIRST, V_COUNT, MAY_REQUIRE, "messages" },
    { "resources/list", "ListResourcesResult", V_FIRST, V_COUNT, CACHEABLE, "resources" },
    { "resources/templates/list", "ListResourceTemplatesResult", V_FIRST, V_COUNT, CACHEABLE,
      "resourceTemplates" },
    { "resources/read", "ReadResourceResult", V_FIRST, V_COUNT, CACHEABLE | MAY_REQUIRE,
      "contents" },
    { "resources/subscribe", "EmptyResult", V_FIRST, V_LEGACY, IS_EMPTY },
    { "resources/unsubscribe", "EmptyResult", V_FIRST, V_LEGACY, IS_EMPTY },
    { "completion/complete", "CompleteResult", V_FIRST, V_COUNT, 0, "completion" },
    { "logging/setLevel", "EmptyResult", V_FIRST, V_LEGACY, IS_EMPTY },
    { "subscriptions/listen", "SubscriptionsListenResult", V_MODERN, V_COUNT, 0 },
    { "tasks/get", "GetTaskResult", V_2025_11_25, V_2025_11_25, 0 },
    { "tasks/list", "ListTasksResult", V_2025_11_25, V_2025_11_25, 0 },
    { "tasks/cancel", "CancelTaskResult", V_2025_11_25, V_2025_11_25, 0 },
    { "tasks/result", "GetTaskPayloadResult", V_2025_11_25, V_2025_11_25, 0 },
    { 0 },
};

const struct span span_notices[] = {
    { "notifications/progress", "ProgressNotification", V_FIRST, V_COUNT, 0 },
    { "notifications/cancelled", "CancelledNotification", V_FIRST, V_COUNT, 0 },
    { "notifications/message", "LoggingMessageNotification", V_FIRST, V_COUNT, 0 },
    { "notifications/tools/list_changed", "ToolListChangedNotification", V_FIRST, V_COUNT, 0 },
    { "notifications/prompts/list_changed", "PromptListChangedNotification", V_FIRST, V_COUNT, 0 },
    { "notifications/resources/list_changed", "ResourceListChangedNotification", V_FIRST, V_COUNT,
      0 },
    { "notifications/resources/updated", "ResourceUpdatedNotification", V_FIRST, V_COUNT, 0 },
    { "notifications/elicitation/complete", "ElicitationCompleteNotification", V_2025_11_25,
      V_2025_11_25, 0 },
    { "notifications/tasks/status", "TaskStatusNotification", V_2025_11_25, V_2025_11_25, 0 },
    { "notifications/subscriptions/acknowledged", "SubscriptionsAcknowledgedNotification", V_MODERN,
      V_COUNT, 0 },
    { 0 },
};

/* A modern server demands nothing by itself; these are then what a result may require. */
const struct span span_demands[] = {
    { "ping", "PingRequest", V_FIRST, V_LEGACY, 0 },
    { "sampling/createMessage", "CreateMessageRequest", V_FIRST, V_COUNT, NEEDS_SAMPLING },
    { "roots/list", "ListRootsRequest", V_FIRST, V_COUNT, NEEDS_ROOTS },
    { "elicitation/create", "ElicitRequest", V_2025_06_18, V_COUNT, NEEDS_FORM },
    { 0 },
};

const char *version_name(enum version version)
{
    return version < V_COUNT ? version_names[version] : "an older revision";
}

enum version version_named(const char *name)
{
    for (int i = 0; name && i < V_COUNT; i++)
        if (strcmp(version_names[i], name) == 0)
            return (enum version)i;
    return V_COUNT;
}

const struct span *span_find(const struct span *spans, const char *name, enum version version)
{
    for (; spans->name; spans++)
        if (strcmp(spans->name, name) == 0 &&
            (version == V_UNKNOWN || (version >= spans->since && version <= spans->until)))
            return spans;
    return NULL;
}

static bool is_bare(const cJSON *result)
{
    const cJSON *member;

    cJSON_ArrayForEach(member, result)
    {
        if (strcmp(member->string, "_meta") != 0 && strcmp(member->string, "resultType") != 0)
            return false;
    }
    return true;
}

bool span_fits(const char *method, const cJSON *result)
{
    const struct span *span = span_results;
    const char *type = json_str(result, "resultType");

    while (span->name && strcmp(span->name, method) != 0)
        span++;
    if (!span->name || !cJSON_IsObject(result))
        return false;
    if (type && strcmp(type, "input_required") == 0)
        return span->traits & MAY_REQUIRE;
    return span->marker ? json_at(result, span->marker) != NULL : is_bare(result);
}
