/* loose - what is nearly JSON, read from front to back without a tree.
 *
 *   outside: look for the next object -> inside: (key, value | end)* -> outside
 *                                              \-> give up, and look for the next object
 *
 * Each byte is read a few times at most: after what is not understood reading goes on behind it,
 * or, where that was a string over several lines, at the end of the first of them; and no string
 * begins inside of another one that was of the same quotes.
 */
#include "json/loose.h"

#include "base/utf8.h"
#include "json/text.h"

#include <assert.h>

#define DEPTH_MAX   64  /* of bits in a word; what we are asked is flat */
#define COMMENT_MAX 128 /* bytes behind a bracket of which it is not known yet what it is */

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static bool is_any(int c, const char *those)
{
    return c > 0 && strchr(those, c);
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           is_any(c, "_$+-.%") || (unsigned char)c >= 0x80;
}

static bool is_quote(char c)
{
    return c == '"' || c == '\'';
}

static int at_byte(struct slice text, size_t at)
{
    return at < text.size ? (unsigned char)text.data[at] : -1;
}

static size_t skip_blanks(struct slice text, size_t at)
{
    while (at < text.size && is_blank(text.data[at]))
        at++;
    return at;
}

static size_t skip_word(struct slice text, size_t at)
{
    while (at < text.size && is_word(text.data[at]))
        at++;
    return at;
}

/* Behind a comment at `at`; `at` where there is none that ends. */
static size_t skip_comment(struct slice text, size_t at)
{
    struct slice rest = slice_from(text, at);
    const char *end;

    if (slice_starts(rest, SLICE("//"))) {
        end = memchr(rest.data, '\n', rest.size);
        return end ? (size_t)(end - text.data) : text.size;
    }
    if (!slice_starts(rest, SLICE("/*")))
        return at;
    end = memmem(rest.data + 2, rest.size - 2, "*/", 2);
    return end ? (size_t)(end - text.data) + 2 : at;
}

/* Where the next key or value begins. */
static size_t skip_between(struct loose *loose, size_t at)
{
    struct slice text = loose->text;

    for (;;) {
        size_t before = at;

        while (at < text.size && (is_blank(text.data[at]) || text.data[at] == ','))
            at++;
        if (at_byte(text, at) == '/' && !loose->has_no_comments) {
            size_t end = skip_comment(text, at);

            loose->has_no_comments = end == at && at_byte(text, at + 1) == '*';
            at = end;
        }
        if (at == before)
            return at;
    }
}

/* A key at `at` and its colon: where that ends, or 0. */
static size_t read_key(struct slice text, size_t at, struct slice *key)
{
    size_t start = at, end;

    if (at >= text.size)
        return 0;
    if (is_quote(text.data[at])) {
        start++;
        for (end = start; end < text.size && text.data[end] != text.data[at]; end++)
            if (text.data[end] == '\n')
                return 0;
            else if (text.data[end] == '\\')
                end++;
        if (end >= text.size)
            return 0;
        at = end + 1;
    } else {
        at = end = skip_word(text, at);
        if (end == start)
            return 0;
    }
    *key = (struct slice){ text.data + start, end - start };
    at = skip_blanks(text, at);
    return at_byte(text, at) == ':' ? at + 1 : 0;
}

/* Whether the quote before `at` ends a string, by what follows: what does not look like the rest
 * of an object or array is a quote inside of the string, which nobody escaped. */
static bool ends_string(struct slice text, size_t at, bool in_object)
{
    size_t next = skip_blanks(text, at);
    struct slice key;

    switch (at_byte(text, next)) {
    case -1:
        return true;
    case '}':
        return true;
    case ']':
        return !in_object;
    case ',':
        next = skip_blanks(text, next + 1);
        return !in_object || next >= text.size || is_any(text.data[next], "}/") ||
               read_key(text, next, &key) > 0;
    case '/':
        return is_any(at_byte(text, next + 1), "/*") && memchr(text.data + at, '\n', next - at);
    default: /* a comma may lack between two lines */
        return memchr(text.data + at, '\n', next - at) &&
               (!in_object || read_key(text, next, &key) > 0);
    }
}

/* The brace before a quote inside of a string: this one was not ended, and the next object begins.
 * 0: there is none. */
static size_t brace_before(struct slice text, size_t quote)
{
    while (is_blank(text.data[quote - 1]))
        quote--;
    return text.data[quote - 1] == '{' ? quote - 1 : 0;
}

struct string {
    size_t end;    /* behind it; 0: it does not end */
    size_t resume; /* then: where to go on */
};

static struct string read_string(struct slice text, size_t at, bool in_object)
{
    char quote = text.data[at];
    size_t line_end = 0, i;
    bool has_quotes = false;

    for (i = at + 1; i < text.size; i++) {
        char c = text.data[i];

        if (c == '\n' && line_end == 0)
            line_end = i;
        if (c == '\n' && has_quotes)
            return (struct string){ 0, i };
        if (c == '\\') {
            i++;
        } else if (c == quote) {
            if (ends_string(text, i + 1, in_object))
                return (struct string){ i + 1, 0 };
            if (line_end == 0)
                line_end = brace_before(text, i);
            if (line_end > 0)
                return (struct string){ 0, line_end };
            has_quotes = true;
        }
    }
    return (struct string){ 0, text.size };
}

static bool in_object(const struct loose *loose)
{
    return loose->depth > 0 && (loose->objects >> (loose->depth - 1) & 1);
}

/* Whether an object begins at `at`, of which it is not known what comes before it. */
static bool is_object(struct slice text, size_t at)
{
    struct slice key;

    if (at_byte(text, at) != '{')
        return false;
    at = skip_blanks(text, at + 1);
    while (at_byte(text, at) == '/') {
        size_t most = text.size - at < COMMENT_MAX ? text.size : at + COMMENT_MAX;
        size_t end = skip_comment((struct slice){ text.data, most }, at);

        if (end == at || end == most)
            return false;
        at = skip_blanks(text, end);
    }
    return at_byte(text, at) == '}' || read_key(text, at, &key) > 0;
}

static enum loose_event open_bracket(struct loose *loose, size_t at)
{
    bool is_brace = loose->text.data[at] == '{';
    uint64_t bit = (uint64_t)1 << loose->depth;

    loose->objects = is_brace ? loose->objects | bit : loose->objects & ~bit;
    loose->starts[loose->depth++] = at;
    loose->value = (struct slice){ loose->text.data + at, 1 };
    loose->at = at + 1;
    loose->is_lost = false;
    return is_brace ? LOOSE_OBJECT : LOOSE_ARRAY;
}

/* What is not whole at the end; lost, it is by how the text ends. */
static enum loose_event end_text(struct loose *loose)
{
    struct slice text = slice_trim(loose->text);

    while (text.size > 0 && text.data[text.size - 1] == '`')
        text.size--;
    text = slice_trim(text);
    if (loose->depth > 0)
        loose->is_cut = !loose->is_lost || !is_any(at_byte(text, text.size - 1), "]}");
    loose->at = loose->text.size;
    loose->depth = 0;
    return LOOSE_END;
}

/* Outside, and where something was not understood. */
static enum loose_event find_object(struct loose *loose)
{
    struct slice text = loose->text;

    loose->key = (struct slice){ text.data, 0 };
    for (size_t at = loose->at; at < text.size; at++) {
        if (is_object(text, at))
            return open_bracket(loose, at);
        if (text.data[at] == '[' && loose->depth == 0 && is_object(text, skip_blanks(text, at + 1)))
            return open_bracket(loose, at);
    }
    return end_text(loose);
}

/* Gives up the objects up to the array that they are in. */
static enum loose_event give_up(struct loose *loose, size_t resume)
{
    if (resume >= loose->text.size)
        return end_text(loose);
    while (in_object(loose))
        loose->depth--;
    loose->at = resume;
    loose->is_lost = true;
    return LOOSE_BROKEN;
}

static enum loose_event close_bracket(struct loose *loose, size_t at)
{
    bool is_other = loose->text.data[at] != (in_object(loose) ? '}' : ']');
    size_t start = loose->starts[--loose->depth];

    /* One that belongs further out ends this one, too: somebody forgot a bracket. */
    loose->at = at + (is_other && loose->depth > 0 ? 0 : 1);
    loose->value = (struct slice){ loose->text.data + start, loose->at - start };
    return LOOSE_CLOSE;
}

static enum loose_event read_value(struct loose *loose, size_t at)
{
    struct slice text = loose->text;
    size_t end;
    int byte = at_byte(text, at);

    if (byte == '{' || byte == '[')
        return loose->depth < DEPTH_MAX ? open_bracket(loose, at) : give_up(loose, at + 1);
    if (byte == '"' || byte == '\'') {
        struct string string = read_string(text, at, in_object(loose));

        if (string.end == 0)
            return give_up(loose, string.resume > at ? string.resume : at + 1);
        end = string.end;
    } else {
        end = skip_word(text, at);
        if (end == at)
            return give_up(loose, at);
        if (end == text.size)
            return end_text(loose);
    }
    loose->value = (struct slice){ text.data + at, end - at };
    loose->at = end;
    return LOOSE_VALUE;
}

enum loose_event loose_next(struct loose *loose)
{
    struct slice text = loose->text;

    if (loose->depth == 0 || loose->is_lost)
        return find_object(loose);

    size_t at = skip_between(loose, loose->at);
    int byte = at_byte(text, at);

    loose->key = (struct slice){ text.data, 0 };
    if (byte < 0)
        return end_text(loose);
    if (byte == '}' || byte == ']')
        return close_bracket(loose, at);
    if (in_object(loose)) {
        size_t colon = read_key(text, at, &loose->key);

        if (colon == 0)
            return give_up(loose, is_quote((char)byte) ? at + 1 : at);
        at = skip_blanks(text, colon);
        if (at >= text.size)
            return end_text(loose);
    }
    return read_value(loose, at);
}

/* What stands between the quotes of a string. */
static void decode(struct slice raw, struct buf *text)
{
    while (raw.size > 0 && !text->full) {
        struct text_char next = text_next(raw);
        char bytes[4];

        if (next.flaw == TEXT_BROKEN || next.flaw == TEXT_CONTROL) {
            bool is_escaped = raw.size > 1 && is_any(raw.data[1], "'\n");

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

    if (is_quote(value.data[at])) {
        struct string string = read_string(value, at, false);

        if (string.end == 0)
            return value.size;
        decode((struct slice){ value.data + at + 1, string.end - at - 2 }, text);
        *is_some = true;
        return string.end;
    }
    word.size = skip_word(value, at) - at;
    if (word.size == 0)
        return value.size;
    if (!is_nothing(word)) {
        buf_add(text, word);
        *is_some = true;
    }
    return at + word.size;
}

bool loose_text(struct slice value, struct buf *text)
{
    bool is_some = false;

    if (value.size == 0)
        return false;
    if (is_quote(value.data[0])) {
        decode((struct slice){ value.data + 1, value.size - 2 }, text);
        return true;
    }
    if (value.data[0] != '[') {
        add_scalar(value, 0, text, &is_some);
        return is_some;
    }
    for (size_t at = 1; at < value.size;) {
        if (is_blank(value.data[at]) || value.data[at] == ',') {
            at++;
            continue;
        }
        if (is_any(value.data[at], "[]{}"))
            break;
        if (is_some)
            buf_addc(text, '\n');
        at = add_scalar(value, at, text, &is_some);
    }
    return is_some;
}
