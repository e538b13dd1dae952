/* Units of net/http: what an answer may look like, and how it may fail to come. */
#include "loopback.h"

/* One GET whose answer is reply; the server closes afterwards where that is said. */
static void get(struct ask *ask, void (*on_request)(struct conn *conn), const char *reply,
                const struct http_request *wishes)
{
    struct bench bench;
    struct http_request request = *wishes;

    bench_open(&bench, on_request, reply);
    request.url = bench.url;
    if (!request.response_max)
        request.response_max = MIB(1);
    if (!request.headers_ms)
        request.headers_ms = 5000;
    *ask = (struct ask){ .head_verdict = ask->head_verdict, .data_verdict = ask->data_verdict };
    ask_whole(&bench, ask, &request);
    bench_close(&bench);
}

static const struct http_request usual;

TEST("http: a plain answer comes whole, with its head before its body")
{
    struct ask ask = { 0 };

    get(&ask, answer,
        "HTTP/1.1 200 OK\r\nContent-Type: Text/HTML; charset=UTF-8\r\nX-Generation-Id: gen-1\r\n"
        "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 5\r\n\r\nhello",
        &usual);
    CHECK(ask.result.complete);
    CHECK(ask.result.err == NULL);
    CHECK_INT(ask.result.status, 200);
    CHECK_INT(ask.result.sent, HTTP_SENT_ALL);
    CHECK(ask.result.new_connection);
    CHECK(ask.result.first_byte_ms >= 0 && ask.result.first_byte_ms <= ask.result.total_ms);
    CHECK_STR(ask.content_type, "text/html");
    CHECK_STR(ask.generation_id, "gen-1");
    CHECK_STR(ask.date, "Sun, 06 Nov 1994 08:49:37 GMT");
    CHECK_STR(ask.retry_after, "");
    CHECK_STR(buf_text(&ask.body), "hello");
    ask_done(&ask);
}

TEST("http: errors, redirects and empty answers are delivered like any status (fault U42)")
{
    static const struct {
        const char *reply;
        int status;
        const char *body;
    } rows[] = {
        { "HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nwait", 429, "wait" },
        { "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.2/\r\nContent-Length: 0\r\n\r\n", 302,
          "" },
        { "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic\r\nContent-Length: 2\r\n\r\nno", 401, "no" },
        { "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", 500, "" },
        { "HTTP/1.1 204 None\r\n\r\n", 204, "" },
        { "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 100 Go\r\n\r\n" OK_HELLO, 200, "hello" },
        { "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", 200, "ok" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct ask ask = { 0 };

        get(&ask, answer, rows[i].reply, &usual);
        CHECK(ask.result.complete);
        CHECK_INT(ask.head_count, 1);
        CHECK_INT(ask.result.status, rows[i].status);
        CHECK_STR(buf_text(&ask.body), rows[i].body);
        CHECK_STR(ask.retry_after, i == 0 ? "7" : "");
        ask_done(&ask);
    }
}

TEST("http: chunked and close-delimited bodies end as their framing says")
{
    struct ask ask = { 0 };

    get(&ask, answer,
        OK_HEAD "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX: trailer\r\n\r\n",
        &usual);
    CHECK(ask.result.complete);
    CHECK_INT(ask.head_count, 1);
    CHECK_STR(buf_text(&ask.body), "abcde");
    ask_done(&ask);
    get(&ask, answer_and_close, OK_HEAD "\r\nuntil the end", &usual);
    CHECK(ask.result.complete);
    CHECK_STR(buf_text(&ask.body), "until the end");
    ask_done(&ask);
}

static void drip(struct conn *conn)
{
    conn_drip(conn, conn->server->reply, 0);
}

TEST("http: an answer that drips byte by byte is the same answer")
{
    struct ask ask = { 0 };

    get(&ask, drip, OK_HEAD "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
        &usual);
    CHECK(ask.result.complete);
    CHECK_STR(buf_text(&ask.body), "abcde");
    ask_done(&ask);
}

TEST("http: a body that is cut is an answer that was lost, with what came of it (fault U18)")
{
    static const char *const replies[] = {
        OK_HEAD "Content-Length: 10\r\n\r\nhello",
        OK_HEAD "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        OK_HEAD "Transfer-Encoding: chunked\r\n\r\nA\r\nhello",
    };

    for (size_t i = 0; i < ARRAY_COUNT(replies); i++) {
        struct ask ask = { 0 };

        get(&ask, answer_and_close, replies[i], &usual);
        CHECK(!ask.result.complete);
        CHECK_INT(ask.result.status, 200);
        CHECK_INT(ask.result.sent, HTTP_SENT_ALL);
        CHECK_INT(ask.err.kind, ERR_LOST);
        CHECK_SAYS(ask.err.text, "in the middle of the answer");
        CHECK_STR(buf_text(&ask.body), "hello");
        ask_done(&ask);
    }
}

TEST("http: an answer cut inside its head, or no answer at all, leaves the outcome unknown")
{
    static const char *const replies[] = { "", "HTTP/1.1 2", "HTTP/1.1 100 Go\r\n\r\n" };

    for (size_t i = 0; i < ARRAY_COUNT(replies); i++) {
        struct ask ask = { 0 };

        get(&ask, answer_and_close, replies[i], &usual);
        CHECK_INT(ask.err.kind, ERR_LOST);
        CHECK_SAYS(ask.err.text, "lost before an answer came");
        CHECK(!strstr(ask.err.text, "billed")); /* a GET */
        CHECK_INT(ask.result.sent, HTTP_SENT_UNKNOWN);
        CHECK_INT(ask.result.status, 0);
        CHECK_INT(ask.result.first_byte_ms, -1);
        CHECK_INT(ask.head_count, 0);
        ask_done(&ask);
    }
}

TEST("http: what is not HTTP/1.1 is a broken protocol (fault U44)")
{
    static const char *const replies[] = {
        "hello, who is there?\r\n\r\n",
        "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nnoise",
        OK_HEAD "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
        OK_HEAD "Content-Encoding: br\r\nContent-Length: 5\r\n\r\nhello",
    };

    for (size_t i = 0; i < ARRAY_COUNT(replies); i++) {
        struct ask ask = { 0 };

        get(&ask, answer_and_close, replies[i], &usual);
        CHECK_INT(ask.err.kind, ERR_PROTOCOL);
        CHECK_SAYS(ask.err.text, "127.0.0.1:");
        CHECK(!strstr(ask.err.text, "query"));
        CHECK_INT(ask.head_count, 0);
        CHECK_STR(buf_text(&ask.body), "");
        ask_done(&ask);
    }
}

/* As much header as size_max allows, and more by extra; a body of 2 follows. */
static void head_of(struct buf *reply, size_t size)
{
    static const char end[] = "Content-Length: 2\r\n\r\n";

    buf_adds(reply, "HTTP/1.1 200 OK\r\n");
    while (reply->size + 1000 + sizeof(end) < size)
        buf_addf(reply, "X-Filler: %0*d\r\n", 988, 1);
    buf_addf(reply, "X-Filler: %0*d\r\n", (int)(size - reply->size - strlen(end) - 12), 1);
    buf_adds(reply, end);
}

TEST("http: headers may have HEADERS_IN_MAX bytes, and not one more (fault U12)")
{
    for (size_t extra = 0; extra < 2; extra++) {
        CLEANUP(buf_done) struct buf reply = BUF_MAX(MIB(1));
        struct ask ask = { 0 };

        head_of(&reply, HEADERS_IN_MAX + extra);
        CHECK_INT(reply.size, HEADERS_IN_MAX + extra);
        buf_adds(&reply, "ok");
        get(&ask, answer, buf_text(&reply), &usual);
        CHECK_INT(ask.result.complete, extra == 0);
        CHECK_INT(ask.err.kind, extra ? ERR_PROTOCOL : ERR_NONE);
        CHECK_STR(buf_text(&ask.body), extra ? "" : "ok");
        if (extra)
            CHECK_SAYS(ask.err.text, "64 KiB of headers");
        ask_done(&ask);
    }
}

static void flood(struct conn *conn)
{
    conn_say(conn, "HTTP/1.1 103 More\r\nLink: </a>\r\n\r\n");
    conn->timer = (struct loop_timer){ .on_due = (void (*)(void *))flood, .user = conn };
    loop_timer_set(conn->server->loop, &conn->timer, 0);
}

TEST("http: interim answers without end are given up, too")
{
    struct ask ask = { 0 };

    get(&ask, flood, "", &usual);
    CHECK_INT(ask.err.kind, ERR_PROTOCOL);
    CHECK_SAYS(ask.err.text, "headers");
    ask_done(&ask);
}

TEST("http: a body may have response_max bytes; of a larger one that much is delivered (fault U30)")
{
    struct ask ask = { 0 };

    get(&ask, answer, OK_HELLO, &(struct http_request){ .response_max = 5 });
    CHECK(ask.result.complete);
    ask_done(&ask);
    get(&ask, answer, OK_HELLO, &(struct http_request){ .response_max = 4 });
    CHECK(!ask.result.complete);
    CHECK_INT(ask.err.kind, ERR_TOO_LARGE);
    CHECK_SAYS(ask.err.text, "4 bytes");
    CHECK_STR(buf_text(&ask.body), "hell");
    ask_done(&ask);
}

/* 3000 times "x", as gzip -9 has it. */
static const char zipped[] =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xed\xc1\x31\x01\x00\x00\x00\xc2\xa0\xda\x8b\x6f"
    "\x0d\x0f\xa0\x00\x00\x80\x77\x03\xe7\x17\xee\x98\xb8\x0b\x00\x00";

static void answer_zipped(struct conn *conn)
{
    CHECK_SAYS(buf_text(&conn->server->last_request), "Accept-Encoding: gzip\r\n");
    conn_say(conn, OK_HEAD "Content-Encoding: gzip\r\nContent-Length: 38\r\n\r\n");
    conn_send(conn, (struct slice){ zipped, sizeof(zipped) - 1 });
}

TEST("http: gzip is undone where it was asked for, and counts by what it becomes (fault U30)")
{
    struct ask ask = { 0 };

    get(&ask, answer_zipped, "", &(struct http_request){ .compressed = true });
    CHECK(ask.result.complete);
    CHECK_INT(ask.body.size, 3000);
    CHECK_INT(strspn(buf_text(&ask.body), "x"), 3000);
    ask_done(&ask);
    get(&ask, answer_zipped, "",
        &(struct http_request){ .compressed = true, .response_max = 2999 });
    CHECK_INT(ask.err.kind, ERR_TOO_LARGE);
    CHECK_INT(ask.body.size, 2999);
    ask_done(&ask);
}

TEST("http: a compressed body that is broken, or compressed otherwise, is a broken protocol (fault "
     "U30)")
{
    static const char *const replies[] = {
        OK_HEAD "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
        OK_HEAD "Content-Encoding: br\r\nContent-Length: 5\r\n\r\nhello",
        OK_HEAD "Content-Encoding: deflate, gzip\r\nContent-Length: 5\r\n\r\nhello",
    };

    for (size_t i = 0; i < ARRAY_COUNT(replies); i++) {
        struct ask ask = { 0 };

        get(&ask, answer, replies[i], &(struct http_request){ .compressed = true });
        CHECK_INT(ask.err.kind, ERR_PROTOCOL);
        CHECK_SAYS(ask.err.text, "compressed");
        CHECK_STR(buf_text(&ask.body), "");
        ask_done(&ask);
    }
}

TEST("http: the handler may stop at the head or in the body, which is no error")
{
    struct ask ask = { .head_verdict = HTTP_STOP };

    get(&ask, answer, OK_HELLO, &usual);
    CHECK(!ask.result.complete);
    CHECK(ask.result.err == NULL);
    CHECK_INT(ask.result.status, 200);
    CHECK_STR(buf_text(&ask.body), "");
    ask_done(&ask);
    ask = (struct ask){ .data_verdict = HTTP_STOP };
    get(&ask, answer, OK_HEAD "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
        &usual);
    CHECK(!ask.result.complete);
    CHECK(ask.result.err == NULL);
    CHECK_INT(ask.data_count, 1);
    ask_done(&ask);
}
