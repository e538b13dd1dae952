/* Units of base/buf, base/slice and base/utf8. */
#include "base/buf.h"
#include "base/utf8.h"
#include "test.h"

#include <stdlib.h>

TEST("buf: a piece that does not fit is left out whole, and nothing follows it")
{
    CLEANUP(buf_done) struct buf buf = BUF_MAX(5);

    CHECK_INT(buf_adds(&buf, "abc"), 0);
    CHECK_INT(buf_adds(&buf, "def"), -1);
    CHECK_INT(buf_adds(&buf, "g"), -1);
    CHECK(buf.full);
    CHECK_STR(buf_text(&buf), "abc");
    buf_clear(&buf);
    CHECK_INT(buf_addf(&buf, "%d", 12345), 0);
    CHECK_STR(buf_text(&buf), "12345");
}

TEST("buf: consuming keeps what is behind, taking leaves an empty buffer with its maximum")
{
    CLEANUP(buf_done) struct buf buf = BUF_MAX(10);

    buf_adds(&buf, "0123456789");
    buf_consume(&buf, 8);
    CHECK_STR(buf_text(&buf), "89");

    char *taken = buf_take(&buf);

    CHECK_STR(taken, "89");
    free(taken);
    CHECK_STR(buf_text(&buf), "");
    CHECK_INT(buf.size_max, 10);
}

TEST("slice: splitting keeps empty pieces in the middle")
{
    struct slice rest = SLICE("a,,b"), piece;
    char seen[16] = "";

    while (slice_split(&rest, ',', &piece))
        snprintf(seen + strlen(seen), sizeof(seen) - strlen(seen), "[%.*s]", SLICE_FMT(piece));
    CHECK_STR(seen, "[a][][b]");
}

TEST("utf8: every scalar value survives encoding and decoding, and nothing else decodes")
{
    for (uint32_t code_point = 1; code_point < 0x110000; code_point++) {
        char bytes[4];
        size_t length;

        if (code_point >= 0xD800 && code_point < 0xE000)
            continue;

        size_t size = utf8_encode(code_point, bytes);

        CHECK_INT(utf8_next((struct slice){ bytes, size }, &length), code_point);
        CHECK_INT(length, size);
    }
    CHECK_INT(utf8_valid(SLICE("ok\xC0\xAF")), 2);       /* overlong */
    CHECK_INT(utf8_valid(SLICE("\xED\xA0\x80")), 0);     /* surrogate */
    CHECK_INT(utf8_valid(SLICE("\xF4\x90\x80\x80")), 0); /* above U+10FFFF */
    CHECK_INT(utf8_valid(SLICE("a\xE2\x82")), 1);        /* cut short */
    CHECK_INT(utf8_valid(SLICE("\xE2\x82\xAC z")), 5);
}

TEST("utf8: the replaced part is maximal, as Unicode recommends")
{
    size_t length;

    CHECK(utf8_next(SLICE("\xF0\x9F\x98x"), &length) == UTF8_BAD);
    CHECK_INT(length, 3);
    CHECK(utf8_next(SLICE("\xE0\x80\x80"), &length) == UTF8_BAD);
    CHECK_INT(length, 1);
}

TEST("utf8: a cut never falls inside a character, also where the text was cut before")
{
    CHECK_INT(utf8_cut(SLICE("a\xE2\x82\xAC"), 3), 1);
    CHECK_INT(utf8_cut(SLICE("a\xE2\x82\xAC"), 4), 4);
    CHECK_INT(utf8_cut(SLICE("a\xE2\x82"), 100), 1);
    CHECK_INT(utf8_cut(SLICE("abc"), 2), 2);
    CHECK_INT(utf8_cut(SLICE(""), 2), 0);
}
