/* stock - the rows of the shelf, grown from families and built-in behaviours. */
#pragma once

#include "tests/upstream/shelf.h"

#define ROWS_MAX 1024

/* Fills an array of ROWS_MAX rows, in the order in which they are listed; the count. What the rows
 * point to is owned by the caller, but for provider, tag and target. */
size_t stock_fill(struct row *rows);
