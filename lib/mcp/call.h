/* call - one request that takes work, from its arguments to its one answer. The contract for tools,
 * prompts, resources and completions.
 *
 * A call is answered exactly once: call_answer or call_fail, now or later. Answering calls stop at
 * once (everything in flight ends) and leaves the memory to the loop's next turn, so nothing is
 * freed under a running callback. Cancel, deadline, end of input and shutdown are stop without an
 * answer. Answering twice is an assert; not answering is caught by the deadline.
 *
 * Handlers do not know who asked: the MCP server and the terminal are two sinks for the same call.
 */
#pragma once

#include "base/err.h"
#include "base/loop.h"
#include "base/slice.h"
#include "mcp/ask.h"
#include "mcp/content.h"

struct call;

struct handler {
    const char *name;                 /* also the stem of schemas/<family>/<name>.json */
    size_t state_size;                /* call_state() gives this many zeroed bytes */
    void (*start)(struct call *call); /* must answer (or wait) exactly once, now or later */
    void (*on_deadline)(
        struct call *call);          /* answer now, with what there is; NULL: a plain error */
    void (*stop)(void *state);       /* after the answer or instead of it; may be NULL */
    const struct handler *completer; /* for completion/complete: NULL where there is none */
};

/* What a handler may ask for. The arguments live as long as the call:
 *   of a tool        what its schema admits
 *   of a prompt      its arguments, all of them strings; the required ones are there
 *   of a resource    uri, and the variables of its template, as text
 *   of a completion  argument (its name), value (what was typed so far), context (an object)
 */
void *call_state(struct call *call);
const cJSON *call_arguments(const struct call *call);
void *call_context(const struct call *call); /* the program's own, as given to call_start */
struct loop *call_loop(const struct call *call);
/* What the client calls itself ("claude-code"): anything it likes, cut to CLIENT_NAME_SIZE; "" when
 * it has not said. */
const char *call_client(const struct call *call);

/* The deadline, from the start of the call; CALL_DEFAULT_S until a handler sets another. */
void call_set_timeout_s(struct call *call, int64_t timeout_s);
int64_t call_left_ms(const struct call *call);

/* For stop: whether the client has only stopped waiting, as it does when its own time is over, and
 * may well ask the same again. */
bool call_is_given_up(const struct call *call);

/* Says how far the work is. done only has meaning beside total (0: unknown). May be called as often
 * as one likes: the frame sends at most one in PROGRESS_MIN_MS, and repeats the last after
 * PROGRESS_MAX_MS of silence. The text is cut at PROGRESS_TEXT_MAX. */
void call_progress(struct call *call, double done, double total, const char *format, ...)
    PRINTF(4, 5);

/* A piece of the answer, for a sink that shows it while it grows (the terminal). branch is the
 * index of the model, from 0. The whole answer must still be given to call_answer. */
void call_delta(struct call *call, size_t branch, struct slice text);

/* A line of log for the client, where one listens (see server_options.logging). */
enum log_level {
    LEVEL_DEBUG,
    LEVEL_INFO,
    LEVEL_NOTICE,
    LEVEL_WARNING,
    LEVEL_ERROR,
    LEVEL_CRITICAL,
    LEVEL_ALERT,
    LEVEL_EMERGENCY,
    LEVEL_COUNT
};
void call_log(struct call *call, enum log_level level, struct slice text);

/* Asking the client. A call that needs a reply begins anew with it: start runs again, with zeroed
 * state, and call_ask then gives the reply that it has asked for before. So a handler reads from
 * top to bottom, whatever the revision and however many rounds there are:
 *
 *     const cJSON *who = call_ask(call, "who", ASK_ELICITATION, params);
 *     if (!who) {
 *         call_wait(call);
 *         return;
 *     }
 *
 * call_ask takes params, and gives the reply (borrowed, valid in the sense of ask_is_reply) or
 * NULL: then it is among the questions that call_wait puts. At most ASK_QUESTIONS_MAX in one run,
 * and ASK_ROUNDS_MAX rounds. A key is at most ASK_KEY_MAX bytes. Nothing may be in flight that must
 * not end: call_wait stops the run. Who asks without call_can_ask ends with an error that says what
 * the client lacks. */
bool call_can_ask(const struct call *call, enum ask_kind kind);
const cJSON *call_ask(struct call *call, const char *key, enum ask_kind kind, cJSON *params);
void call_wait(struct call *call);

/* The answer: text for the model, and the same facts for programs as the result's _meta (takes
 * meta; NULL for none). call_answer_error is an answer with isError that has such facts, too. */
void call_answer(struct call *call, struct slice text, cJSON *meta);
void call_answer_error(struct call *call, struct slice text, cJSON *meta);

/* The answer as blocks, borrowed: a tool's content, a prompt's messages, a resource's contents
 * (RESOURCE), a completion's values (TEXT, each of them one). */
void call_answer_blocks(struct call *call, const struct content *blocks, size_t count);

/* The answer is this error; advice by its kind is added when the sentence has room for it. A
 * resource's handler says ERR_ARGUMENT or ERR_MODEL when there is no such resource. */
void call_fail(struct call *call, const struct err *err);

/* For those who start calls. */

struct call_result {
    const struct content *blocks; /* borrowed for the callback */
    size_t count;
    const cJSON *meta; /* borrowed, may be NULL */
    bool is_error;
    const struct err *err; /* of call_fail, whose explanation is the only block; or NULL */
    unsigned lacking;      /* kinds that were asked for and that the client did not declare */
    bool asked_out;        /* err is that ASK_ROUNDS_MAX rounds were not enough */
};

/* The text of the first block: all there is where a handler answers with text. */
struct slice call_result_text(const struct call_result *result);

struct call_sink {
    /* Strictly increasing progress; total 0 when unknown. NULL when nobody listens. */
    void (*on_progress)(void *user, double progress, double total, const char *message);
    void (*on_delta)(void *user, size_t branch, struct slice text); /* NULL when nobody listens */
    void (*on_log)(void *user, enum log_level level, struct slice text); /* the same */
    /* Questions of the kinds in `asks`, borrowed for the callback. Whoever takes them ends the call
     * (call_stop, call_fail), or lets it begin anew with the replies, later (call_resume). */
    void (*on_ask)(void *user, const struct question *questions, size_t count);
    /* Once; the call must not be used after it. */
    void (*on_result)(void *user, const struct call_result *result);
    void *user;
};

struct call_setup {
    const struct handler *handler; /* must outlive the call */
    cJSON *arguments;              /* taken; already valid */
    void *context;                 /* must outlive the call */
    const char *client;            /* its name; NULL: none */
    unsigned asks;                 /* what the client can be asked; 0 without on_ask */
    cJSON *replies; /* taken: {key: reply}, of earlier rounds, from anybody; NULL: none */
    size_t rounds;  /* that there were already */
    struct call_sink sink;
};

/* Starts a call. The answer may come before this returns: *slot (which must stay where it is) is
 * the call while it is unanswered, and NULL from the moment it is answered or stopped. */
void call_start(struct loop *loop, const struct call_setup *setup, struct call **slot);

/* In on_ask: the replies that were of use so far, borrowed (NULL when there are none), and which
 * round this is, from 1. */
const cJSON *call_replies(const struct call *call);
size_t call_rounds(const struct call *call);

/* Begins a call anew that waits. Takes replies, which are added to those it has. Not from on_ask.
 */
void call_resume(struct call *call, cJSON *replies);

/* Ends the call without an answer; *slot becomes NULL. NULL is allowed. As after an answer, the
 * memory goes with the loop's next turn: turn it once more before it is freed. */
void call_stop(struct call *call);

/* The same for a client that has stopped waiting. */
void call_give_up(struct call *call);
