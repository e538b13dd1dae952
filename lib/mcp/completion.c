/* completion - completion/complete: what an argument that is being typed may become. */
#include "base/limits.h"
#include "mcp/exchange.h"
#include "mcp/uri_template.h"
#include "json/json.h"
#include "json/scan.h"

#define NAME_SIZE 129

/* What the argument is one of; without a handler there is none. */
struct reference {
    enum family family;
    const struct handler *handler;
    const cJSON *definition;
};

static void add_completion(struct buf *line, const struct dialect *dialect,
                           const struct call_result *result, const cJSON *definition)
{
    (void)dialect;
    (void)definition;
    buf_adds(line, "\"completion\":{\"values\":[");
    for (size_t i = 0; i < result->count && i < COMPLETIONS_MAX; i++) {
        if (i > 0)
            buf_addc(line, ',');
        json_quote(result->blocks[i].text, line);
    }
    buf_addf(line, "],\"total\":%zu,\"hasMore\":%s}", result->count,
             result->count > COMPLETIONS_MAX ? "true" : "false");
}

static const struct frame frame = { .add = add_completion, .refuse = exchange_refuse };

static const struct {
    const char *type, *member;
    enum family families[2]; /* where to look, in this order */
} types[] = {
    { "ref/prompt", "name", { FAMILY_PROMPT, FAMILY_PROMPT } },
    { "ref/resource", "uri", { FAMILY_TEMPLATE, FAMILY_RESOURCE } },
};

static void find_reference(const struct registry *registry, struct slice ref, size_t type,
                           struct reference *found, struct err *err)
{
    CLEANUP(buf_done) struct buf name = BUF_MAX(URI_MAX);
    CLEANUP(buf_done) struct buf names = BUF_MAX(ERROR_TEXT_MAX / 2);

    if (scan_string(scan_member(ref, types[type].member), &name) < 0) {
        err_set(err, ERR_ARGUMENT, "params.ref.%s must be a string of at most %zu bytes.",
                types[type].member, URI_MAX);
        return;
    }
    for (size_t i = 0; i < ARRAY_COUNT(types[type].families); i++) {
        found->family = types[type].families[i];
        found->handler = registry_find(registry, found->family, buf_text(&name));
        found->definition = registry_definition(registry, found->family, buf_text(&name));
        if (found->handler)
            return;
    }
    registry_add_names(registry, types[type].families[0], &names);
    err_set(err, ERR_ARGUMENT, "There is no %s %.200s. There are: %s", types[type].type,
            buf_text(&name), buf_text(&names));
}

static void read_reference(const struct registry *registry, struct slice ref,
                           struct reference *found, struct err *err)
{
    struct slice type = scan_member(ref, "type");

    for (size_t i = 0; i < ARRAY_COUNT(types); i++) {
        if (scan_is(type, types[i].type)) {
            find_reference(registry, ref, i, found, err);
            return;
        }
    }
    err_set(err, ERR_ARGUMENT,
            "params.ref must be an object whose type is \"ref/prompt\" or \"ref/resource\".");
}

/* A resource without variables has nothing to complete, but asking is no mistake. */
static bool has_argument(const struct reference *reference, const char *name)
{
    const cJSON *argument;

    if (reference->family == FAMILY_RESOURCE)
        return true;
    if (reference->family == FAMILY_TEMPLATE)
        return uri_template_has(json_str(reference->definition, "uriTemplate"), name);
    cJSON_ArrayForEach(argument, json_at(reference->definition, "arguments"))
    {
        if (strcmp(json_str(argument, "name"), name) == 0)
            return true;
    }
    return false;
}

/* The other arguments, as far as they are known; {} when nothing is said of them. */
static cJSON *read_context(struct slice params, struct err *err)
{
    struct slice context = scan_member(params, "context");
    struct slice text = scan_member(context, "arguments");
    const cJSON *value;

    if (context.size > 0 && scan_type(context) != SCAN_OBJECT) {
        err_set(err, ERR_ARGUMENT, "params.context must be an object.");
        return NULL;
    }
    if (text.size == 0)
        return cJSON_CreateObject();

    cJSON *arguments = json_parse(text, &gate_client, err);
    bool is_right = cJSON_IsObject(arguments);

    cJSON_ArrayForEach(value, arguments)
    {
        is_right = is_right && cJSON_IsString(value);
    }
    if (is_right)
        return arguments;
    json_free(arguments);
    err_set(err, ERR_ARGUMENT, "params.context.arguments must be an object of strings.");
    return NULL;
}

/* What the completer gets; NULL and err when the request is none. */
static cJSON *read_question(const struct reference *reference, struct slice params, struct err *err)
{
    struct slice argument = scan_member(params, "argument");
    CLEANUP(buf_done) struct buf value = BUF_MAX(URI_MAX);
    char name[NAME_SIZE];

    if (scan_type(scan_member(argument, "name")) != SCAN_STRING ||
        scan_string(scan_member(argument, "value"), &value) < 0) {
        err_set(err, ERR_ARGUMENT,
                "params.argument must have a name and a value, strings of at most %zu bytes.",
                URI_MAX);
        return NULL;
    }
    scan_text(scan_member(argument, "name"), name, sizeof(name));
    if (!has_argument(reference, name)) {
        err_set(err, ERR_ARGUMENT, "%s has no argument \"%.64s\".", reference->handler->name, name);
        return NULL;
    }

    cJSON *context = read_context(params, err);

    if (!context)
        return NULL;

    cJSON *question = cJSON_CreateObject();

    cJSON_AddStringToObject(question, "argument", name);
    cJSON_AddStringToObject(question, "value", buf_text(&value));
    cJSON_AddItemToObject(question, "context", context);
    return question;
}

void on_completion(struct server *server, const struct request *request)
{
    struct reference reference = { 0 };
    struct err err = { 0 };
    struct work work = { .frame = &frame };

    read_reference(server->options.registry, scan_member(request->params, "ref"), &reference, &err);
    if (reference.handler)
        work.arguments = read_question(&reference, request->params, &err);
    if (!work.arguments) {
        exchange_refuse(server, &request->from, NULL, &err);
        return;
    }
    work.handler = reference.family == FAMILY_RESOURCE ? NULL : reference.handler->completer;
    if (work.handler) {
        work.subject = work.handler->name;
        exchange_start(server, request, &work);
    } else {
        json_free(work.arguments);
        exchange_answer(server, &request->from, &frame, &(struct call_result){ 0 }, NULL);
    }
}
