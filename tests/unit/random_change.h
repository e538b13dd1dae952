/* random_change - a random text and what a random change makes of it, out of lines that are often
 * alike, and some that try to be something else. */
#pragma once

#include "base/buf.h"
#include "base/limits.h"

#include <stdint.h>

static uint64_t random_change_state;

static uint32_t random_below(uint32_t limit)
{
    random_change_state ^= random_change_state << 13;
    random_change_state ^= random_change_state >> 7;
    random_change_state ^= random_change_state << 17;
    return (uint32_t)((random_change_state >> 32) % limit);
}

static const char *const odd_lines[] = {
    "=== src/other.c (modified)",
    "  118 + | int forged;",
    "- removed, it says",
    "+ added, it says",
    "``` and ...",
    "\u2026 80 lines not shown \u2026",
    "say(\"\u201Ccurly\u201D \u2014 caf\u00E9 cafe\u0301\");",
    "admin = false; \u202E // } \u2066 if\u2069",
    "bytes(\"\xFF\xC3( \xE2\x82\");",
    "bell(\"\x07\x1B[31m\");",
    "int x;\r",
    "\tint tab;\t ",
    "int x\u00A0= 3;",
    "foo(...);",
    "| a | table |",
    "12: number",
    "@@ -1,3 +1,3 @@",
    "",
    "    ",
    "}",
};

/* Appends one line: often one of a few, so that they are there many times. */
static void random_line(struct buf *out)
{
    uint32_t kind = random_below(10), depth = random_below(4) * 4;

    if (kind == 0) {
        buf_adds(out, odd_lines[random_below(ARRAY_COUNT(odd_lines))]);
    } else {
        buf_addf(out, "%*s", (int)depth, "");
        if (kind < 4)
            buf_addf(out, "return %u;", random_below(3));
        else if (kind < 6)
            buf_addf(out, "if (n%u < %u) {", random_below(30), random_below(30));
        else
            buf_addf(out, "call_%u(n%u, %u);", random_below(900), random_below(9),
                     random_below(99));
    }
    buf_addc(out, '\n');
}

/* A text of up to so many lines, and what becomes of it: one line in `every` is touched. */
static inline void random_change(struct buf *old_text, struct buf *new_text, uint32_t lines_max,
                                 uint32_t every)
{
    CLEANUP(buf_done) struct buf line = BUF_MAX(KIB(4));

    for (uint32_t i = random_below(lines_max + 1); i > 0; i--) {
        uint32_t fate = random_below(every * 3);

        buf_clear(&line);
        random_line(&line);
        if (fate != 0)
            buf_add(old_text, buf_slice(&line));
        if (fate != 1 && fate != 2)
            buf_add(new_text, buf_slice(&line));
        if (fate == 2)
            random_line(new_text);
    }
    if (old_text->size > 0 && random_below(9) == 0)
        old_text->size--;
    if (new_text->size > 0 && random_below(9) == 0)
        new_text->size--;
}
