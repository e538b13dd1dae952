/* place - where a file of ours lies, and whether it may be trusted to be ours alone. */
#include "store/place.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/slice.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef PORTABLE
#include <sys/vfs.h>
#endif

static int fail(const char *path, struct err *err)
{
    return err_set(err, ERR_CONFIG, "%s: %s", path, strerror(errno));
}

/* SQLite refuses a link anywhere in a path, and home directories often are behind one. */
static int resolve(struct place *place, const char *path, struct err *err)
{
    const char *slash = strrchr(path, '/');
    CLEANUP(freep)
    char *folder = slash ? slice_dup((struct slice){ path, (size_t)(slash - path) }) : xstrdup(".");
    CLEANUP(freep) char *real = realpath(slash == path ? "/" : folder, NULL);
    char whole[PATH_BYTES_MAX];

    if (!real)
        return fail(slash ? folder : path, err);
    if (snprintf(whole, sizeof(whole), "%s/%s", strcmp(real, "/") == 0 ? "" : real,
                 slash ? slash + 1 : path) >= (int)sizeof(whole)) {
        errno = ENAMETOOLONG;
        return fail(path, err);
    }
    place->path = xstrdup(whole);
    return 0;
}

static int check_folder(struct place *place, struct err *err)
{
    char *slash = strrchr(place->path, '/');
    const char *folder = slash == place->path ? "/" : place->path;
    struct stat status;
    int rc = 0;

    if (slash != place->path)
        *slash = '\0';
    if (stat(folder, &status) < 0)
        rc = fail(folder, err);
    else if (status.st_uid != geteuid())
        rc = err_set(err, ERR_CONFIG, "%s belongs to another user (uid %u)", folder,
                     (unsigned)status.st_uid);
    else if (status.st_mode & (S_IWGRP | S_IWOTH))
        rc = err_set(err, ERR_CONFIG, "%s: others may write to it (mode %04o); run: chmod 700 %s",
                     folder, (unsigned)(status.st_mode & 07777), folder);
    else if (faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) < 0)
        rc = fail(folder, err);
    if (slash != place->path)
        *slash = '/';
    return rc;
}

static int check_file(const struct place *place, const struct stat *file, struct err *err)
{
    const char *path = place->path;

    if (S_ISLNK(file->st_mode))
        return err_set(err, ERR_CONFIG, "%s is a link; the ledger must be the file itself", path);
    if (!S_ISREG(file->st_mode))
        return err_set(err, ERR_CONFIG, "%s is no regular file", path);
    if (file->st_uid != geteuid())
        return err_set(err, ERR_CONFIG, "%s belongs to another user (uid %u)", path,
                       (unsigned)file->st_uid);
    if (file->st_mode & (S_IRWXG | S_IRWXO))
        return err_set(err, ERR_CONFIG,
                       "%s: others may read or write it (mode %04o); run: chmod "
                       "600 %s",
                       path, (unsigned)(file->st_mode & 07777), path);
    return 0;
}

/* A new file has no locks yet that closing it could drop. */
static int create(const char *path, struct err *err)
{
    int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (fd >= 0)
        close(fd);
    return fd >= 0 || errno == EEXIST ? 0 : fail(path, err);
}

static int find_file(const char *path, struct stat *file, struct err *err)
{
    if (lstat(path, file) == 0)
        return 0;
    if (errno != ENOENT)
        return fail(path, err);
    if (create(path, err) < 0)
        return -1;
    return lstat(path, file) < 0 ? fail(path, err) : 0;
}

/* What lies beside it: false when nothing of that name does. */
static bool beside(const struct place *place, const char *suffix, struct stat *status)
{
    char path[PATH_BYTES_MAX];

    return snprintf(path, sizeof(path), "%s%s", place->path, suffix) < (int)sizeof(path) &&
           lstat(path, status) == 0;
}

/* SQLite would follow it wherever it comes from. */
int place_check_wal(const struct place *place, struct err *err)
{
    struct stat wal;

    if (!beside(place, "-wal", &wal))
        return 0;
    return err_set(err, ERR_CONFIG,
                   "%s-wal is there: another program has switched the ledger to a mode that is not "
                   "safe here, and may have it open. When it is closed, run: sqlite3 %s 'PRAGMA "
                   "journal_mode=DELETE'",
                   place->path, place->path);
}

static const char *doubt_of(const char *path)
{
#ifndef PORTABLE
    static const struct {
        uint32_t magic;
        const char *name;
    } kinds[] = {
        { 0x6969, "NFS" },      { 0x517B, "SMB" },        { 0xFF534D42, "CIFS" },
        { 0xFE534D42, "SMB" },  { 0x01021997, "9P" },     { 0x5346414F, "AFS" },
        { 0x00C36400, "Ceph" }, { 0x0BD00BD0, "Lustre" },
    };
    struct statfs file_system;

    if (statfs(path, &file_system) < 0)
        return NULL;
    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++)
        if ((uint32_t)file_system.f_type == kinds[i].magic)
            return kinds[i].name;
#endif
    (void)path;
    return NULL;
}

int place_find(struct place *place, const char *path, struct err *err)
{
    struct stat file, other;

    *place = (struct place){ .journal_age_s = -1 };
    if (resolve(place, path, err) < 0 || check_folder(place, err) < 0)
        return -1;
    if (find_file(place->path, &file, err) < 0 || check_file(place, &file, err) < 0)
        return -1;
    if (place_check_wal(place, err) < 0)
        return -1;
    if (beside(place, "-journal", &other))
        place->journal_age_s = clock_unix_s() - (int64_t)other.st_mtime;
    place->device = (uint64_t)file.st_dev;
    place->inode = (uint64_t)file.st_ino;
    place->doubt = doubt_of(place->path);
    return 0;
}

int place_check(const struct place *place, struct err *err)
{
    struct stat file;

    if (lstat(place->path, &file) == 0 && (uint64_t)file.st_dev == place->device &&
        (uint64_t)file.st_ino == place->inode)
        return 0;
    return err_set(
        err, ERR_CONFIG,
        "%s was deleted or replaced while it was in use, and what was spent is no longer "
        "known. Put it back, or restart the server to begin a new one",
        place->path);
}

void place_done(struct place *place)
{
    freep(&place->path);
}
