/* thorn - a home, a root and files in them, for one test of what never leaves. */
#pragma once

#include "test.h"

#include "base/err.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char home[128], root[160];
static int root_fd = -1;

/* A folder for temporary files, without links in its path. */
static inline void thorn_begin(void)
{
    char *real;

    snprintf(home, sizeof(home), P_tmpdir "/openrouter-mcp-unit-XXXXXX");
    CHECK(mkdtemp(home));
    real = realpath(home, NULL);
    snprintf(home, sizeof(home), "%.100s", real);
    free(real);
    snprintf(root, sizeof(root), "%s/tree", home);
    CHECK_INT(mkdir(root, 0700), 0);
    root_fd = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

/* A path below the home folder, with its folders. */
static inline const char *thorn_path(const char *name)
{
    static char path[512];

    snprintf(path, sizeof(path), "%s/%s", home, name);
    for (char *slash = path + strlen(home) + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
    return path;
}

static inline void thorn_write(const char *name, const char *text)
{
    FILE *file = fopen(thorn_path(name), "w");

    CHECK(file);
    CHECK(fputs(text, file) >= 0);
    CHECK_INT(fclose(file), 0);
}

static inline int thorn_remove(const char *path, const struct stat *status, int type,
                               struct FTW *walk)
{
    (void)status, (void)type, (void)walk;
    return remove(path);
}

static inline void thorn_end(void)
{
    close(root_fd);
    CHECK_INT(nftw(home, thorn_remove, 16, FTW_DEPTH | FTW_PHYS), 0);
}

/* What is little of a repository, but enough: git's folder, as `git init` makes it. */
static inline void thorn_repository(const char *folder)
{
    char name[256];

    snprintf(name, sizeof(name), "%s/.git/objects/x", folder);
    thorn_path(name);
    snprintf(name, sizeof(name), "%s/.git/refs/x", folder);
    thorn_path(name);
    snprintf(name, sizeof(name), "%s/.git/HEAD", folder);
    thorn_write(name, "ref: refs/heads/main\n");
    snprintf(name, sizeof(name), "%s/.git/config", folder);
    thorn_write(name, "[core]\n\trepositoryformatversion = 0\n\tbare = false\n");
}
