/* script - a scripted server, and a clock that runs ahead while a chat pauses. */
#pragma once

#include "talk.h"

#include <time.h>

#define STEP_MS   10
#define OK_STREAM STREAM_HEAD "\r\n" CHUNK("fine") STOP USAGE DONE
#define STATUS(code, head, json)                                                                   \
    "HTTP/1.1 " code " No\r\nContent-Type: application/json\r\n" head "\r\n{\"error\":" json "}"
#define SAYS(code)  STATUS(#code, "", "{\"code\":" #code ",\"message\":\"m\"}")
#define HINTED(sec) STATUS("429", "Retry-After: " sec "\r\n", "{\"code\":429,\"message\":\"m\"}")
#define LOST        "" /* closes without a word */

static const struct client_retry thrice = { .attempts_max = 3 };

/* A clock that a test moves ahead while a chat pauses. */
static int64_t ahead_ms;

static inline int64_t moved_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000 + ahead_ms;
}

static inline int64_t fixed_unix_s(void)
{
    return 784111740; /* Sun, 06 Nov 1994 08:49:00 GMT */
}

static const struct clock_source moved = { moved_ms, fixed_unix_s };

/* The nth request gets the nth answer, all later ones the last. */
static const char *const *script;

static inline void follow(struct conn *conn)
{
    unsigned n = 0;

    while (n + 1 < conn->server->request_count && script[n + 1])
        n++;
    conn_say(conn, script[n]);
    conn_close(conn);
}

static inline void open_talk(struct talk *talk, const struct client_retry *retry,
                             const char *const *answers)
{
    ahead_ms = 0;
    clock_replace(&moved);
    script = answers;
    talk_open_retrying(talk, follow, "", &usual, retry);
}

static inline void close_talk(struct talk *talk)
{
    talk_close(talk);
    clock_replace(NULL);
}

/* Until it is done: how long it paused. */
static inline int64_t pass(struct talk *talk)
{
    int64_t paused_ms = 0;

    for (int64_t end_ms = moved_ms() - ahead_ms + 8000; !talk->is_done;) {
        CHECK(moved_ms() - ahead_ms < end_ms);
        loop_turn(talk->bench.loop, http_active(talk->bench.http) > 0 ? 10 : 0);
        if (talk->is_done || http_active(talk->bench.http) > 0)
            continue;
        ahead_ms += STEP_MS;
        paused_ms += STEP_MS;
    }
    return paused_ms;
}

static const struct chat_handler handler = { .on_delta = on_delta, .on_done = on_done };

static inline int begin(struct talk *talk, const struct chat_request *request, struct err *err)
{
    talk->is_done = false;
    talk->problem = (struct problem){ 0 };
    buf_clear(&talk->text);
    talk->chat = chat_start(talk->client, request, &handler, talk, err);
    return talk->chat ? 0 : -1;
}

static inline int64_t put(struct talk *talk, const struct chat_request *request)
{
    struct err err = { 0 };

    if (begin(talk, request, &err) < 0)
        test_fail(__FILE__, __LINE__, "chat_start: %s", err.text);
    return pass(talk);
}

/* One question with a script: its end stays in talk, which must be closed. */
static inline int64_t play(struct talk *talk, const struct client_retry *retry,
                           const char *const *answers)
{
    open_talk(talk, retry, answers);
    return put(talk, &question);
}
