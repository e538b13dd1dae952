/* file - small files that are ours or decide about us: settings, key, state, cache.
 *
 * Not for the user's own files, which have a door of their own. Blocks, so only for what is small.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"

/* Puts the parts, one after another, in place of the file at path, readable by the user alone.
 * Readers see the old content or the new, never a part; a power failure may lose the new (nothing
 * waits for the disk here). -1 (ERR_CONFIG) with path and reason. */
int file_replace(const char *path, const struct slice *parts, size_t count, struct err *err);

/* The same for what cannot be had again: the new is on the disk before it has its name. */
int file_replace_durably(const char *path, const struct slice *parts, size_t count,
                         struct err *err);

/* The same where there is none: 1, and nothing has changed, when path is taken, also by a link.
 * What is there then is whole. */
int file_create(const char *path, struct slice text, struct err *err);

/* All of text to a descriptor, in however many pieces; -1 with errno set. */
int file_write_all(int fd, struct slice text);

enum file_kind {
    FILE_STATE,    /* written by us: not reached by a link, and by nobody else writable */
    FILE_SETTINGS, /* written by the user: by nobody else writable */
    FILE_KEY,      /* the same, and by nobody else readable */
};

/* Appends a small regular file of the user's (or root's) that keeps what its kind demands. 1: it is
 * not there. -1 (ERR_CONFIG): path and reason, which names the mend. The text may hold a part then.
 * size_max counts what this adds. */
int file_read(const char *path, size_t size_max, enum file_kind kind, struct buf *text,
              struct err *err);
