/* bank - what OpenRouter itself says of the key and of a generation, asked beside the server. */
#include "tests/live/bank.h"

#include "base/clock.h"
#include "base/limits.h"
#include "openrouter/generation.h"
#include "openrouter/money.h"
#include "json/gate.h"
#include "json/scan.h"

#include <stdio.h>
#include <stdlib.h>

#define COST_TRIES   15
#define COST_WAIT_MS 1000

/* One request in flight. */
struct inquiry {
    struct buf *answer;
    bool has_ended;
    int status;
};

bool bank_open(struct bank *bank, struct loop *loop, const char *base_url, struct secret *key,
               struct err *err)
{
    struct http_options options = {
        .ca_file = getenv("SSL_CERT_FILE"),
        .proxy = getenv("HTTPS_PROXY"),
        .no_proxy = getenv("NO_PROXY"),
        .user_agent = "openrouter-mcp-live/" VERSION,
    };

    *bank = (struct bank){ .loop = loop, .key = key, .base_url = base_url };
    bank->http = http_new(loop, &options, err);
    return bank->http != NULL;
}

void bank_close(struct bank *bank)
{
    if (bank->http)
        http_free(bank->http);
    bank->http = NULL;
}

static enum http_verdict on_data(void *user, struct slice chunk)
{
    struct inquiry *inquiry = user;

    return buf_add(inquiry->answer, chunk) < 0 ? HTTP_STOP : HTTP_CONTINUE;
}

static void on_done(void *user, const struct http_result *result)
{
    struct inquiry *inquiry = user;

    inquiry->has_ended = true;
    inquiry->status = result->complete ? result->status : 0;
}

int bank_ask(struct bank *bank, const char *path, struct slice body, struct buf *answer)
{
    static const struct http_handler handler = { .on_data = on_data, .on_done = on_done };
    static const char *const headers[] = { "Content-Type: application/json", NULL };
    struct inquiry inquiry = { .answer = answer };
    struct err err;
    char url[512];

    buf_clear(answer);
    snprintf(url, sizeof(url), "%s%s", bank->base_url, path);

    struct http_request request = {
        .url = url,
        .headers = headers,
        .bearer = bank->key,
        .body = body,
        .response_max = SMALL_BODY_MAX,
        .headers_ms = HEADERS_MS,
        .idle_ms = TRANSPORT_IDLE_MS,
    };
    struct http_slot *slot = http_start(bank->http, &request, &handler, &inquiry, &err);

    while (slot && !inquiry.has_ended)
        loop_turn(bank->loop, -1);
    http_slot_free(slot);
    return inquiry.status;
}

bool bank_used(struct bank *bank, int64_t *nano)
{
    CLEANUP(buf_done) struct buf answer = BUF_MAX(SMALL_BODY_MAX);
    struct err err;

    return bank_ask(bank, "/key", (struct slice){ 0 }, &answer) == 200 &&
           gate_check(buf_slice(&answer), &gate_upstream, &err) == 0 &&
           money_parse_nano(scan_path(buf_slice(&answer), "data", "usage"), nano, &err) == 0;
}

bool bank_cost(struct bank *bank, const char *generation, int64_t *nano)
{
    CLEANUP(buf_done) struct buf answer = BUF_MAX(SMALL_BODY_MAX);
    struct generation known;
    struct err err;
    char path[GENERATION_ID_SIZE + 32];

    if (generation_path(generation, path) < 0)
        return false;
    for (int i = 0; i < COST_TRIES; i++) {
        if (i > 0)
            bank_rest(bank, COST_WAIT_MS);
        if (bank_ask(bank, path, (struct slice){ 0 }, &answer) == 200 &&
            generation_read(buf_slice(&answer), generation, &known, &err) == 0) {
            *nano = known.cost_nano;
            return true;
        }
    }
    return false;
}

void bank_rest(struct bank *bank, int64_t ms)
{
    int64_t until_ms = clock_ms() + ms, left_ms;

    while ((left_ms = until_ms - clock_ms()) > 0)
        loop_turn(bank->loop, (int)left_ms);
}
