/* chat - one streamed completion over one http slot.
 *
 *   start -> (on_head -> on_data ...) -> on_http_done -> finish
 *         -> nothing was sent: once more
 *         -> on_silence: the time without a sign of life is over
 */
#include "openrouter/chat.h"

#include "base/clock.h"
#include "base/limits.h"
#include "openrouter/chat_hold.h"
#include "openrouter/chat_stream.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define ATTEMPTS_MAX 2
/* Control characters grow sixfold, text little. */
#define BODY_MAX          (2 * PROMPT_MAX + KIB(64))
#define BYTES_PER_TOKEN   KIB(2)
#define RETRY_AFTER_MAX_S 1000000

struct chat {
    struct client *client;
    const struct chat_handler *handler;
    void *user;
    char *model;
    struct buf body;
    size_t raw_max;
    bool reasons;

    struct http_slot *slot;
    struct loop_timer silence;
    struct chat_stream stream;
    struct chat_hold hold; /* deltas on their way to the handler */
    unsigned attempts;
    unsigned signs; /* of the stream, when the timer was last set */
    int64_t started_ms, retry_after_s;
};

static const struct http_handler http_handler;

static int64_t elapsed_ms(const struct chat *chat)
{
    return clock_ms() - chat->started_ms;
}

/* The defaults are longer for models that think first; what the user has set is taken as it is. */
static int64_t first_content_ms(const struct chat *chat)
{
    int64_t ms = client_patience(chat->client)->first_content_ms;

    return chat->reasons && ms == FIRST_CONTENT_MS ? FIRST_REASONING_MS : ms;
}

static int64_t stall_ms(const struct chat *chat)
{
    int64_t ms = client_patience(chat->client)->stall_ms;

    return chat->reasons && ms == STALL_MS ? STALL_REASONING_MS : ms;
}

static int64_t silence_ms(const struct chat *chat)
{
    if (chat->stream.stage == CHAT_CLOSED)
        return CHAT_CLOSE_MS;
    if (chat->stream.stage == CHAT_TAIL)
        return CHAT_TAIL_MS;
    return chat->stream.signs == 0 ? first_content_ms(chat) : stall_ms(chat);
}

static void on_text(void *user, enum chat_part part, struct slice text)
{
    struct chat *chat = user;

    if (part == CHAT_CONTENT && chat->stream.reply.first_content_ms < 0)
        chat->stream.reply.first_content_ms = elapsed_ms(chat);
    if (chat->handler->on_delta)
        chat_hold_add(&chat->hold, part, text);
}

static int send_body(struct chat *chat, struct err *err)
{
    CLEANUP(buf_done) struct buf url = BUF_MAX(KIB(8));
    const struct client_patience *patience = client_patience(chat->client);

    buf_addf(&url, "%s/chat/completions", client_base_url(chat->client));

    struct http_request request = {
        .url = buf_text(&url),
        .headers = client_headers(chat->client),
        .bearer = client_key(chat->client),
        .body = buf_slice(&chat->body),
        .streams = true,
        .response_max = chat->raw_max,
        .headers_ms = patience->headers_ms,
        .idle_ms = patience->idle_ms,
    };

    chat->attempts++;
    chat->slot = http_start(client_http(chat->client), &request, &http_handler, chat, err);
    return chat->slot ? 0 : -1;
}

static size_t raw_max(int64_t max_tokens)
{
    size_t least = MIB(1); /* comments, usage, the names in each chunk */

    if (max_tokens <= 0 || (uint64_t)max_tokens > (SSE_RAW_MAX - least) / BYTES_PER_TOKEN)
        return SSE_RAW_MAX;
    return least + (size_t)max_tokens * BYTES_PER_TOKEN;
}

static void on_silence(void *user);

struct chat *chat_start(struct client *client, const struct chat_request *request,
                        const struct chat_handler *handler, void *user, struct err *err)
{
    if (!client_has_key(client)) {
        err_set(err, ERR_AUTH,
                "there is no API key: the user must set OPENROUTER_API_KEY "
                "(https://openrouter.ai/settings/keys)");
        return NULL;
    }

    struct chat *chat = xcalloc(1, sizeof(*chat));

    chat->client = client;
    chat->handler = handler;
    chat->user = user;
    chat->model = xstrdup(request->model);
    chat->body = BUF_MAX(BODY_MAX);
    chat->raw_max = raw_max(request->terms->max_tokens);
    chat->reasons = request->reasons;
    chat->silence = (struct loop_timer){ .on_due = on_silence, .user = chat };
    chat->started_ms = clock_ms();
    chat->retry_after_s = -1;
    chat_stream_init(&chat->stream, chat->model, &(struct chat_listener){ on_text, chat });
    chat->stream.web = request->web;
    chat->stream.reply.sent = true; /* as far as is known before the end */
    chat_hold_init(&chat->hold, client_key(client), handler->on_delta, user);
    if (chat_body(request, &chat->body) < 0) {
        err_set(err, ERR_TOO_LARGE, "the request is longer than %zu MiB; send less text",
                BODY_MAX >> 20);
        return chat_free(chat);
    }
    return send_body(chat, err) < 0 ? chat_free(chat) : chat;
}

struct chat *chat_free(struct chat *chat)
{
    if (!chat)
        return NULL;
    http_slot_free(chat->slot);
    loop_timer_stop(client_loop(chat->client), &chat->silence);
    chat_stream_done(&chat->stream);
    chat_hold_done(&chat->hold);
    buf_done(&chat->body);
    free(chat->model);
    free(chat);
    return NULL;
}

const struct chat_reply *chat_so_far(struct chat *chat)
{
    chat->stream.reply.total_ms = elapsed_ms(chat);
    chat_stream_scrub(&chat->stream, client_key(chat->client));
    return &chat->stream.reply;
}

/* Digits only: a date is of no use for a sentence. */
static int64_t read_retry_after(struct slice text)
{
    int64_t seconds = 0;

    if (text.size == 0)
        return -1;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return -1;
        if (seconds < RETRY_AFTER_MAX_S)
            seconds = seconds * 10 + (text.data[i] - '0');
    }
    return seconds < RETRY_AFTER_MAX_S ? seconds : RETRY_AFTER_MAX_S;
}

static enum http_verdict on_head(void *user, const struct http_head *head)
{
    struct chat *chat = user;

    client_touch(chat->client);
    chat->retry_after_s = read_retry_after(head->retry_after);
    chat_stream_begin(&chat->stream, head);
    loop_timer_set(client_loop(chat->client), &chat->silence, silence_ms(chat));
    return HTTP_CONTINUE;
}

static enum http_verdict on_data(void *user, struct slice chunk)
{
    struct chat *chat = user;
    enum chat_stage stage = chat->stream.stage;
    bool goes_on = chat_stream_feed(&chat->stream, chunk);

    if (chat->stream.signs != chat->signs || chat->stream.stage != stage) {
        chat->signs = chat->stream.signs;
        loop_timer_set(client_loop(chat->client), &chat->silence, silence_ms(chat));
    }
    return goes_on ? HTTP_CONTINUE : HTTP_STOP;
}

/* The header may know what the body does not say. */
static void add_retry_after(struct chat *chat, struct problem *problem)
{
    size_t size = strlen(problem->err.text);
    int64_t seconds = chat->retry_after_s;

    if (seconds < 0 || problem->retry_after_s >= 0 || problem->code < 400)
        return;
    problem->retry_after_s = seconds;
    snprintf(problem->err.text + size, sizeof(problem->err.text) - size,
             " Retry after %" PRId64 " s.", seconds);
}

/* The handler may free the chat: nothing follows. */
static void finish(struct chat *chat, const struct err *why)
{
    struct chat_stream *stream = &chat->stream;
    bool has_failed;

    loop_timer_stop(client_loop(chat->client), &chat->silence);
    chat->slot = http_slot_free(chat->slot);
    chat_stream_end(stream, why);
    has_failed = stream->problem.err.kind != ERR_NONE;
    if (has_failed) {
        add_retry_after(chat, &stream->problem);
        client_scrub(chat->client, &stream->problem.err);
    }
    chat_hold_flush(&chat->hold);
    chat->handler->on_done(chat->user, chat_so_far(chat), has_failed ? &stream->problem : NULL);
}

static void on_http_done(void *user, const struct http_result *result)
{
    struct chat *chat = user;
    struct err why = { 0 };

    if (result->err)
        why = *result->err;
    if (result->sent == HTTP_SENT_NOTHING && why.kind == ERR_NETWORK &&
        chat->attempts < ATTEMPTS_MAX) {
        chat->slot = http_slot_free(chat->slot);
        if (send_body(chat, &why) == 0)
            return;
    }
    chat->stream.reply.sent = result->sent != HTTP_SENT_NOTHING;
    finish(chat, why.kind != ERR_NONE ? &why : NULL);
}

static void on_silence(void *user)
{
    struct chat *chat = user;
    int64_t seconds = silence_ms(chat) / 1000;
    struct err why = { 0 };

    if (chat->stream.stage == CHAT_OPEN && chat->stream.signs == 0)
        err_set(&why, ERR_TIMEOUT,
                "no word came within %" PRId64 " s, only signs that it is waited for; lower "
                "effort, or choose a faster model",
                seconds);
    else
        err_set(&why, ERR_TIMEOUT,
                "the answer stood still for %" PRId64 " s; what had come is kept", seconds);
    finish(chat, &why);
}

static const struct http_handler http_handler = { on_head, on_data, on_http_done };
