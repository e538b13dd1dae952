/* rulefile - reads a small file that holds rules, whoever owns it.
 *
 * Rules only ever forbid, so a file that others may write is no danger; one that cannot be read is:
 * then what it forbids is not known. Blocks: before the sandbox, or on the worker for files.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"

#include <sys/stat.h>

/* Appends the file at path (relative to folder_fd; AT_FDCWD) to text and fills status. follow: it
 * may be a link. 1: there is none, also where a folder or a device stands in its place. -1
 * (ERR_POLICY), without its name, when it cannot be read or has more than RULES_FILE_MAX bytes. */
int rulefile_read(int folder_fd, const char *path, bool follow, struct buf *text,
                  struct stat *status, struct err *err);

/* folder and name, one behind the other, with a slash between them; owned by the caller. Never cut:
 * a path that is too long is one that cannot be read. */
char *rulefile_path(const char *folder, const char *name);

bool rulefile_is_link(int folder_fd, const char *name);

/* Makes of "cannot be read" the sentence for the files that rules of this file may be about; -1. */
int rulefile_not_known(const char *shown, struct err *err);

/* How a sentence that refuses a file for a rule ends. */
#define RULE_LIFTED_BY                                                                             \
    "; the user can allow it: add its path to \"files\": {\"allow\": [...]} in config.json"
