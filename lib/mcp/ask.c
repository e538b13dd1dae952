/* ask - what a call may ask of the client. */
#include "mcp/ask.h"

#include "schema/schema.h"
#include "json/scan.h"

static const struct kind {
    const char *method;
    const char *capability; /* of the client, and the member that it has for the kind */
    const char *mode;
} kinds[ASK_KIND_COUNT] = {
    [ASK_ELICITATION] = { "elicitation/create", "elicitation", "form" },
    [ASK_ELICITATION_URL] = { "elicitation/create", "elicitation", "url" },
    [ASK_SAMPLING] = { "sampling/createMessage", "sampling", NULL },
    [ASK_ROOTS] = { "roots/list", "roots", NULL },
};

const char *ask_method(enum ask_kind kind)
{
    return kinds[kind].method;
}

void ask_add_required(unsigned set, struct buf *out)
{
    CLEANUP(json_freep) cJSON *required = cJSON_CreateObject();

    for (size_t i = 0; i < ASK_KIND_COUNT; i++) {
        if (!(set & ASK_BIT(i)))
            continue;

        cJSON *capability = cJSON_GetObjectItemCaseSensitive(required, kinds[i].capability);

        if (!capability)
            capability = cJSON_AddObjectToObject(required, kinds[i].capability);
        if (kinds[i].mode)
            cJSON_AddObjectToObject(capability, kinds[i].mode);
    }
    json_print(required, out);
}

static bool is_object(struct slice value)
{
    return scan_type(value) == SCAN_OBJECT;
}

unsigned ask_declared(struct slice capabilities, const struct dialect *dialect)
{
    unsigned asks = 0;

    if (!is_object(capabilities))
        return 0;

    struct slice elicitation = scan_member(capabilities, "elicitation");
    bool has_form = is_object(scan_member(elicitation, "form"));
    bool has_url = is_object(scan_member(elicitation, "url"));

    /* An empty object is what there was before there were two modes. */
    if (is_object(elicitation) && dialect_has(dialect, FEATURE_ELICITATION)) {
        if (has_form || !has_url)
            asks |= ASK_BIT(ASK_ELICITATION);
        if (has_url && dialect_has(dialect, FEATURE_ELICITATION_URL))
            asks |= ASK_BIT(ASK_ELICITATION_URL);
    }
    if (is_object(scan_member(capabilities, "sampling")))
        asks |= ASK_BIT(ASK_SAMPLING);
    if (is_object(scan_member(capabilities, "roots")))
        asks |= ASK_BIT(ASK_ROOTS);
    return asks;
}

static bool is_one_of(const char *text, const char *const words[])
{
    for (; text && *words; words++)
        if (strcmp(text, *words) == 0)
            return true;
    return false;
}

/* By the schema of the question. Forms have keywords that say how to show a field (format,
 * enumNames): they are for the client. */
static bool is_admitted(const cJSON *params, const cJSON *content)
{
    const struct schema_options options = { .lenient = true };
    const cJSON *requested = json_at(params, "requestedSchema");
    struct err err = { 0 };
    struct schema *schema = requested ? schema_new_with(requested, &options, &err) : NULL;
    bool is_valid = cJSON_IsObject(content) && schema && schema_check(schema, content, &err) == 0;

    schema_free(schema);
    return is_valid;
}

static bool is_elicited(enum ask_kind kind, const cJSON *params, const cJSON *reply)
{
    static const char *const actions[] = { "accept", "decline", "cancel", NULL };
    const char *action = json_str(reply, "action");

    if (!is_one_of(action, actions))
        return false;
    if (kind == ASK_ELICITATION_URL || strcmp(action, "accept") != 0)
        return true;
    return is_admitted(params, json_at(reply, "content"));
}

static bool is_sampled(const cJSON *reply)
{
    static const char *const roles[] = { "user", "assistant", NULL };
    const cJSON *content = json_at(reply, "content");

    return is_one_of(json_str(reply, "role"), roles) && json_str(reply, "model") &&
           (cJSON_IsObject(content) || cJSON_IsArray(content));
}

static bool are_roots(const cJSON *reply)
{
    const cJSON *roots = json_at(reply, "roots"), *root;

    if (!cJSON_IsArray(roots))
        return false;
    cJSON_ArrayForEach(root, roots)
    {
        if (!json_str(root, "uri"))
            return false;
    }
    return true;
}

bool ask_is_reply(enum ask_kind kind, const cJSON *params, const cJSON *reply)
{
    switch (kind) {
    case ASK_ELICITATION:
    case ASK_ELICITATION_URL:
        return is_elicited(kind, params, reply);
    case ASK_SAMPLING:
        return is_sampled(reply);
    default:
        return are_roots(reply);
    }
}
