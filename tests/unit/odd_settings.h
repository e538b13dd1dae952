/* odd_settings - settings of a client as people and programs leave them: valid, and odd. */
#pragma once

#include "base/buf.h"

#include <stdint.h>

struct oddity {
    uint64_t state;
    struct buf *out;
    const char *newline, *unit;
    size_t depth;
    bool may_comment, is_flat;
};

static inline uint64_t odd(struct oddity *oddity, uint64_t below)
{
    oddity->state = oddity->state * 6364136223846793005u + 1442695040888963407u;
    return (oddity->state >> 33) % below;
}

static inline void odd_line(struct oddity *oddity)
{
    buf_adds(oddity->out, oddity->newline);
    for (size_t i = 0; i < oddity->depth; i++)
        buf_adds(oddity->out, oddity->unit);
}

static inline void odd_blanks(struct oddity *oddity)
{
    static const char *const comments[] = { "/* { \"openrouter\": 1 */", "/**/", "/* , } */" };

    if (odd(oddity, 4) == 0)
        buf_adds(oddity->out, odd(oddity, 2) ? " " : "\t ");
    if (oddity->may_comment && odd(oddity, 9) == 0)
        buf_adds(oddity->out, comments[odd(oddity, 3)]);
    if (oddity->may_comment && !oddity->is_flat && odd(oddity, 9) == 0) {
        buf_adds(oddity->out, "// \"mcpServers\": { // } \"");
        odd_line(oddity);
    }
}

static inline void odd_object(struct oddity *oddity, bool is_outermost);

static inline void odd_value(struct oddity *oddity)
{
    static const char *const words[] = {
        "1",    "-0.5e+3",      "null", "\"a \\\"{b}\\\" //\"", "[]",
        "true", "[1, [\"]\"]]", "\"\"", "\"\xC3\xA9\\u0041\""
    };

    if (oddity->depth < 4 && odd(oddity, 4) == 0)
        odd_object(oddity, false);
    else
        buf_adds(oddity->out, words[odd(oddity, 9)]);
}

/* What the member called mcpServers may be: of an edit, anything but a value of another kind. */
static inline void odd_servers(struct oddity *oddity)
{
    if (odd(oddity, 5) == 0)
        buf_adds(oddity->out, "null");
    else
        odd_object(oddity, false);
}

static inline void odd_member(struct oddity *oddity, size_t number, bool is_servers)
{
    if (is_servers)
        buf_adds(oddity->out, odd(oddity, 2) ? "\"mcpServers\"" : "\"mcp\\u0053ervers\"");
    else
        buf_addf(oddity->out, "\"%s%zu\"", odd(oddity, 2) ? "openrouter" : "k ", number);
    odd_blanks(oddity);
    buf_adds(oddity->out, ":");
    odd_blanks(oddity);
    if (is_servers)
        odd_servers(oddity);
    else
        odd_value(oddity);
}

static inline void odd_object(struct oddity *oddity, bool is_outermost)
{
    size_t count = odd(oddity, 4), servers = is_outermost ? odd(oddity, 5) : count;
    bool is_aligned = !oddity->is_flat && odd(oddity, 4) > 0;

    buf_adds(oddity->out, "{");
    oddity->depth++;
    for (size_t i = 0; i < count; i++) {
        if (is_aligned)
            odd_line(oddity);
        odd_blanks(oddity);
        odd_member(oddity, i, i == servers);
        odd_blanks(oddity);
        if (i + 1 < count || (oddity->may_comment && odd(oddity, 3) == 0))
            buf_adds(oddity->out, ",");
    }
    odd_blanks(oddity);
    oddity->depth--;
    if (is_aligned)
        odd_line(oddity);
    buf_adds(oddity->out, "}");
}

/* Appends one text; the same for the same number. */
static inline void odd_settings(struct buf *out, uint64_t number)
{
    static const char *const units[] = { "  ", "\t", "    ", " ", "" };
    struct oddity oddity = { .state = number * 2654435761u + 1, .out = out };

    oddity.newline = odd(&oddity, 3) ? "\n" : "\r\n";
    oddity.unit = units[odd(&oddity, 5)];
    oddity.may_comment = odd(&oddity, 2);
    oddity.is_flat = odd(&oddity, 4) == 0;
    buf_adds(out, odd(&oddity, 10) ? "" : "\xEF\xBB\xBF");
    odd_blanks(&oddity);
    if (odd(&oddity, 20))
        odd_object(&oddity, true);
    odd_blanks(&oddity);
    buf_adds(out, odd(&oddity, 3) ? oddity.newline : "");
}
