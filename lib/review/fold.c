/* fold - a text as it is compared. */
#include "review/fold.h"

#include "base/hidden.h"
#include "base/utf8.h"
#include "review/visible.h"

static const struct {
    uint32_t from, to;
    const char *ascii;
} alike[] = {
    { 0x2010, 0x2015, "-" },   { 0x2018, 0x201B, "'" }, { 0x201C, 0x201F, "\"" },
    { 0x2026, 0x2026, "..." }, { 0x2032, 0x2032, "'" }, { 0x2033, 0x2033, "\"" },
    { 0x2212, 0x2212, "-" },
};

static bool is_ascii_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$';
}

static bool is_word(char c)
{
    return is_ascii_word(c) || (c & 0x80);
}

static bool is_blank(uint32_t code_point)
{
    return code_point == ' ' || code_point == '\t' || code_point == '\n' || code_point == 0xA0 ||
           code_point == 0x1680 || (code_point >= 0x2000 && code_point <= 0x200A) ||
           code_point == 0x202F || code_point == 0x205F || code_point == 0x3000;
}

static void put(struct fold *fold, struct slice piece)
{
    struct buf *out = fold->out;

    if (fold->is_blank && out->size > 0 && is_word(out->data[out->size - 1]) &&
        is_word(piece.data[0]))
        buf_addc(out, ' ');
    fold->is_blank = false;
    buf_add(out, piece);
}

static void put_letter(struct fold *fold, uint32_t code_point)
{
    uint32_t parts[2];
    char bytes[4];

    if (fold_parts(code_point, parts)) {
        put_letter(fold, parts[0]);
        put_letter(fold, parts[1]);
        return;
    }
    put(fold, (struct slice){ bytes, utf8_encode(code_point, bytes) });
}

static void put_other(struct fold *fold, uint32_t code_point)
{
    if (code_point == UTF8_BAD) {
        put(fold, SLICE(UTF8_REPLACEMENT));
        return;
    }
    if (is_blank(code_point)) {
        fold->is_blank = true;
        return;
    }
    if (hidden_is(code_point))
        return;
    for (size_t i = 0; i < ARRAY_COUNT(alike); i++)
        if (code_point >= alike[i].from && code_point <= alike[i].to) {
            put(fold, slice_of(alike[i].ascii));
            return;
        }
    put_letter(fold, code_point);
}

/* How many bytes at the start are visible ASCII, and no escape. */
static size_t count_plain(struct slice text)
{
    size_t count = 0;

    while (count < text.size && text.data[count] > ' ' && text.data[count] < 0x7F &&
           text.data[count] != '<')
        count++;
    return count;
}

void fold_add(struct fold *fold, struct slice text)
{
    for (size_t at = 0, length; at < text.size; at += length) {
        struct slice rest = slice_from(text, at);

        length = count_plain(rest);
        if (length > 0) {
            put(fold, (struct slice){ rest.data, length });
            continue;
        }
        length = visible_escape(rest);
        if (length == 0)
            put_other(fold, utf8_next(rest, &length));
    }
}

void fold_break(struct fold *fold)
{
    fold->is_blank = true;
}

size_t fold_count_letters(struct slice folded)
{
    size_t count = 0;

    for (size_t i = 0; i < folded.size; i++)
        count +=
            (folded.data[i] != '_' && folded.data[i] != '$' && is_ascii_word(folded.data[i])) ||
            ((unsigned char)folded.data[i] >= 0xC0);
    return count;
}
