/* ignorewalk - the ignore files under a root that lie on the way to a path; kept while they do not
 * change. Blocks. One path at a time.
 */
#pragma once

#include "files/ignoretree.h"

#include <sys/stat.h>

/* What was read in a folder under the root, or that there was nothing. */
struct ignorelevel {
    char *folder; /* from top, with its slash; "" at top */
    struct ignorefile *file, *exclude;
    struct stat status, exclude_status; /* st_ino 0: none */
};

struct ignorewalk {
    struct ignorelevel levels[FOLDER_DEPTH_MAX];
    size_t count; /* that the path at hand goes through */
};

/* Reads the folders that lead to path, as far as they exist. Path begins at top; its first
 * path_start bytes lead to the root. -1 (ERR_POLICY): one cannot be read. */
int ignorewalk_go(struct ignorewalk *walk, const struct ignoretree_setup *setup, const char *path,
                  size_t path_start, struct err *err);

struct ignorewalk *ignorewalk_free(struct ignorewalk *walk);
