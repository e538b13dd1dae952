/* loose_parts - strings, words and keys of what is nearly JSON.
 *
 * No string begins inside of another one that was of the same quotes: so each byte is looked at a
 * few times at most, however often a reader has to give up and go on.
 */
#include "json/loose_parts.h"

bool loose_is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

bool loose_is_any(int c, const char *those)
{
    return c > 0 && strchr(those, c);
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           loose_is_any(c, "_$+-.%") || (unsigned char)c >= 0x80;
}

bool loose_is_quote(char c)
{
    return c == '"' || c == '\'';
}

int loose_byte(struct slice text, size_t at)
{
    return at < text.size ? (unsigned char)text.data[at] : -1;
}

size_t loose_blanks(struct slice text, size_t at)
{
    while (at < text.size && loose_is_blank(text.data[at]))
        at++;
    return at;
}

size_t loose_word(struct slice text, size_t at)
{
    while (at < text.size && is_word(text.data[at]))
        at++;
    return at;
}

size_t loose_comment(struct slice text, size_t at)
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

size_t loose_key(struct slice text, size_t at, struct slice *key)
{
    size_t start = at, end;

    if (at >= text.size)
        return 0;
    if (loose_is_quote(text.data[at])) {
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
        at = end = loose_word(text, at);
        if (end == start)
            return 0;
    }
    *key = (struct slice){ text.data + start, end - start };
    at = loose_blanks(text, at);
    return loose_byte(text, at) == ':' ? at + 1 : 0;
}

/* Whether a key begins at `at`, or what is left of one where the text stops. */
static bool begins_key(struct slice text, size_t at)
{
    struct slice key;

    if (at >= text.size || loose_key(text, at, &key) > 0)
        return true;
    return text.data[at] == '"' && !memchr(text.data + at + 1, '"', text.size - at - 1);
}

/* Whether the quote before `at` ends a string, by what follows: what does not look like the rest
 * of an object or array is a quote inside of the string, which nobody escaped. */
static bool ends_string(struct slice text, size_t at, bool in_object)
{
    size_t next = loose_blanks(text, at);

    switch (loose_byte(text, next)) {
    case -1:
        return true;
    case '}':
        return true;
    case ']':
        return !in_object;
    case ',':
        next = loose_blanks(text, next + 1);
        return !in_object || loose_is_any(loose_byte(text, next), "}/") || begins_key(text, next);
    case '/':
        return loose_is_any(loose_byte(text, next + 1), "/*") &&
               memchr(text.data + at, '\n', next - at);
    default: /* a comma may lack between two lines */
        return memchr(text.data + at, '\n', next - at) && (!in_object || begins_key(text, next));
    }
}

/* The brace before a quote inside of a string: this one was not ended, and the next object begins.
 * 0: there is none. */
static size_t brace_before(struct slice text, size_t quote)
{
    while (loose_is_blank(text.data[quote - 1]))
        quote--;
    return text.data[quote - 1] == '{' ? quote - 1 : 0;
}

/* One that does not end on its line. Without another quote of its kind on it, the one that it began
 * with may be what is wrong, and what is behind it sound. */
static struct loose_string unended(size_t begin, size_t end, bool has_quotes)
{
    return (struct loose_string){ 0, has_quotes ? end : begin + 1 };
}

struct loose_string loose_string(struct slice text, size_t at, bool in_object)
{
    char quote = text.data[at];
    size_t line_end = 0, i;
    bool has_quotes = false;

    for (i = at + 1; i < text.size; i++) {
        char c = text.data[i];

        if (c == '\n' && (has_quotes || quote == '\''))
            return unended(at, i, has_quotes);
        if (c == '\n' && line_end == 0)
            line_end = i;
        if (c == '\\') {
            i++;
        } else if (c == quote) {
            if (ends_string(text, i + 1, in_object))
                return (struct loose_string){ i + 1, 0 };
            if (line_end == 0)
                line_end = brace_before(text, i);
            if (line_end > 0)
                return (struct loose_string){ 0, line_end };
            has_quotes = true;
        }
    }
    return unended(at, text.size, has_quotes || quote == '"');
}
