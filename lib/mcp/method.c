/* method - from a line to the function that answers it.
 *
 *   line -> gate -> one message, or each of an array -> which revision -> table -> handler
 *
 * What the client program gets wrong is refused here, as JSON-RPC errors.
 */
#include "mcp/exchange.h"

#include "base/limits.h"
#include "mcp/logging.h"
#include "mcp/subscription.h"
#include "json/gate.h"
#include "json/json.h"
#include "json/scan.h"

enum era { ANY_ERA, LEGACY_ERA, STATELESS_ERA };

static const struct method {
    const char *name;
    enum rpc_kind kind;
    enum era era;
    enum capability capability; /* without which the method does not exist */
    bool is_alone;              /* may not be one of a batch */
    void (*handle)(struct server *server, const struct request *request);
} methods[] = {
    { "initialize", RPC_REQUEST, LEGACY_ERA, NO_CAPABILITY, true, on_initialize },
    { "ping", RPC_REQUEST, LEGACY_ERA, NO_CAPABILITY, false, on_ping },
    { "server/discover", RPC_REQUEST, STATELESS_ERA, NO_CAPABILITY, false, on_discover },
    { "tools/list", RPC_REQUEST, ANY_ERA, CAPABILITY_TOOLS, false, on_tools_list },
    { "tools/call", RPC_REQUEST, ANY_ERA, CAPABILITY_TOOLS, false, on_tools_call },
    { "prompts/list", RPC_REQUEST, ANY_ERA, CAPABILITY_PROMPTS, false, on_prompts_list },
    { "prompts/get", RPC_REQUEST, ANY_ERA, CAPABILITY_PROMPTS, false, on_prompts_get },
    { "resources/list", RPC_REQUEST, ANY_ERA, CAPABILITY_RESOURCES, false, on_resources_list },
    { "resources/templates/list", RPC_REQUEST, ANY_ERA, CAPABILITY_RESOURCES, false,
      on_templates_list },
    { "resources/read", RPC_REQUEST, ANY_ERA, CAPABILITY_RESOURCES, false, on_resources_read },
    { "completion/complete", RPC_REQUEST, ANY_ERA, CAPABILITY_COMPLETIONS, false, on_completion },
    { "resources/subscribe", RPC_REQUEST, LEGACY_ERA, CAPABILITY_SUBSCRIBE, false, on_subscribe },
    { "resources/unsubscribe", RPC_REQUEST, LEGACY_ERA, CAPABILITY_SUBSCRIBE, false,
      on_unsubscribe },
    { "subscriptions/listen", RPC_REQUEST, STATELESS_ERA, NO_CAPABILITY, true, on_listen },
    { "logging/setLevel", RPC_REQUEST, LEGACY_ERA, CAPABILITY_LOGGING, false, on_set_level },
    { "notifications/cancelled", RPC_NOTIFICATION, ANY_ERA, NO_CAPABILITY, false, on_cancelled },
};

static const struct method *find(const char *name, enum rpc_kind kind)
{
    for (size_t i = 0; i < ARRAY_COUNT(methods); i++)
        if (methods[i].kind == kind && strcmp(methods[i].name, name) == 0)
            return &methods[i];
    return NULL;
}

static void refuse_version(struct server *server, const struct address *to, struct slice version)
{
    const char *served = dialects[REVISION_2026_07_28].version;
    CLEANUP(buf_done) struct buf data = BUF_MAX(KIB(1));
    CLEANUP(buf_done) struct buf message = BUF_MAX(KIB(1));
    char requested[64];

    scan_text(version, requested, sizeof(requested));
    buf_addf(&data, "{\"supported\":[\"%s\"],\"requested\":", served);
    json_quote(slice_of(requested), &data);
    buf_addc(&data, '}');
    buf_addf(&message,
             "Unsupported protocol version %s: a request may name %s, or none at all "
             "after initialize",
             requested, served);
    server_send_error(
        server, to,
        &(struct rpc_error){ RPC_UNSUPPORTED_VERSION, buf_text(&message), buf_slice(&data) });
}

/* By the version in its _meta; a request without one is of the revision that initialize fixed. */
static int choose_dialect(struct server *server, struct request *request)
{
    struct slice version = scan_member(request->meta, DIALECT_META_VERSION);

    if (version.size == 0)
        return 0;
    if (scan_type(version) != SCAN_STRING) {
        server_refuse(server, &request->from, RPC_INVALID_PARAMS,
                      "params._meta: %s must be a string", DIALECT_META_VERSION);
        return -1;
    }

    const struct dialect *dialect = dialect_stateless(version);

    if (!dialect) {
        refuse_version(server, &request->from, version);
        return -1;
    }
    request->from.dialect = dialect;
    return 0;
}

/* Whether the method may be called in this way; refused otherwise. */
static int admit(struct server *server, const struct method *method, const struct request *request)
{
    bool is_stateless = request->from.dialect->stateless;

    if (!method || (is_stateless && method->era == LEGACY_ERA) ||
        !capability_is_declared(server, method->capability)) {
        server_refuse(server, &request->from, RPC_METHOD_NOT_FOUND, "Method not found: %s",
                      request->method);
        return -1;
    }
    if (request->params.size > 0 && scan_type(request->params) != SCAN_OBJECT) {
        server_refuse(server, &request->from, RPC_INVALID_PARAMS, "%s: params must be an object",
                      request->method);
        return -1;
    }
    if (is_stateless
            ? scan_type(scan_member(request->meta, DIALECT_META_CAPABILITIES)) != SCAN_OBJECT
            : method->era == STATELESS_ERA) {
        server_refuse(server, &request->from, RPC_INVALID_PARAMS,
                      "%s: params._meta must have %s (a string) and %s (an object)",
                      request->method, DIALECT_META_VERSION, DIALECT_META_CAPABILITIES);
        return -1;
    }
    if (is_stateless && server->options.logging && !logging_admits(request->meta)) {
        server_refuse(server, &request->from, RPC_INVALID_PARAMS,
                      "%s: params._meta: %s must be one of " LOGGING_LEVELS, request->method,
                      DIALECT_META_LOG_LEVEL);
        return -1;
    }
    if (request->from.batch && method->is_alone) {
        server_refuse(server, &request->from, RPC_INVALID_REQUEST, "%s may not be in a batch",
                      request->method);
        return -1;
    }
    return 0;
}

static bool is_running(const struct server *server, struct slice id)
{
    return exchange_find(server, id) || subscription_find(server, id);
}

static void refuse(struct server *server, struct address to, const char *why)
{
    /* Under the id of a request that runs the client would take the error for its answer. */
    if (is_running(server, to.id))
        to.id = SLICE("");
    server_refuse(server, &to, RPC_INVALID_REQUEST, "%s", why);
}

static void answer_request(struct server *server, struct request *request)
{
    if (is_running(server, request->from.id)) {
        refuse(server, request->from, "Invalid request: a request with this id is running");
        return;
    }
    if (choose_dialect(server, request) < 0)
        return;

    const struct method *method = find(request->method, RPC_REQUEST);

    if (admit(server, method, request) == 0)
        method->handle(server, request);
}

static void take_notification(struct server *server, const struct request *request)
{
    const struct method *method = find(request->method, RPC_NOTIFICATION);

    if (method)
        method->handle(server, request);
}

static void handle_message(struct server *server, struct slice text, struct batch *batch)
{
    struct rpc_message message;
    enum rpc_kind kind = rpc_read(text, &message);
    struct request request = {
        .from = { message.id, server->legacy, batch },
        .method = message.method,
        .params = message.params,
        .meta = scan_member(message.params, "_meta"),
    };

    switch (kind) {
    case RPC_REQUEST:
        answer_request(server, &request);
        break;
    case RPC_NOTIFICATION:
        take_notification(server, &request);
        break;
    case RPC_RESPONSE:
        round_take_response(server, &message);
        break;
    case RPC_INVALID:
        refuse(server, request.from, message.problem);
        break;
    }
}

static void handle_array(struct server *server, struct slice array)
{
    struct address nobody = { SLICE(""), server->legacy, NULL };
    struct slice element;
    size_t count = 0;

    for (size_t at = 0; scan_next(array, &at, NULL, &element);)
        count++;
    if (!server->legacy->batches)
        refuse(server, nobody, "Invalid request: batches exist in revision 2025-03-26 only");
    else if (count == 0 || count > BATCH_MAX)
        refuse(server, nobody, "Invalid request: a batch has 1 to 100 messages");
    else {
        struct batch *batch = batch_new();

        for (size_t at = 0; scan_next(array, &at, NULL, &element);)
            handle_message(server, element, batch);
        server_release(server, batch);
    }
}

/* The gate refuses some texts that are JSON (NUL characters, doubled keys, great depth). Their id
 * can be read all the same, and must be: a client that hears nothing waits for ever. */
static void refuse_unreadable(struct server *server, struct slice line, const struct err *why)
{
    CLEANUP(buf_done) struct buf repaired = BUF_MAX(3 * line.size);
    struct address to = { SLICE(""), server->legacy, NULL };
    struct slice checked;
    struct rpc_message message;
    struct err ignored = { 0 };

    if (gate_repair(line, &gate_upstream, &repaired, &checked, &ignored) == 0) {
        if (rpc_read(checked, &message) == RPC_RESPONSE) {
            message.result = message.error = SLICE(""); /* asked again */
            round_take_response(server, &message);
            return;
        }
        if (!is_running(server, message.id))
            to.id = message.id;
    }
    server_refuse(server, &to, RPC_PARSE_ERROR, "Parse error: %s", why->text);
}

void method_take_line(struct server *server, struct slice line)
{
    struct err err = { 0 };

    if (gate_check(line, &gate_client, &err) < 0)
        refuse_unreadable(server, line, &err);
    else if (scan_type(line) == SCAN_ARRAY)
        handle_array(server, line);
    else
        handle_message(server, line, NULL);
}

void method_refuse_overlong(struct server *server)
{
    struct address nobody = { SLICE(""), server->legacy, NULL };

    server_refuse(server, &nobody, RPC_INVALID_REQUEST,
                  "Invalid request: a line may have at most %zu bytes", LINE_IN_MAX);
}
