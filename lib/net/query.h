/* query - the part of a URL behind its question mark. Pure.
 *
 *     callback_url=http%3A%2F%2Flocalhost%3A8080%2Fx&limit=10
 */
#pragma once

#include "base/buf.h"

/* Appends "name=value", behind a & unless the buffer is empty; of value everything is escaped but
 * A-Z a-z 0-9 - . _ ~. A value of NULL adds nothing. -1 when it does not fit. */
int query_add(struct buf *query, const char *name, const char *value);

/* Appends the value of the first parameter of that name, unescaped. 1: there is none. -1, and an
 * unfinished value, when it does not fit or holds a % without two hexadecimal digits. */
int query_value(struct slice query, const char *name, struct buf *value);
