/* text - the characters between the quotes of a JSON string. For the files of this folder. */
#pragma once

#include "base/slice.h"

#include <stdint.h>

enum text_flaw {
    TEXT_SOUND,
    TEXT_BROKEN,     /* an escape that JSON does not have, or one cut short */
    TEXT_ILL_FORMED, /* bytes that are not UTF-8 */
    TEXT_LONE,       /* \ud83d without its other half */
    TEXT_NUL,        /* \u0000 */
    TEXT_CONTROL,    /* a control character that is not escaped */
};

struct text_char {
    uint32_t code_point; /* U+FFFD where there is a flaw */
    enum text_flaw flaw;
    size_t size; /* bytes of it in the raw text, at least 1 */
};

/* How many bytes at the start of raw stand for themselves: ASCII, no quote, no backslash. */
size_t text_plain(struct slice raw);

/* The character at the start of raw (which is not empty; a quote counts as any other). */
struct text_char text_next(struct slice raw);

/* Compares decoded texts: below, at or above 0. */
int text_compare(struct slice raw_a, struct slice raw_b);

/* Whether raw decodes to exactly these bytes. */
bool text_is(struct slice raw, struct slice decoded);
