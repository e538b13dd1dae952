/* prompt_get - prompts/get.
 *
 * A prompt is chosen by a person, so a misspelt argument is an error and not ignored: it would
 * change what is asked without anybody noticing.
 */
#include "base/limits.h"
#include "base/nearest.h"
#include "mcp/exchange.h"
#include "json/json.h"
#include "json/scan.h"

#define NAME_SIZE 129

static void add_messages(struct buf *line, const struct dialect *dialect,
                         const struct call_result *result, const cJSON *definition)
{
    buf_adds(line, "\"description\":");
    json_quote(slice_of(json_str(definition, "description")), line);
    buf_adds(line, ",\"messages\":[");
    for (size_t i = 0; i < result->count; i++) {
        const struct content *block = &result->blocks[i];

        buf_addf(line, "%s{\"role\":\"%s\",\"content\":", i > 0 ? "," : "",
                 block->role ? block->role : "user");
        content_add(line, block, dialect);
        buf_addc(line, '}');
    }
    buf_addc(line, ']');
}

static const struct frame frame = { .add = add_messages,
                                    .refuse = exchange_refuse,
                                    .asking = "prompts/get" };

/* "target (required), model" */
static void add_declared(struct buf *out, const cJSON *declared)
{
    const char *separator = "";
    const cJSON *argument;

    cJSON_ArrayForEach(argument, declared)
    {
        buf_addf(out, "%s%s%s", separator, json_str(argument, "name"),
                 json_bool(argument, "required", false) ? " (required)" : "");
        separator = ", ";
    }
    if (out->size == 0)
        buf_adds(out, "no arguments");
}

static const cJSON *find_declared(const cJSON *declared, const char *name)
{
    const cJSON *argument;

    cJSON_ArrayForEach(argument, declared)
    {
        if (strcmp(json_str(argument, "name"), name) == 0)
            return argument;
    }
    return NULL;
}

/* What may have been meant, or NULL. */
static const char *nearest_declared(const cJSON *declared, const char *typed)
{
    size_t limit = nearest_limit(slice_of(typed));
    const char *nearest = NULL;
    const cJSON *argument;

    cJSON_ArrayForEach(argument, declared)
    {
        const char *name = json_str(argument, "name");
        size_t distance = nearest_distance(slice_of(typed), slice_of(name), limit);

        if (distance > limit)
            continue;
        nearest = name;
        if (distance == 0)
            break;
        limit = distance - 1;
    }
    return nearest;
}

static int check_given(const char *name, const cJSON *declared, const cJSON *given, struct err *err)
{
    CLEANUP(buf_done) struct buf takes = BUF_MAX(ERROR_TEXT_MAX / 2);
    const cJSON *argument;

    add_declared(&takes, declared);
    cJSON_ArrayForEach(argument, given)
    {
        const char *nearest = nearest_declared(declared, argument->string);

        if (!find_declared(declared, argument->string))
            return err_set(err, ERR_ARGUMENT,
                           "Prompt %s has no argument \"%.64s\"%s%s%s. It takes: %s.", name,
                           argument->string, nearest ? "; perhaps \"" : "", nearest ? nearest : "",
                           nearest ? "\" is meant" : "", buf_text(&takes));
        if (!cJSON_IsString(argument))
            return err_set(err, ERR_ARGUMENT, "Prompt %s: argument \"%s\" must be a string.", name,
                           argument->string);
    }
    cJSON_ArrayForEach(argument, declared)
    {
        const char *wanted = json_str(argument, "name");

        if (json_bool(argument, "required", false) && !json_at(given, wanted))
            return err_set(err, ERR_ARGUMENT, "Prompt %s needs the argument \"%s\". It takes: %s.",
                           name, wanted, buf_text(&takes));
    }
    return 0;
}

/* The arguments as a tree that the definition admits; NULL and err otherwise. */
static cJSON *read_arguments(const char *name, const cJSON *definition, struct slice text,
                             struct err *err)
{
    cJSON *arguments = exchange_read_arguments(text, err);

    if (!arguments)
        return NULL;
    if (!cJSON_IsObject(arguments))
        err_set(err, ERR_ARGUMENT, "Prompt %s: params.arguments must be an object.", name);
    else if (check_given(name, json_at(definition, "arguments"), arguments, err) == 0)
        return arguments;
    json_free(arguments);
    return NULL;
}

static void refuse_unknown(struct server *server, const struct address *to, const char *name)
{
    CLEANUP(buf_done) struct buf names = BUF_MAX(ERROR_TEXT_MAX);

    registry_add_names(server->options.registry, FAMILY_PROMPT, &names);
    server_refuse(server, to, RPC_INVALID_PARAMS, "Unknown prompt: %s. There are: %s", name,
                  buf_text(&names));
}

void on_prompts_get(struct server *server, const struct request *request)
{
    const struct registry *registry = server->options.registry;
    struct slice raw = scan_member(request->params, "name");
    struct err err = { 0 };
    char name[NAME_SIZE];

    if (scan_type(raw) != SCAN_STRING) {
        server_refuse(server, &request->from, RPC_INVALID_PARAMS,
                      "prompts/get: params.name must be a string, the name of a prompt");
        return;
    }
    scan_text(raw, name, sizeof(name));

    struct work work = {
        .handler = registry_find(registry, FAMILY_PROMPT, name),
        .frame = &frame,
        .subject = name,
        .definition = registry_definition(registry, FAMILY_PROMPT, name),
    };

    if (!work.handler) {
        refuse_unknown(server, &request->from, name);
        return;
    }
    work.arguments =
        read_arguments(name, work.definition, scan_member(request->params, "arguments"), &err);
    if (work.arguments)
        exchange_start(server, request, &work);
    else
        exchange_refuse(server, &request->from, name, &err);
}
