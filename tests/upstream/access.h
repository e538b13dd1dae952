/* access - what a request may do by the key that it carries. Pure. */
#pragma once

#include "tests/upstream/exchange.h"

/* Keys of managers say so here; the real ones cannot be told apart. */
enum access { ANYBODY, KEY, MANAGER };

enum access access_of(const struct exchange *exchange);
