/* wild - patterns with *, ?, [...] and **, as git reads them in ignore files.
 *
 *     ?  [...]   one character that is no slash; \ takes the next character as it stands
 *     *          any number of them
 *     **         also slashes, where it stands alone between slashes; then, with the slash behind
 *                it, it may be nothing: a / ** / b (without blanks) is also a/b
 *
 * Where git is odd, this is odd in the same way (tests/prove/ignore.c compares them): a bracket
 * that is never closed matches nothing, and with fold an escaped capital matches nothing. Where git
 * tries one way after another, all of them are followed at once, so that the time is bounded by
 * pattern times text.
 */
#pragma once

#include "base/slice.h"

/* How much work is left, in characters that are compared with a part of a pattern. Nothing is left
 * after a match that was given up: it answered false, and must not be believed. */
struct wild_effort {
    size_t left;
};

/* Whether the whole text matches. fold: ASCII letters without their case. The pattern has at most
 * RULE_BYTES_MAX bytes. Any thread. */
bool wild_match(struct slice pattern, struct slice text, bool fold, struct wild_effort *effort);

/* How many bytes at the start of a pattern stand for themselves. */
size_t wild_plain(struct slice pattern);

/* Whether two texts of one length are the same; fold as above. */
bool wild_same(const char *a, const char *b, size_t size, bool fold);
