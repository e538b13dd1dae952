/* text - the characters between the quotes of a JSON string. */
#include "json/text.h"

#include "base/utf8.h"

#define ESCAPE_SIZE      6 /* \u0041 */
#define IS_LITTLE_ENDIAN (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)

static bool is_plain(char c)
{
    unsigned char byte = (unsigned char)c;

    return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
}

/* Eight bytes at once: the high bit of each byte that is not plain is set, and perhaps that of
 * bytes behind one (in memory, on little-endian machines), for a subtraction borrows from them. */
static uint64_t marks_of(uint64_t word)
{
    const uint64_t ones = 0x0101010101010101u;
    uint64_t quote = word ^ ones * '"', backslash = word ^ ones * '\\';

    return (word | (word - ones * 0x20) | (quote - ones) | (backslash - ones)) & ones * 0x80;
}

/* The text of every stream and prompt runs through here, so it is worth the eight at once. */
size_t text_plain(struct slice raw)
{
    size_t at = 0;
    uint64_t word;

    for (; raw.size - at >= sizeof(word); at += sizeof(word)) {
        memcpy(&word, raw.data + at, sizeof(word));

        uint64_t marks = marks_of(word);

        if (marks && IS_LITTLE_ENDIAN)
            return at + (size_t)__builtin_ctzll(marks) / 8;
        if (marks)
            break;
    }
    while (at < raw.size && is_plain(raw.data[at]))
        at++;
    return at;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* The unit of a \uXXXX at the start of raw; -1 when there is none. */
static int32_t unit_of(struct slice raw)
{
    int32_t unit = 0;

    if (raw.size < ESCAPE_SIZE || raw.data[0] != '\\' || raw.data[1] != 'u')
        return -1;
    for (size_t i = 2; i < ESCAPE_SIZE; i++) {
        int digit = hex_digit(raw.data[i]);

        if (digit < 0)
            return -1;
        unit = unit << 4 | digit;
    }
    return unit;
}

static struct text_char flawed(enum text_flaw flaw, size_t size)
{
    return (struct text_char){ 0xFFFD, flaw, size };
}

static struct text_char unicode_escape(struct slice raw)
{
    int32_t unit = unit_of(raw);

    if (unit < 0)
        return flawed(TEXT_BROKEN, 1);
    if (unit == 0)
        return flawed(TEXT_NUL, ESCAPE_SIZE);
    if (unit < 0xD800 || unit > 0xDFFF)
        return (struct text_char){ (uint32_t)unit, TEXT_SOUND, ESCAPE_SIZE };

    int32_t low = unit < 0xDC00 ? unit_of(slice_from(raw, ESCAPE_SIZE)) : -1;

    if (low < 0xDC00 || low > 0xDFFF)
        return flawed(TEXT_LONE, ESCAPE_SIZE);
    return (struct text_char){
        (uint32_t)(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)),
        TEXT_SOUND,
        2 * ESCAPE_SIZE,
    };
}

static struct text_char escape(struct slice raw)
{
    static const char meanings[][2] = {
        { '"', '"' },  { '\\', '\\' }, { '/', '/' },  { 'b', '\b' },
        { 'f', '\f' }, { 'n', '\n' },  { 'r', '\r' }, { 't', '\t' },
    };

    if (raw.size < 2)
        return flawed(TEXT_BROKEN, 1);
    if (raw.data[1] == 'u')
        return unicode_escape(raw);
    for (size_t i = 0; i < sizeof(meanings) / sizeof(*meanings); i++)
        if (raw.data[1] == meanings[i][0])
            return (struct text_char){ (unsigned char)meanings[i][1], TEXT_SOUND, 2 };
    return flawed(TEXT_BROKEN, 1);
}

struct text_char text_next(struct slice raw)
{
    unsigned char byte = (unsigned char)raw.data[0];
    struct text_char next = { .size = 1 };

    if (byte == '\\')
        return escape(raw);
    if (byte < 0x20)
        return flawed(TEXT_CONTROL, 1);
    next.code_point = utf8_next(raw, &next.size);
    return next.code_point == UTF8_BAD ? flawed(TEXT_ILL_FORMED, next.size) : next;
}

int text_compare(struct slice raw_a, struct slice raw_b)
{
    while (raw_a.size > 0 && raw_b.size > 0) {
        struct text_char a = text_next(raw_a), b = text_next(raw_b);

        if (a.code_point != b.code_point)
            return a.code_point < b.code_point ? -1 : 1;
        raw_a = slice_from(raw_a, a.size);
        raw_b = slice_from(raw_b, b.size);
    }
    return (raw_a.size > 0) - (raw_b.size > 0);
}

bool text_is(struct slice raw, struct slice decoded)
{
    /* Only an escape is longer than what it stands for. */
    if (raw.size <= decoded.size)
        return slice_is(raw, decoded) && !(raw.size > 0 && memchr(raw.data, '\\', raw.size));
    if (!memchr(raw.data, '\\', raw.size))
        return false;
    while (raw.size > 0) {
        struct text_char next = text_next(raw);
        char bytes[4];
        struct slice piece = { bytes, utf8_encode(next.code_point, bytes) };

        if (!slice_starts(decoded, piece))
            return false;
        decoded = slice_from(decoded, piece.size);
        raw = slice_from(raw, next.size);
    }
    return decoded.size == 0;
}
