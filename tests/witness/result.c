/* result - what answers a request: its form, and what its revision and method add to it. */
#include "tests/witness/parts.h"

#include "tests/witness/forms.h"
#include "json/scan.h"

/* A set of the strings seen so far, in the order of the list; small ones only. */
static int check_unique(const cJSON *list, const char *key, struct err *err)
{
    const cJSON *child, *other;

    cJSON_ArrayForEach(child, list)
    {
        const char *name = json_str(child, key);

        for (other = list->child; name && other != child; other = other->next)
            if (json_str(other, key) && strcmp(json_str(other, key), name) == 0)
                return accuse(err, "%s \"%s\" is there twice", key, name);
    }
    return 0;
}

static int check_tool_names(const cJSON *tools, struct err *err)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789_-.";
    const cJSON *tool;

    cJSON_ArrayForEach(tool, tools)
    {
        const char *name = json_str(tool, "name");
        size_t size = name ? strlen(name) : 0;

        if (size == 0 || size > 128 || strspn(name, letters) != size)
            return accuse(err, "the name of a tool has 1 to 128 of A-Z a-z 0-9 _ - .");
    }
    return check_unique(tools, "name", err);
}

static int check_discover(const cJSON *result, struct err *err)
{
    const cJSON *version;

    cJSON_ArrayForEach(version, json_at(result, "supportedVersions"))
    {
        if (cJSON_IsString(version) && strcmp(version->valuestring, version_names[V_MODERN]) == 0)
            return 0;
    }
    return accuse(err, "supportedVersions must name %s", version_names[V_MODERN]);
}

/* The id of the subscription as it was written. */
static int check_listen(const struct asked *asked, const struct message *message, struct err *err)
{
    struct slice id = scan_path(message->text, "result", "_meta", META_SUBSCRIPTION);

    if (!slice_is(id, slice_of(asked->id)))
        return accuse(err, "the end of a subscription must name its id %s in _meta", asked->id);
    if (!asked->grant && !asked->is_muddled)
        return accuse(err, "the subscription %s ends before it was acknowledged", asked->id);
    return 0;
}

static int check_lists(const cJSON *result, struct err *err)
{
    const cJSON *values = json_at(json_at(result, "completion"), "values");

    if (cJSON_GetArraySize(values) > 100)
        return accuse(err, "a completion has at most 100 values");
    if (check_tool_names(json_at(result, "tools"), err) < 0 ||
        check_unique(json_at(result, "prompts"), "name", err) < 0)
        return -1;
    return check_unique(json_at(result, "resources"), "uri", err);
}

/* All pages of a list are kept in the same way. */
static int check_scope(struct witness *witness, const struct asked *asked, const struct span *span,
                       const char *scope, struct err *err)
{
    int *known = &witness->scopes[span - span_results];
    int is = strcmp(scope, "public") == 0 ? 1 : 2;

    if (asked->has_cursor && *known != 0 && *known != is)
        return accuse(err, "cacheScope is another than on the page before");
    *known = is;
    return 0;
}

static int check_cache(struct witness *witness, const struct asked *asked, const struct span *span,
                       const cJSON *result, struct err *err)
{
    const char *scope = json_str(result, "cacheScope");
    double ttl_ms = json_num(result, "ttlMs", -1);

    if (!(span->traits & CACHEABLE)) /* nothing is said about it */
        return 0;
    if (ttl_ms < 0 || ttl_ms != (double)(int64_t)ttl_ms)
        return accuse(err, "ttlMs must be an integer from 0");
    if (!scope || (strcmp(scope, "public") != 0 && strcmp(scope, "private") != 0))
        return accuse(err, "cacheScope must be \"public\" or \"private\"");
    return check_scope(witness, asked, span, scope, err);
}

/* What is required is a request as a legacy server would send it, without its id. */
static int check_required(const struct asked *asked, const struct span *span, const cJSON *result,
                          struct err *err)
{
    const cJSON *requests = json_at(result, "inputRequests"), *request;

    if (!(span->traits & MAY_REQUIRE))
        return accuse(err, "%s may not require input", asked->method);
    if (!(requests && requests->child) && !json_str(result, "requestState"))
        return accuse(err, "input_required has neither inputRequests nor requestState");
    if (json_at(result, "ttlMs") || json_at(result, "cacheScope"))
        return accuse(err, "input_required may have neither ttlMs nor cacheScope");
    cJSON_ArrayForEach(request, requests)
    {
        const char *method = json_str(request, "method");
        const struct span *demand = span_find(span_demands, method ? method : "", V_MODERN);

        if (!demand)
            return accuse(err, "inputRequests: \"%s\" cannot be required", method ? method : "");
        if (judge_ability(demand, json_at(request, "params"), asked->abilities, err) < 0)
            return -1;
    }
    return forms_check(V_MODERN, "InputRequiredResult", result, err);
}

static int judge_modern(struct witness *witness, const struct asked *asked, const struct span *span,
                        const struct message *message, struct err *err)
{
    const cJSON *result = json_at(message->tree, "result");
    const char *type = json_str(result, "resultType");

    if (type && strcmp(type, "input_required") == 0)
        return check_required(asked, span, result, err);
    if (!type || strcmp(type, "complete") != 0)
        return accuse(err, "resultType must be \"complete\" or \"input_required\"");
    if (check_cache(witness, asked, span, result, err) < 0 || check_lists(result, err) < 0 ||
        forms_check(V_MODERN, span->definition, result, err) < 0)
        return -1;
    if (strcmp(asked->method, "server/discover") == 0) {
        witness->modern_offers = offers_read(json_at(result, "capabilities"));
        return check_discover(result, err);
    }
    if (strcmp(asked->method, "subscriptions/listen") == 0)
        return check_listen(asked, message, err);
    return 0;
}

static int judge_legacy(enum version version, const struct span *span, const cJSON *result,
                        struct err *err)
{
    static const char *const modern[] = { "resultType", "ttlMs", "cacheScope", "inputRequests" };

    for (size_t i = 0; i < ARRAY_COUNT(modern); i++)
        if (json_at(result, modern[i]))
            return accuse(err, "%s is not known in %s", modern[i], version_name(version));
    if (version < V_2025_06_18 && json_at(result, "structuredContent"))
        return accuse(err, "structuredContent is not known in %s", version_name(version));
    if (span->traits & IS_EMPTY)
        for (const cJSON *child = result->child; child; child = child->next)
            if (strcmp(child->string, "_meta") != 0)
                return accuse(err, "the result must be empty, and has %s", child->string);
    if (check_lists(result, err) < 0)
        return -1;
    return forms_check(version, span->definition, result, err);
}

/* What was not declared does not exist. */
static int check_offer(const struct witness *witness, const struct asked *asked,
                       enum version version, struct err *err)
{
    static const struct {
        const char *begin; /* of methods */
        unsigned offer;
        enum version since;
        const char *name;
    } rows[] = {
        { "tools/", HAS_TOOLS, V_FIRST, "tools" },
        { "prompts/", HAS_PROMPTS, V_FIRST, "prompts" },
        { "resources/", HAS_RESOURCES, V_FIRST, "resources" },
        { "resources/subscribe", WATCHES, V_FIRST, "resources.subscribe" },
        { "completion/", HAS_COMPLETIONS, V_2025_03_26, "completions" },
        { "logging/", LOGS, V_FIRST, "logging" },
    };
    unsigned offers =
        version == V_MODERN ? witness->modern_offers : epoch_at(witness, asked->epoch)->offers;

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
        if (strncmp(asked->method, rows[i].begin, strlen(rows[i].begin)) == 0 &&
            version >= rows[i].since && !(offers & rows[i].offer))
            return accuse(err, "a result of %s, but %s was not declared", asked->method,
                          rows[i].name);
    return 0;
}

int judge_result(struct witness *witness, const struct asked *asked, const struct message *message,
                 struct err *err)
{
    const cJSON *result = json_at(message->tree, "result");
    enum version version = asked->makes_epoch > 0 ? witness->epochs[asked->makes_epoch].version
                                                  : version_of(witness, asked);
    const struct span *span = span_find(span_results, asked->method, version);

    if (!span)
        return accuse(err, "a result of \"%s\", which %s does not have", asked->method,
                      version_name(version));
    if (!cJSON_IsObject(result))
        return accuse(err, "result must be an object");
    if (check_offer(witness, asked, version, err) < 0)
        return -1;
    return version == V_MODERN ? judge_modern(witness, asked, span, message, err)
                               : judge_legacy(version, span, result, err);
}
