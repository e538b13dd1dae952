/* log - one line to stderr, once, at the end of a path. lib/ does not log; it returns an err.
 *
 * Quiet by default: clients show or store what a server writes there. Never a key, a prompt or an
 * answer. At most LOG_LINES_MAX lines an hour leave the process; what is beyond is dropped.
 */
#pragma once

#include "base/mem.h"

void log_line(const char *format, ...) PRINTF(1, 2);
