/* utf8 - well-formed UTF-8 as Unicode's table 3-7 has it: no overlong forms, no surrogates. */
#pragma once

#include "base/slice.h"

#include <stdint.h>

#define UTF8_BAD         UINT32_MAX
#define UTF8_REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

/* The code point at the start of text (which is not empty) and its length in bytes. Ill-formed
 * bytes give UTF8_BAD and the length of the maximal part to replace by one U+FFFD, at least 1. */
uint32_t utf8_next(struct slice text, size_t *length);

/* The code point as bytes; the count of bytes, 1 to 4. The code point must be a valid scalar. */
size_t utf8_encode(uint32_t code_point, char bytes[4]);

/* How many bytes at the start of text are well formed: text.size when all are. */
size_t utf8_valid(struct slice text);

/* The largest border of a character that is not past size_max: where to cut well-formed text. */
size_t utf8_cut(struct slice text, size_t size_max);

/* How many characters (code points; an ill-formed part counts as one). */
size_t utf8_count(struct slice text);
