/* browser - what a user's browser does with an address of this machine: asks, and follows. */
#pragma once

#include "base/buf.h"
#include "base/err.h"

/* Appends the page at which an http address of 127.0.0.1 or localhost ends, and answers its status.
 * -1 and err when there is none, or it leads round and round. Blocks. */
int browser_visit(const char *address, struct buf *page, struct err *err);
