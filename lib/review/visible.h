/* visible - text as a reviewer sees it: what cannot be seen is written out. Pure.
 *
 *     a character that changes the order of others    <U+202E>
 *     bytes that are no UTF-8                         U+FFFD
 *
 * So a line end or a control character in code ends or changes nothing of what stands around it,
 * and a trick with invisible characters is seen.
 */
#pragma once

#include "base/buf.h"

/* Appends text; tabs stay. */
void visible_add(struct buf *out, struct slice text);

/* The size of an escape at the start of text ("<U+202E>"), 0: there is none. */
size_t visible_escape(struct slice text);
