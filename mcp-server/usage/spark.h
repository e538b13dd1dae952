/* spark - amounts as one small line of bars. Pure. */
#pragma once

#include "base/buf.h"

#include <stdint.h>

/* A character for each amount, the largest the highest; nothing is the lowest, and whatever is more
 * than nothing can be told from it. "" when all are nothing. */
void spark_add(struct buf *out, const int64_t *amounts, size_t count);
