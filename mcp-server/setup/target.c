/* target - a file of another program's that is changed: whole or not at all, and never unawares. */
#include "mcp-server/setup/target.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int fail(const char *path, struct err *err)
{
    return err_set(err, ERR_CONFIG, "%s: %s", path, strerror(errno));
}

static void closep(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static int read_all(int fd, const char *path, struct buf *text, struct err *err)
{
    char piece[KIB(64)];
    ssize_t size;

    do {
        size = read(fd, piece, sizeof(piece));
        if (size > 0 && buf_add(text, (struct slice){ piece, (size_t)size }) < 0)
            return err_set(err, ERR_CONFIG, "%s has more than %zu bytes", path, text->size_max);
    } while (size > 0 || (size < 0 && errno == EINTR));
    return size < 0 ? fail(path, err) : 0;
}

/* 1: there is none. Not to hang on a pipe, and not to become the terminal of one. */
static int read_file(const char *path, struct buf *text, struct stat *seen, struct err *err)
{
    CLEANUP(closep)
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    if (fd < 0)
        return errno == ENOENT || errno == ENOTDIR ? 1 : fail(path, err);
    if (fstat(fd, seen) < 0)
        return fail(path, err);
    if (!S_ISREG(seen->st_mode))
        return err_set(err, ERR_CONFIG, "%s is no regular file", path);
    return read_all(fd, path, text, err);
}

/* Where the bytes are. A path to nothing is itself, but a link to nothing is a question. */
static int resolve(struct target *target, struct err *err)
{
    CLEANUP(freep) char *real = realpath(target->path, NULL);
    struct stat link;

    if (!real && errno != ENOENT && errno != ENOTDIR)
        return fail(target->path, err);
    if (!real && lstat(target->path, &link) == 0)
        return err_set(err, ERR_CONFIG,
                       "%s is a link to a file that is not there; make that file, or remove the "
                       "link",
                       target->path);
    snprintf(target->real, sizeof(target->real), "%s", real ? real : target->path);
    return 0;
}

int target_open(struct target *target, const char *path, bool is_shared, struct err *err)
{
    int found;

    *target = (struct target){ .is_shared = is_shared, .text = BUF_MAX(SETTINGS_FILE_MAX) };
    if (strlen(path) + 64 > sizeof(target->path))
        return err_set(err, ERR_CONFIG, "the path %s is too long", path);
    snprintf(target->path, sizeof(target->path), "%s", path);
    if (resolve(target, err) < 0)
        return -1;
    snprintf(target->kept, sizeof(target->kept), "%s.openrouter-mcp-backup", target->real);
    found = read_file(target->real, &target->text, &target->seen, err);
    target->exists = found == 0;
    return found < 0 ? -1 : 0;
}

void target_done(struct target *target)
{
    buf_wipe(&target->text); /* it may hold keys of others */
}

int target_check(const struct target *target, struct err *err)
{
    if (!target->exists)
        return 0;
    if (target->seen.st_uid != geteuid())
        return err_set(err, ERR_CONFIG, "%s belongs to another user (uid %u), who has to change it",
                       target->real, (unsigned)target->seen.st_uid);
    if (target->seen.st_nlink > 1)
        return err_set(err, ERR_CONFIG,
                       "%s has a second name (a hard link), which would keep the old text; use a "
                       "symbolic link",
                       target->real);
    if (!(target->seen.st_mode & S_IWUSR))
        return err_set(err, ERR_CONFIG, "%s is read-only (mode %04o); chmod u+w lets it be changed",
                       target->real, (unsigned)(target->seen.st_mode & 07777));
    return 0;
}

static int make_folders(const struct target *target, struct err *err)
{
    CLEANUP(freep) char *path = xstrdup(target->real);

    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (access(path, F_OK) < 0 && mkdir(path, target->is_shared ? 0777 : 0700) < 0 &&
            errno != EEXIST)
            return fail(path, err);
        *slash = '/';
    }
    return 0;
}

/* A new file beside the other, with all of the text; partial is its name. */
static int write_partial(const struct target *target, const char *path, char *partial, size_t size,
                         struct slice text, struct err *err)
{
    mode_t mode = target->is_shared ? 0666 : 0600;
    int fd, failed;

    snprintf(partial, size, "%s.%ld.part", path, (long)getpid());
    unlink(partial); /* of a process with our number that died */
    fd = open(partial, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, mode);
    if (fd < 0)
        return fail(partial, err);
    failed = file_write_all(fd, text) < 0 || fsync(fd) < 0;
    if (failed == 0 && target->exists)
        failed = fchmod(fd, target->seen.st_mode & 07777);
    if (close(fd) < 0 || failed < 0) {
        fail(partial, err);
        unlink(partial);
        return -1;
    }
    return 0;
}

static bool is_unchanged(const struct target *target)
{
    struct stat now;

    if (stat(target->real, &now) < 0)
        return !target->exists && errno == ENOENT;
    return target->exists && now.st_ino == target->seen.st_ino &&
           now.st_dev == target->seen.st_dev && now.st_size == target->seen.st_size &&
           now.st_mtim.tv_sec == target->seen.st_mtim.tv_sec &&
           now.st_mtim.tv_nsec == target->seen.st_mtim.tv_nsec;
}

static int say_changed(const struct target *target, struct err *err)
{
    return err_set(
        err, ERR_CONFIG,
        "%s was changed by another program at this moment; nothing was written. Run this "
        "again.",
        target->real);
}

/* One that is not there yet never takes the place of one that has appeared. */
static int put_in_place(const struct target *target, const char *partial)
{
    return target->exists ? rename(partial, target->real) : link(partial, target->real);
}

int target_write(struct target *target, struct slice text, struct err *err)
{
    char partial[PATH_BYTES_MAX + 32];
    int rc = 0;

    if (target_check(target, err) < 0 || make_folders(target, err) < 0 ||
        write_partial(target, target->real, partial, sizeof(partial), text, err) < 0)
        return -1;
    if (!is_unchanged(target))
        rc = say_changed(target, err);
    else if (put_in_place(target, partial) < 0)
        rc = fail(target->real, err);
    unlink(partial);
    return rc;
}

int target_remove(struct target *target, struct err *err)
{
    if (target_check(target, err) < 0)
        return -1;
    if (!is_unchanged(target))
        return say_changed(target, err);
    return unlink(target->real) < 0 ? fail(target->real, err) : 0;
}

int target_save(const struct target *target, struct err *err)
{
    char partial[PATH_BYTES_MAX + 64];

    if (target_check(target, err) < 0 ||
        write_partial(target, target->kept, partial, sizeof(partial), buf_slice(&target->text),
                      err) < 0)
        return -1;
    if (rename(partial, target->kept) < 0) {
        fail(target->kept, err);
        unlink(partial);
        return -1;
    }
    return 0;
}

int target_saved(const struct target *target, struct buf *text, struct err *err)
{
    struct stat ignored;

    return read_file(target->kept, text, &ignored, err);
}

void target_forget_saved(const struct target *target)
{
    unlink(target->kept);
}
