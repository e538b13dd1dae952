/* form - what may be meant by a quote. */
#include "review/form.h"

#include "base/mem.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static size_t count_blanks(struct slice text)
{
    size_t count = 0;

    while (count < text.size && is_blank(text.data[count]))
        count++;
    return count;
}

/* Without blank lines at the ends; the first line keeps its indentation. */
static struct slice trim_lines(struct slice text)
{
    struct slice trimmed = slice_trim(text);

    if (trimmed.size == 0)
        return trimmed;
    while (trimmed.data > text.data && trimmed.data[-1] != '\n') {
        trimmed.data--;
        trimmed.size++;
    }
    return trimmed;
}

/* Inside a fence, or inside backticks around everything. */
static struct slice strip_marks(struct slice text)
{
    struct slice inner = slice_trim(text);

    if (slice_starts(inner, SLICE("```")) || slice_starts(inner, SLICE("~~~"))) {
        struct slice fence = { inner.data, 3 };
        const char *end = memchr(inner.data, '\n', inner.size);

        /* Behind it stands the name of a language, and no more. */
        if (!end || memchr(inner.data, ' ', (size_t)(end - inner.data)))
            return trim_lines(text);
        inner = slice_from(inner, (size_t)(end + 1 - inner.data));
        if (slice_ends(slice_trim(inner), fence))
            inner.size = (size_t)(slice_trim(inner).data + slice_trim(inner).size - 3 - inner.data);
        return trim_lines(inner);
    }
    if (inner.size < 3 || inner.data[0] != '`')
        return trim_lines(text);
    while (inner.size > 2 && inner.data[0] == '`' && inner.data[inner.size - 1] == '`') {
        inner = slice_from(inner, 1);
        inner.size--;
    }
    return trim_lines(inner);
}

/* What is behind "  131 + | ", "      - | ", and also "| " alone; false: no such beginning. */
static bool pass_view(struct slice line, struct slice *code)
{
    size_t at = count_blanks(line), start = at;

    at += slice_digits(slice_from(line, at));
    at += count_blanks(slice_from(line, at));
    if (at < line.size && (line.data[at] == '+' || line.data[at] == '-'))
        at++;
    at += count_blanks(slice_from(line, at));
    if (at >= line.size || line.data[at] != '|' || (at == start && start > 0))
        return false;
    at++;
    if (at < line.size && line.data[at] == ' ')
        at++;
    *code = slice_from(line, at);
    return true;
}

/* The same, but for "| " alone, which may be code. */
static bool pass_copied(struct slice line, struct slice *code)
{
    size_t start = count_blanks(line);

    return start < line.size && line.data[start] != '|' && pass_view(line, code);
}

/* What is behind a sign; of a line without one, which may have lost its blank, all of it. */
static bool pass_sign(struct slice line, struct slice *code)
{
    bool has_sign = line.size > 0 && (line.data[0] == '+' || line.data[0] == '-');

    *code = has_sign || (line.size > 0 && line.data[0] == ' ') ? slice_from(line, 1) : line;
    return has_sign;
}

/* What is behind "131: ", "131 | ", "131\t", "L131: ". */
static bool pass_number(struct slice line, struct slice *code)
{
    size_t at = count_blanks(line), digits;

    if (at < line.size && line.data[at] == 'L')
        at++;
    digits = slice_digits(slice_from(line, at));
    at += digits;
    if (digits == 0 || digits > 7)
        return false;
    if (at < line.size && strchr(":.|)", line.data[at]))
        at++;
    else if (at < line.size && !is_blank(line.data[at]))
        return false;
    if (at < line.size && is_blank(line.data[at]))
        at++;
    *code = slice_from(line, at);
    return true;
}

/* A line of a view or a patch that says something of the code, and is none. */
static bool is_said(struct slice line)
{
    return slice_starts(line, SLICE("=== ")) || slice_starts(line, SLICE("@@ ")) ||
           slice_starts(line, SLICE("+++ ")) || slice_starts(line, SLICE("--- ")) ||
           slice_starts(line, SLICE("\\ No newline")) ||
           slice_starts(slice_trim(line), SLICE("\\   no line end"));
}

/* Appends each line without its beginning. *found: how many had one, *missed: how many had none. */
static void strip_lines(struct slice text, bool (*pass)(struct slice, struct slice *),
                        struct buf *out, size_t *found, size_t *missed)
{
    struct slice line, code;

    *found = *missed = 0;
    while (slice_split(&text, '\n', &line)) {
        if (pass != pass_number && is_said(line))
            continue;
        code = line;
        if (pass(line, &code))
            (*found)++;
        else if (slice_trim(line).size > 0)
            (*missed)++;
        buf_add(out, code);
        buf_addc(out, '\n');
    }
}

/* Leaves in out what trim_lines leaves of what was appended. */
static void trim_out(struct buf *out)
{
    struct slice trimmed = trim_lines(buf_slice(out));
    size_t end = trimmed.size ? (size_t)(trimmed.data + trimmed.size - out->data) : 0;

    if (trimmed.size == 0) {
        buf_clear(out);
        return;
    }
    out->size = end;
    buf_consume(out, (size_t)(trimmed.data - out->data));
}

bool form_make(enum form form, struct slice quote, struct buf *out)
{
    struct slice bare = strip_marks(quote);
    size_t found = 0, missed = 0;

    switch (form) {
    case FORM_COPIED:
        strip_lines(bare, pass_copied, out, &found, &missed);
        if (missed > 0)
            return false;
        break;
    case FORM_AS_IT_IS:
        buf_add(out, trim_lines(quote));
        return out->size > 0;
    case FORM_BARE:
        buf_add(out, bare);
        return out->size > 0 && !slice_is(bare, trim_lines(quote));
    case FORM_VIEW:
        strip_lines(bare, pass_view, out, &found, &missed);
        break;
    case FORM_PATCH:
        strip_lines(bare, pass_sign, out, &found, &missed);
        missed = 0;
        break;
    case FORM_NUMBERED:
        strip_lines(bare, pass_number, out, &found, &missed);
        if (missed > 0)
            return false;
        break;
    case FORM_COUNT:
        break;
    }
    trim_out(out);
    return found > missed && out->size > 0;
}

/* The size of an ellipsis at the start of text; 0: there is none. */
static size_t ellipsis_size(struct slice text)
{
    struct slice more = SLICE(" more bytes of this line \u2026>");
    size_t at = 0;

    if (slice_starts(text, SLICE("<\u2026 "))) {
        at = strlen("<\u2026 ");
        at += slice_digits(slice_from(text, at));
        return slice_starts(slice_from(text, at), more) ? at + more.size : 0;
    }
    if (slice_starts(text, SLICE("\u2026")))
        return strlen("\u2026");
    while (at < text.size && text.data[at] == '.')
        at++;
    return at >= 3 ? at : 0;
}

/* The size of a line at the start of text that only says that something is left out, with its end:
 * "// ... the rest as before", "[...]", "\u2026 80 lines not shown \u2026". */
static size_t gap_size(struct slice text)
{
    const char *end = memchr(text.data, '\n', text.size);
    size_t size = end ? (size_t)(end - text.data) + 1 : text.size, at = 0;
    bool is_comment;

    while (at < size && strchr(" \t/*#-;<!([{", text.data[at]))
        at++;
    is_comment = at > count_blanks(text);
    if (at >= size)
        return 0;

    struct slice rest = { text.data + at, size - at };
    size_t dots = ellipsis_size(rest);

    if (dots == 0)
        return 0;
    if (is_comment || slice_starts(rest, SLICE("\u2026 ")) || slice_trim(rest).size == dots)
        return size;
    return 0;
}

bool form_next_piece(struct slice *rest, struct slice *piece)
{
    bool is_start = true;
    size_t size = 0;

    if (rest->size == 0)
        return false;
    *piece = (struct slice){ rest->data, 0 };
    for (size_t at = 0; at < rest->size; at++) {
        struct slice here = slice_from(*rest, at);

        size = is_start ? gap_size(here) : 0;
        if (size == 0)
            size = ellipsis_size(here);
        if (size > 0)
            break;
        is_start = here.data[0] == '\n';
        piece->size++;
    }
    *rest = slice_from(*rest, piece->size + size);
    return true;
}
