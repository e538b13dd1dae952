/* ecma - from ECMA-262's regular expressions to PCRE2's.
 *
 *   piece: an atom (literal, '.', escape, class, group) | an assertion | a quantifier of the atom
 *
 * One pass over the text. Brackets are balanced by PCRE2, which compiles the outcome.
 */
#include "base/limits.h"
#include "base/utf8.h"
#include "schema/pattern.h"

#include <stdint.h>
#include <stdlib.h>

#define LINE_ENDS "\\n\\r\\x{2028}\\x{2029}"
#define WHITESPACE                                                                                 \
    "\\t\\n\\x{b}\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}"   \
    "\\x{3000}\\x{feff}"
#define NO_WHITESPACE                                                                              \
    "\\x{0}-\\x{8}\\x{e}-\\x{1f}!-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}"  \
    "\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{d7ff}"                 \
    "\\x{e000}-\\x{fefe}\\x{ff00}-\\x{10ffff}"
#define SYNTAX "^$\\.*+?()[]{}|/-"

#define DIGITS "0123456789"
#define NAME   DIGITS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$"

struct ecma {
    struct slice whole;
    size_t at;
    bool atom; /* what was read last may have a quantifier */
    struct buf *out;
    struct err *err;
};

static int refuse(const struct ecma *ecma, const char *why)
{
    struct slice shown = { ecma->whole.data, utf8_cut(ecma->whole, PATTERN_SHOWN_MAX) };

    return err_set(ecma->err, ERR_INTERNAL, "the pattern %.*s is not understood at byte %zu: %s",
                   SLICE_FMT(shown), ecma->at, why);
}

/* The byte that is n further on; -1 behind the end. */
static int peek(const struct ecma *ecma, size_t n)
{
    return ecma->at + n < ecma->whole.size ? (unsigned char)ecma->whole.data[ecma->at + n] : -1;
}

static bool is_one_of(int byte, const char *set)
{
    return byte > 0 && strchr(set, byte);
}

/* Copies the next n bytes. */
static void copy(struct ecma *ecma, size_t n)
{
    buf_add(ecma->out, (struct slice){ ecma->whole.data + ecma->at, n });
    ecma->at += n;
}

/* The hexadecimal number of exactly n digits that starts at `from` bytes ahead; -1 otherwise. */
static int32_t hex_at(const struct ecma *ecma, size_t from, size_t n)
{
    int32_t number = 0;

    for (size_t i = from; i < from + n; i++) {
        int byte = peek(ecma, i);
        char digit[2] = { (char)byte };

        if (!is_one_of(byte, "0123456789abcdefABCDEF"))
            return -1;
        number = number << 4 | (int32_t)strtol(digit, NULL, 16);
    }
    return number;
}

static int add_code_point(struct ecma *ecma, int32_t code_point, size_t size)
{
    if (code_point < 0 || code_point > 0x10FFFF || (code_point >= 0xD800 && code_point < 0xE000))
        return refuse(ecma, "an escape that is no character");
    buf_addf(ecma->out, "\\x{%x}", (unsigned)code_point);
    ecma->at += size;
    return 0;
}

/* \u0041, a pair of these, or \u{1f600}. */
static int add_unicode(struct ecma *ecma)
{
    size_t digits = 0;

    if (peek(ecma, 2) == '{') {
        while (hex_at(ecma, 3 + digits, 1) >= 0)
            digits++;
        if (digits == 0 || digits > 6 || peek(ecma, 3 + digits) != '}')
            return refuse(ecma, "\\u{ needs 1 to 6 hexadecimal digits and a }");
        return add_code_point(ecma, hex_at(ecma, 3, digits), 4 + digits);
    }

    int32_t high = hex_at(ecma, 2, 4), low = hex_at(ecma, 8, 4);

    if (high >= 0xD800 && high < 0xDC00 && peek(ecma, 6) == '\\' && peek(ecma, 7) == 'u' &&
        low >= 0xDC00 && low < 0xE000)
        return add_code_point(ecma, 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00), 12);
    return add_code_point(ecma, high, 6);
}

/* \p{Lu}, \P{Script=Greek}. */
static int add_property(struct ecma *ecma)
{
    struct slice rest = slice_from(ecma->whole, ecma->at);
    const char *end = memchr(rest.data, '}', rest.size);
    struct slice name;

    if (peek(ecma, 2) != '{' || !end)
        return refuse(ecma, "\\p needs a property in braces, as \\p{L}");
    name = (struct slice){ rest.data + 3, (size_t)(end - rest.data) - 3 };
    buf_add(ecma->out, (struct slice){ rest.data, 3 });
    if (ecma_property(name, ecma->out) < 0)
        return refuse(ecma, "of \\p general categories (\\p{L}, \\p{Lu}), Script= and some binary "
                            "properties are accepted");
    buf_addc(ecma->out, '}');
    ecma->at += name.size + 4;
    return 0;
}

/* What an escape means both inside and outside of a class. */
static int add_escape(struct ecma *ecma)
{
    static const struct {
        char letter;
        int32_t code_point;
    } controls[] = { { 'f', 0x0C }, { 'n', 0x0A }, { 'r', 0x0D }, { 't', 0x09 }, { 'v', 0x0B } };
    int byte = peek(ecma, 1), control = peek(ecma, 2);

    for (size_t i = 0; i < ARRAY_COUNT(controls); i++)
        if (byte == controls[i].letter)
            return add_code_point(ecma, controls[i].code_point, 2);
    if (byte == 'u')
        return add_unicode(ecma);
    if (byte == 'x')
        return add_code_point(ecma, hex_at(ecma, 2, 2), 4);
    if (byte == 'p' || byte == 'P')
        return add_property(ecma);
    if (byte == 'c' && ((control >= 'a' && control <= 'z') || (control >= 'A' && control <= 'Z')))
        return add_code_point(ecma, control % 32, 3);
    if (byte == '0' && !is_one_of(control, DIGITS))
        return add_code_point(ecma, 0, 2);
    if (!is_one_of(byte, SYNTAX "dDwW"))
        return refuse(ecma, "an escape that is not accepted (back references are not)");
    copy(ecma, 2);
    return 0;
}

static int read_escape(struct ecma *ecma)
{
    int byte = peek(ecma, 1);

    ecma->atom = byte != 'b' && byte != 'B';
    if (!is_one_of(byte, "bBsS"))
        return add_escape(ecma);
    if (!ecma->atom) {
        copy(ecma, 2);
        return 0;
    }
    buf_adds(ecma->out, byte == 's' ? "[" WHITESPACE "]" : "[^" WHITESPACE "]");
    ecma->at += 2;
    return 0;
}

static int read_class_escape(struct ecma *ecma)
{
    int byte = peek(ecma, 1);

    if (byte == 'b')
        return add_code_point(ecma, '\b', 2);
    if (!is_one_of(byte, "sS"))
        return add_escape(ecma);
    if (peek(ecma, 2) == '-' && peek(ecma, 3) != ']')
        return refuse(ecma, "a range cannot begin with it");
    buf_adds(ecma->out, byte == 's' ? WHITESPACE : NO_WHITESPACE);
    ecma->at += 2;
    return 0;
}

static int read_class(struct ecma *ecma)
{
    copy(ecma, peek(ecma, 1) == '^' ? 2 : 1);
    while (peek(ecma, 0) != ']') {
        int byte = peek(ecma, 0);

        if (byte < 0)
            return refuse(ecma, "a ] is missing");
        if (byte == '\\') {
            if (read_class_escape(ecma) < 0)
                return -1;
            continue;
        }
        if (byte == '[') /* [: would begin a POSIX class */
            buf_addc(ecma->out, '\\');
        copy(ecma, 1);
    }
    copy(ecma, 1);
    ecma->atom = true;
    return 0;
}

/* The size of (?<name>; 0 when it is no name. */
static size_t name_size(const struct ecma *ecma)
{
    size_t at = 3;

    while (is_one_of(peek(ecma, at), NAME))
        at++;
    return at > 3 && peek(ecma, at) == '>' && !is_one_of(peek(ecma, 3), DIGITS) ? at + 1 : 0;
}

/* Groups do not capture, for nothing refers to them. */
static int read_group(struct ecma *ecma)
{
    bool is_named = peek(ecma, 1) == '?' && peek(ecma, 2) == '<';
    size_t size = 1;

    ecma->atom = false;
    if (is_named && is_one_of(peek(ecma, 3), "=!")) {
        copy(ecma, 4);
        return 0;
    }
    if (is_named)
        size = name_size(ecma);
    else if (peek(ecma, 1) == '?' && !is_one_of(peek(ecma, 2), ":=!"))
        size = 0;
    if (size == 0)
        return refuse(ecma, "after (? only :, =, !, <=, <! and <name> are accepted");
    if (peek(ecma, 1) == '?' && !is_named) {
        copy(ecma, 3);
        return 0;
    }
    buf_adds(ecma->out, "(?:");
    ecma->at += size;
    return 0;
}

/* The size of {3}, {3,} or {3,5}; 0 when it is none of them. */
static size_t counts_size(const struct ecma *ecma)
{
    size_t at = 1;

    while (is_one_of(peek(ecma, at), DIGITS))
        at++;
    if (at == 1)
        return 0;
    if (peek(ecma, at) == ',')
        at++;
    while (is_one_of(peek(ecma, at), DIGITS))
        at++;
    return peek(ecma, at) == '}' ? at + 1 : 0;
}

static int read_quantifier(struct ecma *ecma)
{
    size_t size = peek(ecma, 0) == '{' ? counts_size(ecma) : 1;

    if (size == 0)
        return refuse(ecma, "{ must be a count, as {2} or {1,5}, or be written \\{");
    if (!ecma->atom)
        return refuse(ecma, "nothing stands before it that could be repeated");
    copy(ecma, size);
    if (peek(ecma, 0) == '?')
        copy(ecma, 1);
    ecma->atom = false;
    return 0;
}

static int read_piece(struct ecma *ecma)
{
    int byte = peek(ecma, 0);

    if (byte == '\\')
        return read_escape(ecma);
    if (byte == '[')
        return read_class(ecma);
    if (byte == '(')
        return read_group(ecma);
    if (is_one_of(byte, "*+?{"))
        return read_quantifier(ecma);
    if (is_one_of(byte, "]}"))
        return refuse(ecma, "it must be written with a \\ before it");
    ecma->atom = !is_one_of(byte, "^$|");
    if (byte == '.') {
        buf_adds(ecma->out, "[^" LINE_ENDS "]");
        ecma->at++;
        return 0;
    }
    copy(ecma, 1);
    return 0;
}

int ecma_translate(struct slice pattern, struct buf *pcre, struct err *err)
{
    struct ecma ecma = { .whole = pattern, .out = pcre, .err = err };

    if (utf8_valid(pattern) < pattern.size)
        return err_set(err, ERR_INTERNAL, "the pattern is not UTF-8");
    while (ecma.at < pattern.size)
        if (read_piece(&ecma) < 0)
            return -1;
    return pcre->full ? err_set(err, ERR_INTERNAL, "the pattern is too long") : 0;
}
