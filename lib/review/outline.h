/* outline - the functions of a text, by indentation and the shape of lines. Pure.
 *
 *   lines -> (what is inside a comment or a text of several lines is passed over)
 *         -> which line stands below which, by indentation
 *         -> the statement that a line belongs to -> whether it heads a function
 *
 * No parser: braces in texts and comments, macros, half-written code and languages that nobody has
 * heard of do not matter to indentation. What is found decides only what is shown.
 */
#pragma once

#include "base/slice.h"
#include "review/tongue.h"

#include <stdint.h>

/* From 0; last is in it. head: where it begins, behind what stands above it. */
struct outline_range {
    uint32_t first, last, head;
};

enum outline_around {
    OUTLINE_TOP,      /* in no function: between functions, or beside them */
    OUTLINE_FUNCTION, /* *range is the innermost one, with what stands directly above it */
    OUTLINE_UNKNOWN,  /* the text has no functions, or none that could be told */
};

struct outline;

/* Keeps text. */
struct outline *outline_new(struct slice text, enum tongue tongue);
struct outline *outline_free(struct outline *outline);

uint32_t outline_count(const struct outline *outline);

/* Without its LF; a CR stays. is_unended: the text ends without a line end. */
struct slice outline_line(const struct outline *outline, uint32_t line, bool *is_unended);

/* All lines of the head that begins on a line: up to where its body does. */
struct slice outline_head(const struct outline *outline, uint32_t line);

/* What is around the lines from first to last, both of which must be in it. */
enum outline_around outline_find(struct outline *outline, uint32_t first, uint32_t last,
                                 struct outline_range *range);
