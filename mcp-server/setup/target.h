/* target - a file of another program's that is changed: whole or not at all, and never unawares.
 *
 *   target_open (links followed, bytes read) -> target_save -> target_write
 *
 * A link stays one: what it leads to is changed. The new bytes get the old file's mode; a file that
 * has changed since it was read, is read-only, has two names, or belongs to somebody else, is left
 * as it is.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"

#include <sys/stat.h>

struct target {
    char path[PATH_BYTES_MAX];      /* as its program calls it */
    char real[PATH_BYTES_MAX];      /* the file itself */
    char kept[PATH_BYTES_MAX + 32]; /* its backup, beside it: real and ".openrouter-mcp-backup" */
    bool exists;
    bool is_shared; /* of a project: made for others to read as well */
    struct buf text;
    struct stat seen; /* when it was read */
};

/* Reads the file. 0 also when there is none yet; -1 (ERR_CONFIG) with path, reason and mend.
 * target_done is due in any case. */
int target_open(struct target *target, const char *path, bool is_shared, struct err *err);
void target_done(struct target *target);

/* Whether the file may be changed: -1 and why not. */
int target_check(const struct target *target, struct err *err);

/* Puts text in its place, with the folders above it where there are none. */
int target_write(struct target *target, struct slice text, struct err *err);

/* Removes the file. */
int target_remove(struct target *target, struct err *err);

/* Keeps its bytes in the backup, whose old content is lost. */
int target_save(const struct target *target, struct err *err);

/* Appends what the backup holds. 1: there is none. */
int target_saved(const struct target *target, struct buf *text, struct err *err);
void target_forget_saved(const struct target *target);
