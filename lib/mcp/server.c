/* server - one MCP connection on stdio: its life, and the way of an answer.
 *
 *   running -> (input ends | server_end | nobody reads) -> draining -> ended -> on_end
 */
#include "mcp/server.h"

#include "base/clock.h"
#include "base/limits.h"
#include "mcp/exchange.h"
#include "mcp/result.h"
#include "mcp/subscription.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>

#define INSTRUCTIONS_MAX 2000
#define MESSAGE_MAX      KIB(2)  /* of an error; the parts that go into one are bounded */
#define SMALL_LINE       KIB(64) /* larger ones give their memory back at once */

static void on_line(void *user, struct slice line);
static void on_overlong(void *user);
static void on_input_end(void *user);
static void on_written(void *user);
static void on_broken(void *user);
static void on_drain_due(void *user);
static void on_ending(void *user);

struct server *server_new(struct loop *loop, const struct server_options *options)
{
    static const struct wire_handler handler = { on_line, on_overlong, on_input_end, on_written,
                                                 on_broken };
    struct server *server = xmalloc(sizeof(*server));

    assert(slice_of(options->instructions).size <= INSTRUCTIONS_MAX);
    *server = (struct server){
        .loop = loop,
        .options = *options,
        .drain = { on_drain_due, server },
        .ending = { on_ending, server },
        .legacy = dialect_initial(),
        .level = LEVEL_INFO,
        .about = BUF_MAX(KIB(16)),
        .line = BUF_MAX(LINE_OUT_MAX - 1), /* its end comes on top */
    };
    about_add(&server->about, options, &dialects[REVISION_2026_07_28]);
    server->wire = wire_new(loop, options->in_fd, options->out_fd, &handler, server);
    return server;
}

static void be_active(struct server *server)
{
    server->was_active = true;
    if (server->options.on_active)
        server->options.on_active(server->options.user);
}

static void on_line(void *user, struct slice line)
{
    struct server *server = user;
    int64_t now_ms = clock_ms();
    bool was_silent = now_ms - server->last_input_ms >= CONNECTION_IDLE_S * 1000;

    server->last_input_ms = now_ms;
    method_take_line(server, line);
    if (was_silent && server->was_active)
        be_active(server);
}

static void on_overlong(void *user)
{
    method_refuse_overlong(user);
}

struct buf *server_begin(struct server *server, const struct address *to)
{
    buf_clear(&server->line);
    result_open(&server->line, to->id);
    return &server->line;
}

/* The answer is too long for its batch; the error in its place is not. */
static void excuse(const struct address *to)
{
    CLEANUP(buf_done) struct buf line = BUF_MAX(KIB(1));

    rpc_add_error(&line, to->id,
                  &(struct rpc_error){ RPC_INTERNAL_ERROR,
                                       "The answers of this batch do not fit into one message; "
                                       "send this request alone",
                                       SLICE("") });
    batch_add_error(to->batch, buf_slice(&line));
}

static void deliver(struct server *server, const struct address *to)
{
    if (!to->batch)
        wire_send(server->wire, buf_slice(&server->line));
    else if (batch_add(to->batch, buf_slice(&server->line)) < 0)
        excuse(to);
    if (server->line.capacity > SMALL_LINE)
        buf_done(&server->line);
}

static int try_send(struct server *server, const struct address *to, const char *type,
                    const cJSON *meta)
{
    result_close(&server->line, to->dialect, type, buf_slice(&server->about), meta);
    if (server->line.full)
        return -1;
    deliver(server, to);
    return 0;
}

int server_try_send(struct server *server, const struct address *to, const cJSON *meta)
{
    return try_send(server, to, "complete", meta);
}

int server_try_require(struct server *server, const struct address *to)
{
    return try_send(server, to, "input_required", NULL);
}

void server_send(struct server *server, const struct address *to, const cJSON *meta)
{
    if (server_try_send(server, to, meta) < 0)
        server_refuse(server, to, RPC_INTERNAL_ERROR, "The answer does not fit into one message");
}

void server_send_error(struct server *server, const struct address *to,
                       const struct rpc_error *error)
{
    buf_clear(&server->line);
    rpc_add_error(&server->line, to->id, error);
    deliver(server, to);
}

void server_refuse(struct server *server, const struct address *to, enum rpc_code code,
                   const char *format, ...)
{
    CLEANUP(buf_done) struct buf message = BUF_MAX(MESSAGE_MAX);
    va_list args;

    va_start(args, format);
    buf_vaddf(&message, format, args);
    va_end(args);
    server_send_error(server, to, &(struct rpc_error){ code, buf_text(&message), SLICE("") });
}

void server_notify(struct server *server, struct slice line)
{
    wire_send(server->wire, line);
}

void server_release(struct server *server, struct batch *batch)
{
    CLEANUP(buf_done) struct buf array = { 0 };

    if (batch_release(batch, &array) && array.size > 0)
        wire_send(server->wire, buf_slice(&array));
}

/* on_end comes with a task, behind those that give the memory of the stopped calls back. */
static void end_drain(struct server *server)
{
    if (server->state != SERVER_DRAINING)
        return;
    server->state = SERVER_ENDED;
    loop_timer_stop(server->loop, &server->drain);
    loop_task_queue(server->loop, &server->ending);
}

void server_end(struct server *server)
{
    if (server->state != SERVER_RUNNING)
        return;
    server->state = SERVER_DRAINING;
    wire_close_input(server->wire);
    exchange_stop_all(server);
    subscription_end_all(server);
    if (wire_has_unwritten(server->wire))
        loop_timer_set(server->loop, &server->drain, DRAIN_MS);
    else
        end_drain(server);
}

static void on_input_end(void *user)
{
    server_end(user);
}

static void on_written(void *user)
{
    struct server *server = user;

    if (server->state == SERVER_DRAINING)
        end_drain(server);
    else if (!server->was_active)
        be_active(server);
}

static void on_broken(void *user)
{
    server_end(user);
    end_drain(user);
}

static void on_drain_due(void *user)
{
    end_drain(user);
}

static void on_ending(void *user)
{
    struct server *server = user;

    if (server->options.on_end)
        server->options.on_end(server->options.user);
}

struct server *server_free(struct server *server)
{
    if (!server)
        return NULL;
    exchange_stop_all(server);
    subscription_free_all(server);
    uri_set_done(&server->watched);
    wire_free(server->wire);
    seal_free(server->seal);
    loop_timer_stop(server->loop, &server->drain);
    loop_task_drop(server->loop, &server->ending);
    for (size_t i = 0; i < FAMILY_COUNT; i++)
        for (size_t j = 0; j < REVISION_COUNT; j++)
            pages_done(&server->lists[i][j]);
    buf_done(&server->about);
    buf_done(&server->line);
    free(server);
    return NULL;
}
