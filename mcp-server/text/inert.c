/* inert - foreign text made harmless for a terminal and for a model that reads it.
 *
 * Characters first, markup second: a tag could otherwise hide behind a character without width.
 */
#include "mcp-server/text/inert.h"

#include "mcp-server/text/invisible.h"
#include "mcp-server/text/markup.h"

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

/* Blanks and the cut come before the markup: either could make a tag or an image of what was none.
 */
int inert_add_line(struct buf *out, struct slice text, size_t characters_max)
{
    CLEANUP(buf_done) struct buf line = BUF_MAX(text.size * GROWTH);
    size_t end = 0, length, ignored = 0;

    make_visible(&line, text);
    for (size_t count = 0; end < line.size && count < characters_max; count++, end += length) {
        utf8_next(slice_from(buf_slice(&line), end), &length);
        if (line.data[end] == '\n' || line.data[end] == '\t')
            line.data[end] = ' ';
    }
    return markup_add(out, (struct slice){ line.data, end }, &ignored);
}

static bool is_letter(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* The mark of a section, as a word of its own. */
static bool is_mark(struct slice text, size_t at)
{
    return slice_starts(slice_from(text, at), SLICE("end-")) &&
           (at == 0 || !is_letter(text.data[at - 1]));
}

/* Brackets go before the rest is looked at: without them there is no image to defuse. */
static void add_unbracketed(struct buf *out, struct slice text)
{
    for (size_t i = 0; i < text.size; i++)
        buf_addc(out, text.data[i] == '[' ? '(' : text.data[i] == ']' ? ')' : text.data[i]);
}

int inert_add_label(struct buf *out, struct slice text, size_t characters_max)
{
    CLEANUP(buf_done) struct buf round = BUF_MAX(text.size);
    CLEANUP(buf_done) struct buf line = BUF_MAX(text.size * GROWTH * 2);
    struct slice rest;

    add_unbracketed(&round, text);
    inert_add_line(&line, buf_slice(&round), characters_max);
    rest = buf_slice(&line);
    for (size_t at = 0; at < rest.size; at++) {
        if (slice_starts(slice_from(rest, at), SLICE("\xC2\xB7"))) {
            buf_addc(out, '-');
            at++;
        } else if (is_mark(rest, at)) {
            buf_adds(out, "end_");
            at += 3;
        } else {
            buf_addc(out, rest.data[at]);
        }
    }
    return out->full ? -1 : 0;
}

void inert_err(struct err *err)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(sizeof(err->text) * 3);

    inert_add_label(&text, slice_of(err->text), sizeof(err->text));
    err_set(err, err->kind, "%s", buf_text(&text));
}
