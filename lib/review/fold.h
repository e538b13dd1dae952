/* fold - a text as it is compared: what does not change what code says is made alike. Pure.
 *
 * Blanks and line ends are nothing, or one blank between two words; invisible characters and their
 * written-out form (visible.h) are nothing; letters are taken apart from their marks (NFD of Latin
 * and Cyrillic); curly quotes, long dashes and "\u2026" are those of ASCII, which models write for
 * them; bytes that are no UTF-8 are U+FFFD. Upper and lower case stay: they are names.
 */
#pragma once

#include "base/buf.h"

#include <stdint.h>

/* A fold over several pieces. */
struct fold {
    struct buf *out;
    bool is_blank; /* one is due between two words */
};

/* Appends a piece; what comes next goes on in the same word. */
void fold_add(struct fold *fold, struct slice text);

/* The next piece begins a line. */
void fold_break(struct fold *fold);

/* How many letters and digits of a folded text. */
size_t fold_count_letters(struct slice folded);

/* What a composed letter is made of; false: it is none. */
bool fold_parts(uint32_t code_point, uint32_t parts[2]);
