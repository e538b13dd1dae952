/* talk - one chat after the other with a scripted server, and all that came of the last. */
#pragma once

#include "loopback.h"
#include "openrouter/chat.h"

#define KEY         "sk-or-v1-0123456789abcdef0123456789abcdef"
#define STREAM_HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
#define CHUNK(text) "data: {\"choices\":[{\"delta\":{\"content\":\"" text "\"}}]}\n\n"
#define STOP        "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
#define USAGE       "data: {\"choices\":[],\"usage\":{\"cost\":0.25}}\n\n"
#define DONE        "data: [DONE]\n\n"

static const struct chat_terms terms = {
    .max_tokens = 100, .max_prompt_pico = -1, .max_completion_pico = -1, .max_request_nano = -1
};
static const struct chat_request question = { .model = "a/b", .prompt = "hi", .terms = &terms };

static const struct client_patience usual;
static const struct client_retry once = { .attempts_max = 1 };

/* A client of its own on a bench, one chat, and all that came of it. */
struct talk {
    struct bench bench;
    struct secret *key;
    struct client *client;
    char base_url[64];
    struct chat *chat;
    struct buf deltas, text;
    bool is_done, complete, sent;
    unsigned attempts, failed_attempts, unknown_attempts;
    char failures[160], passed_over[64];
    int64_t cost_nano, took_ms, first_ms;
    char generation_id[64];
    struct problem problem; /* err.kind is ERR_NONE when there was none */
};

static inline void on_delta(void *user, enum chat_part part, struct slice text)
{
    struct talk *talk = user;

    buf_addf(&talk->deltas, "%c<%.*s>", part == CHAT_CONTENT ? 'c' : 'r', SLICE_FMT(text));
}

static inline void on_done(void *user, const struct chat_reply *reply,
                           const struct problem *problem)
{
    struct talk *talk = user;

    CHECK(!talk->is_done);
    talk->is_done = true;
    buf_add(&talk->text, reply->text);
    talk->complete = reply->complete;
    talk->sent = reply->sent;
    talk->cost_nano = reply->cost_nano;
    talk->attempts = reply->attempts;
    talk->failed_attempts = reply->failed_attempts;
    talk->unknown_attempts = reply->unknown_attempts;
    snprintf(talk->failures, sizeof(talk->failures), "%s", reply->failures);
    snprintf(talk->passed_over, sizeof(talk->passed_over), "%s", reply->passed_over);
    talk->took_ms = reply->total_ms;
    talk->first_ms = reply->first_content_ms;
    snprintf(talk->generation_id, sizeof(talk->generation_id), "%s", reply->generation_id);
    if (problem)
        talk->problem = *problem;
    talk->chat = chat_free(talk->chat);
}

/* retry NULL: each question is asked once. */
static inline void talk_open_retrying(struct talk *talk, void (*on_request)(struct conn *conn),
                                      const char *reply, const struct client_patience *patience,
                                      const struct client_retry *retry)
{
    struct err err = { 0 };

    *talk = (struct talk){ .deltas = BUF_MAX(KIB(64)), .text = BUF_MAX(MIB(1)) };
    CHECK_INT(secret_init(&err), 0);
    talk->key = secret_new(SLICE(KEY), &err);
    bench_open(&talk->bench, on_request, reply);
    snprintf(talk->base_url, sizeof(talk->base_url), "%.*s",
             (int)(strstr(talk->bench.url, "/path") - talk->bench.url), talk->bench.url);
    talk->client = client_new(talk->bench.loop, talk->bench.http,
                              &(struct client_options){ .base_url = talk->base_url,
                                                        .key = talk->key,
                                                        .app_url = "https://app.example",
                                                        .app_title = "unit",
                                                        .app_categories = "cli-agent",
                                                        .patience = *patience,
                                                        .retry = retry ? *retry : once });
}

static inline void talk_open(struct talk *talk, void (*on_request)(struct conn *conn),
                             const char *reply, const struct client_patience *patience)
{
    talk_open_retrying(talk, on_request, reply, patience, NULL);
}

static inline void talk_close(struct talk *talk)
{
    chat_free(talk->chat);
    client_free(talk->client);
    bench_close(&talk->bench);
    secret_free(talk->key);
    buf_done(&talk->deltas);
    buf_done(&talk->text);
}

static inline void talk_wait(struct talk *talk)
{
    for (int64_t end_ms = clock_ms() + 8000; !talk->is_done;) {
        CHECK(clock_ms() < end_ms);
        loop_turn(talk->bench.loop, 10);
    }
}

static inline void ask(struct talk *talk, const struct chat_request *request)
{
    static const struct chat_handler handler = { .on_delta = on_delta, .on_done = on_done };
    struct err err = { 0 };

    talk->is_done = false;
    talk->problem = (struct problem){ 0 };
    buf_clear(&talk->text);
    buf_clear(&talk->deltas);
    talk->chat = chat_start(talk->client, request, &handler, talk, &err);
    if (!talk->chat)
        test_fail(__FILE__, __LINE__, "chat_start: %s", err.text);
    talk_wait(talk);
}
