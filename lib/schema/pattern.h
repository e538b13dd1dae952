/* pattern - the regular expressions of JSON Schema.
 *
 * The syntax is ECMA-262's with the u flag, less back references. It is translated for PCRE2, and
 * what means something else there is refused, not guessed at. Groups do not capture; look-behind
 * is as long as PCRE2 can make it: each of its alternatives has one length.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"

#define PATTERN_SHOWN_MAX 300 /* bytes of a pattern in a sentence */

struct pattern;

/* NULL and err (ERR_INTERNAL) for a syntax that is not accepted. Compiled at the first match, so
 * that patterns cost nothing at the start of the program. */
struct pattern *pattern_new(const char *ecma, struct err *err);
struct pattern *pattern_free(struct pattern *pattern);

/* 1 when the pattern occurs anywhere in text, 0 when not; -1 and err (ERR_INTERNAL) when the
 * pattern is defective or needs more steps than it may take. */
int pattern_find(struct pattern *pattern, struct slice text, struct err *err);

/* The same with a budget of steps, which is lessened by what it took: ERR_TOO_LARGE when it does
 * not suffice. */
int pattern_find_within(struct pattern *pattern, struct slice text, size_t *budget,
                        struct err *err);

/* The pattern as the schema has it; only its beginning, where it is long. */
const char *pattern_text(const struct pattern *pattern);

/* ecma.c: the same expression in PCRE2's words, appended to pcre. */
int ecma_translate(struct slice pattern, struct buf *pcre, struct err *err);

/* ecma_property.c: what stands between the braces of \p{...}; -1 when it is not known. */
int ecma_property(struct slice name, struct buf *pcre);
