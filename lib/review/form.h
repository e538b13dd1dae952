/* form - what may be meant by a quote: the words as they are, or without what is no code. Pure.
 *
 *     ```c                                  a fence, backticks around it
 *     131 + |     if (n <= cap)             the numbers and signs of a view
 *     +    if (n <= cap)                    the signs of a patch
 *     131: if (n <= cap)                    numbers
 */
#pragma once

#include "base/buf.h"

/* In the order in which they are likely to be meant. */
enum form {
    FORM_COPIED,   /* each line has a number or a sign as only a view writes them */
    FORM_AS_IT_IS, /* the words as they are */
    FORM_BARE,     /* without a fence */
    FORM_VIEW,     /* ... and without what looks like a view in some lines */
    FORM_PATCH,
    FORM_NUMBERED,
    FORM_COUNT
};

/* Appends the quote in that form, without blank lines at its ends; false when it has no such form:
 * it would be the same, or something else. */
bool form_make(enum form form, struct slice quote, struct buf *out);

/* The next piece of a quote between ellipses ("...", a comment that begins with one, what a view
 * says of what it does not show); false when there is none. */
bool form_next_piece(struct slice *rest, struct slice *piece);
