/* ignorewalk - the ignore files under a root that lie on the way to a path; kept while they do not
 * change.
 *
 *   ignorewalk_go -> for each folder: enter -> load_rules, load_exclude -> the next one
 */
#include "files/ignorewalk.h"

#include "base/limits.h"
#include "files/rulefile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void closep(const int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
           a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

/* *file becomes the rules in a folder, or NULL; it is left alone while it did not change. */
static int load_file(int folder_fd, const char *name, const char *shown, struct stat *known,
                     struct ignorefile **file, struct err *err)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(RULES_FILE_MAX);
    struct stat now;
    bool is_there = fstatat(folder_fd, name, &now, AT_SYMLINK_NOFOLLOW) == 0;
    bool is_missing = !is_there && (errno == ENOENT || errno == ENOTDIR);
    int rc;

    if (is_there && known->st_ino != 0 && is_same(&now, known))
        return 0;
    *file = ignorefile_free(*file);
    known->st_ino = 0;
    if (is_missing)
        return 0;
    rc = rulefile_read(folder_fd, name, false, &text, &now, err);
    if (rc == 0) {
        *file = ignorefile_new(shown, buf_slice(&text), err);
        rc = *file ? 0 : -1;
        *known = now;
    }
    if (rc < 0)
        known->st_ino = 0;
    return rc < 0 ? -1 : 0;
}

static int load_rules(const struct ignoretree_setup *setup, struct ignorelevel *level,
                      int folder_fd, struct err *err)
{
    char shown[PATH_BYTES_MAX];

    snprintf(shown, sizeof(shown), "%s%s", level->folder, setup->name);
    if (rulefile_is_link(folder_fd, setup->name)) {
        level->file = ignorefile_free(level->file);
        level->status.st_ino = 0;
        if (setup->is_git)
            return 0;
        err_set(err, ERR_POLICY, "is a link and must be a file");
        return rulefile_not_known(shown, err);
    }
    if (load_file(folder_fd, setup->name, shown, &level->status, &level->file, err) < 0)
        return rulefile_not_known(shown, err);
    return 0;
}

/* A repository in the tree. Not through links: .git could be one to anywhere. */
static int load_exclude(const struct ignoretree_setup *setup, struct ignorelevel *level,
                        int folder_fd, struct err *err)
{
    char shown[PATH_BYTES_MAX];
    int flags = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    CLEANUP(closep) int git = setup->is_git ? openat(folder_fd, ".git", flags) : -1;
    CLEANUP(closep) int info = git >= 0 ? openat(git, "info", flags) : -1;

    if (info < 0) {
        level->exclude = ignorefile_free(level->exclude);
        level->exclude_status.st_ino = 0;
        return 0;
    }
    snprintf(shown, sizeof(shown), "%s.git/info/exclude", level->folder);
    if (load_file(info, "exclude", shown, &level->exclude_status, &level->exclude, err) < 0)
        return rulefile_not_known(shown, err);
    return 0;
}

static void level_clear(struct ignorelevel *level)
{
    level->file = ignorefile_free(level->file);
    level->exclude = ignorefile_free(level->exclude);
    freep(&level->folder);
    *level = (struct ignorelevel){ 0 };
}

/* The level at depth for the folder, which keeps what it knows when it was that folder before. */
static struct ignorelevel *enter(struct ignorewalk *walk, size_t depth, struct slice folder)
{
    struct ignorelevel *level = &walk->levels[depth];

    if (!level->folder || !slice_is(slice_of(level->folder), folder)) {
        level_clear(level);
        level->folder = slice_dup(folder);
    }
    return level;
}

int ignorewalk_go(struct ignorewalk *walk, const struct ignoretree_setup *setup, const char *path,
                  size_t path_start, struct err *err)
{
    int flags = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    size_t start = path_start;
    CLEANUP(closep) int fd = openat(setup->root_fd, ".", flags);

    walk->count = 0;
    while (fd >= 0) {
        struct slice folder = { path, start };
        struct ignorelevel *level = enter(walk, walk->count++, folder);
        const char *slash = strchr(path + start, '/');

        if (load_rules(setup, level, fd, err) < 0)
            return -1;
        if (start > path_start && load_exclude(setup, level, fd, err) < 0)
            return -1;
        if (!slash)
            break;
        if (walk->count == FOLDER_DEPTH_MAX)
            return err_set(err, ERR_POLICY, "it lies more than %d folders deep", FOLDER_DEPTH_MAX);

        CLEANUP(freep)
        char *name = slice_dup((struct slice){ path + start, (size_t)(slash - path) - start });
        int next = openat(fd, name, flags);

        close(fd);
        fd = next;
        start = (size_t)(slash - path) + 1;
    }
    return fd < 0 && errno == EACCES ? err_set(err, ERR_POLICY, "a folder above it cannot be read")
                                     : 0;
}

struct ignorewalk *ignorewalk_free(struct ignorewalk *walk)
{
    for (size_t i = 0; walk && i < FOLDER_DEPTH_MAX; i++)
        level_clear(&walk->levels[i]);
    free(walk);
    return NULL;
}
