/* intake - a whole text from a descriptor or a file, bounded, before any work begins. */
#pragma once

#include "base/buf.h"
#include "base/err.h"

/* Appends everything up to the end of fd to text, waiting for it. -1 when that passes the buffer's
 * maximum, cannot be read, or is no UTF-8 without NUL; name is what the error calls it. */
int intake_all(struct buf *text, int fd, const char *name, struct err *err);

/* The same for a regular file. */
int intake_file(struct buf *text, const char *path, struct err *err);
