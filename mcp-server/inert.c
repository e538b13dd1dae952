/* inert - foreign text made harmless for a terminal and for a model that reads it.
 *
 * Characters first, markup second: a tag could otherwise hide behind a character without width.
 */
#include "mcp-server/inert.h"

#include "mcp-server/invisible.h"
#include "mcp-server/markup.h"

/* A character of one byte (ill-formed) may become three: the replacement character. */
#define GROWTH 3

static size_t make_visible(struct buf *seen, struct slice text)
{
    struct invisible invisible = { 0 };

    invisible_add(&invisible, seen, text);
    invisible_end(&invisible, seen);
    return invisible.removed;
}

int inert_add(struct buf *out, struct slice text, struct inert_report *report)
{
    CLEANUP(buf_done) struct buf seen = BUF_MAX(text.size * GROWTH);
    struct inert_report ignored = { 0 };

    report = report ? report : &ignored;
    report->removed += make_visible(&seen, text);
    return markup_add(out, buf_slice(&seen), &report->defused);
}

int inert_add_line(struct buf *out, struct slice text, size_t characters_max)
{
    CLEANUP(buf_done) struct buf line = BUF_MAX(text.size * GROWTH * 2);
    size_t end = 0, length;

    inert_add(&line, text, NULL);
    for (size_t count = 0; end < line.size && count < characters_max; count++, end += length) {
        utf8_next(slice_from(buf_slice(&line), end), &length);
        if (line.data[end] == '\n' || line.data[end] == '\t')
            line.data[end] = ' ';
    }
    return buf_add(out, (struct slice){ line.data, end });
}
