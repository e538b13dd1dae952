/* Units of a chat's patience: how long what is waited for, by which clock. */
#include "script.h"

/* Until talk is done, while the clock runs ahead of what really passes. */
static void hurry(struct talk *talk)
{
    for (int64_t end_ms = moved_ms() - ahead_ms + 8000; !talk->is_done; ahead_ms += 20) {
        CHECK(moved_ms() - ahead_ms < end_ms);
        loop_turn(talk->bench.loop, 0);
    }
}

#define FULL 8

TEST("chat: where packets vanish each attempt has the time for connecting and no more (fault U4)")
{
    static const char *const none[] = { "", NULL };
    struct sockaddr_in address;
    socklen_t size = sizeof(address);
    struct talk talk;
    struct err err = { 0 };
    int fds[FULL];

    open_talk(&talk, &thrice, none);
    /* A backlog that is full, and that nobody takes from. */
    loop_unwatch(talk.bench.loop, &talk.bench.server.watch);
    CHECK(listen(talk.bench.server.fd, 0) == 0);
    CHECK(getsockname(talk.bench.server.fd, (struct sockaddr *)&address, &size) == 0);
    for (size_t i = 0; i < FULL; i++) {
        fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        CHECK(connect(fds[i], (struct sockaddr *)&address, size) == 0 || errno == EINPROGRESS);
    }
    CHECK_INT(begin(&talk, &question, &err), 0);
    hurry(&talk);
    CHECK_INT(talk.problem.err.kind, ERR_TIMEOUT);
    CHECK_SAYS(talk.problem.err.text, "after 3 attempts (no connection, no connection, no "
                                      "connection): model 'a/b': cannot connect");
    CHECK(!talk.sent);
    CHECK_INT(talk.attempts, 0);
    CHECK(talk.took_ms >= 3 * CONNECT_MS && talk.took_ms < 3 * CONNECT_MS + 1500 + 250);
    for (size_t i = 0; i < FULL; i++)
        close(fds[i]);
    close_talk(&talk);
}

static void say_late(void *user)
{
    struct conn *conn = user;

    conn_say(conn, OK_STREAM);
    conn_close(conn);
}

static int64_t delay_ms;

static void answer_late(struct conn *conn)
{
    conn->timer = (struct loop_timer){ .on_due = say_late, .user = conn };
    loop_timer_set(conn->server->loop, &conn->timer, delay_ms);
}

TEST("chat: a status line comes just within its time, or it is given up (fault U10)")
{
    static const struct client_patience patience = { .headers_ms = 400 };

    for (delay_ms = 200; delay_ms <= 600; delay_ms += 400) {
        struct talk talk;

        talk_open_retrying(&talk, answer_late, "", &patience, &thrice);
        ask(&talk, &question);
        CHECK_INT(talk.complete, delay_ms < 400);
        CHECK_INT(talk.problem.err.kind, delay_ms < 400 ? ERR_NONE : ERR_TIMEOUT);
        CHECK(talk.took_ms < 400 + 250);
        CHECK_INT(talk.bench.server.request_count, 1);
        CHECK_INT(talk.attempts, 1);
        delay_ms = delay_ms < 400 ? delay_ms : 600;
        talk_close(&talk);
    }
}

static void drip_one_event(struct conn *conn)
{
    conn_say(conn, STREAM_HEAD "\r\n" CHUNK("half"));
    conn_drip(conn,
              "data: {\"choices\":[{\"delta\":{\"content\":\"and the other half of the answer, "
              "which takes its time, and more of it than anybody has\"}}]}\n\n",
              10);
}

TEST("chat: an event that drips is no sign of life until it is whole (fault U16)")
{
    struct talk talk;

    talk_open(&talk, drip_one_event, "", &(struct client_patience){ .stall_ms = 300 });
    ask(&talk, &question);
    CHECK_INT(talk.problem.err.kind, ERR_TIMEOUT);
    CHECK_STR(buf_text(&talk.text), "half");
    CHECK(talk.took_ms >= 290 && talk.took_ms < 300 + 250);
    talk_close(&talk);
}

static int64_t jumping_unix_s(void)
{
    static int64_t now_s = 784111740;

    now_s += now_s > 784111740 ? -7200 : 7200;
    return now_s;
}

static const struct clock_source jumping = { moved_ms, jumping_unix_s };

TEST("chat: when the wall clock jumps by hours, waits are as long as ever (fault U47)")
{
    static const char *const answers[] = { HINTED("2"), OK_STREAM, NULL };
    struct talk talk;
    int64_t paused_ms;

    open_talk(&talk, &thrice, answers);
    clock_replace(&jumping);
    paused_ms = put(&talk, &question);
    CHECK(talk.complete);
    CHECK(paused_ms >= 2000 - STEP_MS && paused_ms <= 2200 + 3 * STEP_MS);
    CHECK(talk.took_ms < paused_ms + 250);
    close_talk(&talk);
}
