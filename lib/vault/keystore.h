/* keystore - one key at rest, in two places of which either alone is worth nothing.
 *
 *   path       "sealed key for https://openrouter.ai/api/v1", then the key, sealed
 *   seal_path  what it is sealed with (vault/seal), in another directory
 *
 * A copy, a backup or a synchronised folder with one of the two gives nothing away, and what was
 * removed opens no more from an old copy of path. Whoever can read both, as every program of the
 * same user can, has the key.
 *
 * The key is bound to the address it is for: for another one it does not open. Its bytes pass
 * through guarded memory and memory that is wiped. All of it blocks; one thread at a time.
 */
#pragma once

#include "vault/secret.h"

struct keystore {
    const char *path, *seal_path; /* their directories must be there */
    const char *bound_to;         /* the address that the key may be sent to */
};

/* Whether something stands at path, whatever it is. */
bool keystore_is_taken(const struct keystore *keystore);

/* The key, owned by the caller. 1: there is none. -1 (ERR_CONFIG): there is one that cannot be had,
 * and why: others could read it, it was changed, what it was sealed with is gone, or it is for
 * another address. Nothing is changed or made then. */
int keystore_read(const struct keystore *keystore, struct secret **key, struct err *err);

/* Puts key in the place of what is at path, readable by the user alone: the old or the new, never a
 * part. -1 (ERR_CONFIG): as it was before. */
int keystore_write(const struct keystore *keystore, struct secret *key, struct err *err);

/* Removes both files; a seal_path of NULL is passed over. 1: there was no key. -1 (ERR_CONFIG) when
 * one of them stays. */
int keystore_remove(const struct keystore *keystore, struct err *err);
