/* loose_text - what a value of nearly JSON says. */
#include "base/utf8.h"
#include "json/loose_parts.h"
#include "json/text.h"

/* What stands between the quotes of a string, or a word. */
static void decode(struct slice raw, struct buf *text)
{
    while (raw.size > 0 && !text->full) {
        struct text_char next = text_next(raw);
        char bytes[4];

        if (next.flaw == TEXT_BROKEN || next.flaw == TEXT_CONTROL) {
            bool is_escaped = raw.size > 1 && loose_is_any(raw.data[1], "'\n");

            raw = slice_from(raw, next.flaw == TEXT_BROKEN && is_escaped ? 1 : 0);
            next = (struct text_char){ (unsigned char)raw.data[0], TEXT_SOUND, 1 };
            if (next.code_point == '\0')
                next.code_point = 0xFFFD;
        }
        buf_add(text, (struct slice){ bytes, utf8_encode(next.code_point, bytes) });
        raw = slice_from(raw, next.size);
    }
}

static bool is_nothing(struct slice word)
{
    static const char *const nothings[] = { "null", "None",     "undefined", "NaN",
                                            "nil",  "Infinity", "-Infinity", "+Infinity" };

    for (size_t i = 0; i < ARRAY_COUNT(nothings); i++)
        if (slice_is(word, slice_of(nothings[i])))
            return true;
    return false;
}

/* A string or a word; where it ends. */
static size_t add_scalar(struct slice value, size_t at, struct buf *text, bool *is_some)
{
    struct slice word = { value.data + at, 0 };

    if (loose_is_quote(value.data[at])) {
        struct loose_string string = loose_string(value, at, false);

        if (string.end == 0)
            return value.size;
        decode((struct slice){ value.data + at + 1, string.end - at - 2 }, text);
        *is_some = true;
        return string.end;
    }
    word.size = loose_word(value, at) - at;
    if (word.size == 0)
        return value.size;
    if (!is_nothing(word)) {
        decode(word, text);
        *is_some = true;
    }
    return at + word.size;
}

bool loose_text(struct slice value, struct buf *text)
{
    bool is_some = false;

    if (value.size == 0)
        return false;
    if (loose_is_quote(value.data[0])) {
        decode((struct slice){ value.data + 1, value.size - 2 }, text);
        return true;
    }
    if (value.data[0] != '[') {
        add_scalar(value, 0, text, &is_some);
        return is_some;
    }
    for (size_t at = 1; at < value.size;) {
        if (loose_is_blank(value.data[at]) || value.data[at] == ',') {
            at++;
            continue;
        }
        if (loose_is_any(value.data[at], "[]{}"))
            break;
        if (is_some)
            buf_addc(text, '\n');
        at = add_scalar(value, at, text, &is_some);
    }
    return is_some;
}
