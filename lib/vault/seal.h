/* seal - text that travels through other hands, and comes back unread and unchanged or not at all.
 *
 * XChaCha20-Poly1305 under a random key in guarded memory, which dies with the process (what was
 * sealed before opens no more) or is kept in a file of its own. Every sealing of the same text
 * looks different. What was sealed once opens as often as it comes: whoever minds puts a time into
 * the text.
 *
 * A kept key protects what is found without it: a copy, a backup, a disk image of the one place and
 * not of the other. Not against who can read both, as every program of the same user can.
 *
 * A seal is for one thread at a time.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"

struct seal;

/* NULL and err (ERR_INTERNAL) when the system gives no randomness or no guarded memory. */
struct seal *seal_new(struct err *err);

/* Under the key in the file at path, which is made at the first need, for the user alone; processes
 * that do so at the same time end up with the same one. NULL and err (ERR_CONFIG) when it cannot be
 * made or read, others could read it, or it holds no key: it is left as it is then. */
struct seal *seal_new_kept(const char *path, struct err *err);

/* The same, for what was sealed before: where there is no file that is an error, and none is made.
 */
struct seal *seal_new_found(const char *path, struct err *err);

/* Wipes the key. NULL is allowed. */
struct seal *seal_free(struct seal *seal);

/* Appends text, sealed, as base64url without padding. What it is bound to (of any size) does not
 * travel: it must be said again to open. -1 when it does not fit into the room that out has; then
 * nothing is added. */
int seal_close(struct seal *seal, struct slice text, struct slice bound, struct buf *out);

/* Appends the text of what was sealed with the same binding; -1, and nothing added, for everything
 * else: one character altered, cut, appended, another binding, another key, or no room in out. */
int seal_open(struct seal *seal, struct slice sealed, struct slice bound, struct buf *out);

/* The same as bytes, without the third that text costs. */
int seal_close_bytes(struct seal *seal, struct slice text, struct slice bound, struct buf *out);
int seal_open_bytes(struct seal *seal, struct slice sealed, struct slice bound, struct buf *out);

/* A name for text that says nothing of it to whoever lacks the key, not even whether a guess at it
 * is right: 64 hexadecimal digits, NUL-terminated. The same under a key that is kept. */
#define SEAL_DIGEST_SIZE 65
void seal_digest(struct seal *seal, struct slice text, char digest[SEAL_DIGEST_SIZE]);
