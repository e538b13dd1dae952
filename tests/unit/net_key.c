/* Units of net/http: where the key is, and when. */
#include "copies.h"
#include "loopback.h"
#include "sends.h"

/* Whether the system can read a byte at address for us: EFAULT where we may not. */
static bool is_hidden(struct secret *secret)
{
    int ends[2];
    const char *text = secret_peek(secret);

    secret_hide(secret);
    CHECK_INT(pipe(ends), 0);

    bool hidden = write(ends[1], text, 1) < 0 && errno == EFAULT;

    close(ends[0]);
    close(ends[1]);
    return hidden;
}

static struct secret *watched;
static unsigned shown_count;

static void note_shown(bool is_after)
{
    (void)is_after;
    shown_count += !is_hidden(watched);
}

TEST("http: the key goes out in its header, and is hidden again before the body leaves")
{
    struct bench bench;

    watched = key_new(3);
    bench_open(&bench, answer_nothing, "");
    for (int is_post = 0; is_post < 2; is_post++) {
        struct http_request request = request_of(&bench);
        struct ask ask = { 0 };
        char key[KEY_SIZE], wanted[128];

        request.bearer = watched;
        request.body = is_post ? SLICE("question") : (struct slice){ NULL, 0 };
        request.headers = (const char *const[]){ "X-After: 1", NULL };
        shown_count = 0;
        on_send = note_shown;
        ask_start(&bench, &ask, &request);
        CHECK(is_hidden(watched)); /* connecting */
        turn_for(&bench, 20);
        on_send = NULL;
        write_key(key, 3);
        snprintf(wanted, sizeof(wanted), "\r\nAuthorization: Bearer %.*s\r\n", KEY_SIZE, key);
        CHECK_SAYS(buf_text(&bench.server.last_request), wanted);
        CHECK_SAYS(buf_text(&bench.server.last_request), "\r\nX-After: 1\r\n");
        CHECK_INT(shown_count, 2); /* before and after the send of the head */
        CHECK_INT(is_hidden(watched), is_post);
        answer(bench.server.conns);
        ask_done(&ask);
        CHECK(is_hidden(watched));
    }
    bench_close(&bench);
    watched = secret_free(watched);
}

TEST("http: after a request no copy of the key is left, though the connection is kept")
{
#ifdef SANITIZED
    SKIP("the sanitizer keeps what was freed");
#endif
    enum { SEED = 7 };
    struct bench bench;
    struct secret *secret = key_new(SEED);
    char filler[20000] = "X-Filler: "; /* what is freed shall not be needed again at once */

    memset(filler + 10, 'x', sizeof(filler) - 11);
    CHECK_INT(copies_of_key(SEED), 0);
    bench_open(&bench, answer, OK_HELLO);
    for (int i = 0; i < 4; i++) {
        struct http_request request = request_of(&bench);
        struct ask ask = { 0 };

        request.bearer = secret;
        request.headers = (const char *const[]){ filler, NULL };
        request.body = i % 2 ? SLICE("question") : (struct slice){ NULL, 0 };
        ask_whole(&bench, &ask, &request);
        CHECK(ask.result.complete);
        CHECK(copies_of_key(SEED) > 0); /* the server has it: the search finds what is there */
        buf_wipe(&bench.server.last_request);
        buf_wipe(&bench.server.conns->in);
        CHECK_INT(copies_of_key(SEED), 0);
        ask_done(&ask);
    }
    CHECK_INT(bench.server.conn_count, 1);
    bench_close(&bench);
    secret_free(secret);
}
