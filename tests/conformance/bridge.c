/* bridge - a stdio MCP server behind Streamable HTTP.
 *
 *   request -> may it come in? -> POST | GET | DELETE
 *   POST -> which era? -> the server of all, or the one of its session, which initialize starts
 */
#include "tests/conformance/bridge.h"

#include "base/limits.h"
#include "tests/conformance/bridge_rules.h"
#include "tests/conformance/bridge_sessions.h"
#include "json/json.h"
#include "json/scan.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG         128
#define CONNECTIONS_MAX 512 /* one more is hung up on */
#define ERROR_MAX       KIB(16)

#define PARSE_ERROR     (-32700)
#define INVALID_REQUEST (-32600)
#define INTERNAL_ERROR  (-32603)
#define REFUSED         (-32000) /* for what has no code of its own */

struct bridge {
    struct sessions sessions;
    int fd;
    char url[64];
    struct loop_watch watch;
    struct connection_owner owner;
    struct connection *connections;
};

static void on_connections(void *user, short revents);
static void on_request(void *user, struct connection *connection, const struct request *request);

static int listen_here(struct bridge *bridge, struct err *err)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t size = sizeof(address);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bridge->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (bind(bridge->fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
        listen(bridge->fd, BACKLOG) < 0 ||
        getsockname(bridge->fd, (struct sockaddr *)&address, &size) < 0)
        return err_set(err, ERR_NETWORK, "cannot listen on 127.0.0.1: %s", strerror(errno));
    snprintf(bridge->url, sizeof(bridge->url), "http://localhost:%d/mcp", ntohs(address.sin_port));
    return 0;
}

struct bridge *bridge_new(struct loop *loop, const struct bridge_options *options, struct err *err)
{
    struct bridge *bridge = xcalloc(1, sizeof(*bridge));

    *bridge = (struct bridge){
        .sessions = { .loop = loop,
                      .arguments = options->arguments,
                      .record = options->record,
                      .judged = options->judged },
        .fd = -1,
        .watch = { on_connections, bridge },
        .owner = { loop, on_request, bridge },
    };
    if (listen_here(bridge, err) < 0)
        return bridge_free(bridge);
    loop_watch(loop, &bridge->watch, bridge->fd, POLLIN);
    return bridge;
}

static void stop_listening(struct bridge *bridge)
{
    loop_unwatch(bridge->sessions.loop, &bridge->watch);
    if (bridge->fd >= 0)
        close(bridge->fd);
    bridge->fd = -1;
    while (bridge->connections)
        connection_free(bridge->connections);
}

struct bridge *bridge_free(struct bridge *bridge)
{
    if (!bridge)
        return NULL;
    stop_listening(bridge);
    sessions_done(&bridge->sessions);
    free(bridge);
    return NULL;
}

const char *bridge_url(const struct bridge *bridge)
{
    return bridge->url;
}

void bridge_end(struct bridge *bridge)
{
    stop_listening(bridge);
    sessions_end(&bridge->sessions);
}

size_t bridge_flaw_count(const struct bridge *bridge)
{
    return bridge->sessions.flaw_count;
}

static void on_connections(void *user, short revents)
{
    static const int yes = 1;
    struct bridge *bridge = user;
    int fd;

    (void)revents;
    while ((fd = accept4(bridge->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        if (connection_count(bridge->connections) == CONNECTIONS_MAX) {
            close(fd);
            continue;
        }
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
        connection_new(&bridge->owner, &bridge->connections, fd);
    }
}

struct refusal {
    int status, code;
    struct slice id; /* of the request; left out when it is none */
    const char *why;
};

static void refuse(struct connection *connection, const struct refusal *refusal)
{
    CLEANUP(buf_done) struct buf body = BUF_MAX(ERROR_MAX);

    buf_adds(&body, "{\"jsonrpc\":\"2.0\",");
    if (message_is_id(refusal->id))
        buf_addf(&body, "\"id\":%.*s,", SLICE_FMT(refusal->id));
    buf_addf(&body, "\"error\":{\"code\":%d,\"message\":", refusal->code);
    json_quote(slice_of(refusal->why), &body);
    buf_adds(&body, "}}");
    connection_reply(connection,
                     &(struct answer){ .status = refusal->status, .json = buf_slice(&body) });
}

static void accept_message(struct connection *connection)
{
    connection_reply(connection, &(struct answer){ .status = 202 });
}

/* backend NULL: it could not be started. */
static void ask(struct backend *backend, struct connection *connection,
                const struct message *message)
{
    char lines[96] = "";

    if (backend && backend->session[0])
        snprintf(lines, sizeof(lines), "Mcp-Session-Id: %s\r\n", backend->session);
    if (!backend || backend_ask(backend, connection, message, lines) < 0)
        refuse(connection, &(struct refusal){ 503, INTERNAL_ERROR, message->id,
                                              backend ? "too many requests wait for the server"
                                                      : "the server cannot be started" });
}

static void tell(struct backend *backend, struct connection *connection,
                 const struct message *message)
{
    /* Taking a request back is hanging up here; an id alone would not say whose it was. */
    if (backend && !(backend->options.shared && message->target.size > 0))
        backend_tell(backend, message);
    accept_message(connection);
}

static void post_modern(struct bridge *bridge, struct connection *connection, struct slice head,
                        const struct message *message)
{
    struct err err = { 0 };

    if (message->kind == MESSAGE_BATCH)
        refuse(connection, &(struct refusal){ 400, INVALID_REQUEST, message->id,
                                              "a POST carries one message" });
    else if (rules_check_headers(head, message, &err) < 0)
        refuse(connection, &(struct refusal){ 400, RULES_MISMATCH, message->id, err.text });
    else if (message->kind == MESSAGE_REQUEST)
        ask(sessions_shared(&bridge->sessions), connection, message);
    else
        tell(sessions_shared(&bridge->sessions), connection, message);
}

static void post_of_session(struct bridge *bridge, struct connection *connection,
                            struct slice session, const struct message *message)
{
    struct backend *backend;

    if (session.size == 0 && scan_is(message->method, "initialize")) {
        ask(sessions_start(&bridge->sessions), connection, message);
        return;
    }
    backend = session.size > 0 ? sessions_find(&bridge->sessions, session) : NULL;
    if (!backend)
        refuse(connection,
               &(struct refusal){ session.size > 0 ? 404 : 400, INVALID_REQUEST, message->id,
                                  session.size > 0 ? "there is no such session"
                                                   : "Mcp-Session-Id is missing" });
    else if (message->kind == MESSAGE_REQUEST || message->asks)
        ask(backend, connection, message);
    else
        tell(backend, connection, message);
}

static void on_post(struct bridge *bridge, struct connection *connection,
                    const struct request *request)
{
    struct message message;
    struct err err = { 0 };
    struct slice none = { "", 0 };

    if (request->body.size >= LINE_IN_MAX)
        refuse(connection, &(struct refusal){ 413, REFUSED, none, "the body is too large" });
    else if (message_read(request->body, &message, &err) < 0)
        refuse(connection, &(struct refusal){ 400, PARSE_ERROR, none, err.text });
    else if (message.kind == MESSAGE_INVALID)
        refuse(connection, &(struct refusal){ 400, INVALID_REQUEST, message.id,
                                              "the body is no JSON-RPC message" });
    else if (rules_is_modern(request->head, &message))
        post_modern(bridge, connection, request->head, &message);
    else
        post_of_session(bridge, connection, intake_header(request->head, "mcp-session-id"),
                        &message);
}

static void on_other(struct bridge *bridge, struct connection *connection,
                     const struct request *request)
{
    struct slice session = intake_header(request->head, "mcp-session-id");
    bool gets = slice_is(request->method, SLICE("GET"));
    struct backend *backend = NULL;

    /* Without sessions there is nothing to get and nothing to delete. */
    if (session.size == 0 || (!gets && !slice_is(request->method, SLICE("DELETE")))) {
        connection_reply(connection,
                         &(struct answer){ 405, "Allow: POST, GET, DELETE\r\n", { 0 } });
        return;
    }
    backend = sessions_find(&bridge->sessions, session);
    if (!backend) {
        refuse(connection,
               &(struct refusal){ 404, INVALID_REQUEST, { 0 }, "there is no such session" });
    } else if (gets) {
        backend_listen(backend, connection);
    } else {
        backend_end(backend);
        connection_reply(connection, &(struct answer){ .status = 200 });
    }
}

static void on_request(void *user, struct connection *connection, const struct request *request)
{
    if (!rules_admit(request->head))
        refuse(connection, &(struct refusal){
                               403, REFUSED, { 0 }, "Host or Origin does not name this machine" });
    else if (!slice_is(request->path, SLICE("/mcp")))
        connection_reply(connection, &(struct answer){ .status = 404 });
    else if (slice_is(request->method, SLICE("POST")))
        on_post(user, connection, request);
    else
        on_other(user, connection, request);
}
