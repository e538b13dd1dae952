/* scan - reading a JSON text in place, without a tree.
 *
 * Nothing here trusts the text further than its size: what is not JSON ends a walk early.
 */
#include "json/scan.h"

#include "base/utf8.h"
#include "json/text.h"

#include <assert.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static size_t skip_blanks(struct slice text, size_t at)
{
    while (at < text.size && is_blank(text.data[at]))
        at++;
    return at;
}

/* From the opening quote to behind the closing one, or to the end of the text. */
static size_t skip_string(struct slice text, size_t at)
{
    for (at++; at < text.size; at++) {
        at += text_plain(slice_from(text, at));
        if (at >= text.size)
            break;
        if (text.data[at] == '"')
            return at + 1;
        if (text.data[at] == '\\')
            at++;
    }
    return text.size;
}

/* From the opening bracket to behind its partner. */
static size_t skip_container(struct slice text, size_t at)
{
    size_t depth = 0;

    while (at < text.size) {
        char c = text.data[at];

        if (c == '"') {
            at = skip_string(text, at);
            continue;
        }
        at++;
        if (c == '{' || c == '[')
            depth++;
        else if ((c == '}' || c == ']') && --depth == 0)
            return at;
    }
    return text.size;
}

static bool ends_scalar(char c)
{
    return c == ',' || c == ']' || c == '}' || c == ':' || is_blank(c);
}

static size_t skip_value(struct slice text, size_t at)
{
    switch (text.data[at]) {
    case '"':
        return skip_string(text, at);
    case '{':
    case '[':
        return skip_container(text, at);
    default:
        while (at < text.size && !ends_scalar(text.data[at]))
            at++;
        return at;
    }
}

enum scan_type scan_type(struct slice value)
{
    size_t at = skip_blanks(value, 0);

    if (at >= value.size || !value.data)
        return SCAN_NONE;
    switch (value.data[at]) {
    case '{':
        return SCAN_OBJECT;
    case '[':
        return SCAN_ARRAY;
    case '"':
        return SCAN_STRING;
    case 't':
        return SCAN_TRUE;
    case 'f':
        return SCAN_FALSE;
    case 'n':
        return SCAN_NULL;
    default:
        return SCAN_NUMBER;
    }
}

/* Where the next key or element begins; the end of the text where there is none. */
static size_t next_start(struct slice container, size_t at, bool *keyed)
{
    size_t start = skip_blanks(container, 0);

    if (start == container.size || (container.data[start] != '{' && container.data[start] != '['))
        return container.size;
    *keyed = container.data[start] == '{';
    if (at <= start)
        return skip_blanks(container, start + 1);
    at = skip_blanks(container, at);
    if (at < container.size && container.data[at] == ',')
        at = skip_blanks(container, at + 1);
    return at;
}

bool scan_next(struct slice container, size_t *at, struct slice *key, struct slice *value)
{
    bool keyed = false;
    size_t start = next_start(container, *at, &keyed), end;
    struct slice name = { container.data, 0 };

    if (keyed && start < container.size) {
        if (container.data[start] != '"')
            return false;
        end = skip_string(container, start);
        name = (struct slice){ container.data + start, end - start };
        start = skip_blanks(container, end);
        if (start == container.size || container.data[start] != ':')
            return false;
        start = skip_blanks(container, start + 1);
    }
    if (start >= container.size)
        return false;
    end = skip_value(container, start);
    if (end == start)
        return false;
    *at = end;
    *value = (struct slice){ container.data + start, end - start };
    if (key)
        *key = name;
    return true;
}

/* What stands between the quotes; false when value is no whole string. */
static bool inside(struct slice value, struct slice *raw)
{
    struct slice s = slice_trim(value);

    if (s.size < 2 || s.data[0] != '"' || skip_string(s, 0) != s.size || s.data[s.size - 1] != '"')
        return false;
    *raw = (struct slice){ s.data + 1, s.size - 2 };
    return true;
}

struct slice scan_member(struct slice value, const char *key)
{
    size_t at = 0;
    struct slice name, member, wanted = slice_of(key);

    if (scan_type(value) != SCAN_OBJECT)
        return (struct slice){ NULL, 0 };
    while (scan_next(value, &at, &name, &member))
        /* A colon came behind the name, so it has both its quotes. */
        if (text_is((struct slice){ name.data + 1, name.size - 2 }, wanted))
            return member;
    return (struct slice){ NULL, 0 };
}

struct slice scan_path_(struct slice value, const char *const *keys)
{
    for (; *keys; keys++)
        value = scan_member(value, *keys);
    return value;
}

int scan_string(struct slice value, struct buf *text)
{
    size_t before = text->size;
    struct slice raw;

    if (!inside(value, &raw))
        return -1;
    while (raw.size > 0) {
        size_t plain = text_plain(raw);

        if (buf_add(text, (struct slice){ raw.data, plain }) < 0)
            break;
        raw = slice_from(raw, plain);
        if (raw.size == 0)
            break;

        struct text_char next = text_next(raw);
        char bytes[4];

        if (buf_add(text, (struct slice){ bytes, utf8_encode(next.code_point, bytes) }) < 0)
            break;
        raw = slice_from(raw, next.size);
    }
    if (!text->full)
        return 0;
    text->size = before;
    return -1;
}

void scan_text(struct slice value, char *text, size_t size)
{
    struct slice raw;
    size_t used = 0;

    assert(size > 0);
    if (inside(value, &raw))
        while (raw.size > 0) {
            struct text_char next = text_next(raw);
            char bytes[4];
            size_t length = utf8_encode(next.code_point, bytes);

            if (length >= size - used)
                break;
            memcpy(text + used, bytes, length);
            used += length;
            raw = slice_from(raw, next.size);
        }
    text[used] = '\0';
}

bool scan_is(struct slice value, const char *text)
{
    struct slice raw;

    return inside(value, &raw) && text_is(raw, slice_of(text));
}

bool scan_int(struct slice value, int64_t *number)
{
    struct slice s = slice_trim(value);
    bool negative = s.size > 0 && s.data[0] == '-';
    int64_t sum = 0;

    if (negative)
        s = slice_from(s, 1);
    if (s.size == 0 || (s.size > 1 && s.data[0] == '0'))
        return false;
    for (; s.size > 0; s = slice_from(s, 1)) {
        int digit = s.data[0] - '0';

        if (digit < 0 || digit > 9)
            return false;
        /* Counted below zero, where one more number fits. */
        if (__builtin_mul_overflow(sum, 10, &sum) || __builtin_sub_overflow(sum, digit, &sum))
            return false;
    }
    if (!negative && sum == INT64_MIN)
        return false;
    *number = negative ? sum : -sum;
    return true;
}
