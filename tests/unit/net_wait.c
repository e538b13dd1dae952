/* Units of net/http: time, cancelling, and the end. */
#include "loopback.h"

#include <netdb.h>
#include <sys/resource.h>
#include <time.h>

static void close_conn(struct conn *conn)
{
    conn_close(conn);
}

static void half_head(struct conn *conn)
{
    conn_drip(conn, OK_HEAD "X: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy", 5);
}

static void half_body(struct conn *conn)
{
    conn_say(conn, OK_HEAD "Content-Length: 100\r\n\r\nhello");
}

static void slow_body(struct conn *conn)
{
    conn_say(conn, OK_HEAD "Content-Length: 10\r\n\r\n");
    conn_drip(conn, "0123456789", 30);
}

TEST("http: no status line, or a head that drips, is given up after headers_ms (faults U7, U11)")
{
    static void (*const servers[])(struct conn *) = { answer_nothing, half_head };

    for (size_t i = 0; i < ARRAY_COUNT(servers); i++) {
        struct bench bench;
        struct ask ask = { 0 };

        bench_open(&bench, servers[i], "");

        struct http_request request = request_of(&bench);

        request.headers_ms = 120;
        ask_whole(&bench, &ask, &request);
        CHECK_INT(ask.err.kind, ERR_TIMEOUT);
        CHECK_SAYS(ask.err.text, "did not begin to answer within 120 ms");
        CHECK(ask.result.total_ms >= 120 && ask.result.total_ms < 500);
        CHECK_INT(ask.result.sent, i ? HTTP_SENT_ALL : HTTP_SENT_UNKNOWN);
        turn_for(&bench, 20);
        CHECK_INT(bench.server.ended_count, 1);
        ask_done(&ask);
        bench_close(&bench);
    }
}

TEST("http: silence in the middle of an answer is given up after idle_ms, slowness is not")
{
    struct bench bench;
    struct ask ask = { 0 };

    bench_open(&bench, half_body, "");

    struct http_request request = request_of(&bench);

    request.idle_ms = 100;
    ask_whole(&bench, &ask, &request);
    CHECK_INT(ask.err.kind, ERR_TIMEOUT);
    CHECK_SAYS(ask.err.text, "sent nothing for 100 ms");
    CHECK_STR(buf_text(&ask.body), "hello");
    CHECK(ask.result.total_ms >= 100 && ask.result.total_ms < 500);
    ask_done(&ask);

    bench.server.on_request = slow_body; /* 300 ms in all */
    ask = (struct ask){ 0 };
    ask_whole(&bench, &ask, &request);
    CHECK(ask.result.complete);
    CHECK_STR(buf_text(&ask.body), "0123456789");
    CHECK(ask.result.total_ms > 200);
    ask_done(&ask);
    bench_close(&bench);
}

TEST("http: nobody there is an error at once, and nothing was sent")
{
    struct bench bench;
    struct ask ask = { 0 };

    bench_open(&bench, answer, OK_HELLO);

    struct http_request request = request_of(&bench);

    loop_unwatch(bench.loop, &bench.server.watch);
    close(bench.server.fd);
    bench.server.fd = -1;
    ask_whole(&bench, &ask, &request);
    CHECK_INT(ask.err.kind, ERR_NETWORK);
    CHECK_SAYS(ask.err.text, "cannot connect to 127.0.0.1:");
    CHECK_SAYS(ask.err.text, ": Connection refused");
    CHECK(!strstr(ask.err.text, "proxy"));
    CHECK(!strstr(ask.err.text, "query"));
    CHECK_INT(ask.result.sent, HTTP_SENT_NOTHING);
    CHECK(!ask.result.complete);
    ask_done(&ask);
    bench_close(&bench);
}

TEST("http: when this machine has no socket left, that is said, and passes (fault C19)")
{
    struct bench bench;
    struct ask ask = { 0 };
    struct rlimit usual, tight;
    struct err err = { 0 };

    bench_open(&bench, answer, OK_HELLO);

    struct http_request request = request_of(&bench);

    CHECK_INT(getrlimit(RLIMIT_NOFILE, &usual), 0);
    tight = (struct rlimit){ 3, usual.rlim_max };
    CHECK_INT(setrlimit(RLIMIT_NOFILE, &tight), 0);
    ask.slot = http_start(bench.http, &request, &ask_handler, &ask, &err);
    while (!ask.done_count)
        loop_turn(bench.loop, 1);
    CHECK_INT(setrlimit(RLIMIT_NOFILE, &usual), 0);
    CHECK_INT(ask.err.kind, ERR_NETWORK);
    CHECK_SAYS(ask.err.text, "Too many open files");
    CHECK_INT(ask.result.sent, HTTP_SENT_NOTHING);
    ask_done(&ask);
    ask = (struct ask){ 0 };
    ask_whole(&bench, &ask, &request);
    CHECK(ask.result.complete);
    ask_done(&ask);
    bench_close(&bench);
}

TEST("http: what does not speak TLS where TLS is wanted is no connection (fault U5)")
{
    struct bench bench;
    struct ask ask = { 0 };

    bench_open(&bench, answer, OK_HELLO);

    struct http_request request = request_of(&bench);
    char url[80];

    snprintf(url, sizeof(url), "https%s", bench.url + strlen("http"));
    request.url = url;
    request.body = SLICE("paid");
    bench.server.on_open = close_conn;
    ask_whole(&bench, &ask, &request);
    CHECK_INT(ask.err.kind, ERR_NETWORK);
    CHECK_SAYS(ask.err.text, "TLS");
    CHECK_INT(ask.result.sent, HTTP_SENT_NOTHING);
    CHECK_INT(bench.server.head_count, 0);
    ask_done(&ask);
    bench_close(&bench);
}

TEST("http: freeing a slot closes its connection at once, whatever it was doing")
{
    static void (*const servers[])(struct conn *) = { answer_nothing, half_head, half_body };
    int64_t worst_ms = 0;

    for (size_t i = 0; i < 3 * ARRAY_COUNT(servers); i++) {
        struct bench bench;
        struct ask ask = { 0 };

        bench_open(&bench, servers[i % ARRAY_COUNT(servers)], "");

        struct http_request request = request_of(&bench);

        if (i % 2)
            request.body = SLICE("question");
        ask_start(&bench, &ask, &request);
        turn_for(&bench, 20);
        CHECK_INT(bench.server.request_count, 1);
        CHECK_INT(http_active(bench.http), 1);

        int64_t freed_ms = clock_ms();

        ask.slot = http_slot_free(ask.slot);
        CHECK_INT(http_active(bench.http), 0);
        turn_for(&bench, 60);
        CHECK_INT(bench.server.ended_count, 1);
        CHECK_INT(ask.done_count, 0);
        if (bench.server.ended_ms - freed_ms > worst_ms)
            worst_ms = bench.server.ended_ms - freed_ms;
        ask_done(&ask);
        bench_close(&bench);
    }
    printf("http: a cancelled connection was closed after at most %d ms\n", (int)worst_ms);
    CHECK(worst_ms <= 50);
}

TEST("http: a slot may be freed in the same turn in which it was started")
{
    struct bench bench;
    struct ask ask = { 0 };

    bench_open(&bench, answer, OK_HELLO);

    struct http_request request = request_of(&bench);

    for (int i = 0; i < 20; i++) {
        ask_start(&bench, &ask, &request);
        ask.slot = http_slot_free(ask.slot);
    }
    turn_for(&bench, 30);
    CHECK_INT(ask.done_count, 0);
    CHECK_INT(bench.server.request_count, 0);
    ask_whole(&bench, &ask, &request);
    CHECK(ask.result.complete);
    ask_done(&ask);
    bench_close(&bench);
}

static _Atomic int resolving;

/* Stands in front of the C library's: a resolver that hangs for a second. */
int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
                struct addrinfo **result)
{
    (void)node, (void)service, (void)hints, (void)result;
    resolving = 1;
    clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){ 1, 0 }, NULL);
    resolving = 0;
    return EAI_AGAIN;
}

TEST("http: a resolver that hangs stops neither the loop, nor a cancel, nor the end (fault U2)")
{
    struct bench bench;
    struct ask ask = { 0 }, other = { 0 };

    bench_open(&bench, answer, OK_HELLO);

    struct http_request request = request_of(&bench);

    request.url = "https://name.invalid/secret?query";
    ask_start(&bench, &ask, &request);
    turn_for(&bench, 20);
    CHECK(resolving);
    request.url = bench.url;
    ask_whole(&bench, &other, &request);
    CHECK(other.result.complete);
    CHECK(other.result.total_ms < 100);
    ask_done(&other);

    int64_t start_ms = clock_ms();

    ask_done(&ask);
    bench_close(&bench);
    CHECK(clock_ms() - start_ms < 50);
    CHECK(resolving);
    while (resolving)
        clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){ 0, 20000000 }, NULL);
}

TEST("http: a name that cannot be resolved is said, and the URL is not (fault U1)")
{
    struct bench bench;
    struct ask ask = { 0 };

    bench_open(&bench, answer, OK_HELLO);

    struct http_request request = request_of(&bench);

    request.url = "https://name.invalid/secret?query";
    request.body = SLICE("question");
    ask_whole(&bench, &ask, &request);
    CHECK_INT(ask.err.kind, ERR_NETWORK);
    CHECK_STR(ask.err.text, "cannot connect to name.invalid: the name could not be resolved; check "
                            "the network");
    CHECK_INT(ask.result.sent, HTTP_SENT_NOTHING);
    ask_done(&ask);
    bench_close(&bench);
}
