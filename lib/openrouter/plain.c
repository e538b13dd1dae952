/* plain - foreign words as one harmless line. */
#include "openrouter/plain.h"

#include "base/hidden.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <stdbool.h>
#include <strings.h>

#define PAGE_READ_MAX 4096 /* bytes of a page that are looked at */

static bool is_blank(uint32_t code_point)
{
    return code_point == ' ' || (code_point >= '\t' && code_point <= '\r') || code_point == 0xA0 ||
           code_point == 0x2028 || code_point == 0x2029;
}

/* A line while it is written. */
struct line {
    char *text;
    size_t size_max, size;
    size_t short_size; /* the last border at which "..." still fits */
    bool blank;        /* one is due before the next character */
};

static bool put(struct line *line, const char *bytes, size_t size)
{
    size_t need = size + (line->blank ? 1 : 0);

    if (need > line->size_max - line->size) {
        memcpy(line->text + line->short_size, "...", 3);
        line->size = line->short_size + 3;
        return false;
    }
    if (line->blank)
        line->text[line->size++] = ' ';
    line->blank = false;
    memcpy(line->text + line->size, bytes, size);
    line->size += size;
    if (line->size + 3 <= line->size_max)
        line->short_size = line->size;
    return true;
}

/* How many bytes at the start are visible ASCII: they need no look at each. */
static size_t count_plain(struct slice text)
{
    size_t count = 0;

    while (count < text.size && text.data[count] > ' ' && text.data[count] < 0x7F)
        count++;
    return count;
}

size_t plain_line(struct slice text, char *line, size_t size)
{
    struct line out = { .text = line, .size_max = size - 1 };

    for (size_t at = 0, length; at < text.size; at += length) {
        length = count_plain(slice_from(text, at));
        if (length > 0 && out.size + length + 4 <= out.size_max) {
            put(&out, text.data + at, length);
            continue;
        }

        uint32_t code_point = utf8_next(slice_from(text, at), &length);
        char bytes[4];

        if (is_blank(code_point)) {
            out.blank = out.size > 0;
            continue;
        }
        if (code_point == UTF8_BAD)
            code_point = 0xFFFD;
        if (hidden_is(code_point))
            continue;
        if (!put(&out, bytes, utf8_encode(code_point, bytes)))
            break;
    }
    line[out.size] = '\0';
    return out.size;
}

static const char *find_tag(struct slice page, const char *tag)
{
    size_t size = strlen(tag);

    for (size_t at = 0; at + size <= page.size; at++)
        if (strncasecmp(page.data + at, tag, size) == 0)
            return page.data + at;
    return NULL;
}

size_t plain_html(struct slice page, char *line, size_t size)
{
    char text[PAGE_READ_MAX];
    size_t count = 0;
    bool in_tag = false;

    if (page.size > sizeof(text))
        page.size = sizeof(text);

    const char *title = find_tag(page, "<title>");
    const char *end = find_tag(page, "</title>");

    if (title && end && end > title)
        page = (struct slice){ title, (size_t)(end - title) };
    for (size_t i = 0; i < page.size; i++) {
        char c = page.data[i];

        in_tag = c == '<' || (in_tag && c != '>');
        if (!in_tag)
            text[count++] = c == '>' ? ' ' : c;
    }
    return plain_line((struct slice){ text, count }, line, size);
}
