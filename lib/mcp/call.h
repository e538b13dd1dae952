/* call - one tools/call, from its arguments to its one answer. The contract for tools.
 *
 * A call is answered exactly once: call_answer or call_fail, now or later. Answering calls stop at
 * once (everything in flight ends) and leaves the memory to the loop's next turn, so nothing is
 * freed under a running callback. Cancel, deadline, end of input and shutdown are stop without an
 * answer. Answering twice is an assert; not answering is caught by the deadline.
 *
 * Tools do not know who asked: the MCP server and the terminal are two sinks for the same call.
 */
#pragma once

#include "base/err.h"
#include "base/loop.h"
#include "base/slice.h"
#include "json/json.h"

struct call;

struct tool {
    const char *name;                 /* also the stem of schemas/tools/<name>.json */
    size_t state_size;                /* call_state() gives this many zeroed bytes */
    void (*start)(struct call *call); /* must answer exactly once, now or later */
    void (*on_deadline)(
        struct call *call);    /* answer now, with what there is; NULL: a plain error */
    void (*stop)(void *state); /* after the answer or instead of it; may be NULL */
};

/* What a tool may ask for. The arguments passed the tool's schema; they live as long as the call.
 */
void *call_state(struct call *call);
const cJSON *call_arguments(const struct call *call);
void *call_context(const struct call *call); /* the program's own, as given to call_start */
struct loop *call_loop(const struct call *call);

/* The deadline, from the start of the call; CALL_DEFAULT_S until a tool sets another. */
void call_set_timeout_s(struct call *call, int64_t timeout_s);
int64_t call_left_ms(const struct call *call);

/* Says how far the work is. done only has meaning beside total (0: unknown). May be called as often
 * as one likes: the frame sends at most one in PROGRESS_MIN_MS, and repeats the last after
 * PROGRESS_MAX_MS of silence. The text is cut at PROGRESS_TEXT_MAX. */
void call_progress(struct call *call, double done, double total, const char *format, ...)
    PRINTF(4, 5);

/* A piece of the answer, for a sink that shows it while it grows (the terminal). branch is the
 * index of the model, from 0. The whole answer must still be given to call_answer. */
void call_delta(struct call *call, size_t branch, struct slice text);

/* The answer: text for the model, and the same facts for programs as the result's _meta (takes
 * meta; NULL for none). call_answer_error is an answer with isError that has such facts, too. */
void call_answer(struct call *call, struct slice text, cJSON *meta);
void call_answer_error(struct call *call, struct slice text, cJSON *meta);

/* The answer is this error; advice by its kind is added when the sentence has room for it. */
void call_fail(struct call *call, const struct err *err);

/* For those who start calls. */

struct call_result {
    struct slice text; /* borrowed for the callback */
    const cJSON *meta; /* borrowed, may be NULL */
    bool is_error;
};

struct call_sink {
    /* Strictly increasing progress; total 0 when unknown. NULL when nobody listens. */
    void (*on_progress)(void *user, double progress, double total, const char *message);
    void (*on_delta)(void *user, size_t branch, struct slice text); /* NULL when nobody listens */
    /* Once; the call must not be used after it. */
    void (*on_result)(void *user, const struct call_result *result);
    void *user;
};

/* Starts a call. Takes arguments (already valid); tool and context must outlive it; sink is copied.
 * The answer may come before this returns: *slot (which must stay where it is) is the call while it
 * is unanswered, and NULL from the moment it is answered or stopped. */
void call_start(struct loop *loop, const struct tool *tool, cJSON *arguments, void *context,
                const struct call_sink *sink, struct call **slot);

/* Ends the call without an answer; *slot becomes NULL. NULL is allowed. As after an answer, the
 * memory goes with the loop's next turn: turn it once more before it is freed. */
void call_stop(struct call *call);
