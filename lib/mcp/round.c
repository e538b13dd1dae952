/* round - questions to the client, and its replies, in both eras. */
#include "mcp/round.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "mcp/asking.h"
#include "mcp/exchange.h"
#include "mcp/request_state.h"
#include "json/scan.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define ID_SIZE     32
#define ID_PREFIX   "ask-" /* of our own: no id of the client's is looked for under it */
#define MESSAGE_MAX 200    /* of what a client says about an error */

/* The key of the seal is made when the first question is put. */
static struct seal *seal_of(struct server *server, struct err *err)
{
    if (!server->seal)
        server->seal = seal_new(err);
    return server->seal;
}

static int read_state(struct server *server, const struct request *request, const struct work *work,
                      struct call_setup *setup)
{
    struct slice text = scan_member(request->params, "requestState");
    const struct request_state_of of = { work->frame->asking, work->subject, work->arguments };
    struct request_state state = { 0 };
    struct err err = { 0 };

    if (text.size == 0)
        return 0;
    if (!seal_of(server, &err) || request_state_open(server->seal, &of, text, &state, &err) < 0) {
        server_refuse(server, &request->from,
                      err.kind == ERR_ARGUMENT ? RPC_INVALID_PARAMS : RPC_INTERNAL_ERROR, "%s: %s",
                      of.method, err.text);
        return -1;
    }
    setup->replies = state.replies;
    setup->rounds = state.rounds;
    return 0;
}

/* What the client says now wins over what it has said before. */
static int read_responses(struct server *server, const struct request *request,
                          const struct work *work, struct call_setup *setup)
{
    struct slice text = scan_member(request->params, "inputResponses");
    struct err err = { 0 };
    cJSON *responses = NULL;

    if (text.size == 0)
        return 0;
    if (scan_type(text) != SCAN_OBJECT)
        err_set(&err, ERR_ARGUMENT,
                "it must be an object, with a result for each of inputRequests");
    else
        responses = json_parse(text, &gate_client, &err);
    if (!responses) {
        server_refuse(server, &request->from, RPC_INVALID_PARAMS, "%s: params.inputResponses: %s",
                      work->frame->asking, err.text);
        return -1;
    }
    asking_merge(responses, TAKE(setup->replies));
    setup->replies = responses;
    return 0;
}

int round_begin(struct server *server, const struct request *request, const struct work *work,
                struct call_setup *setup)
{
    const struct dialect *dialect = request->from.dialect;

    if (!work->frame->asking)
        return 0;
    if (!dialect->stateless) {
        setup->asks = server->legacy_asks;
        return 0;
    }
    setup->asks = ask_declared(scan_member(request->meta, DIALECT_META_CAPABILITIES), dialect);
    if (read_state(server, request, work, setup) == 0 &&
        read_responses(server, request, work, setup) == 0)
        return 0;
    json_free(TAKE(setup->replies));
    return -1;
}

static void add_request(struct buf *line, const struct question *question)
{
    buf_addf(line, "\"method\":\"%s\"", ask_method(question->kind));
    if (question->params && question->params->child) {
        buf_adds(line, ",\"params\":");
        json_print(question->params, line);
    }
    buf_addc(line, '}');
}

static void fail_too_long(struct exchange *exchange)
{
    struct err err = { 0 };

    err_set(&err, ERR_TOO_LARGE, "%s: what it asks the client has more than 10 MiB",
            exchange->subject);
    call_fail(exchange->call, &err);
}

/* A result that says what is required; then it is the client's turn to begin anew. */
static void require(struct exchange *exchange, const struct question *questions, size_t count)
{
    struct server *server = exchange->server;
    const struct request_state_of of = { exchange->frame->asking, exchange->subject,
                                         call_arguments(exchange->call) };
    const struct request_state state = { (cJSON *)call_replies(exchange->call),
                                         call_rounds(exchange->call) };
    struct buf *line = server_begin(server, &exchange->to);
    struct err err = { 0 };

    buf_adds(line, "\"inputRequests\":{");
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_addc(line, ',');
        json_quote(slice_of(questions[i].key), line);
        buf_adds(line, ":{");
        add_request(line, &questions[i]);
    }
    buf_adds(line, "},\"requestState\":");
    if (!seal_of(server, &err) || request_state_close(server->seal, &of, &state, line, &err) < 0)
        call_fail(exchange->call, &err);
    else if (server_try_require(server, &exchange->to) < 0)
        fail_too_long(exchange);
    else
        exchange_free(exchange);
}

static void add_id(struct buf *line, uint64_t number)
{
    buf_addf(line, "\"" ID_PREFIX "%" PRIu64 "\"", number);
}

/* A request of our own; -1 when it is too long for any client. */
static int put(struct exchange *exchange, const struct question *question)
{
    CLEANUP(buf_done) struct buf line = BUF_MAX(LINE_OUT_MAX - 1);
    struct server *server = exchange->server;
    struct round *round = &exchange->round;

    buf_adds(&line, "{\"jsonrpc\":\"2.0\",\"id\":");
    add_id(&line, ++server->asked);
    buf_addc(&line, ',');
    add_request(&line, question);
    if (line.full)
        return -1;
    round->open[round->open_count++] = (struct open){ server->asked, question };
    server_notify(server, buf_slice(&line));
    return 0;
}

void round_ask(struct exchange *exchange, const struct question *questions, size_t count)
{
    if (exchange->to.dialect->stateless) {
        require(exchange, questions, count);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (put(exchange, &questions[i]) < 0) {
            fail_too_long(exchange);
            return;
        }
    }
    exchange->round.replies = cJSON_CreateObject();
}

/* The number in an id of ours; 0 for every other. */
static uint64_t number_of(struct slice id)
{
    char text[ID_SIZE], again[ID_SIZE];

    scan_text(id, text, sizeof(text));
    if (strncmp(text, ID_PREFIX, strlen(ID_PREFIX)) != 0)
        return 0;

    uint64_t number = strtoull(text + strlen(ID_PREFIX), NULL, 10);

    snprintf(again, sizeof(again), ID_PREFIX "%" PRIu64, number);
    return strcmp(text, again) == 0 ? number : 0;
}

/* Closes the question of that number. NULL when none is open. */
static const struct question *close_question(struct server *server, uint64_t number,
                                             struct exchange **of)
{
    for (struct exchange *exchange = server->exchanges; exchange; exchange = exchange->next) {
        struct round *round = &exchange->round;

        for (size_t i = 0; i < round->open_count; i++) {
            const struct question *question = round->open[i].question;

            if (round->open[i].number != number)
                continue;
            round->open_count--;
            memmove(&round->open[i], &round->open[i + 1],
                    (round->open_count - i) * sizeof(struct open));
            *of = exchange;
            return question;
        }
    }
    return NULL;
}

/* What is not visible could lead a reader astray: it comes from outside. */
static bool is_visible(uint32_t c)
{
    return c >= 0x20 && (c < 0x7F || c > 0x9F) && (c < 0x200B || c > 0x200F) &&
           (c < 0x2028 || c > 0x202E) && (c < 0x2060 || c > 0x206F) && c != 0xFEFF && c != 0xAD &&
           (c < 0xE0000 || c > 0xE0FFF);
}

static void add_inert(struct buf *out, struct slice text)
{
    size_t length;

    for (; text.size > 0; text = slice_from(text, length)) {
        bool is_shown = is_visible(utf8_next(text, &length));

        buf_add(out, is_shown ? (struct slice){ text.data, length } : SLICE(" "));
    }
}

/* No model, no roots: there is no reply to go on with. */
static void fail(struct exchange *exchange, enum ask_kind kind, struct slice error)
{
    CLEANUP(buf_done) struct buf message = BUF_MAX(MESSAGE_MAX + 1);
    char text[MESSAGE_MAX + 1];
    int64_t code = 0;
    struct err err = { 0 };

    scan_text(scan_member(error, "message"), text, sizeof(text));
    scan_int(scan_member(error, "code"), &code);
    add_inert(&message, slice_of(text));
    err_set(&err, ERR_REFUSED,
            "%s needs %s, and the client answered with error %" PRId64 ": \"%s\".",
            exchange->subject, ask_method(kind), code, buf_text(&message));
    call_fail(exchange->call, &err);
}

static cJSON *cancelled(void)
{
    cJSON *reply = cJSON_CreateObject();

    cJSON_AddStringToObject(reply, "action", "cancel");
    return reply;
}

void round_take_response(struct server *server, const struct rpc_message *message)
{
    uint64_t number = number_of(message->id);
    struct exchange *exchange = NULL;
    const struct question *question = number ? close_question(server, number, &exchange) : NULL;
    struct err ignored;
    cJSON *reply = NULL;

    if (!question)
        return;
    if (message->error.size == 0) {
        reply = json_parse(message->result, &gate_client, &ignored);
    } else if (question->kind == ASK_SAMPLING || question->kind == ASK_ROOTS) {
        fail(exchange, question->kind, message->error);
        return;
    } else {
        reply = cancelled();
    }
    if (reply)
        cJSON_AddItemToObject(exchange->round.replies, question->key, reply);
    if (exchange->round.open_count == 0)
        call_resume(exchange->call, TAKE(exchange->round.replies));
}

static void add_lacking(struct buf *data, unsigned kinds)
{
    buf_adds(data, "{\"requiredCapabilities\":");
    ask_add_required(kinds, data);
    buf_addc(data, '}');
}

bool round_refuses(struct exchange *exchange, const struct call_result *result)
{
    CLEANUP(buf_done) struct buf data = BUF_MAX(KIB(1));
    CLEANUP(buf_done) struct buf message = BUF_MAX(ERROR_TEXT_MAX);
    bool has_word = result->lacking && exchange->to.dialect->stateless;
    bool is_of_asking = result->lacking || result->asked_out;

    /* A tool's error is a result, where there is no better word for it. */
    if (!has_word && !(is_of_asking && exchange->frame->refuse))
        return false;
    if (has_word)
        add_lacking(&data, result->lacking);
    buf_add(&message, call_result_text(result));
    server_send_error(exchange->server, &exchange->to,
                      &(struct rpc_error){ has_word ? RPC_MISSING_CAPABILITY : RPC_INVALID_PARAMS,
                                           buf_text(&message), buf_slice(&data) });
    return true;
}

void round_done(struct exchange *exchange)
{
    struct round *round = &exchange->round;

    /* Nobody is there any more when the input has ended. */
    if (exchange->server->state != SERVER_RUNNING)
        round->open_count = 0;
    for (size_t i = 0; i < round->open_count; i++) {
        CLEANUP(buf_done) struct buf line = BUF_MAX(KIB(1));

        buf_adds(&line, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
                        "\"params\":{\"requestId\":");
        add_id(&line, round->open[i].number);
        buf_adds(&line, ",\"reason\":\"The call that asked has ended\"}}");
        server_notify(exchange->server, buf_slice(&line));
    }
    json_free(TAKE(round->replies));
}
