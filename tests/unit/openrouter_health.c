/* Units of openrouter/health, under chats: models and a key that are left alone for a while. */
#include "script.h"

static const struct client_retry stubborn = { .attempts_max = 1, .is_stubborn = true };

TEST("breaker: a model that failed five times in a row is left alone for half a minute, then asked "
     "by one (fault U37)")
{
    static const char *const answers[] = { SAYS(503), NULL };
    static const char *const good[] = { OK_STREAM, NULL };
    struct chat_request other = question;
    struct talk talk;
    struct err err = { 0 };

    open_talk(&talk, &once, answers);
    for (int i = 0; i < BREAKER_STREAK; i++)
        put(&talk, &question);
    CHECK(begin(&talk, &question, &err) < 0);
    CHECK_INT(err.kind, ERR_UPSTREAM);
    CHECK_SAYS(err.text, "model 'a/b' has failed again and again, the last time with 503, and is "
                         "left alone for 30 s.");
    CHECK_INT(talk.bench.server.request_count, BREAKER_STREAK);
    script = good;
    other.model = "c/d";
    put(&talk, &other);
    CHECK(talk.complete);
    ahead_ms += BREAKER_OPEN_MS;
    put(&talk, &question);
    CHECK(talk.complete);
    put(&talk, &question);
    CHECK(talk.complete);
    close_talk(&talk);
}

TEST("breaker: one that opens in the middle of a question ends it without a wait")
{
    static const char *const answers[] = { SAYS(503),    SAYS(503), SAYS(503), SAYS(503),
                                           HINTED("60"), OK_STREAM, NULL };
    struct talk talk;

    open_talk(&talk, &thrice, answers);
    put(&talk, &question);
    CHECK(put(&talk, &question) <= 500 + 2 * STEP_MS);
    CHECK_SAYS(talk.problem.err.text, "after 2 attempts (503, 429)");
    CHECK_INT(talk.bench.server.request_count, BREAKER_STREAK);
    close_talk(&talk);
}

TEST("breaker: a probe that is cancelled is forgotten, and the next one goes")
{
    static const char *const answers[] = { SAYS(429), NULL };
    struct talk talk;
    struct err err = { 0 };

    open_talk(&talk, &once, answers);
    for (int i = 0; i < BREAKER_STREAK; i++)
        put(&talk, &question);
    CHECK(begin(&talk, &question, &err) < 0);
    CHECK_INT(err.kind, ERR_RATE);
    ahead_ms += BREAKER_OPEN_MS;
    CHECK_INT(begin(&talk, &question, &err), 0);
    talk.chat = chat_free(talk.chat);
    CHECK_INT(begin(&talk, &question, &err), 0);
    pass(&talk);
    CHECK(begin(&talk, &question, &err) < 0);
    close_talk(&talk);
}

TEST("breaker: in the place of a model that is left alone its first fallback is asked, and that is "
     "told")
{
    static const char *const answers[] = { SAYS(503), NULL };
    static const char *const good[] = { OK_STREAM, NULL };
    static const char *const fallbacks[] = { "c/d", "e/f", NULL };
    struct chat_request question_with = question;
    struct talk talk;

    open_talk(&talk, &once, answers);
    for (int i = 0; i < BREAKER_STREAK; i++)
        put(&talk, &question);
    script = good;
    question_with.fallbacks = fallbacks;
    put(&talk, &question_with);
    CHECK(talk.complete);
    CHECK_STR(talk.passed_over, "a/b");
    CHECK_SAYS(buf_text(&talk.bench.server.last_request),
               "\r\n\r\n{\"model\":\"c/d\",\"models\":[\"e/f\"],\"messages\":[");
    CHECK_SAYS(buf_text(&talk.bench.server.last_request), "\"hi\"");
    ahead_ms += BREAKER_OPEN_MS;
    put(&talk, &question_with);
    CHECK_STR(talk.passed_over, "");
    CHECK_SAYS(buf_text(&talk.bench.server.last_request),
               "\r\n\r\n{\"model\":\"a/b\",\"models\":[\"c/d\",\"e/f\"],\"messages\":[");
    close_talk(&talk);
}

TEST("breaker: who is stubborn asks again and again")
{
    static const char *const answers[] = { SAYS(503), NULL };
    static const char *const refused[] = { SAYS(401), NULL };
    struct talk talk;

    open_talk(&talk, &stubborn, answers);
    for (int i = 0; i < 3 * BREAKER_STREAK; i++)
        put(&talk, &question);
    script = refused;
    for (int i = 0; i < 3; i++)
        put(&talk, &question);
    CHECK_INT(talk.bench.server.request_count, 3 * BREAKER_STREAK + 3);
    close_talk(&talk);
}

/* Some at once, each with its own end. */
struct crowd {
    struct chat *chats[100];
    size_t count, refused, done, answered;
    struct err last;
};

static void on_one_done(void *user, const struct chat_reply *reply, const struct problem *problem)
{
    struct crowd *crowd = user;

    crowd->done++;
    crowd->answered += reply->complete;
    if (problem)
        crowd->last = problem->err;
}

static const struct chat_handler one_of_many = { .on_done = on_one_done };

static void ask_all(struct talk *talk, struct crowd *crowd, size_t count)
{
    struct chat_request request = question;

    *crowd = (struct crowd){ .count = count };
    for (size_t i = 0; i < count; i++) {
        char model[32];

        snprintf(model, sizeof(model), "a/%zu", i);
        request.model = model;
        crowd->chats[i] = chat_start(talk->client, &request, &one_of_many, crowd, &crowd->last);
        crowd->refused += !crowd->chats[i];
    }
}

static void await_all(struct talk *talk, struct crowd *crowd)
{
    for (int64_t end_ms = clock_ms() + 8000; crowd->done + crowd->refused < crowd->count;) {
        CHECK(clock_ms() < end_ms);
        loop_turn(talk->bench.loop, 10);
    }
    for (size_t i = 0; i < crowd->count; i++)
        crowd->chats[i] = chat_free(crowd->chats[i]);
}

TEST("key: of eight questions with a bad key one is asked, and all hear the same (fault U39)")
{
    static const char *const answers[] = {
        STATUS("401", "", "{\"code\":401,\"message\":\"bad " KEY "\"}"), NULL
    };
    struct talk talk;
    struct crowd crowd;

    open_talk(&talk, &thrice, answers);
    ask_all(&talk, &crowd, 8);
    await_all(&talk, &crowd);
    CHECK_INT(crowd.done, 8);
    CHECK_INT(crowd.answered, 0);
    CHECK_INT(crowd.last.kind, ERR_AUTH);
    CHECK_SAYS(crowd.last.text, "OpenRouter refused the API key (401): \"bad [key removed]\"");
    CHECK_SAYS(crowd.last.text, "tried again in 60 s");
    CHECK(!strstr(crowd.last.text, "0123456789"));
    CHECK(!strstr(crowd.last.text, "model '"));
    CHECK_INT(talk.bench.server.request_count, 1);

    ask_all(&talk, &crowd, 5);
    CHECK_INT(crowd.refused, 5);
    CHECK_INT(crowd.last.kind, ERR_AUTH);
    CHECK_SAYS(crowd.last.text, "[key removed]");
    CHECK(!strstr(crowd.last.text, "0123456789"));
    CHECK_INT(talk.bench.server.request_count, 1);
    ahead_ms += KEY_REFUSED_MS;
    ask_all(&talk, &crowd, 5);
    await_all(&talk, &crowd);
    CHECK_INT(crowd.refused, 4);
    CHECK_INT(talk.bench.server.request_count, 2);
    close_talk(&talk);
}

TEST("key: one that is refused when it is only looked at is not shown to a model")
{
    static const char *const answers[] = { SAYS(401), OK_STREAM, NULL };
    struct talk talk;
    struct err err = { 0 };

    open_talk(&talk, &thrice, answers);
    client_warm(talk.client);
    while (talk.bench.server.request_count == 0 || http_active(talk.bench.http) > 0)
        loop_turn(talk.bench.loop, 10);
    CHECK(begin(&talk, &question, &err) < 0);
    CHECK_INT(err.kind, ERR_AUTH);
    CHECK_INT(talk.bench.server.request_count, 1);
    close_talk(&talk);
}

TEST("key: one that is good lets everybody go as soon as the first answer begins")
{
    static const char *const answers[] = { OK_STREAM, NULL };
    struct talk talk;
    struct crowd crowd;

    open_talk(&talk, &thrice, answers);
    ask_all(&talk, &crowd, 8);
    CHECK_INT(http_active(talk.bench.http), 1);
    await_all(&talk, &crowd);
    CHECK_INT(crowd.answered, 8);
    ask_all(&talk, &crowd, 8);
    CHECK_INT(http_active(talk.bench.http), 8);
    await_all(&talk, &crowd);
    CHECK_INT(crowd.answered, 8);
    close_talk(&talk);
}

TEST("key: a first question without an answer holds the others up for a second and no longer")
{
    struct talk talk;
    struct crowd crowd;
    int64_t began_ms;

    ahead_ms = 0;
    talk_open_retrying(&talk, answer_nothing, "", &usual, &thrice);
    began_ms = clock_ms();
    ask_all(&talk, &crowd, 5);
    CHECK_INT(http_active(talk.bench.http), 1);
    while (http_active(talk.bench.http) < 5) {
        CHECK(clock_ms() - began_ms < KEY_PROOF_MS + 500);
        loop_turn(talk.bench.loop, 10);
    }
    CHECK(clock_ms() - began_ms >= KEY_PROOF_MS - 5);
    for (size_t i = 0; i < 5; i++)
        chat_free(crowd.chats[i]);
    talk_close(&talk);
}

static void begin_answer(struct conn *conn)
{
    conn_say(conn, STREAM_HEAD "\r\n: OPENROUTER PROCESSING\n\n");
}

TEST("key: it is good once an answer has begun, however long that takes")
{
    struct talk talk;
    struct crowd crowd;
    int64_t began_ms = clock_ms();

    talk_open_retrying(&talk, begin_answer, "", &usual, &thrice);
    ask_all(&talk, &crowd, 5);
    while (http_active(talk.bench.http) < 5)
        loop_turn(talk.bench.loop, 10);
    CHECK(clock_ms() - began_ms < KEY_PROOF_MS / 2);
    for (size_t i = 0; i < 5; i++)
        chat_free(crowd.chats[i]);
    talk_close(&talk);
}

TEST("key: when the first fails for another reason, the next one goes ahead at once")
{
    static const char *const answers[] = { SAYS(404), OK_STREAM, NULL };
    struct talk talk;
    struct crowd crowd;
    int64_t began_ms;

    open_talk(&talk, &once, answers);
    began_ms = clock_ms();
    ask_all(&talk, &crowd, 5);
    await_all(&talk, &crowd);
    CHECK_INT(crowd.answered, 4);
    CHECK(clock_ms() - began_ms < KEY_PROOF_MS / 2);
    close_talk(&talk);
}

TEST("key: who may ask with it again, but not that model, leaves the turn to others")
{
    static const char *const one[] = { "a/b", NULL }, *const other[] = { "c/d", NULL };
    struct problem failed = { .code = 503, .err = { ERR_UPSTREAM, "m" } };
    struct err err = { ERR_AUTH, "no such key." };
    struct health *health = health_new(true);

    health_refuse_key(health, &err, 1000);
    for (int i = 0; i < BREAKER_STREAK; i++)
        health_note(health, "a/b", &failed, -1, 50000);
    CHECK_INT(health_admit(health, other, 1000 + KEY_REFUSED_MS - 1, &err), -1);
    CHECK_INT(err.kind, ERR_AUTH);
    CHECK_INT(health_admit(health, one, 1000 + KEY_REFUSED_MS, &err), -1);
    CHECK_INT(err.kind, ERR_UPSTREAM);
    CHECK_INT(health_admit(health, other, 1000 + KEY_REFUSED_MS, &err), 0);
    CHECK_INT(health_admit(health, other, 1000 + KEY_REFUSED_MS, &err), -1);
    health_note(health, "c/d", NULL, -1, 1000 + KEY_REFUSED_MS);
    CHECK_INT(health_admit(health, other, 1000 + KEY_REFUSED_MS, &err), 0);
    health_free(health);
}

TEST("key: when the first is cancelled, the next one goes ahead")
{
    static const char *const answers[] = { OK_STREAM, NULL };
    struct talk talk;
    struct crowd crowd;

    open_talk(&talk, &thrice, answers);
    ask_all(&talk, &crowd, 3);
    crowd.chats[0] = chat_free(crowd.chats[0]);
    crowd.refused++;
    await_all(&talk, &crowd);
    CHECK_INT(crowd.answered, 2);
    close_talk(&talk);
}

TEST("key: when it is refused, what waits in the queue is not sent any more")
{
    static const char *const answers[] = { OK_STREAM, SAYS(401), NULL };
    struct talk talk;
    struct crowd crowd;

    open_talk(&talk, &once, answers);
    put(&talk, &question);
    ask_all(&talk, &crowd, 100);
    CHECK_INT(http_active(talk.bench.http), UPSTREAM_ACTIVE_MAX);
    await_all(&talk, &crowd);
    CHECK_INT(crowd.done, 100);
    CHECK(talk.bench.server.request_count <= 1 + UPSTREAM_ACTIVE_MAX);
    CHECK_INT(crowd.last.kind, ERR_AUTH);
    close_talk(&talk);
}

TEST("key: without money nothing but free models is asked for a minute (fault U40)")
{
    static const char *const poor[] = { SAYS(402), OK_STREAM, NULL };
    static const char *const hinted[] = {
        STATUS("402", "Retry-After: 3\r\n",
               "{\"code\":402,\"message\":\"m\",\"metadata\":{\"limit_source\":"
               "\"openrouter_in_flight_budget\"}}"),
        OK_STREAM, NULL
    };
    static const char *const smaller[] = {
        STATUS("402", "", "{\"code\":402,\"message\":\"You can only afford 100\"}"), OK_STREAM, NULL
    };
    struct chat_request free_one = question;
    struct talk talk;
    struct err err = { 0 };
    int64_t paused_ms;

    play(&talk, &thrice, poor);
    CHECK_INT(talk.problem.err.kind, ERR_CREDIT);
    CHECK_INT(talk.bench.server.request_count, 1);
    CHECK(begin(&talk, &question, &err) < 0);
    CHECK_INT(err.kind, ERR_CREDIT);
    free_one.model = "a/b:free";
    put(&talk, &free_one);
    CHECK(talk.complete);
    close_talk(&talk);

    paused_ms = play(&talk, &thrice, hinted);
    CHECK(talk.complete);
    CHECK(paused_ms >= 3000 - STEP_MS && paused_ms <= 3300 + 3 * STEP_MS);
    CHECK_INT(talk.bench.server.request_count, 2);
    close_talk(&talk);

    play(&talk, &thrice, smaller);
    CHECK_INT(talk.problem.affordable_tokens, 100);
    put(&talk, &question);
    CHECK(talk.complete);
    close_talk(&talk);
}
