/* lines - a range of lines out of a text. Pure.
 *
 * A line ends at LF; a CR before it belongs to the line. What follows the last LF is a line when it
 * is not empty, so "a\nb" and "a\nb\n" both have two.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"

/* Counted from 1, both included. first 0: the whole text. */
struct lines {
    size_t first, last;
};

size_t lines_count(struct slice text);

/* Borrows the lines from text, line ends included, and brings range->last down to the last line
 * there is. -1 (ERR_ARGUMENT) with the number of lines when range begins behind it. A whole text
 * stays as it is. */
int lines_cut(struct slice text, struct lines *range, struct slice *cut, struct err *err);

/* "lines 10-80 of 200", "line 10 of 200", "200 lines": how an excerpt is named. */
void lines_name(struct buf *out, struct lines range, size_t count);

/* A number as it is written in a range, at the start of text: its value and how many bytes it has;
 * 0 bytes when there is none, or one that no file has lines for. */
size_t lines_number(struct slice text, size_t *number);
