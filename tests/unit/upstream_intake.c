/* Units of upstream/intake. */
#include "test.h"
#include "tests/upstream/intake.h"

#include <stdlib.h>

static const char plain[] = "POST /api/v1/chat/completions?x=1 HTTP/1.1\r\nHost: a\r\n"
                            "content-LENGTH:  5\r\nConnection: close\r\n\r\nhello";
static const char chunked[] = "POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                              "3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n";
static const char get[] = "GET /b HTTP/1.1\r\n\r\n";

/* What comes of bytes that arrive in pieces: "path body|" for each request. */
static const char *requests_of(const char *bytes, size_t piece)
{
    static char seen[1024];
    struct slice rest = slice_of(bytes);
    struct intake intake;

    seen[0] = '\0';
    intake_init(&intake);
    while (rest.size > 0) {
        size_t size = rest.size < piece ? rest.size : piece;
        enum intake_state state;

        intake_feed(&intake, (struct slice){ rest.data, size });
        rest = slice_from(rest, size);
        while ((state = intake_next(&intake)) == INTAKE_WHOLE) {
            snprintf(seen + strlen(seen), sizeof(seen) - strlen(seen), "%.*s %.*s|",
                     SLICE_FMT(intake.request.path), SLICE_FMT(intake.request.body));
            intake_drop(&intake);
        }
        if (state == INTAKE_BAD) {
            snprintf(seen + strlen(seen), sizeof(seen) - strlen(seen), "bad");
            break;
        }
    }
    intake_done(&intake);
    return seen;
}

TEST("intake: bodies by length, in chunks, and none, one after the other, however they are cut")
{
    char all[1024];

    snprintf(all, sizeof(all), "%s%s%s%s", plain, chunked, get, plain);
    for (size_t piece = 1; piece <= sizeof(all); piece++)
        CHECK_STR(requests_of(all, piece),
                  "/api/v1/chat/completions hello|/a hello|/b |/api/v1/chat/completions hello|");
}

TEST("intake: parts of the head are found, header names in any case")
{
    struct intake intake;

    intake_init(&intake);
    intake_feed(&intake, slice_of(plain));
    CHECK_INT(intake_next(&intake), INTAKE_WHOLE);
    CHECK(slice_is(intake.request.method, SLICE("POST")));
    CHECK(slice_is(intake.request.query, SLICE("x=1")));
    CHECK(slice_is(intake_header(intake.request.head, "content-length"), SLICE("5")));
    CHECK_INT(intake_header(intake.request.head, "length").size, 0);
    CHECK(!intake.request.keeps);
    intake_done(&intake);
}

TEST("intake: the head is announced once, before the body has come")
{
    struct intake intake;

    intake_init(&intake);
    intake_feed(&intake, (struct slice){ plain, strlen(plain) - 5 });
    CHECK_INT(intake_next(&intake), INTAKE_HEAD);
    CHECK_INT(intake_next(&intake), INTAKE_MORE);
    intake_feed(&intake, SLICE("hello"));
    CHECK_INT(intake_next(&intake), INTAKE_WHOLE);
    intake_done(&intake);
}

TEST("intake: what is no HTTP, has no size, or an impossible one, is bad")
{
    CHECK_STR(requests_of("hello world\r\n\r\n", 100), "bad");
    CHECK_STR(requests_of("GET / HTTP/2.0\r\n\r\n", 100), "bad");
    CHECK_STR(requests_of("POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", 100), "bad");
    CHECK_STR(requests_of("POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", 1),
              "bad");
    CHECK_STR(requests_of("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 1), "bad");
}
