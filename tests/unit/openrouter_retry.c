/* Units of openrouter/chat and chat_retry: what is asked again, when, and its money. */
#include "script.h"

static const struct client_retry daring = { .attempts_max = 3, .allows_unknown = true };

TEST("retry: 429 twice and then an answer is two waits, three requests and one answer (fault U36)")
{
    static const char *const answers[] = { SAYS(429), SAYS(429), OK_STREAM, NULL };
    struct talk talk;

    for (int i = 0; i < 20; i++) {
        int64_t paused_ms = play(&talk, &thrice, answers);

        CHECK(talk.complete && talk.sent);
        CHECK_STR(buf_text(&talk.text), "fine");
        CHECK_STR(buf_text(&talk.deltas), "c<fine>");
        CHECK(paused_ms <= 500 + 1000 + 4 * STEP_MS);
        CHECK_INT(talk.bench.server.request_count, 3);
        CHECK_INT(talk.attempts, 3);
        CHECK_INT(talk.failed_attempts, 2);
        CHECK_INT(talk.unknown_attempts, 0);
        CHECK_STR(talk.failures, "429, 429");
        CHECK_INT(talk.cost_nano, 250000000);
        close_talk(&talk);
    }
}

TEST("retry: Retry-After and the body's hint are obeyed, the longer of both (fault U35)")
{
    static const struct {
        const char *answer;
        int64_t least_ms, most_ms; /* -1: it is not asked again */
        int64_t told_s;
    } rows[] = {
        { HINTED("2"), 2000, 2200, 0 },
        { HINTED("2.5"), 2500, 2750, 0 },
        { HINTED("Sun, 06 Nov 1994 08:49:10 GMT"), 10000, 11000, 0 },
        { HINTED("Sun, 06 Nov 1994 08:49:10 GMT\r\nDate: Sun, 06 Nov 1994 08:49:05 GMT"), 5000,
          5500, 0 },
        { HINTED("Sat, 05 Nov 1994 08:49:10 GMT"), 0, 0, 0 },
        { HINTED("120"), 120000, 132000, 0 },
        { HINTED("121"), -1, -1, 121 },
        { HINTED("3600"), -1, -1, 3600 },
        { HINTED("-1"), 0, 500, 0 },
        { HINTED("soon"), 0, 500, 0 },
        { HINTED("100000000000000000000"), 0, 500, 0 },
        { STATUS("503", "Retry-After: 2\r\n",
                 "{\"code\":503,\"message\":\"m\",\"availability\":{\"retry_after\":5}}"),
          5000, 5500, 0 },
        { STATUS("503", "Retry-After: 5\r\n",
                 "{\"code\":503,\"message\":\"m\",\"availability\":{\"retry_after\":2}}"),
          5000, 5500, 0 },
        { STATUS("503", "",
                 "{\"code\":503,\"message\":\"m\",\"availability\":{\"retry_after\":7}}"),
          7000, 7700, 0 },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        const char *const answers[] = { rows[i].answer, OK_STREAM, NULL };
        struct talk talk;
        int64_t paused_ms = play(&talk, &thrice, answers);
        bool is_again = rows[i].least_ms >= 0;

        CHECK_INT(talk.complete, is_again);
        CHECK_INT(talk.bench.server.request_count, is_again ? 2 : 1);
        if (is_again &&
            (paused_ms < rows[i].least_ms - STEP_MS || paused_ms > rows[i].most_ms + 3 * STEP_MS))
            test_fail(__FILE__, __LINE__, "row %zu: %lld ms", i, (long long)paused_ms);
        if (!is_again) {
            CHECK_INT(talk.problem.err.kind, ERR_RATE);
            CHECK_INT(talk.problem.retry_after_s, rows[i].told_s);
            CHECK_SAYS(talk.problem.err.text, "Retry after ");
        }
        close_talk(&talk);
    }
}

TEST(
    "retry: every status that passes is asked again, and the last failure tells of all (fault U37)")
{
    static const char *const statuses[] = { SAYS(408), SAYS(429), SAYS(500), SAYS(502),
                                            SAYS(503), SAYS(504), SAYS(524), SAYS(529) };

    for (size_t i = 0; i < ARRAY_COUNT(statuses); i++) {
        const char *const answers[] = { statuses[i], NULL };
        struct talk talk;

        play(&talk, &thrice, answers);
        CHECK(!talk.complete);
        CHECK_INT(talk.cost_nano, 0);
        /* A time-out draws twice as much from the bucket, and still leaves enough for one call. */
        CHECK_INT(talk.bench.server.request_count, 3);
        CHECK_INT(talk.attempts, 3);
        CHECK_SAYS(talk.problem.err.text, "after 3 attempts (");
        close_talk(&talk);
    }
}

TEST("retry: what the request or the account is to blame for is asked once (fault U38)")
{
    static const char *const statuses[] = { SAYS(400), SAYS(401), SAYS(402), SAYS(403),
                                            SAYS(404), SAYS(405), SAYS(413), SAYS(422) };
    static const char *const never[] = {
        STATUS("503", "",
               "{\"code\":503,\"message\":\"m\",\"availability\":{\"retryable\":false}}"),
        OK_STREAM, NULL
    };
    static const char *const again[] = {
        STATUS("404", "", "{\"code\":404,\"message\":\"m\",\"availability\":{\"retryable\":true}}"),
        OK_STREAM, NULL
    };
    static const char *const daily[] = {
        STATUS("429", "",
               "{\"code\":429,\"message\":\"Rate limit exceeded: free-models-per-day\"}"),
        OK_STREAM, NULL
    };
    struct talk talk;

    for (size_t i = 0; i < ARRAY_COUNT(statuses); i++) {
        const char *const answers[] = { statuses[i], OK_STREAM, NULL };

        play(&talk, &thrice, answers);
        CHECK(!talk.complete);
        CHECK_INT(talk.bench.server.request_count, 1);
        CHECK_INT(talk.cost_nano, 0);
        CHECK(!strstr(talk.problem.err.text, "attempts"));
        close_talk(&talk);
    }
    play(&talk, &thrice, never);
    CHECK_INT(talk.bench.server.request_count, 1);
    close_talk(&talk);
    play(&talk, &thrice, again);
    CHECK(talk.complete);
    close_talk(&talk);
    play(&talk, &thrice, daily);
    CHECK_INT(talk.bench.server.request_count, 1);
    close_talk(&talk);
}

TEST("retry: an error as the first event is treated as its status (fault U22)")
{
    static const char *const answers[] = {
        STREAM_HEAD
        "\r\ndata: {\"error\":{\"code\":502,\"message\":\"m\"},\"choices\":[]}\n\n" DONE,
        OK_STREAM, NULL
    };
    static const char *const final[] = {
        STREAM_HEAD
        "\r\ndata: {\"error\":{\"code\":400,\"message\":\"m\"},\"choices\":[]}\n\n" DONE,
        OK_STREAM, NULL
    };
    struct talk talk;

    play(&talk, &thrice, answers);
    CHECK(talk.complete);
    CHECK_STR(talk.failures, "502");
    close_talk(&talk);
    play(&talk, &thrice, final);
    CHECK_INT(talk.bench.server.request_count, 1);
    close_talk(&talk);
}

TEST("retry: behind the first word nothing is asked again, whatever ends it (faults U17, U22)")
{
    static const char *const ends[] = {
        STREAM_HEAD "\r\n" CHUNK("half"),
        STREAM_HEAD "\r\n" CHUNK("half") "data: {\"error\":{\"code\":503,\"message\":\"m\"}}\n\n",
        STREAM_HEAD "Content-Length: 9999\r\n\r\n" CHUNK("half"),
    };
    static const char thought[] =
        STREAM_HEAD "\r\ndata: {\"choices\":[{\"delta\":{\"reasoning\":\"hm\"}}]}\n\n"
                    "data: {\"error\":{\"code\":503,\"message\":\"m\"}}\n\n";
    struct talk talk;

    for (size_t i = 0; i <= ARRAY_COUNT(ends); i++) {
        bool has_text = i < ARRAY_COUNT(ends);
        const char *const answers[] = { has_text ? ends[i] : thought, OK_STREAM, NULL };

        play(&talk, &daring, answers);
        CHECK(!talk.complete);
        CHECK_STR(buf_text(&talk.text), has_text ? "half" : "");
        CHECK_INT(talk.bench.server.request_count, 1);
        CHECK_INT(talk.attempts, 1);
        CHECK_INT(talk.failed_attempts, 0);
        CHECK(talk.cost_nano != 0);
        close_talk(&talk);
    }
}

static void stop_listening(struct talk *talk)
{
    loop_unwatch(talk->bench.loop, &talk->bench.server.watch);
    close(talk->bench.server.fd);
    talk->bench.server.fd = -1;
}

TEST("retry: where nobody answers it is tried three times, and certainly costs nothing (fault U3)")
{
    static const char *const none[] = { "", NULL };
    struct talk talk;

    open_talk(&talk, &thrice, none);
    stop_listening(&talk);
    put(&talk, &question);
    CHECK_INT(talk.problem.err.kind, ERR_NETWORK);
    CHECK_SAYS(talk.problem.err.text, "after 3 attempts (no connection, no connection, no "
                                      "connection): model 'a/b': cannot connect");
    CHECK(!talk.sent);
    CHECK_INT(talk.attempts, 0);
    CHECK_INT(talk.failed_attempts, 2);
    close_talk(&talk);
}

TEST("retry: no attempt begins that the call has no time for")
{
    static const char *const answers[] = { HINTED("10"), OK_STREAM, NULL };
    struct chat_request urgent = question;
    struct talk talk;

    open_talk(&talk, &thrice, answers);
    urgent.deadline_ms = moved_ms() + 14000;
    CHECK_INT(put(&talk, &urgent), 0);
    CHECK_INT(talk.bench.server.request_count, 1);
    CHECK_SAYS(talk.problem.err.text, "Retry after 10 s.");
    close_talk(&talk);

    open_talk(&talk, &thrice, answers);
    urgent.deadline_ms = moved_ms() + 17000;
    put(&talk, &urgent);
    CHECK(talk.complete);
    close_talk(&talk);
}

TEST("retry: one attempt is one attempt")
{
    static const char *const answers[] = { SAYS(503), OK_STREAM, NULL };
    struct talk talk;

    CHECK_INT(play(&talk, &once, answers), 0);
    CHECK_INT(talk.bench.server.request_count, 1);
    close_talk(&talk);
}

TEST("retry: who cancels while it pauses has paid nothing, and nothing more is sent (fault C5)")
{
    static const char *const answers[] = { HINTED("60"), OK_STREAM, NULL };
    struct talk talk;
    struct err err = { 0 };

    open_talk(&talk, &thrice, answers);
    CHECK_INT(begin(&talk, &question, &err), 0);
    while (talk.bench.server.request_count == 0 || http_active(talk.bench.http) > 0)
        loop_turn(talk.bench.loop, 10);

    const struct chat_reply *reply = chat_so_far(talk.chat);

    CHECK(!reply->sent);
    CHECK_INT(reply->cost_nano, 0);
    CHECK_INT(reply->attempts, 1);
    talk.chat = chat_free(talk.chat);
    ahead_ms += 100000;
    turn_for(&talk.bench, 20);
    CHECK_INT(talk.bench.server.request_count, 1);
    CHECK(!talk.is_done);
    close_talk(&talk);
}

/* Of 100 calls in an outage: how many requests there were. */
static unsigned outage(const char *const *answers, bool is_one_model)
{
    struct talk talk;
    struct chat_request request = question;
    unsigned refused = 0, requests;
    struct err err = { 0 };

    open_talk(&talk, &thrice, answers);
    for (int i = 0; i < 100; i++) {
        char model[32];

        snprintf(model, sizeof(model), "a/%d", is_one_model ? 0 : i);
        request.model = model;
        if (begin(&talk, &request, &err) < 0)
            refused++;
        else
            pass(&talk);
    }
    requests = talk.bench.server.request_count;
    CHECK_INT(refused > 0, is_one_model);
    close_talk(&talk);
    return requests;
}

TEST("retry: an outage of 100 calls makes at most 110 requests, however many models (fault U37)")
{
    static const char *const answers[] = { SAYS(503), NULL };
    unsigned of_one = outage(answers, true), of_many = outage(answers, false);

    CHECK_INT(of_one, BREAKER_STREAK);
    CHECK(of_many >= 100 && of_many <= 110);
    CHECK_INT(of_many, 100 + RETRY_TOKENS_MAX / RETRY_COST);
}
