/* trace - what is left of a reviewed change in a later state of its files. */
#include "mcp-server/worth/trace.h"

#include <ctype.h>
#include <stdlib.h>

#define WORD_MIN 4 /* letters and digits of a line that says where it comes from */

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct slice trace_squeeze(struct slice text)
{
    char *bytes = xmalloc(text.size + 1);
    size_t size = 0;

    for (size_t i = 0; i < text.size; i++)
        if (!is_blank(text.data[i]))
            bytes[size++] = text.data[i];
    return (struct slice){ bytes, size };
}

static bool holds(struct slice text, struct slice part)
{
    return part.size == 0 || memmem(text.data, text.size, part.data, part.size);
}

bool trace_has(struct slice squeezed, struct slice quote)
{
    struct slice part = trace_squeeze(quote);
    bool found = holds(squeezed, part);

    free((char *)part.data);
    return found;
}

/* The lines of a text that say something, squeezed, in the order of their bytes. */
struct lines {
    char *bytes;
    struct slice *list;
    size_t count;
};

static int compare(const void *a, const void *b)
{
    const struct slice *one = a, *other = b;
    size_t size = one->size < other->size ? one->size : other->size;
    int order = size > 0 ? memcmp(one->data, other->data, size) : 0;

    return order != 0 ? order : (one->size > other->size) - (one->size < other->size);
}

static bool says_something(struct slice line)
{
    size_t count = 0;

    for (size_t i = 0; i < line.size && count < WORD_MIN; i++)
        count += isalnum((unsigned char)line.data[i]) || (line.data[i] & 0x80);
    return count >= WORD_MIN;
}

/* Squeezes a line to the end of bytes. */
static struct slice put_line(char *bytes, size_t *used, struct slice line)
{
    struct slice put = { bytes + *used, 0 };

    for (size_t i = 0; i < line.size; i++)
        if (!is_blank(line.data[i]))
            bytes[*used + put.size++] = line.data[i];
    *used += put.size;
    return put;
}

static size_t count_lines(struct slice text)
{
    size_t count = 1;

    for (size_t i = 0; i < text.size; i++)
        count += text.data[i] == '\n';
    return count;
}

static void lines_take(struct lines *lines, struct slice text)
{
    struct slice line;
    size_t used = 0;

    lines->bytes = xmalloc(text.size + 1);
    lines->list = xcalloc(count_lines(text), sizeof(*lines->list));
    lines->count = 0;
    while (slice_split(&text, '\n', &line)) {
        struct slice put = put_line(lines->bytes, &used, line);

        if (says_something(put))
            lines->list[lines->count++] = put;
    }
    if (lines->count > 1)
        qsort(lines->list, lines->count, sizeof(*lines->list), compare);
}

static void lines_done(struct lines *lines)
{
    free(lines->bytes);
    free(lines->list);
}

static bool lines_have(const struct lines *lines, const struct slice *line)
{
    return lines->count > 0 &&
           bsearch(line, lines->list, lines->count, sizeof(*lines->list), compare);
}

static bool is_quoted(struct slice line, const struct slice *quotes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (holds(quotes[i], line))
            return true;
    return false;
}

/* quotes are squeezed. */
static void add_lines(struct trace *trace, const struct lines *before, const struct lines *with,
                      const struct lines *later, const struct slice *quotes, size_t quote_count)
{
    for (size_t i = 0; i < with->count; i++) {
        const struct slice *line = &with->list[i];

        if (lines_have(before, line) || is_quoted(*line, quotes, quote_count))
            continue;
        trace->added++;
        trace->found += lines_have(later, line);
    }
}

void trace_add(struct trace *trace, struct slice before, struct slice with, struct slice later,
               const struct slice *quotes, size_t quote_count)
{
    CLEANUP(lines_done) struct lines lines_before, lines_with, lines_later;
    struct slice *squeezed = xcalloc(quote_count + 1, sizeof(*squeezed));

    for (size_t i = 0; i < quote_count; i++)
        squeezed[i] = trace_squeeze(quotes[i]);
    lines_take(&lines_before, before);
    lines_take(&lines_with, with);
    lines_take(&lines_later, later);
    add_lines(trace, &lines_before, &lines_with, &lines_later, squeezed, quote_count);
    for (size_t i = 0; i < quote_count; i++)
        free((char *)squeezed[i].data);
    free(squeezed);
}

bool trace_has_come(const struct trace *trace)
{
    return trace->added > 0 && trace->found * 2 >= trace->added;
}
