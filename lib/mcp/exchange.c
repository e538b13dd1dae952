/* exchange - a request that is being worked on. */
#include "mcp/exchange.h"

#include "base/limits.h"
#include "mcp/logging.h"
#include "mcp/result.h"
#include "mcp/subscription.h"
#include "json/json.h"
#include "json/scan.h"

#include <stdlib.h>
#include <string.h>

#define TOO_LONG                                                                                   \
    "The answer has more than 10 MiB, which no client takes in one message. Ask for less at once."

static void on_progress(void *user, double progress, double total, const char *message);
static void on_log(void *user, enum log_level level, struct slice text);
static void on_ask(void *user, const struct question *questions, size_t count);
static void on_result(void *user, const struct call_result *result);

void exchange_answer(struct server *server, const struct address *to, const struct frame *frame,
                     const struct call_result *result, const cJSON *definition)
{
    const struct content block = { .kind = CONTENT_TEXT, .text = SLICE(TOO_LONG) };

    frame->add(server_begin(server, to), to->dialect, result, definition);
    if (server_try_send(server, to, result->meta) == 0)
        return;
    if (frame->refuse) {
        server_refuse(server, to, RPC_INTERNAL_ERROR, TOO_LONG);
        return;
    }
    frame->add(server_begin(server, to), to->dialect,
               &(struct call_result){ .blocks = &block, .count = 1, .is_error = true }, definition);
    server_send(server, to, NULL);
}

void exchange_answer_error(struct server *server, const struct address *to,
                           const struct frame *frame, const struct err *err)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(ERROR_TEXT_MAX);

    result_explain(&text, err);

    const struct content block = { .kind = CONTENT_TEXT, .text = buf_slice(&text) };

    exchange_answer(server, to, frame,
                    &(struct call_result){ .blocks = &block, .count = 1, .is_error = true }, NULL);
}

void exchange_refuse(struct server *server, const struct address *to, const char *subject,
                     const struct err *err)
{
    bool is_correctable = err->kind == ERR_ARGUMENT || err->kind == ERR_MODEL;
    CLEANUP(buf_done) struct buf text = BUF_MAX(ERROR_TEXT_MAX);

    (void)subject; /* the sentence has it */
    result_explain(&text, err);
    server_refuse(server, to, is_correctable ? RPC_INVALID_PARAMS : RPC_INTERNAL_ERROR, "%s",
                  buf_text(&text));
}

struct exchange *exchange_find(const struct server *server, struct slice id)
{
    struct exchange *exchange = server->exchanges;

    while (exchange && !slice_is(exchange->to.id, id))
        exchange = exchange->next;
    return exchange;
}

static struct exchange *exchange_new(struct server *server, const struct request *request,
                                     const struct work *work)
{
    struct exchange *exchange = xcalloc(1, sizeof(*exchange));
    struct slice token = scan_member(request->meta, "progressToken");

    exchange->server = server;
    exchange->id = slice_dup(request->from.id);
    exchange->to = request->from;
    exchange->to.id.data = exchange->id;
    batch_hold(exchange->to.batch);
    exchange->frame = work->frame;
    exchange->definition = work->definition;
    exchange->subject = xstrdup(work->subject);
    if (rpc_is_id(token))
        exchange->token = slice_dup(token);
    exchange->level = logging_wanted(request->meta);

    exchange->next = server->exchanges;
    exchange->link = &server->exchanges;
    if (exchange->next)
        exchange->next->link = &exchange->next;
    server->exchanges = exchange;
    server->exchange_count++;
    return exchange;
}

void exchange_free(struct exchange *exchange)
{
    call_stop(exchange->call);
    round_done(exchange);
    *exchange->link = exchange->next;
    if (exchange->next)
        exchange->next->link = exchange->link;
    exchange->server->exchange_count--;
    server_release(exchange->server, exchange->to.batch);
    free(exchange->id);
    free(exchange->subject);
    free(exchange->token);
    free(exchange);
}

static void refuse_busy(struct server *server, const struct address *to, const struct work *work)
{
    struct err err = { 0 };

    err_set(&err, ERR_BUSY, "%s: %d calls are running, which is the most there can be",
            work->subject, CALLS_MAX);
    if (work->frame->refuse)
        work->frame->refuse(server, to, work->subject, &err);
    else
        exchange_answer_error(server, to, work->frame, &err);
}

/* What the client calls itself, where this request says it; else nothing. */
static void read_client(const struct server *server, const struct request *request,
                        char client[CLIENT_NAME_SIZE])
{
    if (request->from.dialect->stateless)
        scan_text(scan_path(request->meta, DIALECT_META_CLIENT_INFO, "name"), client,
                  CLIENT_NAME_SIZE);
    else
        memcpy(client, server->legacy_client, CLIENT_NAME_SIZE);
}

cJSON *exchange_read_arguments(struct slice text, struct err *err)
{
    if (text.size == 0 || scan_type(text) == SCAN_NULL)
        return cJSON_CreateObject();
    return json_parse(text, &gate_client, err);
}

void exchange_start(struct server *server, const struct request *request, const struct work *work)
{
    if (server->exchange_count >= CALLS_MAX) {
        refuse_busy(server, &request->from, work);
        json_free(work->arguments);
        return;
    }

    char client[CLIENT_NAME_SIZE];
    struct call_setup setup = {
        .handler = work->handler,
        .arguments = work->arguments,
        .client = client,
        .context = server->options.context,
        .sink = {
            .on_log = server->options.logging ? on_log : NULL,
            .on_ask = on_ask,
            .on_result = on_result,
        },
    };

    read_client(server, request, client);
    if (round_begin(server, request, work, &setup) < 0) {
        json_free(work->arguments);
        return;
    }

    struct exchange *exchange = exchange_new(server, request, work);

    setup.sink.on_progress = exchange->token ? on_progress : NULL;
    setup.sink.user = exchange;
    /* The exchange may be gone when this returns. */
    call_start(server->loop, &setup, &exchange->call);
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
    if (dialect_has(exchange->to.dialect, FEATURE_PROGRESS_MESSAGE)) {
        buf_adds(&line, ",\"message\":");
        json_quote(slice_of(message), &line);
    }
    buf_adds(&line, "}}");
    server_notify(exchange->server, buf_slice(&line));
}

static void on_log(void *user, enum log_level level, struct slice text)
{
    const struct exchange *exchange = user;
    struct server *server = exchange->server;

    if (level >= (exchange->to.dialect->stateless ? exchange->level : server->level))
        logging_send(server, level, text);
}

static void on_ask(void *user, const struct question *questions, size_t count)
{
    round_ask(user, questions, count);
}

static void on_result(void *user, const struct call_result *result)
{
    struct exchange *exchange = user;

    if (round_refuses(exchange, result))
        ; /* said */
    else if (result->err && exchange->frame->refuse)
        exchange->frame->refuse(exchange->server, &exchange->to, exchange->subject, result->err);
    else
        exchange_answer(exchange->server, &exchange->to, exchange->frame, result,
                        exchange->definition);
    exchange_free(exchange);
}

/* Clients tell their user's wish ("AbortError: user-cancel") and their own time-out ("SdkError:
 * Request timed out") by the reason alone, which is for people (measured with Claude Code 2.1.330;
 * the TypeScript SDK's says "Request timed out", too). */
static bool is_time_out(struct slice reason)
{
    char words[CANCEL_REASON_SIZE];

    scan_text(reason, words, sizeof(words));
    return strcasestr(words, "timed out") || strcasestr(words, "timeout");
}

void on_cancelled(struct server *server, const struct request *request)
{
    struct slice id = scan_member(request->params, "requestId");
    struct exchange *exchange = exchange_find(server, id);
    struct subscription *subscription = subscription_find(server, id);

    if (exchange && is_time_out(scan_member(request->params, "reason")))
        call_give_up(exchange->call);
    if (exchange)
        exchange_free(exchange);
    else if (subscription)
        subscription_free(subscription);
}

void exchange_stop_all(struct server *server)
{
    for (struct exchange *exchange = server->exchanges, *next; exchange; exchange = next) {
        next = exchange->next;
        exchange_free(exchange);
    }
}
