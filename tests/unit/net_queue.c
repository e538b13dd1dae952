/* Units of net/http: kept connections, the queue, and what on_done may do. */
#include "loopback.h"

#include <time.h>

TEST("http: a connection is kept and used again, also by a POST, and not after a cancel")
{
    struct bench bench;

    bench_open(&bench, answer, OK_HELLO);

    struct http_request request = request_of(&bench);

    for (int i = 0; i < 5; i++) {
        struct ask ask = { 0 };

        request.body = i % 2 ? SLICE("question") : (struct slice){ NULL, 0 };
        ask_whole(&bench, &ask, &request);
        CHECK(ask.result.complete);
        CHECK_INT(ask.result.new_connection, i == 0);
        ask_done(&ask);
    }
    CHECK_INT(bench.server.conn_count, 1);
    CHECK_INT(bench.server.request_count, 5);

    struct ask cancelled = { 0 }, next = { 0 };

    bench.server.on_request = answer_nothing;
    ask_start(&bench, &cancelled, &request);
    turn_for(&bench, 20);
    ask_done(&cancelled);
    bench.server.on_request = answer;
    ask_whole(&bench, &next, &request);
    CHECK(next.result.new_connection);
    CHECK_INT(bench.server.conn_count, 2);
    ask_done(&next);
    bench_close(&bench);
}

TEST("http: what comes on a kept connection unasked ends it, and is no answer to what comes next")
{
    static const char *const goodbyes[] = {
        "HTTP/1.1 408 Bored\r\nContent-Length: 0\r\n\r\n", OK_HEAD "Content-Length: 4\r\n\r\nevil",
        "\x15", /* the first byte of TLS's own goodbye */
    };

    for (unsigned i = 0; i < 4 * ARRAY_COUNT(goodbyes); i++) {
        struct bench bench;
        struct ask first[3] = { 0 }, second = { 0 };

        bench_open(&bench, answer, OK_HELLO);

        struct http_request request = request_of(&bench);

        for (size_t k = 0; k < ARRAY_COUNT(first); k++)
            ask_start(&bench, &first[k], &request);
        for (size_t k = 0; k < ARRAY_COUNT(first); k++)
            wait_done(&bench, &first[k]);
        for (struct conn *conn = bench.server.conns; conn; conn = conn->next) {
            conn_say(conn, goodbyes[i / 4]);
            if (i % 2)
                conn_close(conn);
        }
        if (i % 4 < 2)
            request.body = SLICE("question");
        ask_whole(&bench, &second, &request);
        CHECK(second.result.complete);
        CHECK_STR(buf_text(&second.body), "hello");
        CHECK(second.result.new_connection);
        CHECK_INT(bench.server.conn_count, 4);
        CHECK_INT(bench.server.head_count, 4);
        for (size_t k = 0; k < ARRAY_COUNT(first); k++)
            ask_done(&first[k]);
        ask_done(&second);
        bench_close(&bench);
    }
}

TEST("http: bodies of two lengths end the connection behind them (fault U45)")
{
    struct bench bench;
    struct ask ask = { 0 };

    bench_open(&bench, answer,
               OK_HEAD "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
                       "5\r\nhello\r\n0\r\n\r\n");

    struct http_request request = request_of(&bench);

    ask_whole(&bench, &ask, &request);
    CHECK_STR(buf_text(&ask.body), "hello");
    turn_for(&bench, 20);
    CHECK_INT(bench.server.ended_count, 1);
    ask_done(&ask);
    bench_close(&bench);
}

static unsigned order[400], order_count;

static void note_order(struct ask *ask)
{
    order[order_count++] = (unsigned)(uintptr_t)ask->user;
}

static struct conn *held[UPSTREAM_ACTIVE_MAX];
static size_t held_count;

static void hold(struct conn *conn)
{
    held[held_count++] = conn;
    CHECK(held_count <= UPSTREAM_ACTIVE_MAX);
}

TEST("http: 64 run, 256 wait in their order, and one more is refused with a sentence")
{
    enum { ALL = UPSTREAM_ACTIVE_MAX + UPSTREAM_QUEUED_MAX };
    static struct ask asks[ALL];
    struct bench bench;
    struct err err = { 0 };

    held_count = order_count = 0;
    memset(asks, 0, sizeof(asks));
    bench_open(&bench, hold, OK_HELLO);

    struct http_request request = request_of(&bench);

    for (size_t i = 0; i < ALL; i++) {
        asks[i].on_done = note_order;
        asks[i].user = (void *)(uintptr_t)i;
        ask_start(&bench, &asks[i], &request);
    }
    CHECK_INT(http_active(bench.http), UPSTREAM_ACTIVE_MAX);
    CHECK_INT(http_queued(bench.http), UPSTREAM_QUEUED_MAX);
    CHECK(!http_start(bench.http, &request, &ask_handler, &asks[0], &err));
    CHECK_INT(err.kind, ERR_BUSY);
    CHECK_SAYS(err.text, "256 are waiting");

    /* Out of the middle, out of the end: the others keep their order. */
    asks[100].slot = http_slot_free(asks[100].slot);
    asks[ALL - 1].slot = http_slot_free(asks[ALL - 1].slot);
    CHECK_INT(http_queued(bench.http), UPSTREAM_QUEUED_MAX - 2);

    /* One after the other is answered, so that they must end in the order of their start. */
    for (int64_t end_ms = clock_ms() + 20000; order_count < ALL - 2 && clock_ms() < end_ms;) {
        loop_turn(bench.loop, 5);
        if (held_count > 0 && held_count == http_active(bench.http)) {
            struct conn *conn = held[0];

            memmove(held, held + 1, --held_count * sizeof(*held));
            answer(conn);
        }
        CHECK(http_active(bench.http) <= UPSTREAM_ACTIVE_MAX);
    }
    CHECK_INT(order_count, ALL - 2);
    CHECK_INT(bench.server.conn_count, UPSTREAM_ACTIVE_MAX);
    for (unsigned i = UPSTREAM_ACTIVE_MAX; i < ALL - 1; i++)
        if (i != 100)
            CHECK_INT(order[i > 100 ? i - 1 : i], i);
    for (size_t i = 0; i < ALL; i++)
        ask_done(&asks[i]);
    bench_close(&bench);
}

static int64_t shift_ms;

static int64_t shifted_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 + shift_ms;
}

TEST("http: who waits longer than QUEUE_MS for a place is told so, and nothing was sent")
{
    static const struct clock_source shifted = { shifted_ms, NULL };
    static struct ask asks[UPSTREAM_ACTIVE_MAX + 1];
    struct ask *last = &asks[UPSTREAM_ACTIVE_MAX];
    struct bench bench;

    shift_ms = 0;
    held_count = 0;
    memset(asks, 0, sizeof(asks));
    clock_replace(&shifted);
    bench_open(&bench, hold, "");

    struct http_request request = request_of(&bench);

    request.headers_ms = 2 * QUEUE_MS;
    request.body = SLICE("question");
    for (size_t i = 0; i < ARRAY_COUNT(asks); i++)
        ask_start(&bench, &asks[i], &request);
    turn_for(&bench, 50);
    CHECK_INT(http_queued(bench.http), 1);
    shift_ms = QUEUE_MS - 1000;
    turn_for(&bench, 20);
    CHECK_INT(last->done_count, 0);
    shift_ms = QUEUE_MS;
    turn_for(&bench, 20);
    CHECK_INT(last->done_count, 1);
    CHECK_INT(last->err.kind, ERR_BUSY);
    CHECK_SAYS(last->err.text, "within 60 s");
    CHECK_INT(last->result.sent, HTTP_SENT_NOTHING);
    CHECK_INT(last->result.total_ms, 0);
    CHECK_INT(http_active(bench.http), UPSTREAM_ACTIVE_MAX);
    for (size_t i = 0; i < ARRAY_COUNT(asks); i++)
        ask_done(&asks[i]);
    bench_close(&bench);
    clock_replace(NULL);
}

/* A handler that does in on_done what the contract allows: starts another, frees all it knows. */
static struct bench *chain_bench;
static struct ask chain[3];

static void free_all(struct ask *ask)
{
    (void)ask;
    for (size_t i = 0; i < ARRAY_COUNT(chain); i++)
        chain[i].slot = http_slot_free(chain[i].slot);
}

static void start_another(struct ask *ask)
{
    struct http_request request = request_of(chain_bench);

    ask->slot = http_slot_free(ask->slot);
    chain[1].on_done = free_all;
    ask_start(chain_bench, &chain[1], &request);
}

TEST("http: on_done may start slots and free any, its own included")
{
    struct bench bench;

    chain_bench = &bench;
    memset(chain, 0, sizeof(chain));
    bench_open(&bench, answer, OK_HELLO);

    struct http_request request = request_of(&bench);

    chain[0].on_done = start_another;
    chain[2].on_done = free_all;
    ask_start(&bench, &chain[0], &request);
    wait_done(&bench, &chain[1]);
    for (size_t i = 0; i < ARRAY_COUNT(chain); i++)
        ask_done(&chain[i]);

    /* Three that end in one turn: the first of them takes the others with it. */
    memset(chain, 0, sizeof(chain));
    for (size_t i = 0; i < ARRAY_COUNT(chain); i++) {
        chain[i].on_done = free_all;
        ask_start(&bench, &chain[i], &request);
    }
    turn_for(&bench, 50);
    CHECK_INT(chain[0].done_count + chain[1].done_count + chain[2].done_count, 1);
    CHECK_INT(http_active(bench.http), 0);
    for (size_t i = 0; i < ARRAY_COUNT(chain); i++)
        ask_done(&chain[i]);
    bench_close(&bench);
}
