/* seal - text that travels through other hands, and comes back unread and unchanged or not at all.
 *
 * XChaCha20-Poly1305 under a random key that lives in guarded memory and dies with the process:
 * what was sealed before opens no more. Every sealing of the same text looks different. What was
 * sealed once opens as often as it comes: whoever minds puts a time into the text.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"

struct seal;

/* NULL and err (ERR_INTERNAL) when the system gives no randomness or no guarded memory. */
struct seal *seal_new(struct err *err);

/* Wipes the key. NULL is allowed. */
struct seal *seal_free(struct seal *seal);

/* Appends text, sealed, as base64url without padding. What it is bound to (of any size) does not
 * travel: it must be said again to open. -1 when it does not fit into the room that out has; then
 * nothing is added. */
int seal_close(struct seal *seal, struct slice text, struct slice bound, struct buf *out);

/* Appends the text of what was sealed with the same binding; -1, and nothing added, for everything
 * else: one character altered, cut, appended, another binding, another key, or no room in out. */
int seal_open(struct seal *seal, struct slice sealed, struct slice bound, struct buf *out);
