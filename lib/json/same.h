/* same - equality of values, and a number that equal values share. json_same is in json.h.
 *
 * For the files of this folder.
 */
#pragma once

#include "json/json.h"

/* Equal values have equal hashes. Adds to *cost what it took: the values, and bytes by sixteen. */
uint64_t same_hash(const cJSON *value, size_t *cost);
