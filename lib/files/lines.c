/* lines - a range of lines out of a text. */
#include "files/lines.h"

#define DIGITS_MAX 9

size_t lines_count(struct slice text)
{
    size_t count = 0;
    struct slice rest = text;
    const char *end;

    while (rest.size > 0 && (end = memchr(rest.data, '\n', rest.size))) {
        count++;
        rest = slice_from(rest, (size_t)(end - rest.data) + 1);
    }
    return rest.size > 0 ? count + 1 : count;
}

/* Where line number n begins; the end of the text when it has fewer. */
static size_t start_of(struct slice text, size_t n)
{
    struct slice rest = text;
    const char *end;

    while (n > 1 && rest.size > 0 && (end = memchr(rest.data, '\n', rest.size))) {
        rest = slice_from(rest, (size_t)(end - rest.data) + 1);
        n--;
    }
    return n > 1 ? text.size : text.size - rest.size;
}

int lines_cut(struct slice text, struct lines *range, struct slice *cut, struct err *err)
{
    size_t count;

    *cut = text;
    if (range->first == 0)
        return 0;
    count = lines_count(text);
    if (range->first > count)
        return err_set(
            err, ERR_ARGUMENT,
            "line %zu is behind its end: it has %zu line%s. Ask for lines that are there, "
            "or leave the range out",
            range->first, count, count == 1 ? "" : "s");
    if (range->last > count)
        range->last = count;

    size_t start = start_of(text, range->first);

    *cut = slice_from(text, start);
    cut->size = start_of(*cut, range->last - range->first + 2);
    return 0;
}

void lines_name(struct buf *out, struct lines range, size_t count)
{
    if (range.first == 0)
        buf_addf(out, "%zu line%s", count, count == 1 ? "" : "s");
    else if (range.first == range.last)
        buf_addf(out, "line %zu of %zu", range.first, count);
    else
        buf_addf(out, "lines %zu-%zu of %zu", range.first, range.last, count);
}

size_t lines_number(struct slice text, size_t *number)
{
    size_t size = 0;

    *number = 0;
    while (size < text.size && text.data[size] >= '0' && text.data[size] <= '9') {
        *number = *number * 10 + (size_t)(text.data[size] - '0');
        if (++size > DIGITS_MAX)
            return 0;
    }
    return size;
}
