/* outline - the functions of a text, by indentation and the shape of lines.
 *
 *   outline_new: scan -> place (what is above a line, where its level ends) -> join to statements
 *   outline_find: from a line outwards -> look at the heads -> measure the innermost function
 */
#include "review/outline.h"

#include "base/buf.h"
#include "base/limits.h"
#include "review/outline_parts.h"
#include "review/signature.h"

#include <stdlib.h>

#define JOINED_MAX 8 /* lines of one statement on the same level without a brace: K&R heads */
#define TEXT_MAX   KIB(2)

struct row {
    uint32_t offset;
    uint32_t above;  /* the line that it stands below, by depth; NO_LINE: none */
    uint32_t before; /* the one before it on its level */
    uint32_t after;  /* the next one that is not deeper */
    uint32_t start;  /* the first line of its statement */
    struct sight sight;
    uint8_t signature; /* of a start that was looked at; 0: not yet */
};

struct outline {
    struct slice text;
    enum tongue tongue;
    struct row *rows;
    uint32_t count;
};

struct slice outline_line(const struct outline *outline, uint32_t line, bool *is_unended)
{
    size_t start = outline->rows[line].offset;
    size_t end = line + 1 < outline->count ? outline->rows[line + 1].offset : outline->text.size;
    bool has_end = end > start && outline->text.data[end - 1] == '\n';

    if (is_unended)
        *is_unended = !has_end;
    return (struct slice){ outline->text.data + start, end - start - has_end };
}

uint32_t outline_count(const struct outline *outline)
{
    return outline->count;
}

static void cut_lines(struct outline *outline)
{
    size_t capacity = 0;

    for (size_t at = 0; at < outline->text.size;) {
        const char *end = memchr(outline->text.data + at, '\n', outline->text.size - at);

        if (outline->count == capacity) {
            capacity = capacity ? capacity * 2 : 256;
            outline->rows = xrealloc(outline->rows, capacity * sizeof(*outline->rows));
        }
        outline->rows[outline->count++] = (struct row){ .offset = (uint32_t)at };
        at = end ? (size_t)(end - outline->text.data) + 1 : outline->text.size;
    }
}

/* A word that goes on with what is before it on the same level: "end", "else:", "where". */
static bool goes_on(struct slice code)
{
    static const char *const words[] = { "end", "else", "where", "catch", "finally", "throws" };

    for (size_t i = 0; i < ARRAY_COUNT(words); i++) {
        struct slice word = slice_of(words[i]);

        if (slice_starts(code, word) &&
            (code.size == word.size || strchr(" ({:.,)", code.data[word.size])))
            return true;
    }
    return false;
}

/* Whether it belongs to the statement before it on its level. last: the line of code above it. */
static bool is_joined(const struct outline *outline, uint32_t line, uint32_t last)
{
    const struct row *row = &outline->rows[line], *before = &outline->rows[row->before];

    /* A second one closes something else: a namespace whose content is not indented. */
    if (row->sight.head == '}' && before->sight.head == '}' && before->sight.tail != '{')
        return false;
    if (strchr("})]", row->sight.head) || (row->sight.head == '{' && row->sight.tail == '{') ||
        goes_on(slice_trim(outline_line(outline, line, NULL))))
        return true;
    return outline->tongue == TONGUE_TYPED && last == row->before && before->sight.tail &&
           !strchr(";{}:,", before->sight.tail) && line - before->start < JOINED_MAX;
}

/* Each line is pushed and popped once: the stack is as deep as the indentation. */
static void place(struct outline *outline)
{
    uint32_t stack[INDENT_MAX + 1], depth = 0, last = NO_LINE;

    for (uint32_t i = 0; i < outline->count; i++) {
        struct row *row = &outline->rows[i];

        row->above = row->before = row->after = NO_LINE;
        row->start = i;
        if (row->sight.is_passed)
            continue;
        while (depth > 0 && outline->rows[stack[depth - 1]].sight.indent > row->sight.indent)
            outline->rows[stack[--depth]].after = i;
        if (depth > 0 && outline->rows[stack[depth - 1]].sight.indent == row->sight.indent) {
            row->before = stack[--depth];
            outline->rows[row->before].after = i;
        }
        row->above = depth > 0 ? stack[depth - 1] : NO_LINE;
        stack[depth++] = i;
        if (row->before != NO_LINE && is_joined(outline, i, last))
            row->start = outline->rows[row->before].start;
        last = i;
    }
}

struct outline *outline_new(struct slice text, enum tongue tongue)
{
    struct outline *outline = xcalloc(1, sizeof(*outline));
    struct scan scan = { .tongue = tongue };

    outline->text = text;
    outline->tongue = tongue;
    cut_lines(outline);
    for (uint32_t i = 0; i < outline->count; i++)
        outline->rows[i].sight = scan_line(&scan, outline_line(outline, i, NULL));
    place(outline);
    return outline;
}

struct outline *outline_free(struct outline *outline)
{
    if (outline)
        free(outline->rows);
    free(outline);
    return NULL;
}

/* Whether a line is still of the head of a statement: deeper, or joined to it. */
static bool is_of_head(const struct outline *outline, uint32_t start, uint32_t line)
{
    const struct row *row = &outline->rows[line];

    return row->sight.is_passed || row->sight.indent > outline->rows[start].sight.indent ||
           row->start == start;
}

/* "Queue() : n_(0) {}": the body ends where it begins. */
static bool has_whole_body(const struct outline *outline, uint32_t line)
{
    struct slice text = outline_line(outline, line, NULL);

    return outline->rows[line].sight.tail == '}' && memchr(text.data, '{', text.size);
}

/* The last line of the head: where its body begins; NO_LINE: it has none. */
static uint32_t find_opening(const struct outline *outline, uint32_t start)
{
    bool has_end = outline->tongue == TONGUE_END;

    for (uint32_t i = start; i < outline->count && i - start < HEADER_LINES_MAX; i++) {
        const struct sight *sight = &outline->rows[i].sight;

        if (i > start && !is_of_head(outline, start, i))
            break;
        if (sight->is_passed)
            continue;
        if (sight->tail == '{' || has_whole_body(outline, i) ||
            (sight->tail == ':' && outline->tongue != TONGUE_TYPED) || has_end)
            return i;
        /* Deeper ones declare the parameters of an old head. */
        if (sight->tail == ';' && sight->indent <= outline->rows[start].sight.indent)
            break;
    }
    return NO_LINE;
}

struct slice outline_head(const struct outline *outline, uint32_t line)
{
    uint32_t opening = find_opening(outline, line);
    struct slice first = outline_line(outline, line, NULL), last = first;

    if (opening != NO_LINE)
        last = outline_line(outline, opening, NULL);
    return (struct slice){ first.data, (size_t)(last.data + last.size - first.data) };
}

static enum signature look(struct outline *outline, uint32_t start)
{
    struct row *row = &outline->rows[start];
    uint32_t opening;

    if (row->signature)
        return row->signature;
    row->signature = SIGNATURE_OTHER;
    opening = find_opening(outline, start);
    if (opening != NO_LINE) {
        CLEANUP(buf_done) struct buf text = BUF_MAX(TEXT_MAX);

        for (uint32_t i = start; i <= opening; i++) {
            if (outline->rows[i].sight.is_passed)
                continue;
            buf_add(&text, slice_trim(outline_line(outline, i, NULL)));
            buf_addc(&text, ' ');
        }
        row->signature = (uint8_t)signature_of(buf_slice(&text), outline->tongue);
    }
    return row->signature;
}

/* Whether a line that is joined to a statement ends its body: it opens none itself. */
static bool is_closing(const struct outline *outline, uint32_t line)
{
    const struct sight *sight = &outline->rows[line].sight;

    return outline->tongue == TONGUE_END ||
           (strchr("})]", sight->head) && sight->tail != '{' && sight->tail != ':');
}

/* The last line of what start heads. What is far longer than is shown needs no exact end. */
static uint32_t find_end(const struct outline *outline, uint32_t start)
{
    uint32_t line = start, next = outline->rows[start].after;

    while (next != NO_LINE && outline->rows[next].start == start) {
        line = next;
        next = outline->rows[next].after;
        if (line - start > 2 * GROW_LINES_MAX)
            return line;
    }
    if (line != start && is_closing(outline, line))
        return line;
    line = next == NO_LINE ? outline->count - 1 : next - 1;
    while (line > start && outline->rows[line].sight.is_passed &&
           !outline->rows[line].sight.is_text)
        line--;
    return line;
}

/* What stands directly above on the same level: comments, decorators. */
static uint32_t find_above(const struct outline *outline, uint32_t start)
{
    uint32_t line = start;

    while (line > 0 && start - line < GROW_ABOVE) {
        const struct row *row = &outline->rows[line - 1], *first = &outline->rows[row->start];

        if (!first->sight.is_comment || row->sight.indent < outline->rows[start].sight.indent)
            break;
        line = row->start;
    }
    return line;
}

/* From a line outwards: what is around it. */
struct walk {
    uint32_t start;          /* of the function that was found */
    uint32_t pending;        /* a "name(x) {" whose surroundings say what it is */
    uint32_t callback, type; /* the innermost ones */
    uint32_t first, last;    /* what must be inside */
};

static bool is_around(const struct outline *outline, const struct walk *walk, uint32_t start)
{
    return start <= walk->first && find_end(outline, start) >= walk->last;
}

/* Looks at one statement around the lines; true when the function is found. */
static bool consider(struct outline *outline, struct walk *walk, uint32_t start)
{
    enum signature signature = look(outline, start);

    if (walk->pending != NO_LINE) {
        bool is_loop = signature == SIGNATURE_FUNCTION || signature == SIGNATURE_CONTROL ||
                       signature == SIGNATURE_CALL;

        if (signature == SIGNATURE_TYPE || (is_loop && outline->tongue != TONGUE_TYPED)) {
            walk->start = walk->pending;
            return true;
        }
        if (is_loop)
            walk->pending = NO_LINE;
    }
    if (signature == SIGNATURE_FUNCTION && is_around(outline, walk, start)) {
        walk->start = start;
        return true;
    }
    if (signature == SIGNATURE_CALL && walk->pending == NO_LINE && is_around(outline, walk, start))
        walk->pending = start;
    if (signature == SIGNATURE_CALLBACK && walk->callback == NO_LINE &&
        is_around(outline, walk, start))
        walk->callback = start;
    if (signature == SIGNATURE_TYPE && walk->type == NO_LINE && is_around(outline, walk, start))
        walk->type = start;
    return false;
}

/* Whether a line only goes on with the head of what it stands below: its parameters, or what a
 * constructor begins with. */
static bool is_in_head(const struct outline *outline, uint32_t line)
{
    uint32_t above = outline->rows[line].above, opening;

    if (above == NO_LINE)
        return false;
    opening = find_opening(outline, outline->rows[above].start);
    return opening != NO_LINE && opening >= line;
}

static void go_outwards(struct outline *outline, struct walk *walk)
{
    uint32_t line = walk->first;

    while (line > 0 && outline->rows[line].sight.is_passed)
        line--;
    if (outline->rows[line].sight.is_passed)
        return;
    for (uint32_t start = outline->rows[line].start;;) {
        uint32_t above = outline->rows[start].above;

        if (!is_in_head(outline, start) && consider(outline, walk, start))
            return;
        if (above == NO_LINE)
            break;
        start = outline->rows[above].start;
    }
    if (walk->pending != NO_LINE)
        walk->start = walk->pending;
    else if (walk->callback != NO_LINE)
        walk->start = walk->callback;
}

enum outline_around outline_find(struct outline *outline, uint32_t first, uint32_t last,
                                 struct outline_range *range)
{
    struct walk walk = { NO_LINE, NO_LINE, NO_LINE, NO_LINE, first, last };

    if (outline->tongue == TONGUE_PROSE)
        return OUTLINE_UNKNOWN;
    if (last >= outline->count)
        return OUTLINE_TOP;
    go_outwards(outline, &walk);
    if (walk.start == NO_LINE && walk.type != NO_LINE &&
        find_end(outline, walk.type) - walk.type < GROW_TYPE_MAX)
        walk.start = walk.type;
    if (walk.start == NO_LINE)
        return outline->tongue == TONGUE_UNKNOWN ? OUTLINE_UNKNOWN : OUTLINE_TOP;
    range->head = walk.start;
    range->first = find_above(outline, walk.start);
    range->last = find_end(outline, walk.start);
    return OUTLINE_FUNCTION;
}
