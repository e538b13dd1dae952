/* members - several members of a JSON object in one pass. Pure.
 *
 * For texts that passed the gate. scan_member walks an object anew for each name; here a row of the
 * catalogue or a chunk of a stream is walked once.
 */
#pragma once

#include "base/slice.h"

/* values[i] becomes the member named keys[i], empty where there is none; keys ends with NULL. A key
 * that is written with escapes is not recognised. */
void members_pick(struct slice object, const char *const *keys, struct slice *values);
