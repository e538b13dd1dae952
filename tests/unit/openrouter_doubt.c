/* Units of openrouter/chat and chat_retry: what may have been billed, and is not simply repeated.
 */
#include "script.h"

static const struct client_retry daring = { .attempts_max = 3, .allows_unknown = true };

TEST("retry: a request that was read and not answered is sent again only where it may be billed "
     "twice (fault U8)")
{
    static const char *const answers[] = { LOST, OK_STREAM, NULL };
    static const char *const twice[] = { LOST, LOST, OK_STREAM, NULL };
    static const char *const then_free[] = { LOST, SAYS(400), NULL };
    struct talk talk;

    play(&talk, &thrice, answers);
    CHECK_INT(talk.problem.err.kind, ERR_LOST);
    CHECK_INT(talk.bench.server.request_count, 1);
    CHECK_INT(talk.attempts, 1);
    CHECK_INT(talk.cost_nano, -1);
    close_talk(&talk);

    play(&talk, &daring, answers);
    CHECK(talk.complete);
    CHECK_INT(talk.bench.server.request_count, 2);
    CHECK_INT(talk.attempts, 2);
    CHECK_INT(talk.unknown_attempts, 1);
    CHECK_STR(talk.failures, "no answer");
    close_talk(&talk);

    play(&talk, &daring, twice);
    CHECK(!talk.complete && talk.sent);
    CHECK_INT(talk.bench.server.request_count, 2);
    CHECK_INT(talk.unknown_attempts, 1);
    CHECK_INT(talk.cost_nano, -1);
    close_talk(&talk);

    play(&talk, &daring, then_free);
    CHECK_INT(talk.unknown_attempts, 1);
    CHECK_INT(talk.cost_nano, 0);
    CHECK(talk.sent);
    close_talk(&talk);
}

TEST("retry: a page of the edge and a search that was made may have been billed, and are not "
     "repeated (fault U41)")
{
    static const char *const edge[] = {
        "HTTP/1.1 524 No\r\nContent-Type: text/html\r\n\r\n<title>A timeout occurred</title>",
        OK_STREAM, NULL
    };
    static const char *const portal[] = {
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>log in</title>", OK_STREAM, NULL
    };
    static const char *const failed[] = { SAYS(503), OK_STREAM, NULL };
    struct chat_request searching = question;
    struct talk talk;

    play(&talk, &thrice, edge);
    CHECK_INT(talk.bench.server.request_count, 1);
    CHECK_INT(talk.cost_nano, -1);
    close_talk(&talk);
    play(&talk, &thrice, portal);
    CHECK_INT(talk.bench.server.request_count, 1);
    CHECK_INT(talk.problem.err.kind, ERR_PROTOCOL);
    close_talk(&talk);
    open_talk(&talk, &thrice, failed);
    searching.web = true;
    put(&talk, &searching);
    CHECK_INT(talk.bench.server.request_count, 1);
    CHECK_INT(talk.cost_nano, -1);
    close_talk(&talk);
}

static void lose_the_first(struct conn *conn)
{
    if (conn->server->request_count == 1)
        conn_close(conn);
}

TEST("retry: what may have been billed is known while the next attempt is on its way")
{
    struct talk talk;
    struct err err = { 0 };

    ahead_ms = 0;
    clock_replace(&moved);
    talk_open_retrying(&talk, lose_the_first, "", &usual, &daring);
    CHECK_INT(begin(&talk, &question, &err), 0);
    while (talk.bench.server.request_count < 2) {
        loop_turn(talk.bench.loop, 1);
        ahead_ms += STEP_MS;
    }

    const struct chat_reply *reply = chat_so_far(talk.chat);

    CHECK(reply->sent);
    CHECK_INT(reply->cost_nano, -1);
    CHECK_INT(reply->attempts, 2);
    CHECK_INT(reply->unknown_attempts, 1);
    close_talk(&talk);
}

static void lose_and_leave(struct conn *conn)
{
    struct server *server = conn->server;

    conn_close(conn);
    loop_unwatch(server->loop, &server->watch);
    close(server->fd);
    server->fd = -1;
}

TEST("retry: what may have been billed stays so, also when nothing left the next time")
{
    struct talk talk;

    ahead_ms = 0;
    clock_replace(&moved);
    talk_open_retrying(&talk, lose_and_leave, "", &usual, &daring);
    put(&talk, &question);
    CHECK_INT(talk.problem.err.kind, ERR_NETWORK);
    CHECK(talk.sent);
    CHECK_INT(talk.attempts, 1);
    CHECK_INT(talk.unknown_attempts, 1);
    CHECK_INT(talk.cost_nano, 0);
    CHECK_STR(talk.failures, "no answer, no connection, no connection");
    close_talk(&talk);
}
