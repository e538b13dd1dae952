/* tenths - measured numbers (percent, points, milliseconds) without a double. Pure. */
#pragma once

#include "base/slice.h"

#include <stdint.h>

/* A JSON number times ten, rounded to the nearest; -1 when value is no number, or negative, or
 * larger than a hundred million. */
int32_t tenths_read(struct slice value);
