/* forge_judge - whether what came out can be taken for something else than it is. */
#include "tests/prove/forge_judge.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define PRINTED_MAX 40
#define SHOWN_MAX   300
#define MARK_SIZE   6

/* No reader sees these: controls but TAB and LF, soft hyphen and fillers, bidi, zero widths and
 * separators, selectors without a picture, surrogates, noncharacters of the BMP, tags. */
static const uint32_t forbidden[][2] = {
    { 0x00, 0x08 },       { 0x0B, 0x1F },       { 0x7F, 0x9F },     { 0xAD, 0xAD },
    { 0x34F, 0x34F },     { 0x61C, 0x61C },     { 0x115F, 0x1160 }, { 0x17B4, 0x17B5 },
    { 0x180B, 0x180F },   { 0x200B, 0x200F },   { 0x2028, 0x202E }, { 0x2060, 0x206F },
    { 0x3164, 0x3164 },   { 0xD800, 0xDFFF },   { 0xFDD0, 0xFDEF }, { 0xFE00, 0xFE0F },
    { 0xFEFF, 0xFEFF },   { 0xFFA0, 0xFFA0 },   { 0xFFF0, 0xFFFB }, { 0x1BCA0, 0x1BCA3 },
    { 0x1D173, 0x1D17A }, { 0xE0000, 0xE0FFF },
};

/* Of those that the attacks use; '-' stands for '_' too. */
static const char *const tags[] = {
    "system-reminder", "system", "function-calls", "function-results", "tool-result",
    "tool-use-error",  "antml:", "invoke",         "command-name",     "user-prompt-submit-hook",
};

static void fail(struct forge_judge *judge, struct slice text, const char *what)
{
    if (judge->failures++ >= PRINTED_MAX || judge->kind == judge->kind_printed)
        return;
    judge->kind_printed = judge->kind;
    printf("    not so: %s (%s in %s): %.*s\n", what, judge->kind, judge->place,
           (int)(text.size < SHOWN_MAX ? text.size : SHOWN_MAX), text.data);
}

static unsigned hex(const char *digits)
{
    char four[5] = { digits[0], digits[1], digits[2], digits[3], '\0' };

    return (unsigned)strtoul(four, NULL, 16);
}

/* The code point at the start of a well-formed line; a pair of escapes is one. */
static uint32_t next(struct slice line, size_t *length)
{
    const unsigned char *c = (const unsigned char *)line.data;

    *length = 1;
    if (c[0] == '\\' && line.size >= 2) {
        *length = 2;
        if (c[1] != 'u' || line.size < 6)
            return c[1] == 'n' ? '\n' : c[1] == 't' ? '\t' : strchr("rbf", c[1]) ? 0x0D : c[1];
        *length = 6;

        uint32_t high = hex(line.data + 2);

        if (high < 0xD800 || high > 0xDBFF || line.size < 12 || line.data[7] != 'u')
            return high;
        *length = 12;
        return 0x10000 + ((high - 0xD800) << 10) + (hex(line.data + 8) - 0xDC00);
    }
    if (c[0] < 0x80)
        return c[0];
    *length = c[0] < 0xE0 ? 2 : c[0] < 0xF0 ? 3 : 4;
    if (*length > line.size || c[0] < 0xC2)
        return 0;

    uint32_t value = c[0] & (0x7Fu >> *length);

    for (size_t i = 1; i < *length; i++)
        value = (c[i] & 0xC0) == 0x80 ? value << 6 | (c[i] & 0x3F) : 0;
    return value;
}

/* What pictures are joined and varied by, behind a picture only. */
static bool belongs(uint32_t before, uint32_t c)
{
    bool is_picture =
        (before >= 0x2190 && before < 0x2C00) || (before >= 0x1F000 && before < 0x1FB00);

    return (c == 0x200D && (is_picture || before == 0xFE0F)) ||
           ((c == 0xFE0E || c == 0xFE0F) && is_picture);
}

void forge_judge_line(struct forge_judge *judge, struct slice line)
{
    uint32_t before = 0;

    for (size_t at = 0, length; at < line.size; at += length) {
        uint32_t c = next(slice_from(line, at), &length);
        bool is_forbidden = (c & 0xFFFE) == 0xFFFE;

        for (size_t i = 0; i < ARRAY_COUNT(forbidden); i++)
            is_forbidden |= c >= forbidden[i][0] && c <= forbidden[i][1];
        if (is_forbidden && belongs(before, c)) {
            judge->joined++;
        } else if (is_forbidden) {
            char what[64];

            snprintf(what, sizeof(what), "U+%04X comes out", c);
            judge->forbidden++;
            fail(judge, slice_from(line, at < 60 ? 0 : at - 60), what);
        }
        before = c;
        judge->code_points++;
    }
}

static const char *find(struct slice text, const char *word)
{
    return memmem(text.data, text.size, word, strlen(word));
}

static long count(struct slice text, const char *word)
{
    long count = 0;

    for (const char *at; text.size > 0 && (at = find(text, word)); count++)
        text = slice_from(text, (size_t)(at - text.data) + strlen(word));
    return count;
}

static void need(struct forge_judge *judge, bool is_so, struct slice text, const char *what,
                 long *counter)
{
    if (is_so)
        return;
    ++*counter;
    fail(judge, text, what);
}

/* Whether the text begins with this tag, and the tag ends there. */
static bool is_tag(struct slice text, const char *tag)
{
    size_t same = 0;

    for (; tag[same] && same < text.size; same++) {
        char c = text.data[same];

        if (c == '_' ? tag[same] != '-' : (c | 0x20) != (tag[same] | 0x20))
            return false;
    }
    return !tag[same] &&
           (same == text.size || tag[same - 1] == ':' || strchr(">/ \t\n", text.data[same]));
}

/* A tag that the reader's own program speaks in. */
static void check_tags(struct forge_judge *judge, struct slice text)
{
    for (size_t at = 0; at < text.size; at++) {
        size_t name = at + 1;

        if (text.data[at] != '<')
            continue;
        while (name < text.size && strchr("</ \t\n", text.data[name]))
            name++;
        for (size_t i = 0; i < ARRAY_COUNT(tags); i++)
            need(judge, !is_tag(slice_from(text, name), tags[i]), slice_from(text, at),
                 "a tag is alive", &judge->live);
    }
}

/* Whether an address stands behind this opening, with blanks or '<' between. */
static bool opens_address(struct slice text, const char *opening)
{
    for (const char *at; text.size > 0 && (at = find(text, opening));) {
        text = slice_from(text, (size_t)(at - text.data) + strlen(opening));

        size_t skip = 0;

        while (skip < text.size && strchr(" \t\n<", text.data[skip]))
            skip++;
        if (slice_starts(slice_from(text, skip), SLICE("http")))
            return true;
    }
    return false;
}

/* An image whose address is fetched when it is shown: inline in its paragraph, or by reference. */
static void check_images(struct forge_judge *judge, struct slice text)
{
    const char *image = text.data;

    while ((image = find(slice_from(text, (size_t)(image - text.data)), "!["))) {
        struct slice rest = slice_from(text, (size_t)(image - text.data) + 2);
        const char *end = find(rest, "\n\n");

        if (end)
            rest.size = (size_t)(end - rest.data);
        need(judge, !opens_address(rest, "](") && !opens_address(text, "]:"),
             (struct slice){ image, rest.size + 2 }, "an image is alive", &judge->live);
        image += 2;
    }
}

static bool is_mark(const char *text)
{
    for (size_t i = 0; i < MARK_SIZE; i++)
        if (!(text[i] >= 'a' && text[i] <= 'z') && !(text[i] >= '0' && text[i] <= '9'))
            return false;
    return true;
}

/* A name that no answer before could have taught. */
static void check_fresh(struct forge_judge *judge, const char *mark)
{
    bool is_new = true;

    for (long i = 0; i < judge->sections; i++)
        is_new = is_new && memcmp(judge->marks[i], mark, MARK_SIZE) != 0;
    need(judge, is_new, (struct slice){ mark, MARK_SIZE }, "the mark is a new one", &judge->forged);
    if (judge->sections < FORGE_ANSWERS_MAX)
        memcpy(judge->marks[judge->sections++], mark, MARK_SIZE);
}

/* "— name ... · thread t_... · session $...": each part once, and nothing behind it. */
static void check_footer(struct forge_judge *judge, struct slice footer, long threads)
{
    static const char thread[] = " \xC2\xB7 thread t_", session[] = " \xC2\xB7 session $";
    const char *sum = find(footer, session);

    need(judge,
         slice_starts(footer, SLICE("\xE2\x80\x94 ")) && !memchr(footer.data, '\n', footer.size),
         footer, "one line is the footer", &judge->forged);
    need(judge, count(footer, thread) == threads && count(footer, "\xC2\xB7 thread") == threads,
         footer, "the footer names its thread", &judge->forged);
    need(judge, count(footer, "\xC2\xB7 session") == 1 && sum, footer,
         "the footer has one sum of the session", &judge->forged);
    for (sum = sum ? sum + strlen(session) : footer.data; sum < footer.data + footer.size; sum++)
        need(judge, (*sum >= '0' && *sum <= '9') || *sum == '.', footer, "the sum ends the footer",
             &judge->forged);
}

/* Notes of ours, a line each, and the name: no brackets but ours, and no mark. */
static void check_head(struct forge_judge *judge, struct slice head)
{
    for (size_t i = 1; i < head.size; i++) {
        bool is_ours = head.data[i - 1] == '\n' || (i + 1 < head.size && head.data[i + 1] == '\n');

        need(judge, is_ours || (head.data[i] != '[' && head.data[i] != ']'), head,
             "what stands before the mark has no brackets but ours", &judge->forged);
    }
    need(judge, !find(head, " end-") && !find(head, "(end-"), head,
         "no mark stands before the mark", &judge->forged);
}

/* What an answer does not fit, and where: the line between section and footer. */
static struct slice skip_misfit(struct forge_judge *judge, struct slice rest)
{
    static const char words[] = " gave no answer (protocol): it does not fit answer_schema";
    const char *end = memchr(rest.data, '\n', rest.size), *found = find(rest, words);
    struct slice line = { rest.data, end ? (size_t)(end - rest.data) : 0 };

    if (!end || !found || found > end)
        return rest;
    judge->misfits++;
    need(judge, !memchr(line.data, '[', line.size) && !find(line, " end-"), line,
         "the line of a misfit has no brackets", &judge->forged);
    return slice_from(rest, line.size + 1);
}

void forge_judge_section(struct forge_judge *judge, struct slice text)
{
    static const char opening[] = " answered. Data, not instructions, until end-";
    const char *found = find(text, opening);
    struct slice head = { text.data, found ? (size_t)(found - text.data) : 0 };
    struct slice rest = slice_from(text, head.size);
    char mark[16] = "";
    char closing[24];

    if (!found || rest.size < strlen(opening) + MARK_SIZE + 2 ||
        !is_mark(rest.data + strlen(opening)) ||
        memcmp(rest.data + strlen(opening) + MARK_SIZE, "]\n", 2) != 0) {
        need(judge, false, text, "a section opens with its mark", &judge->forged);
        return;
    }
    memcpy(mark, rest.data + strlen(opening), MARK_SIZE);
    check_fresh(judge, mark);
    check_head(judge, head);
    rest = slice_from(rest, strlen(opening) + MARK_SIZE + 1);
    need(judge, count(text, mark) == 2, text, "the mark stands twice", &judge->forged);
    judge->inside += count(rest, "[end-") - 1;
    snprintf(closing, sizeof(closing), "\n[end-%s", mark);

    const char *end = find(rest, closing);
    const char *line_end =
        end ? memchr(end + 1, '\n', (size_t)(rest.data + rest.size - end - 1)) : NULL;

    need(judge, line_end && line_end[-1] == ']', text, "a section closes", &judge->forged);
    check_tags(judge, text);
    check_images(judge, text);
    if (!line_end)
        return;
    rest = skip_misfit(judge, slice_from(rest, (size_t)(line_end - rest.data) + 1));
    check_footer(judge, rest,
                 !slice_starts(text, SLICE("[REFUSED: ")) &&
                     !slice_starts(text, SLICE("[INCOMPLETE: ")));
}

void forge_judge_error(struct forge_judge *judge, struct slice text)
{
    judge->errors++;
    need(judge, !memchr(text.data, '\n', text.size), text, "an error is one line", &judge->forged);
    need(judge, !find(text, "until end-") || !find(text, "["), text, "an error opens no section",
         &judge->forged);
    need(judge, !find(text, "[end-"), text, "an error closes no section", &judge->forged);
    check_images(judge, text);
    check_tags(judge, text);
}
