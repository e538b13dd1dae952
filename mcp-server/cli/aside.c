/* aside - what of a result is not the answer itself. */
#include "mcp-server/cli/aside.h"

#define TAIL_SIZE 64 /* of what was shown: enough to find its end in the result */

/* The mark's name and where the lines that hold it are. */
struct marks {
    struct slice mark;                    /* "end-k3f9x2" */
    size_t before, body, body_end, after; /* offsets */
};

/* Where needle begins in text for the last time; text.size when it does not. */
static size_t find_last(struct slice text, struct slice needle)
{
    for (size_t at = text.size - needle.size + 1; needle.size <= text.size && at > 0; at--)
        if (memcmp(text.data + at - 1, needle.data, needle.size) == 0)
            return at - 1;
    return text.size;
}

/* The first line that ends with "until MARK]". */
static bool find_opening(struct slice result, struct marks *marks)
{
    static const struct slice until = { ", until ", 8 };
    struct slice rest = result, line;

    while (slice_split(&rest, '\n', &line)) {
        size_t at = find_last(line, until);

        if (line.size == 0 || line.data[0] != '[' || at == line.size ||
            !slice_ends(line, SLICE("]")))
            continue;
        marks->mark = slice_from(line, at + until.size);
        marks->mark.size--;
        marks->before = (size_t)(line.data - result.data);
        marks->body = marks->before + line.size + 1;
        return rest.data != NULL;
    }
    return false;
}

/* The last line that begins with "[MARK". */
static bool find_closing(struct slice result, struct marks *marks)
{
    size_t at = find_last(result, marks->mark);

    if (at <= marks->body || result.data[at - 1] != '[')
        return false;
    marks->body_end = at - 1;

    const char *line_end = memchr(result.data + at, '\n', result.size - at);

    marks->after = line_end ? (size_t)(line_end - result.data) + 1 : result.size;
    return true;
}

/* Blanks at the end of what was shown are not shown again. */
static void add_missing(struct buf *rest, struct slice missing, struct slice shown)
{
    size_t end = shown.size;

    while (end > 0 && (shown.data[end - 1] == ' ' || shown.data[end - 1] == '\n'))
        end--;
    for (; end < shown.size && missing.size > 0 && missing.data[0] == shown.data[end]; end++)
        missing = slice_from(missing, 1);
    buf_add(rest, missing);
}

static bool find_marks(struct slice result, struct marks *marks)
{
    *marks = (struct marks){ .before = 0 };
    return find_opening(result, marks) && find_closing(result, marks);
}

static struct slice body_of(struct slice result, const struct marks *marks)
{
    return (struct slice){ result.data + marks->body, marks->body_end - marks->body };
}

static void add_around(struct buf *aside, struct slice result, const struct marks *marks)
{
    buf_add(aside, (struct slice){ result.data, marks->before });
    buf_add(aside, slice_from(result, marks->after));
}

void aside_split(struct slice result, struct slice shown, struct buf *rest, struct buf *aside)
{
    struct marks marks;

    if (!find_marks(result, &marks)) {
        buf_add(aside, result);
        return;
    }

    struct slice body = body_of(result, &marks);
    struct slice tail = slice_trim(shown);

    if (tail.size > TAIL_SIZE)
        tail = slice_from(tail, tail.size - TAIL_SIZE);

    size_t at = find_last(body, tail);

    if (at < body.size)
        add_missing(rest, slice_from(body, at + tail.size), shown);
    add_around(aside, result, &marks);
}

bool aside_take(struct slice result, struct buf *answer, struct buf *aside)
{
    struct marks marks;

    if (!find_marks(result, &marks))
        return false;
    buf_add(answer, body_of(result, &marks));
    add_around(aside, result, &marks);
    return true;
}
