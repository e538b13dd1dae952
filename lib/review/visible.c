/* visible - text as a reviewer sees it. */
#include "review/visible.h"

#include "base/hidden.h"
#include "base/utf8.h"

#define DIGITS_MIN 4
#define DIGITS_MAX 6

/* How many bytes at the start are shown as they are, without a look at each character. */
static size_t count_plain(struct slice text)
{
    size_t count = 0;

    while (count < text.size &&
           ((text.data[count] >= ' ' && text.data[count] < 0x7F) || text.data[count] == '\t'))
        count++;
    return count;
}

void visible_add(struct buf *out, struct slice text)
{
    for (size_t at = 0, length; at < text.size; at += length) {
        length = count_plain(slice_from(text, at));
        if (length > 0) {
            buf_add(out, (struct slice){ text.data + at, length });
            continue;
        }

        uint32_t code_point = utf8_next(slice_from(text, at), &length);

        if (code_point == UTF8_BAD)
            buf_adds(out, UTF8_REPLACEMENT);
        else if (hidden_is(code_point))
            buf_addf(out, "<U+%04X>", (unsigned)code_point);
        else
            buf_add(out, (struct slice){ text.data + at, length });
    }
}

static bool is_digit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
}

size_t visible_escape(struct slice text)
{
    struct slice lead = SLICE("<U+");
    size_t digits = 0;

    if (!slice_starts(text, lead))
        return 0;
    while (digits <= DIGITS_MAX && lead.size + digits < text.size &&
           is_digit(text.data[lead.size + digits]))
        digits++;
    if (digits < DIGITS_MIN || digits > DIGITS_MAX || lead.size + digits >= text.size ||
        text.data[lead.size + digits] != '>')
        return 0;
    return lead.size + digits + 1;
}
