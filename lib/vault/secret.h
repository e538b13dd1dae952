/* secret - bytes that are readable only while someone looks.
 *
 * A secret lives alone between guard pages, locked into memory where the system allows it, without
 * access rights except between peek and hide. No function formats it, so it cannot be logged by
 * accident. The only file of the program, with the rest of this folder, that includes sodium.h.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"

struct secret;

/* Once, before threads and before any secret. -1 when the library cannot start. */
int secret_init(struct err *err);

/* "libsodium 1.0.18": what is linked now. */
const char *secret_library(char text[48]);

/* Copies text, which the caller should wipe afterwards. NULL and err (ERR_CONFIG) when guarded
 * memory cannot be had, or text is empty, longer than KEY_MAX, or not printable ASCII without
 * blanks. */
struct secret *secret_new(struct slice text, struct err *err);

/* Wipes. Nobody may be looking. */
struct secret *secret_free(struct secret *secret);

/* Between peek and hide the text (NUL-terminated) is readable. Calls nest. Never log it. */
const char *secret_peek(struct secret *secret);

/* The same bytes with their header line in front, "Authorization: Bearer <text>": they stand so in
 * the guarded page, so that sending them needs no copy. Counts as a peek. */
const char *secret_peek_bearer(struct secret *secret);
void secret_hide(struct secret *secret);

/* Whether the pages are locked against swapping; for `doctor`-like reports. */
bool secret_is_locked(const struct secret *secret);

/* Replaces each occurrence of the secret in text (also inside longer words) by "[key removed]", in
 * whatever could echo it: bodies of errors, answers, logs. So is a beginning of it at the very end,
 * where text was cut inside it. NULL secret: nothing to do. Answers how many were replaced. */
size_t secret_scrub(struct secret *secret, struct buf *text);

/* 128 random bits as 26 characters of a-z2-7 behind the prefix ("t_"), NUL-terminated. */
void secret_random_id(char id[32], const char *prefix);
