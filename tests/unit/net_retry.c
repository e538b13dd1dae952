/* Units of net/retry and net/breaker: when something is tried again, and when it is left alone. */
#include "base/limits.h"
#include "base/mem.h"
#include "net/breaker.h"
#include "net/retry.h"
#include "test.h"

#include <stdio.h>

#define PLENTY 600000

static int64_t delay_of(struct retry_case what, bool allows_unknown)
{
    struct retry_history history = { 0 };
    struct retry_bucket bucket = RETRY_BUCKET_START;

    return retry_delay_ms(&history, &bucket, &what,
                          &(struct retry_terms){ 3, allows_unknown, PLENTY }, 7);
}

TEST("retry: the table, row by row")
{
    static const struct {
        struct retry_case what;
        bool again;
    } rows[] = {
        { { 0, HTTP_SENT_NOTHING, false, false, -1, -1 }, true },
        { { 0, HTTP_SENT_NOTHING, false, true, -1, -1 }, false },
        { { 0, HTTP_SENT_UNKNOWN, false, false, -1, -1 }, false },
        { { 429, HTTP_SENT_ALL, false, false, -1, -1 }, true },
        { { 429, HTTP_SENT_ALL, false, false, 0, -1 }, false },
        { { 429, HTTP_SENT_ALL, true, false, -1, -1 }, false },
        { { 503, HTTP_SENT_ALL, false, false, 1, 2000 }, true },
        { { 402, HTTP_SENT_ALL, false, false, -1, -1 }, false },
        { { 402, HTTP_SENT_ALL, false, false, -1, 3000 }, true },
        { { 404, HTTP_SENT_ALL, false, false, 1, -1 }, true },
        { { 200, HTTP_SENT_ALL, false, false, -1, -1 }, false },
        { { 302, HTTP_SENT_ALL, false, false, -1, -1 }, false },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
        if ((delay_of(rows[i].what, false) >= 0) != rows[i].again)
            test_fail(__FILE__, __LINE__, "row %zu is not %d", i, rows[i].again);
}

TEST("retry: of all statuses only those that pass by themselves are tried again")
{
    char again[256] = "";

    for (int status = 300; status < 600; status++)
        if (delay_of((struct retry_case){ status, HTTP_SENT_ALL, false, false, -1, -1 }, false) >=
            0)
            snprintf(again + strlen(again), sizeof(again) - strlen(again), "%d ", status);
    CHECK_STR(again, "408 409 425 429 500 502 503 504 520 521 522 523 524 529 ");
}

TEST("retry: what may have been billed is sent again once, and only where the money covers it")
{
    struct retry_case lost = { 0, HTTP_SENT_UNKNOWN, false, false, -1, -1 };
    struct retry_history history = { 0 };
    struct retry_bucket bucket = RETRY_BUCKET_START;
    struct retry_terms terms = { 5, true, PLENTY };

    CHECK(delay_of(lost, false) < 0);
    CHECK(retry_delay_ms(&history, &bucket, &lost, &terms, 0) >= 0);
    CHECK(retry_delay_ms(&history, &bucket, &lost, &terms, 0) < 0);
    CHECK_INT(history.unknown, 2);
}

TEST("retry: a call makes as many attempts as it may, and a process no more than its bucket holds")
{
    struct retry_case busy = { 503, HTTP_SENT_ALL, false, false, -1, -1 };
    struct retry_bucket bucket = RETRY_BUCKET_START;
    struct retry_history history = { 0 };
    struct retry_terms terms = { 3, false, PLENTY };
    int repeated = 0;

    CHECK(retry_delay_ms(&history, &bucket, &busy, &terms, 0) >= 0);
    CHECK(retry_delay_ms(&history, &bucket, &busy, &terms, 0) >= 0);
    CHECK(retry_delay_ms(&history, &bucket, &busy, &terms, 0) < 0);

    bucket.tokens = RETRY_TOKENS_MAX;
    for (int call = 0; call < 100; call++) {
        history = (struct retry_history){ 0 };
        while (retry_delay_ms(&history, &bucket, &busy, &terms, 0) >= 0)
            repeated++;
    }
    CHECK_INT(repeated, RETRY_TOKENS_MAX / RETRY_COST);
    for (int i = 0; i < RETRY_COST - 1; i++)
        retry_note_success(&bucket);
    history = (struct retry_history){ 0 };
    CHECK(retry_delay_ms(&history, &bucket, &busy, &terms, 0) < 0);
    retry_note_success(&bucket);
    history = (struct retry_history){ 0 };
    CHECK(retry_delay_ms(&history, &bucket, &busy, &terms, 0) >= 0);
    for (int i = 0; i < 1000; i++)
        retry_note_success(&bucket);
    CHECK_INT(bucket.tokens, RETRY_TOKENS_MAX);
}

TEST("retry: the wait doubles with each attempt up to its maximum, whatever chance says")
{
    static const int64_t most_ms[] = { 500, 1000, 2000, 4000, 8000, 8000, 8000 };
    struct retry_case busy = { 503, HTTP_SENT_ALL, false, false, -1, -1 };
    struct retry_terms terms = { 100, false, PLENTY };

    for (uint32_t random = 1; random != 0 && random < 0xF0000000u; random = random * 3 + 1) {
        struct retry_history history = { 0 };

        for (size_t i = 0; i < ARRAY_COUNT(most_ms); i++) {
            struct retry_bucket bucket = RETRY_BUCKET_START;
            int64_t delay_ms = retry_delay_ms(&history, &bucket, &busy, &terms, random);

            CHECK(delay_ms >= 0 && delay_ms <= most_ms[i]);
        }
    }
}

TEST("retry: a hint is obeyed to a tenth, unless it is too long or leaves too little time")
{
    struct retry_terms terms = { 3, false, 30000 };
    static const struct {
        int64_t hint_ms, left_ms;
        bool again;
    } rows[] = { { 0, PLENTY, true },         { 2500, PLENTY, true }, { 120000, PLENTY, true },
                 { 120001, PLENTY, false },   { 10000, 17000, true }, { 10000, 14999, false },
                 { INT64_MAX, PLENTY, false } };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct retry_history history = { 0 };
        struct retry_bucket bucket = RETRY_BUCKET_START;
        struct retry_case busy = { 429, HTTP_SENT_ALL, false, false, -1, rows[i].hint_ms };
        int64_t delay_ms;

        terms.left_ms = rows[i].left_ms;
        delay_ms = retry_delay_ms(&history, &bucket, &busy, &terms, 0xFFFFFFFFu);
        CHECK_INT(delay_ms >= 0, rows[i].again);
        if (delay_ms >= 0)
            CHECK(delay_ms >= rows[i].hint_ms && delay_ms <= rows[i].hint_ms * 11 / 10);
    }
}

TEST("retry: Retry-After is read in each of its forms, and nothing else is")
{
    static const struct {
        const char *text, *date;
        int64_t ms;
    } rows[] = {
        { "0", "", 0 },
        { "2", "", 2000 },
        { " 2 ", "", 2000 },
        { "2.5", "", 2500 },
        { "0.0004", "", 0 },
        { "9999999999", "", 9999999999000 },
        { "99999999999", "", -1 },
        { "100000000000000000000", "", -1 },
        { "-1", "", -1 },
        { "+1", "", -1 },
        { "1e3", "", -1 },
        { "2.", "", -1 },
        { ".5", "", -1 },
        { "2.5x", "", -1 },
        { "", "", -1 },
        { "NaN", "", -1 },
        { "soon", "", -1 },
        { "2 seconds", "", -1 },
        { "Sun, 06 Nov 1994 08:49:37 GMT", "", 37000 },
        { "Sunday, 06-Nov-94 08:49:37 GMT", "", 37000 },
        { "Sun Nov  6 08:49:37 1994", "", 37000 },
        { "Sun, 06 Nov 1994 08:00:00 GMT", "", 0 },
        { "Sun, 06 Nov 1994 09:49:37 GMT", "Sun, 06 Nov 1994 09:49:27 GMT", 10000 },
        { "Sun, 06 Nov 1994 08:49:37 GMT", "garbage", 37000 },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        int64_t ms = retry_after_ms(slice_of(rows[i].text), slice_of(rows[i].date), 784111740);

        if (ms != rows[i].ms)
            test_fail(__FILE__, __LINE__, "\"%s\" is %" PRId64, rows[i].text, ms);
    }
}

static int64_t wait_at(struct breaker *breaker, int64_t now_ms)
{
    return breaker_wait_ms(breaker, now_ms);
}

TEST("breaker: five failures in a row open it for half a minute, then one call is let through")
{
    struct breaker breaker = { 0 };
    int64_t now_ms = 1000000;

    for (int i = 0; i < BREAKER_STREAK; i++) {
        CHECK_INT(wait_at(&breaker, now_ms), 0);
        breaker_note(&breaker, true, -1, now_ms);
    }
    CHECK_INT(wait_at(&breaker, now_ms), BREAKER_OPEN_MS);
    CHECK_INT(wait_at(&breaker, now_ms + BREAKER_OPEN_MS - 1), 1);
    now_ms += BREAKER_OPEN_MS;
    CHECK_INT(wait_at(&breaker, now_ms), 0);
    CHECK(wait_at(&breaker, now_ms) > 0);
    breaker_note(&breaker, true, 45000, now_ms);
    CHECK_INT(wait_at(&breaker, now_ms), 45000);
    now_ms += 45000;
    CHECK_INT(wait_at(&breaker, now_ms), 0);
    breaker_note(&breaker, false, -1, now_ms);
    CHECK_INT(wait_at(&breaker, now_ms), 0);
    CHECK_INT(wait_at(&breaker, now_ms), 0);
}

TEST(
    "breaker: a success between the failures keeps it shut, until half of ten within a minute fail")
{
    struct breaker breaker = { 0 };
    int64_t now_ms = 5000000;

    for (int i = 0; i < 9; i++) {
        breaker_note(&breaker, i % 2 == 0, -1, now_ms);
        CHECK_INT(wait_at(&breaker, now_ms), 0);
    }
    breaker_note(&breaker, false, -1, now_ms);
    CHECK_INT(wait_at(&breaker, now_ms), 0);
    breaker_note(&breaker, true, -1, now_ms);
    CHECK_INT(wait_at(&breaker, now_ms), BREAKER_OPEN_MS);

    breaker = (struct breaker){ 0 };
    for (int i = 0; i < 100; i++, now_ms += 20000) {
        breaker_note(&breaker, i % 2 == 0, -1, now_ms);
        CHECK_INT(wait_at(&breaker, now_ms), 0);
    }
}

TEST("breaker: a probe that is cancelled or never comes back does not shut the door for ever")
{
    struct breaker breaker = { 0 };

    breaker_open(&breaker, 60000, 1000);
    CHECK_INT(wait_at(&breaker, 1000), 60000);
    CHECK_INT(wait_at(&breaker, 61000), 0);
    breaker_forget(&breaker);
    CHECK_INT(wait_at(&breaker, 61000), 0);
    CHECK(wait_at(&breaker, 61001) > 0);
    CHECK_INT(wait_at(&breaker, 61000 + BREAKER_OPEN_MS), 0);
}

TEST("breakers: each name has its own, and the one longest not needed makes room")
{
    struct breakers *all = breakers_new();
    char name[32];

    breaker_open(breakers_of(all, "a/x"), 1000, 0);
    CHECK_INT(wait_at(breakers_of(all, "a/x"), 0), 1000);
    CHECK_INT(wait_at(breakers_of(all, "a/y"), 0), 0);
    for (int i = 0; i < BREAKERS_MAX - 2; i++) {
        snprintf(name, sizeof(name), "b/%d", i);
        breakers_of(all, name);
    }
    CHECK_INT(wait_at(breakers_of(all, "a/x"), 0), 1000);
    breakers_of(all, "one/more");
    CHECK_INT(wait_at(breakers_of(all, "a/x"), 0), 1000);
    breaker_open(breakers_of(all, "a/y"), 1000, 0);
    for (int i = 0; i < BREAKERS_MAX; i++) {
        snprintf(name, sizeof(name), "c/%d", i);
        breakers_of(all, name);
    }
    CHECK_INT(wait_at(breakers_of(all, "a/x"), 0), 0);
    breakers_free(all);
    CHECK(!breakers_free(NULL));
}
