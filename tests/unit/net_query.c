/* Units of net/query. */
#include "net/query.h"

#include "test.h"

#include <stdlib.h>

static const char *value_of(const char *query, const char *name)
{
    static char text[32];
    CLEANUP(buf_done) struct buf value = BUF_MAX(16);
    int rc = query_value(slice_of(query), name, &value);

    snprintf(text, sizeof(text), "%d:%s", rc, buf_text(&value));
    return text;
}

TEST("query: everything but A-Z a-z 0-9 - . _ ~ is escaped, byte by byte")
{
    CLEANUP(buf_done) struct buf query = BUF_MAX(200);

    CHECK_INT(query_add(&query, "url", "http://localhost:1/a?b=c&d"), 0);
    CHECK_INT(query_add(&query, "none", NULL), 0);
    CHECK_INT(query_add(&query, "label", "me on k\xC3\xA4se+%~_.-"), 0);
    CHECK_STR(buf_text(&query), "url=http%3A%2F%2Flocalhost%3A1%2Fa%3Fb%3Dc%26d"
                                "&label=me%20on%20k%C3%A4se%2B%25~_.-");
}

TEST("query: what was added comes out the same, for every byte")
{
    CLEANUP(buf_done) struct buf query = BUF_MAX(2000);
    CLEANUP(buf_done) struct buf value = BUF_MAX(300);
    char all[256];

    for (int i = 1; i < 256; i++)
        all[i - 1] = (char)i;
    all[255] = '\0';
    query_add(&query, "before", "x");
    CHECK_INT(query_add(&query, "all", all), 0);
    query_add(&query, "all", "second");
    CHECK_INT(query_value(buf_slice(&query), "all", &value), 0);
    CHECK_STR(buf_text(&value), all);
}

TEST("query: the first of a name counts, and only the whole name")
{
    CHECK_STR(value_of("code=1&code=2", "code"), "0:1");
    CHECK_STR(value_of("xcode=1&code=2", "code"), "0:2");
    CHECK_STR(value_of("code2=1&Code=2&code", "code"), "1:");
    CHECK_STR(value_of("a=b&&code=", "code"), "0:");
    CHECK_STR(value_of("", "code"), "1:");
    CHECK_STR(value_of("code=a+b%2bc", "code"), "0:a b+c");
}

TEST("query: half an escape and what is too long are refused")
{
    CHECK_STR(value_of("code=%", "code"), "-1:");
    CHECK_STR(value_of("code=a%4", "code"), "-1:a");
    CHECK_STR(value_of("code=%4g", "code"), "-1:");
    CHECK_STR(value_of("code=0123456789abcdef", "code"), "0:0123456789abcdef");
    CHECK_STR(value_of("code=0123456789abcdefg", "code"), "-1:0123456789abcdef");

    CLEANUP(buf_done) struct buf narrow = BUF_MAX(4);

    CHECK_INT(query_add(&narrow, "a", "bc"), 0);
    CHECK_INT(query_add(&narrow, "d", "e"), -1);
}
