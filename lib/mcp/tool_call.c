/* tool_call - tools/call.
 *
 * What goes wrong after the tool is found is a result that says so, for the model to read.
 */
#include "base/limits.h"
#include "mcp/exchange.h"
#include "json/json.h"
#include "json/scan.h"

#define NAME_SIZE 129

static void add_content(struct buf *line, const struct dialect *dialect,
                        const struct call_result *result, const cJSON *definition)
{
    (void)definition;
    buf_adds(line, "\"content\":[");
    for (size_t i = 0; i < result->count; i++) {
        if (i > 0)
            buf_addc(line, ',');
        content_add(line, &result->blocks[i], dialect);
    }
    buf_adds(line, result->is_error ? "],\"isError\":true" : "]");
}

static const struct frame frame = { .add = add_content, .asking = "tools/call" };

/* The arguments as a tree that the tool's schema admits; NULL and err otherwise. */
static cJSON *read_arguments(const struct server *server, const char *name, struct slice text,
                             struct err *err)
{
    cJSON *arguments = exchange_read_arguments(text, err);

    if (!arguments)
        return NULL;
    if (!cJSON_IsObject(arguments))
        err_set(err, ERR_ARGUMENT, "%s: arguments must be an object", name);
    else if (registry_admit(server->options.registry, name, arguments, err) == 0)
        return arguments;
    json_free(arguments);
    return NULL;
}

void on_tools_call(struct server *server, const struct request *request)
{
    const struct registry *registry = server->options.registry;
    struct slice raw = scan_member(request->params, "name");
    struct err err = { 0 };
    char name[NAME_SIZE];

    if (scan_type(raw) != SCAN_STRING) {
        server_refuse(server, &request->from, RPC_INVALID_PARAMS,
                      "tools/call: params.name must be a string, the name of a tool");
        return;
    }
    scan_text(raw, name, sizeof(name));

    struct work work = { registry_find(registry, FAMILY_TOOL, name), &frame, name, NULL, NULL };

    if (!work.handler) {
        server_refuse(server, &request->from, RPC_INVALID_PARAMS, "Unknown tool: %s", name);
        return;
    }
    work.arguments = read_arguments(server, name, scan_member(request->params, "arguments"), &err);
    if (work.arguments)
        exchange_start(server, request, &work);
    else
        exchange_answer_error(server, &request->from, &frame, &err);
}
