/* Units of vault/secret. */
#include "base/limits.h"
#include "test.h"
#include "vault/secret.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define KEY "sk-or-v1-0123456789abcdef"

static struct secret *secret_of(struct slice text)
{
    struct err err = { 0 };

    CHECK_INT(secret_init(&err), 0);

    struct secret *secret = secret_new(text, &err);

    if (!secret)
        test_fail(__FILE__, __LINE__, "no secret: %s", err.text);
    return secret;
}

static const char *refusal_of(struct slice text)
{
    static struct err err;

    CHECK_INT(secret_init(&err), 0);
    err = (struct err){ 0 };
    CHECK(secret_new(text, &err) == NULL);
    CHECK_INT(err.kind, ERR_CONFIG);
    return err.text;
}

/* Whether the system can read a byte at address for us: it answers EFAULT where we may not. */
static bool is_readable(const char *address)
{
    int ends[2];

    CHECK_INT(pipe(ends), 0);

    bool readable = write(ends[1], address, 1) == 1;

    CHECK(readable || errno == EFAULT);
    close(ends[0]);
    close(ends[1]);
    return readable;
}

TEST("secret: the text is readable between peek and hide only, and peeks nest")
{
    struct secret *secret = secret_of(SLICE(KEY));
    const char *text = secret_peek(secret);

    CHECK_STR(text, KEY);
    CHECK(secret_peek(secret) == text);
    secret_hide(secret);
    CHECK(is_readable(text));
    secret_hide(secret);
    CHECK(!is_readable(text));
    CHECK_STR(secret_peek(secret), KEY);
    secret_hide(secret);
    secret_free(secret);
}

TEST("secret: the header line is the same bytes, not a copy")
{
    struct secret *secret = secret_of(SLICE(KEY));
    const char *line = secret_peek_bearer(secret);

    CHECK_STR(line, "Authorization: Bearer " KEY);
    CHECK(secret_peek(secret) == line + strlen("Authorization: Bearer "));
    secret_hide(secret);
    secret_hide(secret);
    CHECK(!is_readable(line));
    secret_free(secret);
}

TEST("secret: what lies behind the text cannot be read, also while someone looks")
{
    struct secret *secret = secret_of(SLICE(KEY));
    const char *text = secret_peek(secret);

    CHECK(is_readable(text + strlen(KEY)));
    CHECK(!is_readable(text + strlen(KEY) + 1));
    secret_hide(secret);
    secret_free(secret);
}

TEST("secret: only printable ASCII without blanks is a key, up to KEY_MAX bytes")
{
    char text[KEY_MAX + 1];

    CHECK_SAYS(refusal_of(SLICE("")), "empty");
    CHECK_SAYS(refusal_of((struct slice){ NULL, 0 }), "empty");
    for (int byte = 0; byte < 256; byte++) {
        memset(text, 'k', 8);
        text[5] = (char)byte;
        if (byte > ' ' && byte < 0x7F)
            secret_free(secret_of((struct slice){ text, 8 }));
        else
            CHECK_SAYS(refusal_of((struct slice){ text, 8 }), "byte 6");
    }
    memset(text, 'k', sizeof(text));
    secret_free(secret_of((struct slice){ text, KEY_MAX }));
    CHECK_SAYS(refusal_of((struct slice){ text, KEY_MAX + 1 }), "512");
}

TEST("secret: a refusal never repeats the key")
{
    CHECK(!strstr(refusal_of(SLICE(KEY "\n")), "sk-or"));
    CHECK(!strstr(refusal_of(SLICE(KEY " " KEY)), "sk-or"));
}

TEST("secret: memory that cannot be locked is said, and is no failure")
{
#ifdef SANITIZED
    SKIP("the sanitizers turn mlock into nothing");
#endif
    /* In a child, because a limit once lowered cannot be raised; root is not bound by it. */
    pid_t child = fork();

    if (child == 0) {
        struct err err;

        if (secret_init(&err) < 0 || setrlimit(RLIMIT_MEMLOCK, &(struct rlimit){ 0, 0 }) < 0)
            _exit(2);
        if (geteuid() == 0 && setuid(65534) < 0)
            _exit(3);

        struct secret *secret = secret_new(SLICE(KEY), &err);

        _exit(secret && !secret_is_locked(secret) ? 0 : 1);
    }

    int status;

    CHECK(child > 0);
    CHECK_INT(waitpid(child, &status, 0), child);
    CHECK_INT(status, 0);
}

static const char *scrubbed(struct secret *secret, struct slice text, size_t size_max,
                            size_t count_wanted)
{
    static char kept[256];
    CLEANUP(buf_done) struct buf buf = BUF_MAX(size_max);

    buf_add(&buf, text);
    CHECK_INT(secret_scrub(secret, &buf), count_wanted);
    CHECK_INT(buf.size_max, size_max);
    snprintf(kept, sizeof(kept), "%s%s", buf_text(&buf), buf.full ? " (full)" : "");
    return kept;
}

TEST("secret: scrubbing replaces every occurrence, inside longer words, too")
{
    struct secret *secret = secret_of(SLICE(KEY));

    CHECK_STR(scrubbed(secret, SLICE("no key here"), 100, 0), "no key here");
    CHECK_STR(scrubbed(secret, SLICE(KEY), 100, 1), "[key removed]");
    CHECK_STR(scrubbed(secret, SLICE("x" KEY "y" KEY KEY), 100, 3),
              "x[key removed]y[key removed][key removed]");
    CHECK_STR(scrubbed(secret, SLICE("sk-or-v1-0123456789abcdeg"), 100, 0),
              "sk-or-v1-0123456789abcdeg");
    CHECK_STR(scrubbed(secret, SLICE("s" KEY), 100, 1), "s[key removed]");
    CHECK_STR(scrubbed(secret, SLICE(""), 100, 0), "");
    secret_free(secret);
}

TEST("secret: scrubbing looks behind NUL bytes")
{
    struct secret *secret = secret_of(SLICE(KEY));
    CLEANUP(buf_done) struct buf buf = BUF_MAX(100);

    buf_add(&buf, SLICE("a\0" KEY "\0b"));
    CHECK_INT(secret_scrub(secret, &buf), 1);
    CHECK(slice_is(buf_slice(&buf), SLICE("a\0[key removed]\0b")));
    secret_free(secret);
}

TEST("secret: a text that was cut inside the key loses that piece of it")
{
    struct secret *secret = secret_of(SLICE(KEY));

    for (size_t size = 0; size < strlen(KEY); size++) {
        char text[64], wanted[64];

        snprintf(text, sizeof(text), "key: %.*s", (int)size, KEY);
        snprintf(wanted, sizeof(wanted), "key: %.*s", size < 13 ? (int)size : 13,
                 size < 13 ? KEY : "[key removed]");
        CHECK_STR(scrubbed(secret, slice_of(text), 100, size >= 13), wanted);
    }
    secret_free(secret);
}

TEST("secret: when the replacement does not fit, the key is gone all the same")
{
    struct secret *secret = secret_of(SLICE("abc"));

    CHECK_STR(scrubbed(secret, SLICE("1 abc 2"), 7, 1), "1  (full)");
    secret_free(secret);
}

TEST("secret: without a secret there is nothing to scrub")
{
    CHECK_STR(scrubbed(NULL, SLICE("a " KEY), 100, 0), "a " KEY);
}

TEST("secret: ids are 26 characters of a-z2-7 behind the prefix, and every bit is used")
{
    char id[32];
    unsigned ones[26][32] = { 0 };
    struct err err;

    CHECK_INT(secret_init(&err), 0);
    for (int round = 0; round < 4000; round++) {
        secret_random_id(id, "t_");
        CHECK_INT(strlen(id), 28);
        CHECK_INT(strspn(id + 2, "abcdefghijklmnopqrstuvwxyz234567"), 26);
        for (size_t i = 0; i < 26; i++)
            ones[i][id[i + 2] >= 'a' ? id[i + 2] - 'a' : id[i + 2] - '2' + 26]++;
    }
    CHECK(strncmp(id, "t_", 2) == 0);
    for (size_t i = 0; i < 25; i++)
        for (size_t letter = 0; letter < 32; letter++)
            CHECK(ones[i][letter] > 60 && ones[i][letter] < 210); /* 125 expected, sigma 11 */
    for (size_t letter = 0; letter < 32; letter++)                /* 3 bits, then 00 */
        CHECK(letter % 4 == 0 ? ones[25][letter] > 380 : ones[25][letter] == 0);
}
