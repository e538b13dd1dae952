/* loopback - a scripted TCP server and a client that notes everything, both on one loop.
 *
 * For the units of net/http. The server counts what really arrives: connections, heads of requests
 * (the empty line behind them was seen), whole requests.
 */
#pragma once

#include "base/buf.h"
#include "base/clock.h"
#include "base/limits.h"
#include "net/http.h"
#include "test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define OK_HEAD  "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
#define OK_HELLO OK_HEAD "Content-Length: 5\r\n\r\nhello"

struct server;

struct conn {
    struct server *server;
    struct conn *next;
    int fd; /* -1: closed by us or by them */
    unsigned number, request_count;
    struct loop_watch watch;
    struct loop_timer timer;
    struct buf in;
    bool is_head_counted;
    struct slice rest; /* of what drips */
    int64_t drip_ms;
};

struct server {
    struct loop *loop;
    struct loop_watch watch;
    int fd;
    void (*on_request)(struct conn *conn); /* a whole one, in last_request */
    void (*on_open)(struct conn *conn);    /* may be NULL */
    const char *reply;                     /* what answer() sends */
    struct conn *conns;
    unsigned conn_count, head_count, request_count, ended_count;
    struct buf last_request;
    int64_t ended_ms; /* when a client last closed a connection */
};

struct bench {
    struct loop *loop;
    struct server server;
    struct http *http;
    char url[64];
};

/* One request of the client's, and all that came of it. */
struct ask {
    struct http_slot *slot;
    struct buf body;
    char content_type[128], generation_id[128], retry_after[64], date[64];
    unsigned head_count, data_count, done_count;
    struct http_result result;
    struct err err;
    enum http_verdict head_verdict, data_verdict;
    void (*on_done)(struct ask *ask);
    void *user;
    int64_t done_ms;
};

static inline void conn_close(struct conn *conn)
{
    loop_unwatch(conn->server->loop, &conn->watch);
    loop_timer_stop(conn->server->loop, &conn->timer);
    if (conn->fd >= 0)
        close(conn->fd);
    conn->fd = -1;
}

/* Closes by RST instead of FIN. */
static inline void conn_reset(struct conn *conn)
{
    if (conn->fd >= 0)
        setsockopt(conn->fd, SOL_SOCKET, SO_LINGER, &(struct linger){ 1, 0 },
                   sizeof(struct linger));
    conn_close(conn);
}

static inline void conn_send(struct conn *conn, struct slice bytes)
{
    while (bytes.size > 0 && conn->fd >= 0) {
        /* Not send: a test may stand in front of that one, to be there when libcurl sends. */
        ssize_t n = sendto(conn->fd, bytes.data, bytes.size, MSG_NOSIGNAL, NULL, 0);

        if (n < 0)
            return;
        bytes = slice_from(bytes, (size_t)n);
    }
}

static inline void conn_say(struct conn *conn, const char *text)
{
    conn_send(conn, slice_of(text));
}

static inline void conn_on_drip(void *user)
{
    struct conn *conn = user;

    if (conn->rest.size == 0 || conn->fd < 0)
        return;
    conn_send(conn, (struct slice){ conn->rest.data, 1 });
    conn->rest = slice_from(conn->rest, 1);
    loop_timer_set(conn->server->loop, &conn->timer, conn->drip_ms);
}

/* Sends text, which must live on, byte by byte. */
static inline void conn_drip(struct conn *conn, const char *text, int64_t every_ms)
{
    conn->rest = slice_of(text);
    conn->drip_ms = every_ms;
    conn->timer = (struct loop_timer){ .on_due = conn_on_drip, .user = conn };
    conn_on_drip(conn);
}

static inline void answer(struct conn *conn)
{
    conn_say(conn, conn->server->reply);
}

static inline void answer_and_close(struct conn *conn)
{
    conn_say(conn, conn->server->reply);
    conn_close(conn);
}

static inline void answer_nothing(struct conn *conn)
{
    (void)conn;
}

/* Whether in begins with a whole request; its size. */
static inline bool conn_has_request(struct conn *conn, size_t *size)
{
    const char *text = buf_text(&conn->in);
    const char *end = strstr(text, "\r\n\r\n");
    const char *length = strstr(text, "Content-Length: ");

    if (!end)
        return false;
    if (!conn->is_head_counted)
        conn->server->head_count++;
    conn->is_head_counted = true;
    *size = (size_t)(end - text) + 4;
    if (length && length < end)
        *size += strtoul(length + 16, NULL, 10);
    return conn->in.size >= *size;
}

static inline void conn_on_ready(void *user, short revents)
{
    struct conn *conn = user;
    struct server *server = conn->server;
    static char bytes[65536];
    ssize_t n = recv(conn->fd, bytes, sizeof(bytes), MSG_DONTWAIT);
    size_t size;

    (void)revents;
    if (n < 0 && errno == EAGAIN)
        return;
    if (n <= 0) {
        server->ended_count++;
        server->ended_ms = clock_ms();
        conn_close(conn);
        return;
    }
    buf_add(&conn->in, (struct slice){ bytes, (size_t)n });
    mem_wipe(bytes, (size_t)n); /* a test looks for copies of the key */
    while (conn->fd >= 0 && conn_has_request(conn, &size)) {
        buf_clear(&server->last_request);
        buf_add(&server->last_request, (struct slice){ conn->in.data, size });
        buf_consume(&conn->in, size);
        conn->is_head_counted = false;
        conn->request_count++;
        server->request_count++;
        server->on_request(conn);
    }
}

/* Reads what has arrived, as a server would that is about to close. */
static inline void conn_drain(struct conn *conn)
{
    for (size_t had = SIZE_MAX; conn->fd >= 0 && conn->in.size != had;) {
        had = conn->in.size;
        conn_on_ready(conn, POLLIN);
    }
}

static inline void server_on_ready(void *user, short revents)
{
    struct server *server = user;
    int fd = accept(server->fd, NULL, NULL);

    (void)revents;
    CHECK(fd >= 0);

    struct conn *conn = xcalloc(1, sizeof(*conn));

    *conn = (struct conn){ .server = server,
                           .fd = fd,
                           .number = ++server->conn_count,
                           .watch = { conn_on_ready, conn, 0 },
                           .in = BUF_MAX(MIB(16)),
                           .next = server->conns };
    server->conns = conn;
    loop_watch(server->loop, &conn->watch, fd, POLLIN);
    if (server->on_open)
        server->on_open(conn);
}

static inline void bench_open(struct bench *bench, void (*on_request)(struct conn *conn),
                              const char *reply)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t size = sizeof(address);
    struct server *server = &bench->server;
    struct err err = { 0 };

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    *bench = (struct bench){ .loop = loop_new() };
    *server = (struct server){ .loop = bench->loop,
                               .on_request = on_request,
                               .reply = reply,
                               .watch = { server_on_ready, server, 0 },
                               .last_request = BUF_MAX(MIB(16)) };
    server->fd = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(bind(server->fd, (struct sockaddr *)&address, size) == 0);
    CHECK(listen(server->fd, 1000) == 0);
    CHECK(getsockname(server->fd, (struct sockaddr *)&address, &size) == 0);
    snprintf(bench->url, sizeof(bench->url), "http://127.0.0.1:%u/path?query",
             ntohs(address.sin_port));
    loop_watch(bench->loop, &server->watch, server->fd, POLLIN);
    bench->http = http_new(bench->loop, &(struct http_options){ .user_agent = "unit/1" }, &err);
    CHECK_STR(err.text, "");
}

static inline void bench_close(struct bench *bench)
{
    struct server *server = &bench->server;

    bench->http = http_free(bench->http);
    while (server->conns) {
        struct conn *conn = server->conns;

        server->conns = conn->next;
        conn_close(conn);
        buf_done(&conn->in);
        free(conn);
    }
    loop_unwatch(bench->loop, &server->watch);
    close(server->fd);
    buf_done(&server->last_request);
    loop_free(bench->loop);
}

static inline enum http_verdict ask_on_head(void *user, const struct http_head *head)
{
    struct ask *ask = user;

    ask->head_count++;
    ask->result.status = head->status;
    snprintf(ask->content_type, sizeof(ask->content_type), "%.*s", SLICE_FMT(head->content_type));
    snprintf(ask->generation_id, sizeof(ask->generation_id), "%.*s",
             SLICE_FMT(head->generation_id));
    snprintf(ask->retry_after, sizeof(ask->retry_after), "%.*s", SLICE_FMT(head->retry_after));
    snprintf(ask->date, sizeof(ask->date), "%.*s", SLICE_FMT(head->date));
    return ask->head_verdict;
}

static inline enum http_verdict ask_on_data(void *user, struct slice chunk)
{
    struct ask *ask = user;

    ask->data_count++;
    buf_add(&ask->body, chunk);
    return ask->data_verdict;
}

static inline void ask_on_done(void *user, const struct http_result *result)
{
    struct ask *ask = user;

    ask->done_count++;
    ask->done_ms = clock_ms();
    ask->result = *result;
    if (result->err)
        ask->err = *result->err;
    ask->result.err = result->err ? &ask->err : NULL;
    if (ask->on_done)
        ask->on_done(ask);
}

static const struct http_handler ask_handler = { ask_on_head, ask_on_data, ask_on_done };

/* A request with the bench's URL and generous limits, to be changed by the test. */
static inline struct http_request request_of(const struct bench *bench)
{
    return (struct http_request){
        .url = bench->url, .response_max = MIB(8), .headers_ms = 5000, .idle_ms = 5000
    };
}

static inline void ask_start(struct bench *bench, struct ask *ask,
                             const struct http_request *request)
{
    struct err err = { 0 };

    ask->body.size_max = MIB(16);
    ask->slot = http_start(bench->http, request, &ask_handler, ask, &err);
    if (!ask->slot)
        test_fail(__FILE__, __LINE__, "http_start: %s", err.text);
}

static inline void turn_for(struct bench *bench, int64_t duration_ms)
{
    for (int64_t end_ms = clock_ms() + duration_ms; clock_ms() < end_ms;)
        loop_turn(bench->loop, 1);
}

static inline void wait_done(struct bench *bench, struct ask *ask)
{
    for (int64_t end_ms = clock_ms() + 8000; !ask->done_count;) {
        CHECK(clock_ms() < end_ms);
        loop_turn(bench->loop, 10);
    }
}

static inline void ask_done(struct ask *ask)
{
    ask->slot = http_slot_free(ask->slot);
    buf_done(&ask->body);
}

/* The usual course: ask, wait until it is done, free the slot; the body stays until ask_done. */
static inline void ask_whole(struct bench *bench, struct ask *ask,
                             const struct http_request *request)
{
    ask_start(bench, ask, request);
    wait_done(bench, ask);
    ask->slot = http_slot_free(ask->slot);
    CHECK_INT(ask->done_count, 1);
}
