/* chat - one streamed completion: attempts over one http slot after the other.
 *
 *   start -> begin -> (on_head -> on_data ...) -> on_http_done -> end_attempt -> finish
 *              |                  on_silence: no sign of life ---^      |
 *              |<---------------------- on_pause <----------------------+
 *              +- the key is not known: waits for the first one's answer
 */
#include "openrouter/chat.h"

#include "base/clock.h"
#include "openrouter/chat_hold.h"
#include "openrouter/chat_letter.h"
#include "openrouter/chat_patience.h"
#include "openrouter/chat_retry.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#define BYTES_PER_TOKEN KIB(2)

struct chat {
    struct client *client;
    const struct chat_handler *handler;
    void *user;
    struct chat_letter letter;
    size_t raw_max;
    bool reasons, web;
    int64_t deadline_ms;

    struct http_slot *slot; /* NULL: it pauses */
    struct loop_timer silence, pause;
    struct health_listener listener;
    struct chat_stream stream;
    struct chat_hold hold; /* deltas on their way to the handler */
    struct chat_retry retry;
    unsigned signs;    /* of the stream, when the timer was last set */
    bool is_admitted;  /* health is owed a word */
    bool has_named;    /* on_generation was called for this attempt */
    bool was_repeated; /* on another connection, because a kept one had ended */
    int64_t started_ms, hint_ms;
};

static const struct http_handler http_handler;

static int64_t elapsed_ms(const struct chat *chat)
{
    return clock_ms() - chat->started_ms;
}

static int64_t silence_ms(const struct chat *chat)
{
    return chat_patience_ms(client_patience(chat->client), &chat->stream, chat->reasons);
}

static void on_text(void *user, enum chat_part part, struct slice text)
{
    struct chat *chat = user;

    if (part == CHAT_CONTENT && chat->stream.reply.first_content_ms < 0)
        chat->stream.reply.first_content_ms = elapsed_ms(chat);
    if (chat->handler->on_delta)
        chat_hold_add(&chat->hold, part, text);
}

/* The stream of the last attempt is kept until here: it has what is told in the meantime. */
static void renew_stream(struct chat *chat)
{
    chat_stream_done(&chat->stream);
    chat_stream_init(&chat->stream, chat_letter_model(&chat->letter),
                     &(struct chat_listener){ on_text, chat });
    chat->stream.web = chat->web;
    chat->stream.reply.sent = true; /* as far as is known before the end */
    chat->stream.reply.unknown_attempts = (unsigned)chat->retry.history.unknown;
    chat->signs = 0;
    chat->has_named = false;
    chat->hint_ms = -1;
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
        .body = buf_slice(&chat->letter.body),
        .streams = true,
        .is_free = client_endpoint(chat->client) != NULL,
        .response_max = chat->raw_max,
        .headers_ms = patience->headers_ms,
        .idle_ms = patience->idle_ms,
    };

    chat->slot = http_start(client_http(chat->client), &request, &http_handler, chat, err);
    return chat->slot ? 0 : -1;
}

/* Sends it, or waits for what becomes of the first request with this key. -1: it may not be sent.
 */
static int begin(struct chat *chat, struct err *err)
{
    struct health *health = client_health(chat->client);
    int64_t now_ms = clock_ms(), proof_ms = chat->started_ms + KEY_PROOF_MS - now_ms;

    if (proof_ms > 0 && health_must_wait(health, &chat->listener)) {
        chat->stream.reply.sent = false;
        loop_timer_set(client_loop(chat->client), &chat->pause, proof_ms);
        return 0;
    }

    int addressee = health_admit(health, chat_letter_models(&chat->letter), now_ms, err);

    if (addressee < 0)
        return -1;
    chat_letter_address(&chat->letter, addressee);
    renew_stream(chat);
    chat->is_admitted = true;
    return send_body(chat, err);
}

static size_t raw_max(int64_t max_tokens)
{
    size_t least = MIB(1); /* comments, usage, the names in each chunk */

    if (max_tokens <= 0 || (uint64_t)max_tokens > (SSE_RAW_MAX - least) / BYTES_PER_TOKEN)
        return SSE_RAW_MAX;
    return least + (size_t)max_tokens * BYTES_PER_TOKEN;
}

static void on_silence(void *user);
static void on_pause(void *user);

static bool is_on_wire(const struct chat *chat)
{
    return chat->slot && http_slot_sent(chat->slot) != HTTP_SENT_NOTHING;
}

/* What becomes known of the key concerns who waits for it, here or in the queue. */
static void on_news(void *user)
{
    struct chat *chat = user;

    if (chat->slot ? !is_on_wire(chat) : chat->retry.history.attempts == 0)
        loop_timer_set(client_loop(chat->client), &chat->pause, 0);
}

struct chat *chat_start(struct client *client, const struct chat_request *request,
                        const struct chat_handler *handler, void *user, struct err *err)
{
    if (!client_has_key(client) && !client_endpoint(client)) {
        err_set(err, ERR_AUTH,
                "there is no API key: the user must run openrouter-mcp login, or set "
                "OPENROUTER_API_KEY (https://openrouter.ai/settings/keys)");
        return NULL;
    }

    struct chat *chat = xcalloc(1, sizeof(*chat));

    chat->client = client;
    chat->handler = handler;
    chat->user = user;
    chat->raw_max = raw_max(request->terms->max_tokens);
    chat->reasons = request->reasons;
    chat->web = request->web;
    chat->deadline_ms = request->deadline_ms;
    chat->silence = (struct loop_timer){ .on_due = on_silence, .user = chat };
    chat->pause = (struct loop_timer){ .on_due = on_pause, .user = chat };
    chat->listener = (struct health_listener){ .on_news = on_news, .user = chat };
    chat->started_ms = clock_ms();
    chat_hold_init(&chat->hold, client_key(client), handler->on_delta, user);
    health_join(client_health(client), &chat->listener);
    if (chat_letter_init(&chat->letter, request, err) < 0)
        return chat_free(chat);
    renew_stream(chat);
    return begin(chat, err) < 0 ? chat_free(chat) : chat;
}

/* Nothing more will happen. */
static void rest(struct chat *chat)
{
    struct health *health = client_health(chat->client);

    chat->slot = http_slot_free(chat->slot);
    if (chat->is_admitted)
        health_forget(health, chat_letter_model(&chat->letter));
    chat->is_admitted = false;
    health_leave(health, &chat->listener);
    loop_timer_stop(client_loop(chat->client), &chat->silence);
    loop_timer_stop(client_loop(chat->client), &chat->pause);
}

struct chat *chat_free(struct chat *chat)
{
    if (!chat)
        return NULL;
    rest(chat);
    chat_stream_done(&chat->stream);
    chat_hold_done(&chat->hold);
    chat_letter_done(&chat->letter);
    free(chat);
    return NULL;
}

const struct chat_reply *chat_so_far(struct chat *chat)
{
    struct chat_reply *reply = &chat->stream.reply;

    reply->total_ms = elapsed_ms(chat);
    if (chat->slot)
        reply->sent = is_on_wire(chat) || chat->retry.history.unknown > 0;
    chat_retry_report(&chat->retry, &chat->stream, is_on_wire(chat));
    reply->passed_over = chat->letter.addressee > 0 ? chat->letter.models[0] : "";
    chat_stream_scrub(&chat->stream, client_key(chat->client));
    return reply;
}

struct slice chat_sent_body(const struct chat *chat)
{
    return buf_slice(&chat->letter.body);
}

/* Most often the head says it, before anything is billed. */
static void name_generation(struct chat *chat)
{
    const char *id = chat->stream.reply.generation_id;

    if (chat->has_named || !id[0] || !chat->handler->on_generation)
        return;
    chat->has_named = true;
    chat->handler->on_generation(chat->user, id);
}

static enum http_verdict on_head(void *user, const struct http_head *head)
{
    struct chat *chat = user;

    client_touch(chat->client);
    if (head->status < 400)
        health_note_key(client_health(chat->client));
    chat->hint_ms = retry_after_ms(head->retry_after, head->date, clock_unix_s());
    chat_stream_begin(&chat->stream, head);
    name_generation(chat);
    loop_timer_set(client_loop(chat->client), &chat->silence, silence_ms(chat));
    return HTTP_CONTINUE;
}

static enum http_verdict on_data(void *user, struct slice chunk)
{
    struct chat *chat = user;
    enum chat_stage stage = chat->stream.stage;
    bool goes_on = chat_stream_feed(&chat->stream, chunk);

    name_generation(chat);
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
    int64_t seconds = (chat->hint_ms + 999) / 1000;

    if (chat->hint_ms <= 0 || problem->retry_after_s >= seconds || problem->code < 400)
        return;
    problem->retry_after_s = seconds;
    snprintf(problem->err.text + size, sizeof(problem->err.text) - size,
             " Retry after %" PRId64 " s.", seconds);
}

/* The handler may free the chat: nothing follows. */
static void finish(struct chat *chat)
{
    struct chat_stream *stream = &chat->stream;
    bool has_failed = stream->problem.err.kind != ERR_NONE;

    rest(chat);
    if (has_failed) {
        add_retry_after(chat, &stream->problem);
        chat_retry_explain(&chat->retry, &stream->problem.err);
    }
    chat_hold_flush(&chat->hold);
    chat->handler->on_done(chat->user, chat_so_far(chat), has_failed ? &stream->problem : NULL);
}

static int64_t next_delay_ms(struct chat *chat, const struct chat_failure *failure, int64_t now_ms)
{
    const struct client_retry *retry = client_retry(chat->client);
    struct health *health = client_health(chat->client);
    bool is_hopeless = !health_has_any(health, chat_letter_models(&chat->letter), now_ms);
    struct retry_terms terms = {
        .attempts_max = is_hopeless ? 1 : (int)retry->attempts_max,
        .allows_unknown = retry->allows_unknown,
        .left_ms = chat->deadline_ms > 0 ? chat->deadline_ms - now_ms : CALL_MAX_S * INT64_C(1000),
    };
    uint32_t random = 0;

    if (getrandom(&random, sizeof(random), GRND_NONBLOCK) != sizeof(random))
        random = (uint32_t)now_ms;
    return chat_retry_delay_ms(&chat->retry, health_bucket(health), failure, &terms, random);
}

static void end_attempt(struct chat *chat, const struct err *why, enum http_sent sent)
{
    struct chat_stream *stream = &chat->stream;
    struct health *health = client_health(chat->client);
    struct chat_failure failure = { stream, sent, chat->hint_ms };
    int64_t now_ms = clock_ms(), delay_ms = -1;

    chat->slot = http_slot_free(chat->slot);
    loop_timer_stop(client_loop(chat->client), &chat->silence);
    chat_stream_end(stream, why);

    bool has_failed = stream->problem.err.kind != ERR_NONE;

    if (has_failed)
        chat_stream_scrub(stream, client_key(chat->client)); /* what is noted is told to others */
    chat->is_admitted = false;
    health_note(health, chat_letter_model(&chat->letter), has_failed ? &stream->problem : NULL,
                chat_retry_hint_ms(&failure), now_ms);
    if (has_failed)
        delay_ms = next_delay_ms(chat, &failure, now_ms);
    else if (chat->retry.history.attempts == 0)
        retry_note_success(health_bucket(health));
    chat_retry_settle(&chat->retry, stream, sent);
    if (delay_ms < 0) {
        finish(chat);
        return;
    }
    stream->reply.sent = chat->retry.history.unknown > 0;
    loop_timer_set(client_loop(chat->client), &chat->pause, delay_ms);
}

static void on_http_done(void *user, const struct http_result *result)
{
    struct chat *chat = user;
    struct err why = { 0 };

    if (result->err)
        why = *result->err;
    /* A kept connection that had ended is no failure of anybody's. */
    if (result->sent == HTTP_SENT_NOTHING && result->had_connection && why.kind == ERR_NETWORK &&
        !chat->was_repeated) {
        chat->was_repeated = true;
        chat->slot = http_slot_free(chat->slot);
        if (send_body(chat, &why) == 0)
            return;
    }
    end_attempt(chat, why.kind != ERR_NONE ? &why : NULL, result->sent);
}

/* The wait before an attempt is over, or something has become known of the key. */
static void on_pause(void *user)
{
    struct chat *chat = user;
    struct health *health = client_health(chat->client);
    struct err why = { 0 };
    int rc;

    if (is_on_wire(chat))
        return;
    rc = chat->slot ? health_check_key(health, chat_letter_model(&chat->letter), clock_ms(), &why)
                    : begin(chat, &why);
    if (rc == 0)
        return;
    if (chat->stream.problem.err.kind == ERR_NONE) {
        chat_stream_refuse(&chat->stream, &why);
        chat_retry_settle(&chat->retry, &chat->stream, HTTP_SENT_NOTHING);
    }
    finish(chat);
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
    end_attempt(chat, &why, HTTP_SENT_ALL);
}

static const struct http_handler http_handler = { on_head, on_data, on_http_done };
