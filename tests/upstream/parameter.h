/* parameter - what the query of a request says. Pure. */
#pragma once

#include "tests/upstream/exchange.h"

/* The value of a name, unescaped, cut to a fixed array; "" when it is not there. */
void parameter_read(const struct exchange *exchange, const char *name, char *value, size_t size);
