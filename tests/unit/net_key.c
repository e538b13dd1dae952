/* Units of net/http: where the key is, and when. */
#include "loopback.h"
#include "sends.h"

#include <fcntl.h>

/* Keys are computed, so that the program holds no copy that a search would find. */
#define KEY_SIZE 30

static char key_byte(size_t i, unsigned seed)
{
    return (char)('a' + (i * i + seed) % 26);
}

static void write_key(char key[KEY_SIZE], unsigned seed)
{
    for (size_t i = 0; i < KEY_SIZE; i++)
        key[i] = key_byte(i, seed);
}

static struct secret *key_new(unsigned seed)
{
    char key[KEY_SIZE];
    struct err err = { 0 };

    CHECK_INT(secret_init(&err), 0);
    write_key(key, seed);

    struct secret *secret = secret_new((struct slice){ key, KEY_SIZE }, &err);

    mem_wipe(key, KEY_SIZE);
    CHECK(secret);
    return secret;
}

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
        char key[KEY_SIZE], wanted[64];

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

static bool is_key(const char *at, unsigned seed)
{
    for (size_t i = 0; i < KEY_SIZE; i++)
        if (at[i] != key_byte(i, seed))
            return false;
    return true;
}

/* The lines of /proc/self/maps, read without an allocation, which could overwrite what is looked
 * for. */
static const char *read_maps(void)
{
    static char maps[1 << 17];
    int fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    size_t size = 0;

    CHECK(fd >= 0);
    for (ssize_t n; (n = read(fd, maps + size, sizeof(maps) - 1 - size)) > 0;)
        size += (size_t)n;
    close(fd);
    CHECK(size < sizeof(maps) - 1);
    maps[size] = '\0';
    return maps;
}

/* How often the key stands in memory that can be written. */
static unsigned copies_of_key(unsigned seed)
{
    unsigned count = 0;

    for (const char *line = read_maps(); *line; line = strchr(line, '\n') + 1) {
        char *rest;
        uintptr_t from = strtoul(line, &rest, 16), to = strtoul(rest + 1, &rest, 16);

        if (!slice_starts(slice_of(rest), SLICE(" rw")))
            continue;
        for (const char *at = (const char *)from, *end = (const char *)to - KEY_SIZE;
             at < end && (at = memchr(at, key_byte(0, seed), (size_t)(end - at))); at++)
            count += is_key(at, seed);
    }
    return count;
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
