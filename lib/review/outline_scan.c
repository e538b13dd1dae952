/* outline_scan - what is seen of a line alone: its depth, and whether it counts.
 *
 * Texts and comments are only followed as far as needed to know that a line begins inside one.
 */
#include "base/limits.h"
#include "base/mem.h"
#include "review/outline_parts.h"

#define TAB 8

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (c & 0x80);
}

static struct slice trim_end(struct slice line)
{
    while (line.size > 0 && strchr(" \t\r\f", line.data[line.size - 1]))
        line.size--;
    return line;
}

/* How many bytes are before the first that is no blank. */
static size_t measure_indent(struct slice line, size_t *columns)
{
    size_t at = 0;

    for (*columns = 0; at < line.size && strchr(" \t\r\f\v", line.data[at]); at++)
        *columns = line.data[at] == '\t' ? (*columns / TAB + 1) * TAB : *columns + 1;
    if (*columns > INDENT_MAX)
        *columns = INDENT_MAX;
    return at;
}

/* Behind the end of what the line is inside of; its size when it does not end here. */
static size_t leave(struct scan *scan, struct slice line, size_t at)
{
    size_t width = scan->inside == '*' ? 2 : scan->inside == '`' ? 1 : 3;
    const char *end = scan->inside == '*'    ? "*/"
                      : scan->inside == '`'  ? "`"
                      : scan->inside == '\'' ? "'''"
                                             : "\"\"\"";

    for (; at + width <= line.size; at++) {
        if (line.data[at] == '\\' && scan->inside != '*') {
            at++;
            continue;
        }
        if (memcmp(line.data + at, end, width) == 0) {
            scan->inside = 0;
            return at + width;
        }
    }
    return line.size;
}

/* Behind the text that begins here; behind its quote when it has no end on this line. */
static size_t pass_text(struct slice line, size_t at)
{
    for (size_t end = at + 1; end < line.size; end++) {
        if (line.data[end] == '\\')
            end++;
        else if (line.data[end] == line.data[at])
            return end + 1;
    }
    return at + 1;
}

/* "<<EOF", "<<-'EOF'": capital letters only, for a shift is more common elsewhere. */
static void open_document(struct scan *scan, struct slice rest)
{
    size_t at = 2;

    while (at < rest.size && strchr("-~'\"", rest.data[at]))
        at++;

    struct slice word = { rest.data + at, 0 };

    while (at + word.size < rest.size &&
           ((word.data[word.size] >= 'A' && word.data[word.size] <= 'Z') ||
            word.data[word.size] == '_'))
        word.size++;
    if (word.size < 2)
        return;
    scan->inside = '<';
    scan->end_word = word;
}

static bool has_line_comment(enum tongue tongue, struct slice rest, bool is_first)
{
    if (tongue == TONGUE_TYPED || tongue == TONGUE_BRACES || tongue == TONGUE_UNKNOWN)
        return slice_starts(rest, SLICE("//"));
    return (rest.data[0] == '#' && is_first) || slice_starts(rest, SLICE("--"));
}

/* One step over code; answers how far, and sets scan->inside when something begins. */
static size_t step(struct scan *scan, struct slice line, size_t at)
{
    struct slice rest = slice_from(line, at);
    bool has_braces = scan->tongue <= TONGUE_BRACES;
    bool is_three = rest.size >= 3 && rest.data[1] == rest.data[0] && rest.data[2] == rest.data[0];
    char c = rest.data[0];

    if (has_braces && slice_starts(rest, SLICE("/*"))) {
        scan->inside = '*';
        return 2;
    }
    if (c == '`' && scan->tongue == TONGUE_BRACES) {
        scan->inside = '`';
        return 1;
    }
    if ((c == '"' || c == '\'') && is_three && scan->tongue != TONGUE_SHELL) {
        scan->inside = c;
        return 3;
    }
    if (c == '"' || c == '\'')
        return pass_text(line, at) - at;
    if (slice_starts(rest, SLICE("<<")) &&
        (scan->tongue == TONGUE_SHELL || scan->tongue == TONGUE_END))
        open_document(scan, rest);
    return 1;
}

/* Reads the code of a line for its last character. */
static char scan_code(struct scan *scan, struct slice line, size_t at)
{
    char tail = 0;

    while (at < line.size) {
        bool is_first = at == 0 || line.data[at - 1] == ' ' || line.data[at - 1] == '\t';

        if (scan->inside && scan->inside != '<') {
            at = leave(scan, line, at);
            continue;
        }
        if (has_line_comment(scan->tongue, slice_from(line, at), is_first))
            break;

        char c = line.data[at];
        size_t size = step(scan, line, at);

        if (scan->inside != '*' && c != ' ' && c != '\t' && c != '\r')
            tail = c;
        at += size;
    }
    return tail;
}

/* "out:", "public:", "default:", "case 3:" where such lines stand at any depth. */
static bool is_label(struct slice code)
{
    size_t at = 0;

    while (at < code.size && is_word(code.data[at]))
        at++;
    return at > 0 && at + 1 == code.size && code.data[at] == ':';
}

static bool is_directive(const struct scan *scan, struct slice code)
{
    if (code.data[0] != '#' || (scan->tongue != TONGUE_TYPED && scan->tongue != TONGUE_UNKNOWN))
        return false;
    return code.size == 1 || code.data[1] != '[';
}

static bool is_comment(const struct scan *scan, struct slice code)
{
    static const char *const leads[] = { "//", "/*", "*/", "* " };

    if (code.data[0] == '#')
        return scan->tongue >= TONGUE_SHELL || code.size == 1 || strchr(" !#[", code.data[1]);
    if (code.size == 1)
        return code.data[0] == '*';
    if (scan->tongue == TONGUE_END && slice_starts(code, SLICE("--")))
        return true;
    for (size_t i = 0; i < ARRAY_COUNT(leads); i++)
        if (slice_starts(code, slice_of(leads[i])))
            return true;
    return false;
}

/* "@property", "[Test]", "template <class T>": code, but it belongs to what is below it. */
static bool is_decorator(const struct scan *scan, struct slice code)
{
    if (code.data[0] == '@')
        return true;
    return scan->tongue == TONGUE_TYPED &&
           (slice_starts(code, SLICE("template")) ||
            (code.data[0] == '[' && code.data[code.size - 1] == ']'));
}

/* Behind the end of a document: it is inside one on this line. */
static bool pass_document(struct scan *scan, struct slice line)
{
    if (scan->inside != '<')
        return false;
    if (slice_is(slice_trim(line), scan->end_word))
        scan->inside = 0;
    return true;
}

struct sight scan_line(struct scan *scan, struct slice line)
{
    struct sight sight = { .is_passed = true };
    size_t columns, at = measure_indent(line, &columns);
    struct slice code = slice_from(trim_end(line), at < trim_end(line).size ? at : 0);
    bool was_inside = scan->inside != 0, is_said;

    sight.is_text = was_inside && scan->inside != '*';
    sight.indent = (uint8_t)columns;
    if (pass_document(scan, line))
        return sight;
    if (at >= trim_end(line).size)
        return sight;
    if (!was_inside && (scan->is_directive || is_directive(scan, code))) {
        scan->is_directive = code.data[code.size - 1] == '\\';
        return sight;
    }
    is_said = was_inside || is_comment(scan, code);
    sight.is_comment = is_said || is_decorator(scan, code);
    sight.tail = scan_code(scan, line, was_inside ? 0 : at);
    sight.head = code.data[0];
    sight.is_passed = is_said || (scan->tongue == TONGUE_TYPED && is_label(code));
    return sight;
}
