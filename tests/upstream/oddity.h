/* oddity - tokens as no well-behaved server writes them. */
#pragma once

#include "base/slice.h"

#include <stdbool.h>

/* The raw JSON text of a string (quotes included), or a part of one, for "content"; NULL when there
 * is none of that name. */
const struct slice *oddity_find(const char *name);
