/* tool_call - tools/call: an exchange is a call that runs and the address its answer goes to.
 *
 *   on_tools_call -> (unknown tool: protocol error) -> admit -> call_start -> on_result -> gone
 *                                                                 on_cancelled, the end  -> gone
 *
 * What goes wrong after the tool is found is a result that says so, for the model to read.
 */
#include "base/limits.h"
#include "mcp/method.h"
#include "mcp/result.h"
#include "json/json.h"
#include "json/scan.h"

#include <stdlib.h>

#define NAME_SIZE 129
#define TOO_LONG                                                                                   \
    "The answer has more than 10 MiB, which no client takes in one message. Ask for less at once."

struct exchange {
    struct server *server;
    struct address to; /* its id is our own copy */
    char *id;
    char *token; /* raw JSON; NULL: nobody listens for progress */
    struct call *call;
    struct exchange *next, **link;
};

static void on_progress(void *user, double progress, double total, const char *message);
static void on_result(void *user, const struct call_result *result);

static void answer(struct server *server, const struct address *to,
                   const struct call_result *result)
{
    result_content(server_begin(server, to), result->text, result->is_error);
    if (server_try_send(server, to, result->meta) == 0)
        return;
    result_content(server_begin(server, to), SLICE(TOO_LONG), true);
    server_send(server, to, NULL);
}

static void answer_error(struct server *server, const struct address *to, const struct err *err)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(ERROR_TEXT_MAX);

    result_explain(&text, err);
    answer(server, to, &(struct call_result){ .text = buf_slice(&text), .is_error = true });
}

static struct exchange *find(const struct server *server, struct slice id)
{
    struct exchange *exchange = server->exchanges;

    while (exchange && !slice_is(exchange->to.id, id))
        exchange = exchange->next;
    return exchange;
}

bool exchange_runs(const struct server *server, struct slice id)
{
    return find(server, id) != NULL;
}

static struct exchange *exchange_new(struct server *server, const struct request *request)
{
    struct exchange *exchange = xcalloc(1, sizeof(*exchange));
    struct slice token = scan_member(request->meta, "progressToken");

    exchange->server = server;
    exchange->id = slice_dup(request->from.id);
    exchange->to = request->from;
    exchange->to.id.data = exchange->id;
    batch_hold(exchange->to.batch);
    if (rpc_is_id(token))
        exchange->token = slice_dup(token);

    exchange->next = server->exchanges;
    exchange->link = &server->exchanges;
    if (exchange->next)
        exchange->next->link = &exchange->next;
    server->exchanges = exchange;
    server->exchange_count++;
    return exchange;
}

static void exchange_free(struct exchange *exchange)
{
    call_stop(exchange->call);
    *exchange->link = exchange->next;
    if (exchange->next)
        exchange->next->link = exchange->link;
    exchange->server->exchange_count--;
    server_release(exchange->server, exchange->to.batch);
    free(exchange->id);
    free(exchange->token);
    free(exchange);
}

/* The arguments as a tree that the tool's schema admits; NULL and err otherwise. */
static cJSON *read_arguments(const struct server *server, const char *name, struct slice text,
                             struct err *err)
{
    cJSON *arguments;

    if (text.size == 0 || scan_type(text) == SCAN_NULL)
        arguments = cJSON_CreateObject();
    else
        arguments = json_parse(text, &gate_client, err);
    if (!arguments)
        return NULL;
    if (!cJSON_IsObject(arguments))
        err_set(err, ERR_ARGUMENT, "%s: arguments must be an object", name);
    else if (registry_admit(server->options.registry, name, arguments, err) == 0)
        return arguments;
    json_free(arguments);
    return NULL;
}

static void start(struct server *server, const struct request *request, const struct tool *tool)
{
    struct err err = { 0 };

    if (server->exchange_count >= CALLS_MAX) {
        err_set(&err, ERR_BUSY, "%s: %d calls are running, which is the most there can be",
                tool->name, CALLS_MAX);
        answer_error(server, &request->from, &err);
        return;
    }

    cJSON *arguments =
        read_arguments(server, tool->name, scan_member(request->params, "arguments"), &err);

    if (!arguments) {
        answer_error(server, &request->from, &err);
        return;
    }

    struct exchange *exchange = exchange_new(server, request);
    struct call_sink sink = {
        .on_progress = exchange->token ? on_progress : NULL,
        .on_result = on_result,
        .user = exchange,
    };

    /* The exchange may be gone when this returns. */
    call_start(server->loop, tool, arguments, server->options.context, &sink, &exchange->call);
}

void on_tools_call(struct server *server, const struct request *request)
{
    struct slice raw = scan_member(request->params, "name");
    char name[NAME_SIZE];

    if (scan_type(raw) != SCAN_STRING) {
        server_refuse(server, &request->from, RPC_INVALID_PARAMS,
                      "tools/call: params.name must be a string, the name of a tool");
        return;
    }
    scan_text(raw, name, sizeof(name));

    const struct tool *tool = registry_find(server->options.registry, name);

    if (!tool)
        server_refuse(server, &request->from, RPC_INVALID_PARAMS, "Unknown tool: %s", name);
    else
        start(server, request, tool);
}

static void on_progress(void *user, double progress, double total, const char *message)
{
    const struct exchange *exchange = user;
    CLEANUP(buf_done) struct buf line = BUF_MAX(KIB(4));

    buf_addf(&line,
             "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\","
             "\"params\":{\"progressToken\":%s,\"progress\":%.15g",
             exchange->token, progress);
    if (total > 0)
        buf_addf(&line, ",\"total\":%.15g", total);
    if (dialect_has_progress_message(exchange->to.dialect)) {
        buf_adds(&line, ",\"message\":");
        json_quote(slice_of(message), &line);
    }
    buf_adds(&line, "}}");
    server_notify(exchange->server, buf_slice(&line));
}

static void on_result(void *user, const struct call_result *result)
{
    struct exchange *exchange = user;

    answer(exchange->server, &exchange->to, result);
    exchange_free(exchange);
}

void on_cancelled(struct server *server, const struct request *request)
{
    struct exchange *exchange = find(server, scan_member(request->params, "requestId"));

    if (exchange)
        exchange_free(exchange);
}

void exchange_stop_all(struct server *server)
{
    for (struct exchange *exchange = server->exchanges, *next; exchange; exchange = next) {
        next = exchange->next;
        exchange_free(exchange);
    }
}
