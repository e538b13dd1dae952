/* Units of files/lines. */
#include "files/lines.h"
#include "test.h"

/* "cut|first-last", or the error. */
static const char *lines_of(const char *text, size_t first, size_t last)
{
    static char out[1200];
    struct lines range = { first, last };
    struct slice cut;
    struct err err;

    if (lines_cut(slice_of(text), &range, &cut, &err) < 0)
        snprintf(out, sizeof(out), "%s", err.text);
    else
        snprintf(out, sizeof(out), "%.*s|%zu-%zu", SLICE_FMT(cut), range.first, range.last);
    return out;
}

TEST("lines: a line ends at LF, the last one also without")
{
    CHECK_INT(lines_count(SLICE("")), 0);
    CHECK_INT(lines_count(SLICE("\n")), 1);
    CHECK_INT(lines_count(SLICE("a")), 1);
    CHECK_INT(lines_count(SLICE("a\n")), 1);
    CHECK_INT(lines_count(SLICE("a\nb")), 2);
    CHECK_INT(lines_count(SLICE("a\n\n\nb\n")), 4);
    CHECK_INT(lines_count(SLICE("a\rb\r\n")), 1);
}

TEST("lines: a range is cut with its line ends, as they are")
{
    CHECK_STR(lines_of("a\nb\nc\n", 2, 2), "b\n|2-2");
    CHECK_STR(lines_of("a\nb\nc\n", 1, 2), "a\nb\n|1-2");
    CHECK_STR(lines_of("a\nb\nc", 3, 3), "c|3-3");
    CHECK_STR(lines_of("a\nb\nc", 2, 3), "b\nc|2-3");
    CHECK_STR(lines_of("a\r\nb\r\nc\r\n", 2, 3), "b\r\nc\r\n|2-3");
    CHECK_STR(lines_of("\n\na\n", 1, 2), "\n\n|1-2");
    CHECK_STR(lines_of("a\nb\n", 0, 0), "a\nb\n|0-0");
    CHECK_STR(lines_of("", 0, 0), "|0-0");
}

TEST("lines: a range that ends behind the last line ends there, one that begins there is an error")
{
    CHECK_STR(lines_of("a\nb\nc\n", 2, 99), "b\nc\n|2-3");
    CHECK_STR(lines_of("a\nb\nc", 3, 4), "c|3-3");
    CHECK_SAYS(lines_of("a\nb\nc\n", 4, 9), "line 4 is behind its end: it has 3 lines");
    CHECK_SAYS(lines_of("a", 2, 2), "it has 1 line.");
    CHECK_SAYS(lines_of("", 1, 1), "it has 0 lines");
}

TEST("lines: every range of a text, put together, is the text")
{
    const char *text = "one\r\n\ntwo\n three\n\n\nlast";
    size_t count = lines_count(slice_of(text));

    for (size_t cut = 1; cut < count; cut++) {
        struct lines head = { 1, cut }, tail = { cut + 1, count };
        struct slice first, second;
        struct err err;
        char whole[64];

        CHECK_INT(lines_cut(slice_of(text), &head, &first, &err), 0);
        CHECK_INT(lines_cut(slice_of(text), &tail, &second, &err), 0);
        snprintf(whole, sizeof(whole), "%.*s%.*s", SLICE_FMT(first), SLICE_FMT(second));
        CHECK_STR(whole, text);
    }
}

static const char *name_of(size_t first, size_t last, size_t count)
{
    static struct buf out;

    buf_done(&out);
    out = BUF_MAX(100);
    lines_name(&out, (struct lines){ first, last }, count);
    return buf_text(&out);
}

TEST("lines: an excerpt says which lines of how many it has")
{
    CHECK_STR(name_of(10, 80, 200), "lines 10-80 of 200");
    CHECK_STR(name_of(10, 10, 200), "line 10 of 200");
    CHECK_STR(name_of(0, 0, 200), "200 lines");
    CHECK_STR(name_of(0, 0, 1), "1 line");
}
