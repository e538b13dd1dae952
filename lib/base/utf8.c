/* utf8 - well-formed UTF-8 as Unicode's table 3-7 has it. */
#include "base/utf8.h"

struct lead {
    unsigned char from, to;               /* first byte */
    unsigned char length;                 /* of the whole sequence */
    unsigned char second_from, second_to; /* all later bytes are 80..BF */
};

static const struct lead leads[] = {
    { 0xC2, 0xDF, 2, 0x80, 0xBF }, { 0xE0, 0xE0, 3, 0xA0, 0xBF }, { 0xE1, 0xEC, 3, 0x80, 0xBF },
    { 0xED, 0xED, 3, 0x80, 0x9F }, { 0xEE, 0xEF, 3, 0x80, 0xBF }, { 0xF0, 0xF0, 4, 0x90, 0xBF },
    { 0xF1, 0xF3, 4, 0x80, 0xBF }, { 0xF4, 0xF4, 4, 0x80, 0x8F },
};

static const struct lead *lead_of(unsigned char byte)
{
    for (size_t i = 0; i < sizeof(leads) / sizeof(*leads); i++)
        if (byte >= leads[i].from && byte <= leads[i].to)
            return &leads[i];
    return NULL;
}

uint32_t utf8_next(struct slice text, size_t *length)
{
    const unsigned char *bytes = (const unsigned char *)text.data;

    *length = 1;
    if (bytes[0] < 0x80)
        return bytes[0];

    const struct lead *lead = lead_of(bytes[0]);

    if (!lead)
        return UTF8_BAD;

    uint32_t code_point = bytes[0] & (0x7Fu >> lead->length);

    for (size_t i = 1; i < lead->length; i++) {
        unsigned char low = i == 1 ? lead->second_from : 0x80;
        unsigned char high = i == 1 ? lead->second_to : 0xBF;

        if (i >= text.size || bytes[i] < low || bytes[i] > high)
            return UTF8_BAD;
        code_point = code_point << 6 | (bytes[i] & 0x3Fu);
        *length = i + 1;
    }
    return code_point;
}

size_t utf8_encode(uint32_t code_point, char bytes[4])
{
    if (code_point < 0x80) {
        bytes[0] = (char)code_point;
        return 1;
    }

    size_t length = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    static const unsigned char marks[] = { 0, 0, 0xC0, 0xE0, 0xF0 };

    for (size_t i = length - 1; i > 0; i--) {
        bytes[i] = (char)(0x80 | (code_point & 0x3F));
        code_point >>= 6;
    }
    bytes[0] = (char)(marks[length] | code_point);
    return length;
}

size_t utf8_valid(struct slice text)
{
    size_t at = 0;

    while (at < text.size) {
        size_t length;

        if ((unsigned char)text.data[at] < 0x80) {
            at++;
            continue;
        }
        if (utf8_next(slice_from(text, at), &length) == UTF8_BAD)
            break;
        at += length;
    }
    return at;
}

size_t utf8_cut(struct slice text, size_t size_max)
{
    if (text.size <= size_max) {
        /* The text may itself end inside a character, when it was cut blindly before. */
        size_t start = text.size;
        size_t length;

        while (start > 0 && text.size - start < 4 &&
               ((unsigned char)text.data[start - 1] & 0xC0) == 0x80)
            start--;
        if (start > 0 && (unsigned char)text.data[start - 1] >= 0xC0 &&
            (utf8_next(slice_from(text, start - 1), &length) == UTF8_BAD))
            return start - 1;
        return text.size;
    }
    while (size_max > 0 && ((unsigned char)text.data[size_max] & 0xC0) == 0x80)
        size_max--;
    return size_max;
}

size_t utf8_count(struct slice text)
{
    size_t count = 0;

    for (size_t at = 0, length; at < text.size; at += length, count++)
        utf8_next(slice_from(text, at), &length);
    return count;
}
