/* call - one request that takes work, from its arguments to its one answer.
 *
 *   call_start -> start -> call_progress* -> call_answer | call_fail    -> stop -> reap
 *                       -> on_deadline -> call_answer | a plain error   -> stop -> reap
 *                       -> call_stop (cancelled, input ended, shutdown) -> stop -> reap
 *                       -> call_ask*, call_wait -> stop -> on_ask ... call_resume -> start
 */
#include "mcp/call.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "mcp/asking.h"
#include "mcp/result.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* Progress is counted in ten-thousandths, so that a message that repeats the old figure can still
 * increase it, and a whole hour of repeats does not amount to one unit. */
#define PROGRESS_STEPS 10000
#define PROGRESS_LIMIT 1e12

struct call {
    struct loop *loop;
    const struct handler *handler;
    cJSON *arguments;
    void *context;
    char client[CLIENT_NAME_SIZE];
    struct call_sink sink;
    struct call **slot; /* NULL: answered or stopped */
    void *state;

    struct asking asking;
    bool is_waiting; /* the run is over, its state was stopped */
    bool is_given_up;

    struct loop_timer deadline;
    int64_t started_ms, timeout_s;

    struct loop_timer progress;
    int64_t done_steps, sent_steps; /* sent: -1 before the first */
    int64_t sent_ms;
    double total;
    bool is_news; /* not yet sent */
    char message[PROGRESS_TEXT_MAX + 1];

    struct loop_task reap;
};

static void on_deadline(void *user);
static void on_progress_due(void *user);
static void reap(void *user);

/* One run of the handler: it may end with questions, and then there is another one. */
static void run(struct call *call)
{
    memset(call->state, 0, call->handler->state_size);
    call_set_timeout_s(call, CALL_DEFAULT_S);
    call->handler->start(call);
}

void call_start(struct loop *loop, const struct call_setup *setup, struct call **slot)
{
    struct call *call = xmalloc(sizeof(*call));

    *call = (struct call){
        .loop = loop,
        .handler = setup->handler,
        .arguments = setup->arguments,
        .context = setup->context,
        .asking = { .asks = setup->asks, .replies = setup->replies, .rounds = setup->rounds },
        .sink = setup->sink,
        .slot = slot,
        .state = xcalloc(1, setup->handler->state_size),
        .deadline = { on_deadline, call },
        .started_ms = clock_ms(),
        .progress = { on_progress_due, call },
        .sent_steps = -1,
        .reap = { reap, call },
    };
    if (setup->client)
        snprintf(call->client, sizeof(call->client), "%s", setup->client);
    *slot = call;
    run(call);
}

void *call_state(struct call *call)
{
    return call->state;
}

const cJSON *call_arguments(const struct call *call)
{
    return call->arguments;
}

void *call_context(const struct call *call)
{
    return call->context;
}

struct loop *call_loop(const struct call *call)
{
    return call->loop;
}

const char *call_client(const struct call *call)
{
    return call->client;
}

bool call_is_given_up(const struct call *call)
{
    return call->is_given_up;
}

void call_set_timeout_s(struct call *call, int64_t timeout_s)
{
    if (!call->slot)
        return;
    call->timeout_s = timeout_s < 0 ? 0 : timeout_s > CALL_MAX_S ? CALL_MAX_S : timeout_s;
    loop_timer_set(call->loop, &call->deadline, call_left_ms(call));
}

int64_t call_left_ms(const struct call *call)
{
    int64_t left_ms = call->started_ms + call->timeout_s * 1000 - clock_ms();

    return left_ms > 0 ? left_ms : 0;
}

static void on_deadline(void *user)
{
    struct call *call = user;
    struct err err = { 0 };

    if (call->is_waiting) {
        err_set(
            &err, ERR_TIMEOUT,
            "%s: nobody answered the question \"%s\" within %d s. Call again when somebody can.",
            call->handler->name, call->asking.questions[0].key, (int)call->timeout_s);
        call_fail(call, &err);
        return;
    }
    if (call->handler->on_deadline)
        call->handler->on_deadline(call);
    if (!call->slot)
        return;
    err_set(&err, ERR_TIMEOUT, "%s gave no answer within %d s", call->handler->name,
            (int)call->timeout_s);
    call_fail(call, &err);
}

static void send_progress(struct call *call)
{
    int64_t least = call->sent_steps + 1; /* 0 for the first */
    int64_t steps = call->done_steps > least ? call->done_steps : least;
    double value = (double)steps / PROGRESS_STEPS;
    double total = call->total > 0 && call->total < value ? value : call->total;

    call->sent_steps = steps;
    call->sent_ms = clock_ms();
    call->is_news = false;
    loop_timer_set(call->loop, &call->progress, PROGRESS_MAX_MS);
    call->sink.on_progress(call->sink.user, value, total, call->message);
}

static void on_progress_due(void *user)
{
    send_progress(user);
}

void call_progress(struct call *call, double done, double total, const char *format, ...)
{
    va_list args;

    if (!call->slot || !call->sink.on_progress)
        return;
    va_start(args, format);
    int length = vsnprintf(call->message, sizeof(call->message), format, args);
    va_end(args);
    if (length >= (int)sizeof(call->message))
        call->message[utf8_cut(slice_of(call->message), PROGRESS_TEXT_MAX)] = '\0';
    call->done_steps = done > 0 && done < PROGRESS_LIMIT ? (int64_t)(done * PROGRESS_STEPS) : 0;
    call->total = total > 0 && total < PROGRESS_LIMIT ? total : 0;

    int64_t since_ms = clock_ms() - call->sent_ms;

    if (call->sent_steps < 0 || since_ms >= PROGRESS_MIN_MS) {
        send_progress(call);
    } else if (!call->is_news) {
        call->is_news = true;
        loop_timer_set(call->loop, &call->progress, PROGRESS_MIN_MS - since_ms);
    }
}

void call_delta(struct call *call, size_t branch, struct slice text)
{
    if (call->slot && call->sink.on_delta)
        call->sink.on_delta(call->sink.user, branch, text);
}

void call_log(struct call *call, enum log_level level, struct slice text)
{
    if (call->slot && call->sink.on_log)
        call->sink.on_log(call->sink.user, level, text);
}

static void stop_run(struct call *call)
{
    if (call->handler->stop && !call->is_waiting)
        call->handler->stop(call->state);
}

/* From here on nobody outside can reach the call. */
static void detach(struct call *call)
{
    *call->slot = NULL;
    call->slot = NULL;
    loop_timer_stop(call->loop, &call->deadline);
    loop_timer_stop(call->loop, &call->progress);
}

static void end(struct call *call)
{
    stop_run(call);
    /* Not now: what called us may be a callback of the tool, which still has its state in hand. */
    loop_task_queue(call->loop, &call->reap);
}

static void reap(void *user)
{
    struct call *call = user;

    json_free(call->arguments);
    asking_done(&call->asking);
    free(call->state);
    free(call);
}

static void answer(struct call *call, const struct call_result *result)
{
    assert(call->slot);
    detach(call);
    call->sink.on_result(call->sink.user, result);
    end(call);
}

struct slice call_result_text(const struct call_result *result)
{
    return result->count > 0 ? result->blocks[0].text : SLICE("");
}

static void answer_text(struct call *call, struct slice text, cJSON *meta, const struct err *err,
                        bool is_error)
{
    const struct content block = { .kind = CONTENT_TEXT, .text = text };

    answer(call, &(struct call_result){
                     .blocks = &block,
                     .count = 1,
                     .meta = meta,
                     .is_error = is_error,
                     .err = err,
                     .asked_out = call->asking.rounds > ASK_ROUNDS_MAX,
                 });
    json_free(meta);
}

void call_answer(struct call *call, struct slice text, cJSON *meta)
{
    answer_text(call, text, meta, NULL, false);
}

void call_answer_error(struct call *call, struct slice text, cJSON *meta)
{
    answer_text(call, text, meta, NULL, true);
}

void call_answer_blocks(struct call *call, const struct content *blocks, size_t count)
{
    answer(call, &(struct call_result){ .blocks = blocks, .count = count });
}

void call_fail(struct call *call, const struct err *err)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(ERROR_TEXT_MAX);

    result_explain(&text, err);
    answer_text(call, buf_slice(&text), NULL, err, true);
}

bool call_can_ask(const struct call *call, enum ask_kind kind)
{
    return (call->asking.asks & ASK_BIT(kind)) != 0;
}

const cJSON *call_ask(struct call *call, const char *key, enum ask_kind kind, cJSON *params)
{
    return asking_ask(&call->asking, key, kind, params);
}

static void refuse_lacking(struct call *call, unsigned kinds)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(ERROR_TEXT_MAX);
    enum ask_kind first = ASK_ELICITATION;

    while (!(kinds & ASK_BIT(first)))
        first++;
    buf_addf(&text,
             "%s must ask this client (%s), which did not declare that it can be asked. Use a "
             "client that can, or call without what needs it.",
             call->handler->name, ask_method(first));

    const struct content block = { .kind = CONTENT_TEXT, .text = buf_slice(&text) };

    answer(call, &(struct call_result){
                     .blocks = &block, .count = 1, .is_error = true, .lacking = kinds });
}

void call_wait(struct call *call)
{
    struct asking *asking = &call->asking;
    unsigned lacking = asking_lacks(asking);
    struct err err = { 0 };

    assert(call->slot && asking->count > 0);
    if (lacking) {
        refuse_lacking(call, lacking);
        return;
    }
    if (++asking->rounds > ASK_ROUNDS_MAX) {
        err_set(&err, ERR_ARGUMENT,
                "%s: the client was asked %d times, which is the most there can be, and \"%s\" has "
                "no valid reply. Call again when somebody can give it.",
                call->handler->name, ASK_ROUNDS_MAX, asking->questions[0].key);
        call_fail(call, &err);
        return;
    }
    stop_run(call);
    call->is_waiting = true;
    asking_end_run(asking);
    call->started_ms = clock_ms();
    call_set_timeout_s(call, ASK_WAIT_S);
    call->sink.on_ask(call->sink.user, asking->questions, asking->count);
}

const cJSON *call_replies(const struct call *call)
{
    return call->asking.used;
}

size_t call_rounds(const struct call *call)
{
    return call->asking.rounds;
}

void call_resume(struct call *call, cJSON *replies)
{
    assert(call->slot && call->is_waiting);
    asking_add(&call->asking, replies);
    call->is_waiting = false;
    call->started_ms = clock_ms();
    run(call);
}

void call_stop(struct call *call)
{
    if (!call)
        return;
    detach(call);
    end(call);
}

void call_give_up(struct call *call)
{
    if (call)
        call->is_given_up = true;
    call_stop(call);
}
