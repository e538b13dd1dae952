/* roff - text for a page of the manual. */
#include "mcp-server/cli/roff.h"

#include "base/utf8.h"

#define LINE_WIDTH 80 /* longer lines of a page are bad style to mandoc */

/* What formatters draw as something else, or obey; NULL: itself. */
static const char *name_of(uint32_t point)
{
    static const struct {
        char character;
        const char *name;
    } names[] = {
        { '\\', "\\e" },  { '-', "\\-" },   { '\'', "\\(aq" }, { '`', "\\(ga" },
        { '^', "\\(ha" }, { '~', "\\(ti" }, { '"', "\\(dq" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(names); i++)
        if (point == (unsigned char)names[i].character)
            return names[i].name;
    return NULL;
}

static bool begins_line(const struct buf *out)
{
    return out->size == 0 || out->data[out->size - 1] == '\n';
}

void roff_add(struct buf *out, struct slice text)
{
    while (text.size > 0) {
        size_t length;
        uint32_t point = utf8_next(text, &length);
        const char *name = name_of(point);

        if (point == '.' && begins_line(out))
            buf_adds(out, "\\&.");
        else if (name)
            buf_adds(out, name);
        else if (point >= 0x80)
            buf_addf(out, "\\[u%04X]", (unsigned)(point == UTF8_BAD ? 0xFFFD : point));
        else
            buf_addc(out, (char)point);
        text = slice_from(text, length);
    }
}

void roff_add_lines(struct buf *out, struct slice text)
{
    size_t line = out->size;
    struct slice word;

    while (slice_split(&text, ' ', &word)) {
        CLEANUP(buf_done) struct buf written = BUF_MAX(10 * word.size + 8);

        roff_add(&written, word);
        if (out->size > line && out->size - line + 1 + written.size > LINE_WIDTH) {
            buf_adds(out, "\n");
            line = out->size;
        }
        buf_adds(out, out->size > line ? " " : "");
        buf_add(out, buf_slice(&written));
    }
    buf_adds(out, "\n");
}

void roff_add_font(struct buf *out, char font, const char *text)
{
    buf_addf(out, "\\f%c", font);
    roff_add(out, slice_of(text));
    buf_adds(out, "\\fR");
}
