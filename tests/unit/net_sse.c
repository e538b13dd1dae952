/* Units of net/sse. */
#include "base/limits.h"
#include "net/sse.h"
#include "test.h"

#include <stdlib.h>

#define SEEN_MAX MIB(1)
#define MARK     "\xEF\xBB\xBF" /* byte order mark */

/* What came out, as "[data][data]"; and whether it was borrowed from the bytes fed. */
struct seen {
    struct buf text;
    struct slice fed;
    size_t event_count, borrowed_count, stop_after;
    size_t data_size; /* of the last one */
};

static bool note(void *user, struct slice data)
{
    struct seen *seen = user;

    buf_addc(&seen->text, '[');
    buf_add(&seen->text, data);
    buf_addc(&seen->text, ']');
    seen->data_size = data.size;
    seen->event_count++;
    if (data.data >= seen->fed.data && data.data < seen->fed.data + seen->fed.size)
        seen->borrowed_count++;
    return seen->event_count != seen->stop_after;
}

/* Feeds a copy that is exactly as long as the piece, so that the sanitizer sees reads beyond it,
 * and overwrites it afterwards, so that a borrow kept too long shows. */
static int feed_copy(struct sse *sse, struct slice piece, struct err *err)
{
    struct seen *seen = sse->user;
    char *copy = malloc(piece.size ? piece.size : 1);

    if (piece.size > 0)
        memcpy(copy, piece.data, piece.size);
    seen->fed = (struct slice){ copy, piece.size };

    int rc = sse_feed(sse, seen->fed, err);

    memset(copy, '#', piece.size);
    free(copy);
    seen->fed = (struct slice){ NULL, 0 };
    return rc;
}

static void feed_pieces(struct sse *sse, struct slice stream, size_t first, size_t piece_size)
{
    struct err err = { 0 };

    for (size_t size = first; stream.size > 0; size = piece_size) {
        if (size > stream.size)
            size = stream.size;
        CHECK_INT(feed_copy(sse, (struct slice){ stream.data, size }, &err), 0);
        stream = slice_from(stream, size);
    }
    CHECK_INT(err.kind, ERR_NONE);
}

/* The events of a stream that is fed in pieces of one size, after a first one. */
static const char *events_cut(struct slice stream, size_t first, size_t piece_size)
{
    static struct seen seen;
    struct sse sse;

    buf_done(&seen.text);
    seen = (struct seen){ .text = BUF_MAX(SEEN_MAX) };
    sse_init(&sse, note, &seen);
    feed_pieces(&sse, stream, first, piece_size);
    sse_done(&sse);
    return buf_text(&seen.text);
}

#define EVENTS(literal) events_cut(SLICE(literal), SIZE_MAX, SIZE_MAX)

TEST("sse: one data line is one event; one blank after the colon is not data (fault U28)")
{
    CHECK_STR(EVENTS("data: a\n\n"), "[a]");
    CHECK_STR(EVENTS("data:a\n\n"), "[a]");
    CHECK_STR(EVENTS("data:  a \n\n"), "[ a ]");
    CHECK_STR(EVENTS("data:\ta\n\n"), "[\ta]");
    CHECK_STR(EVENTS("data: {\"a\":1}\n\ndata: [DONE]\n\n"), "[{\"a\":1}][[DONE]]");
}

TEST("sse: several data lines are joined by line feeds, other fields and comments between them "
     "(fault U28)")
{
    CHECK_STR(EVENTS("data: a\ndata: b\n\n"), "[a\nb]");
    CHECK_STR(EVENTS("data: a\n: no\nevent: x\ndata:b\nid: 7\ndata\n\n"), "[a\nb\n]");
    CHECK_STR(EVENTS("data\ndata\n\n"), "[\n]");
}

TEST("sse: an event with empty data is one, an event without data is none")
{
    CHECK_STR(EVENTS("data\n\n"), "[]");
    CHECK_STR(EVENTS("data:\n\n"), "[]");
    CHECK_STR(EVENTS("data: \n\n"), "[]");
    CHECK_STR(EVENTS("\n\n\nevent: x\n\nid: 1\n\nretry: 5\n\n"), "");
}

TEST("sse: fields that only begin like data are not data")
{
    CHECK_STR(EVENTS("data2: a\ndat: b\n data: c\nDATA: d\ndata : e\n\n"), "");
    CHECK_STR(EVENTS("dataa\n\ndata: x\n\n"), "[x]");
}

TEST("sse: an event that is not finished by an empty line is dropped")
{
    CHECK_STR(EVENTS("data: a\n\ndata: b"), "[a]");
    CHECK_STR(EVENTS("data: a\n\ndata: b\n"), "[a]");
    CHECK_STR(EVENTS("data: a\r"), "");
}

TEST("sse: a byte order mark at the very start is skipped, a second one and a later one are not "
     "(fault U27)")
{
    CHECK_STR(EVENTS(MARK "data: a\n\n"), "[a]");
    CHECK_STR(EVENTS(MARK MARK "data: a\n\ndata: b\n\n"), "[b]");
    CHECK_STR(EVENTS("\n" MARK "data: a\n\n"), "");
    CHECK_STR(EVENTS("\xEF\xBB"
                     "data: a\n\n"),
              "");
    for (size_t piece = 1; piece < 6; piece++)
        CHECK_STR(events_cut(SLICE(MARK "data: a\n\n"), piece, piece), "[a]");
}

TEST("sse: comments are counted, however long, and are no events")
{
    struct seen seen = { .text = BUF_MAX(SEEN_MAX) };
    struct sse sse;
    struct err err = { 0 };
    char colons[302];

    memset(colons, ':', 300);
    memcpy(colons + 300, "\n", 2);
    sse_init(&sse, note, &seen);
    CHECK_INT(feed_copy(&sse, slice_of(": OPENROUTER PROCESSING\n\n"), &err), 0);
    CHECK_INT(sse.comment_bytes, 23);
    CHECK_INT(feed_copy(&sse, slice_of(colons), &err), 0);
    CHECK_INT(sse.comment_bytes, 323);
    CHECK_INT(feed_copy(&sse, slice_of(":\r:\r\ndata: :\n\n"), &err), 0);
    CHECK_INT(sse.comment_bytes, 325);
    CHECK_STR(buf_text(&seen.text), "[:]");
    sse_done(&sse);
    buf_done(&seen.text);
}

TEST("sse: bytes that are not UTF-8 pass through")
{
    CHECK_STR(EVENTS("data: a\xFF\x01\xC3\n\n"), "[a\xFF\x01\xC3]");
}

TEST("sse: CR, LF and CRLF all end a line, wherever the bytes are cut")
{
    for (size_t piece = 1; piece < 12; piece++)
        CHECK_STR(events_cut(SLICE("data: a\r\n\r\ndata: b\r\rdata: c\n\n"), piece, piece),
                  "[a][b][c]");
    CHECK_STR(EVENTS("data: a\n\r\ndata: b\r\n\ndata: c\n\rdata: d\r\r\n"), "[a][b][c][d]");
}

TEST("sse: an empty line by CR ends the event before the next byte is seen")
{
    CHECK_STR(EVENTS("data: a\r\r"), "[a]");
    CHECK_STR(EVENTS("data: a\r\n\r"), "[a]");
    CHECK_STR(EVENTS("data: a\r\n"), "");
}

/* About 2 kB with every kind of line, its ends by turns as ends says. */
static struct slice golden(struct buf *stream, const char *const *ends, size_t end_count)
{
    static const char *const lines[] = {
        ": OPENROUTER PROCESSING",
        "",
        "data: {\"choices\":[{\"delta\":{\"content\":\"na\xC3\xAFve \xF0\x9F\x98\x80\"}}]}",
        "",
        "event: message",
        "id: 17",
        "data: first",
        "data:second",
        "data",
        "retry: 3000",
        "",
        "",
        "nothing",
        "data: [DONE]",
        "",
    };
    size_t end = 0;

    buf_clear(stream);
    buf_adds(stream, "\xEF\xBB\xBF");
    for (size_t round = 0; round < 12; round++) {
        for (size_t i = 0; i < ARRAY_COUNT(lines); i++) {
            buf_adds(stream, lines[i]);
            buf_adds(stream, ends[end++ % end_count]);
        }
        buf_addf(stream, "data: round %zu%s%s", round, ends[0], ends[0]);
    }
    return buf_slice(stream);
}

TEST("sse: a 2 kB stream gives the same events for every split point and every kind of line end "
     "(fault U26)")
{
    static const char *const mixes[][4] = {
        { "\n", "\n", "\n", "\n" },         { "\r", "\r", "\r", "\r" },
        { "\r\n", "\r\n", "\r\n", "\r\n" }, { "\r\n", "\n", "\r", "\r\n" },
        { "\n", "\r\n", "\r", "\r\n" },
    };
    CLEANUP(buf_done) struct buf stream = BUF_MAX(4096);
    char *wanted = NULL;
    size_t split_count = 0;

    for (size_t i = 0; i < ARRAY_COUNT(mixes); i++) {
        struct slice bytes = golden(&stream, mixes[i], ARRAY_COUNT(mixes[i]));

        if (!wanted)
            wanted = strdup(events_cut(bytes, SIZE_MAX, SIZE_MAX));
        for (size_t split = 0; split <= bytes.size; split++, split_count++)
            CHECK_STR(events_cut(bytes, split, SIZE_MAX), wanted);
        for (size_t piece = 1; piece < 64; piece++)
            CHECK_STR(events_cut(bytes, piece, piece), wanted);
    }
    CHECK_SAYS(wanted, "[first\nsecond\n]");
    CHECK_SAYS(wanted, "na\xC3\xAFve \xF0\x9F\x98\x80");
    CHECK(split_count > 5 * 2048);
    free(wanted);
}

TEST("sse: events that lie whole in the bytes fed are not copied, and only those")
{
    struct seen seen = { .text = BUF_MAX(SEEN_MAX) };
    struct sse sse;
    struct err err = { 0 };

    sse_init(&sse, note, &seen);
    CHECK_INT(feed_copy(&sse, SLICE("data: a\n\nevent: x\r\ndata: b\r\n\r\ndata: c"), &err), 0);
    CHECK_INT(seen.event_count, 2);
    CHECK_INT(seen.borrowed_count, 2);
    CHECK_INT(feed_copy(&sse, SLICE("c\n\ndata: d\ndata: e\n\ndata: f\n"), &err), 0);
    CHECK_INT(feed_copy(&sse, SLICE("\ndata: g\n\n"), &err), 0);
    CHECK_STR(buf_text(&seen.text), "[a][b][cc][d\ne][f][g]");
    CHECK_INT(seen.borrowed_count, 3);
    sse_done(&sse);
    buf_done(&seen.text);
}

TEST("sse: a callback that answers false is called no more, whatever is fed")
{
    struct seen seen = { .text = BUF_MAX(SEEN_MAX), .stop_after = 2 };
    struct sse sse;
    struct err err = { 0 };

    sse_init(&sse, note, &seen);
    CHECK_INT(feed_copy(&sse, SLICE("data: a\n\ndata: b\n\ndata: c\n\ndata: d"), &err), 0);
    CHECK_INT(feed_copy(&sse, SLICE("\n\ndata: e\n\n"), &err), 0);
    CHECK_STR(buf_text(&seen.text), "[a][b]");
    sse_done(&sse);
    buf_done(&seen.text);
}

/* Feeds "data:" and size - 5 letters, then tail, in pieces; the answer of the last feed. */
static int feed_line(size_t size, const char *tail, size_t piece_size, struct seen *seen,
                     struct err *err)
{
    CLEANUP(buf_done) struct buf line = BUF_MAX(size + 100);
    char *letters = malloc(size - 5);
    struct sse sse;
    int rc = 0;

    *seen = (struct seen){ .text = BUF_MAX(0) };
    memset(letters, 'x', size - 5);
    buf_adds(&line, "data:");
    buf_add(&line, (struct slice){ letters, size - 5 });
    buf_adds(&line, tail);
    free(letters);
    sse_init(&sse, note, seen);
    for (struct slice rest = buf_slice(&line); rest.size > 0 && rc == 0;) {
        size_t n = rest.size < piece_size ? rest.size : piece_size;

        rc = feed_copy(&sse, (struct slice){ rest.data, n }, err);
        rest = slice_from(rest, n);
    }
    if (rc < 0)
        CHECK_INT(feed_copy(&sse, SLICE("\n\ndata: later\n\n"), err), 0);
    sse_done(&sse);
    return rc;
}

TEST("sse: a line of SSE_LINE_MAX bytes passes, and one byte more ends the stream (fault U29)")
{
    static const size_t pieces[] = { SIZE_MAX, 1000003, 65536, SSE_LINE_MAX };

    for (size_t i = 0; i < ARRAY_COUNT(pieces); i++) {
        struct seen seen;
        struct err err = { 0 };

        CHECK_INT(feed_line(SSE_LINE_MAX, "\n\n", pieces[i], &seen, &err), 0);
        CHECK_INT(seen.event_count, 1);
        CHECK_INT(seen.data_size, SSE_LINE_MAX - 5);
        CHECK_INT(feed_line(SSE_LINE_MAX + 1, "\n\n", pieces[i], &seen, &err), -1);
        CHECK_INT(seen.event_count, 0);
        CHECK_INT(err.kind, ERR_TOO_LARGE);
        CHECK_SAYS(err.text, "line of it is longer than 4 MiB");
        CHECK_INT(feed_line(SSE_LINE_MAX + 1, "", pieces[i], &seen, &err), -1); /* without end */
    }
}

TEST("sse: an event of several lines may have SSE_LINE_MAX bytes of data, and not one more (fault "
     "U29)")
{
    struct seen seen;
    struct err err = { 0 };

    /* The first line brings SSE_LINE_MAX - 5; a line feed and three or four letters follow. */
    for (size_t i = 0; i < 2; i++) {
        size_t piece_size = i ? 99991 : SIZE_MAX;

        CHECK_INT(feed_line(SSE_LINE_MAX, "\ndata:1234\n\n", piece_size, &seen, &err), 0);
        CHECK_INT(seen.data_size, SSE_LINE_MAX);
        CHECK_INT(feed_line(SSE_LINE_MAX, "\ndata:12345\n\n", piece_size, &seen, &err), -1);
        CHECK_INT(seen.event_count, 0);
        CHECK_INT(err.kind, ERR_TOO_LARGE);
        CHECK_SAYS(err.text, "event of it");
    }
}

TEST("sse: after a large event a small one is served, and the limit counts anew")
{
    struct seen seen;
    struct err err = { 0 };

    CHECK_INT(feed_line(SSE_LINE_MAX, "\n\ndata: a\ndata: b\n\n", 70001, &seen, &err), 0);
    CHECK_INT(seen.event_count, 2);
    CHECK_INT(seen.data_size, 3);
}

/* The standard's algorithm, written as plainly as possible, over the whole stream. */
static void reference(struct slice stream, struct buf *out)
{
    CLEANUP(buf_done) struct buf data = BUF_MAX(4096);
    bool has_data = false;
    size_t at = slice_starts(stream, SLICE("\xEF\xBB\xBF")) ? 3 : 0;

    for (;;) {
        size_t end = at;

        while (end < stream.size && stream.data[end] != '\r' && stream.data[end] != '\n')
            end++;
        if (end == stream.size)
            return;

        struct slice line = { stream.data + at, end - at };
        bool is_crlf =
            stream.data[end] == '\r' && end + 1 < stream.size && stream.data[end + 1] == '\n';

        at = end + (is_crlf ? 2 : 1);
        if (line.size == 0 && has_data) {
            buf_addf(out, "[%.*s]", SLICE_FMT(buf_slice(&data)));
            buf_clear(&data);
            has_data = false;
        } else if (slice_is(line, SLICE("data")) || slice_starts(line, SLICE("data:"))) {
            line = slice_from(line, line.size == 4 ? 4 : 5);
            if (slice_starts(line, SLICE(" ")))
                line = slice_from(line, 1);
            if (has_data)
                buf_addc(&data, '\n');
            buf_add(&data, line);
            has_data = true;
        }
    }
}

TEST("sse: random streams, cut at random, agree with the standard's algorithm written plainly")
{
    static const char *const parts[] = { "data", "data:",        "data: ", ":",           " ", "\r",
                                         "\n",   "\r\n",         "\n\n",   "\r\r",        "x", "da",
                                         "ta",   "\xEF\xBB\xBF", "event",  "data: yz\n\n" };
    unsigned state = 12345, event_count = 0;

    for (unsigned round = 0; round < 4000; round++) {
        CLEANUP(buf_done) struct buf stream = BUF_MAX(4096);
        CLEANUP(buf_done) struct buf wanted = BUF_MAX(4096);

        for (unsigned i = 0; i < 40; i++) {
            state = state * 1103515245 + 12345;
            buf_adds(&stream, parts[(state >> 16) % ARRAY_COUNT(parts)]);
        }
        reference(buf_slice(&stream), &wanted);
        for (const char *at = buf_text(&wanted); (at = strchr(at, ']')); at++)
            event_count++;
        state = state * 1103515245 + 12345;
        CHECK_STR(events_cut(buf_slice(&stream), (state >> 16) % 50, 1 + (state >> 20) % 9),
                  buf_text(&wanted));
    }
    printf("sse: %u events in 4000 random streams\n", event_count);
    CHECK(event_count > 4000);
}
