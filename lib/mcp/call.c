/* call - one tools/call, from its arguments to its one answer.
 *
 *   call_start -> tool->start -> call_progress* -> call_answer | call_fail    -> stop -> reap
 *                             -> on_deadline -> call_answer | a plain error   -> stop -> reap
 *                             -> call_stop (cancelled, input ended, shutdown) -> stop -> reap
 */
#include "mcp/call.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/utf8.h"
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
    const struct tool *tool;
    cJSON *arguments;
    void *context;
    struct call_sink sink;
    struct call **slot; /* NULL: answered or stopped */
    void *state;

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

void call_start(struct loop *loop, const struct tool *tool, cJSON *arguments, void *context,
                const struct call_sink *sink, struct call **slot)
{
    struct call *call = xmalloc(sizeof(*call));

    *call = (struct call){
        .loop = loop,
        .tool = tool,
        .arguments = arguments,
        .context = context,
        .sink = *sink,
        .slot = slot,
        .state = xcalloc(1, tool->state_size),
        .deadline = { on_deadline, call },
        .started_ms = clock_ms(),
        .progress = { on_progress_due, call },
        .sent_steps = -1,
        .reap = { reap, call },
    };
    *slot = call;
    call_set_timeout_s(call, CALL_DEFAULT_S);
    tool->start(call);
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

    if (call->tool->on_deadline)
        call->tool->on_deadline(call);
    if (!call->slot)
        return;
    err_set(&err, ERR_TIMEOUT, "%s gave no answer within %d s", call->tool->name,
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
    if (call->tool->stop)
        call->tool->stop(call->state);
    /* Not now: what called us may be a callback of the tool, which still has its state in hand. */
    loop_task_queue(call->loop, &call->reap);
}

static void reap(void *user)
{
    struct call *call = user;

    json_free(call->arguments);
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

void call_answer(struct call *call, struct slice text, cJSON *meta)
{
    answer(call, &(struct call_result){ .text = text, .meta = meta });
    json_free(meta);
}

void call_answer_error(struct call *call, struct slice text, cJSON *meta)
{
    answer(call, &(struct call_result){ .text = text, .meta = meta, .is_error = true });
    json_free(meta);
}

void call_fail(struct call *call, const struct err *err)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(ERROR_TEXT_MAX);

    result_explain(&text, err);
    call_answer_error(call, buf_slice(&text), NULL);
}

void call_stop(struct call *call)
{
    if (!call)
        return;
    detach(call);
    end(call);
}
