/* file - small files of our own, in the state and cache directories: whole or not at all.
 *
 * Not for the user's files, which have a door of their own. Blocks, so only for what is small.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"

/* Puts the parts, one after another, in place of the file at path, readable by the user alone. The
 * old content stays until the new one is on disk. -1 (ERR_CONFIG) with path and reason. */
int file_replace(const char *path, const struct slice *parts, size_t count, struct err *err);

/* Appends the content of a regular file, without following a link at the end of path. -1
 * (ERR_CONFIG): not there, not regular, or longer than the buffer has room for. */
int file_read(const char *path, struct buf *text, struct err *err);
