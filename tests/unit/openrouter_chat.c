/* Units of openrouter/chat, over a scripted server on the loopback address. */
#include "talk.h"

TEST("chat: a streamed answer arrives with its deltas, text and cost")
{
    struct talk talk;

    talk_open(&talk, answer_and_close,
              STREAM_HEAD "X-Generation-Id: gen-9\r\n\r\n" CHUNK("Hello ") CHUNK("you")
                  STOP USAGE DONE,
              &usual);
    ask(&talk, &question);
    CHECK_STR(talk.problem.err.text, "");
    CHECK(talk.complete && talk.sent);
    CHECK_STR(buf_text(&talk.text), "Hello you");
    CHECK_STR(buf_text(&talk.deltas), "c<Hello >c<you>");
    CHECK_INT(talk.cost_nano, 250000000);
    CHECK(talk.first_ms >= 0 && talk.first_ms <= talk.took_ms);
    CHECK_STR(talk.generation_id, "gen-9");
    talk_close(&talk);
}

TEST("chat: the request has the key, who we are, the type, and the body of the preview")
{
    struct talk talk;
    CLEANUP(buf_done) struct buf body = BUF_MAX(KIB(4));

    talk_open(&talk, answer_and_close, STREAM_HEAD "\r\n" STOP DONE, &usual);
    ask(&talk, &question);
    chat_body(&question, &body);

    const char *request = buf_text(&talk.bench.server.last_request);

    CHECK_SAYS(request, "POST /chat/completions HTTP/1.1\r\n");
    CHECK_SAYS(request, "Authorization: Bearer " KEY "\r\n");
    CHECK_SAYS(request, "Content-Type: application/json\r\n");
    CHECK_SAYS(request, "HTTP-Referer: https://app.example\r\n");
    CHECK_SAYS(request, "X-OpenRouter-Title: unit\r\n");
    CHECK_SAYS(request, "X-OpenRouter-Categories: cli-agent\r\n");
    CHECK(!strstr(request, "Accept-Encoding"));
    CHECK_STR(strstr(request, "\r\n\r\n") + 4, buf_text(&body));
    talk_close(&talk);
}

TEST("chat: without a key nothing is started")
{
    static const struct chat_handler handler = { .on_done = on_done };
    struct talk talk;
    struct err err = { 0 };

    talk_open(&talk, answer_nothing, "", &usual);

    struct client *poor = client_new(talk.bench.loop, talk.bench.http,
                                     &(struct client_options){ .base_url = talk.base_url });

    CHECK(!chat_start(poor, &question, &handler, &talk, &err));
    CHECK_INT(err.kind, ERR_AUTH);
    CHECK_SAYS(err.text, "OPENROUTER_API_KEY");
    client_free(poor);
    talk_close(&talk);
}

TEST("chat: interim answers are passed over, another protocol is refused (fault U43)")
{
    struct talk talk;

    talk_open(&talk, answer_and_close,
              "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nX-Generation-Id: gen-no\r\n"
              "\r\n" STREAM_HEAD "\r\n" CHUNK("x") STOP DONE,
              &usual);
    ask(&talk, &question);
    CHECK(talk.complete);
    CHECK_STR(buf_text(&talk.text), "x");
    CHECK_STR(talk.generation_id, "");
    talk_close(&talk);

    talk_open(&talk, answer_and_close, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n",
              &usual);
    ask(&talk, &question);
    CHECK_INT(talk.problem.err.kind, ERR_PROTOCOL);
    CHECK_INT(talk.bench.server.request_count, 1);
    talk_close(&talk);
}

TEST("chat: a connection stays open for the next question")
{
    struct talk talk;
    static char reply[1024];
    const char *body = CHUNK("x") STOP DONE;

    snprintf(reply, sizeof(reply), STREAM_HEAD "Content-Length: %zu\r\n\r\n%s", strlen(body), body);
    talk_open(&talk, answer, reply, &usual);
    for (int i = 0; i < 3; i++) {
        ask(&talk, &question);
        CHECK(talk.complete);
    }
    CHECK_INT(talk.bench.server.request_count, 3);
    CHECK_INT(talk.bench.server.conn_count, 1);
    talk_close(&talk);
}

TEST("chat: behind [DONE] the end of the body is not waited for long")
{
    struct talk talk;

    talk_open(&talk, answer, STREAM_HEAD "Content-Length: 9999\r\n\r\n" CHUNK("x") STOP DONE,
              &usual);
    ask(&talk, &question);
    CHECK(talk.complete);
    CHECK_STR(talk.problem.err.text, "");
    CHECK(talk.took_ms >= CHAT_CLOSE_MS - 5 && talk.took_ms < CHAT_CLOSE_MS + 500);
    talk_close(&talk);
}

TEST("chat: an error status becomes a problem, with the waiting time of its header")
{
    struct talk talk;

    talk_open(&talk, answer_and_close,
              "HTTP/1.1 429 Slow\r\nContent-Type: application/json\r\nRetry-After: 7\r\n\r\n"
              "{\"error\":{\"code\":429,\"message\":\"slow down\"}}",
              &usual);
    ask(&talk, &question);
    CHECK(!talk.complete && talk.sent);
    CHECK_INT(talk.problem.err.kind, ERR_RATE);
    CHECK_INT(talk.problem.retry_after_s, 7);
    CHECK_SAYS(talk.problem.err.text, "slow down");
    CHECK_SAYS(talk.problem.err.text, "Retry after 7 s.");
    CHECK_INT(talk.cost_nano, 0);
    CHECK_INT(talk.bench.server.request_count, 1);
    talk_close(&talk);
}

TEST("chat: a waiting time that is nonsense is not told")
{
    static const char *const values[] = { "-1", "soon", "2.5s" };

    for (size_t i = 0; i < ARRAY_COUNT(values); i++) {
        struct talk talk;
        char reply[256];

        snprintf(reply, sizeof(reply), "HTTP/1.1 503 No\r\nRetry-After: %s\r\n\r\n{}", values[i]);
        talk_open(&talk, answer_and_close, reply, &usual);
        ask(&talk, &question);
        CHECK_INT(talk.problem.retry_after_s, -1);
        talk_close(&talk);
    }
}

TEST("chat: the key never comes back, neither in text, deltas, nor errors (fault U50)")
{
    struct talk talk;

    talk_open(&talk, answer_and_close,
              STREAM_HEAD "X-Generation-Id: " KEY "\r\n\r\n" CHUNK("your key is sk-or-v1-01234567")
                  CHUNK("89abcdef0123456789abcdef, right? " KEY) STOP DONE,
              &usual);
    ask(&talk, &question);
    CHECK(talk.complete);
    CHECK_STR(buf_text(&talk.text), "your key is [key removed], right? [key removed]");
    CHECK(!strstr(buf_text(&talk.deltas), "0123456789"));
    CHECK_SAYS(buf_text(&talk.deltas), "[key removed]");
    CHECK_STR(talk.generation_id, "[key removed]");
    talk_close(&talk);

    talk_open(&talk, answer_and_close,
              "HTTP/1.1 400 No\r\n\r\n{\"error\":{\"message\":\"bad header Bearer " KEY "\"}}",
              &usual);
    ask(&talk, &question);
    CHECK_SAYS(talk.problem.err.text, "Bearer [key removed]");
    CHECK(!strstr(talk.problem.err.text, "0123456789"));
    talk_close(&talk);
}

static void drip_comments(struct conn *conn)
{
    conn_say(conn, STREAM_HEAD "\r\n");
    conn_drip(conn, ": OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n: OPENROUTER", 10);
}

TEST("chat: comments are no answer: the first word has its own time")
{
    struct talk talk;

    talk_open(&talk, drip_comments, "", &(struct client_patience){ .first_content_ms = 200 });
    ask(&talk, &question);
    CHECK_INT(talk.problem.err.kind, ERR_TIMEOUT);
    CHECK_SAYS(talk.problem.err.text, "no word came");
    CHECK(talk.took_ms >= 190 && talk.took_ms < 1500);
    CHECK(talk.sent);
    CHECK_INT(talk.cost_nano, -1);
    talk_close(&talk);
}

static void one_word_then_comments(struct conn *conn)
{
    conn_say(conn, STREAM_HEAD "\r\n" CHUNK("half"));
    conn_drip(conn, ": OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n: OPENROUTER", 10);
}

TEST("chat: an answer that stands still is ended, and what had come is kept")
{
    struct talk talk;

    talk_open(&talk, one_word_then_comments, "", &(struct client_patience){ .stall_ms = 200 });
    ask(&talk, &question);
    CHECK_INT(talk.problem.err.kind, ERR_TIMEOUT);
    CHECK_SAYS(talk.problem.err.text, "stood still");
    CHECK_STR(buf_text(&talk.text), "half");
    CHECK_STR(buf_text(&talk.deltas), "c<half>");
    CHECK(talk.took_ms >= 190 && talk.took_ms < 1500);
    talk_close(&talk);
}

static void drip_an_answer(struct conn *conn)
{
    conn_say(conn, STREAM_HEAD "\r\n");
    conn_drip(conn, CHUNK("a") CHUNK("b") CHUNK("c") STOP DONE, 3);
}

TEST("chat: a slow answer is no standstill as long as words come")
{
    struct talk talk;

    talk_open(&talk, drip_an_answer, "",
              &(struct client_patience){ .first_content_ms = 400, .stall_ms = 400 });
    ask(&talk, &question);
    CHECK(talk.complete);
    CHECK(talk.took_ms > 400);
    CHECK_STR(buf_text(&talk.text), "abc");
    talk_close(&talk);
}

TEST("chat: a whole completion as JSON is accepted, blanks before it and all")
{
    struct talk talk;

    talk_open(&talk, answer_and_close,
              "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n\n    \n{\"choices\":"
              "[{\"message\":{\"content\":\"4\"},\"finish_reason\":\"stop\"}]}",
              &usual);
    ask(&talk, &question);
    CHECK(talk.complete);
    CHECK_STR(buf_text(&talk.text), "4");
    talk_close(&talk);
}

static void cut_in_the_middle(struct conn *conn)
{
    conn_say(conn, STREAM_HEAD "Content-Length: 9999\r\n\r\n" CHUNK("half"));
    conn_close(conn);
}

TEST("chat: a connection that dies in the middle is lost, not repeated")
{
    struct talk talk;

    talk_open(&talk, cut_in_the_middle, "", &usual);
    ask(&talk, &question);
    CHECK_INT(talk.problem.err.kind, ERR_LOST);
    CHECK_STR(buf_text(&talk.text), "half");
    CHECK_INT(talk.bench.server.request_count, 1);
    talk_close(&talk);
}

static void close_at_once(struct conn *conn)
{
    conn_close(conn);
}

TEST("chat: a request that was read and not answered is lost, and not sent again")
{
    struct talk talk;

    talk_open(&talk, close_at_once, "", &usual);
    ask(&talk, &question);
    CHECK_INT(talk.problem.err.kind, ERR_LOST);
    CHECK(talk.sent && !talk.complete);
    CHECK_INT(talk.cost_nano, -1);
    CHECK_INT(talk.bench.server.request_count, 1);
    talk_close(&talk);
}

TEST("chat: where nobody answers it is tried twice, and certainly nothing was sent")
{
    struct talk talk;

    talk_open(&talk, answer_nothing, "", &usual);
    loop_unwatch(talk.bench.loop, &talk.bench.server.watch);
    close(talk.bench.server.fd);
    talk.bench.server.fd = -1;
    ask(&talk, &question);
    CHECK_INT(talk.problem.err.kind, ERR_NETWORK);
    CHECK(!talk.sent);
    CHECK_INT(talk.first_ms, -1);
    talk_close(&talk);
}

TEST("chat: freeing it closes the connection at once and nothing is called again")
{
    static const struct chat_handler handler = { .on_delta = on_delta, .on_done = on_done };
    struct talk talk;
    struct err err = { 0 };

    talk_open(&talk, one_word_then_comments, "", &usual);
    talk.chat = chat_start(talk.client, &question, &handler, &talk, &err);
    while (talk.deltas.size == 0 && chat_so_far(talk.chat)->text.size == 0)
        loop_turn(talk.bench.loop, 10);
    CHECK(slice_is(chat_so_far(talk.chat)->text, SLICE("half")));
    CHECK(!chat_so_far(talk.chat)->complete && chat_so_far(talk.chat)->sent);
    talk.chat = chat_free(talk.chat);
    turn_for(&talk.bench, 50);
    CHECK_INT(talk.bench.server.ended_count, 1);
    CHECK(!talk.is_done);
    talk_close(&talk);
}

TEST("chat: more bytes than the answer may have end it")
{
    static char reply[MIB(2)];
    struct talk talk;
    size_t size = (size_t)snprintf(reply, sizeof(reply), STREAM_HEAD "\r\n");

    while (size < MIB(2) - KIB(1))
        size += (size_t)snprintf(reply + size, sizeof(reply) - size,
                                 "data: {\"choices\":[],\"padding\":\"%0900d\"}\n\n", 1);
    talk_open(&talk, answer_and_close, reply, &usual);
    ask(&talk, &question);
    CHECK_INT(talk.problem.err.kind, ERR_TOO_LARGE);
    talk_close(&talk);
}
