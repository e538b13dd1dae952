/* place - where a file of ours lies, and whether it may be trusted to be ours alone. */
#pragma once

#include "base/err.h"

#include <stdint.h>

struct place {
    char *path; /* as the file system has it: no link is left in it */
    uint64_t device, inode;
    int64_t journal_age_s; /* of path-journal, when the place was found; -1: there was none */
    const char *doubt;     /* a file system that other machines see, by its name; NULL: none */
};

/* Creates the file, empty and for the user alone (0600), where it is not there; its directory must
 * be. -1 (ERR_CONFIG) when it is a link, no regular file, somebody else's, or can be changed by
 * others; when the directory cannot be written; when path-wal is there. Opens nothing that exists:
 * closing any descriptor of a file drops all locks that the process has on it. */
int place_find(struct place *place, const char *path, struct err *err);

/* -1 (ERR_CONFIG) when path no longer leads to the same file. */
int place_check(const struct place *place, struct err *err);

/* -1 (ERR_CONFIG) when path-wal is there. */
int place_check_wal(const struct place *place, struct err *err);

void place_done(struct place *place);
