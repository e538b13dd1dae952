/* file - small files that are ours or decide about us. */
#include "base/file.h"

#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void closep(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static int fail(struct err *err, const char *path)
{
    return err_set(err, ERR_CONFIG, "%s: %s", path, strerror(errno));
}

int file_write_all(int fd, struct slice text)
{
    while (text.size > 0) {
        ssize_t written = write(fd, text.data, text.size);

        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return -1;
        text = slice_from(text, (size_t)written);
    }
    return 0;
}

static int write_parts(int fd, const struct slice *parts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (file_write_all(fd, parts[i]) < 0)
            return -1;
    return 0;
}

/* A file of our own beside path, with the parts in it; -1. partial is its name. */
static int write_partial(const char *path, char partial[PATH_BYTES_MAX], const struct slice *parts,
                         size_t count, bool is_durable, struct err *err)
{
    int length = snprintf(partial, PATH_BYTES_MAX, "%s.%ld.part", path, (long)getpid());

    if (length >= PATH_BYTES_MAX) {
        errno = ENAMETOOLONG;
        return fail(err, path);
    }
    unlink(partial); /* of a process with our number that died */

    int fd = open(partial, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (fd < 0)
        return fail(err, path);

    int failed = write_parts(fd, parts, count);

    if (failed == 0 && is_durable)
        failed = fsync(fd);
    if (close(fd) < 0 || failed < 0) {
        fail(err, path);
        unlink(partial);
        return -1;
    }
    return 0;
}

static int replace(const char *path, const struct slice *parts, size_t count, bool is_durable,
                   struct err *err)
{
    char partial[PATH_BYTES_MAX];

    if (write_partial(path, partial, parts, count, is_durable, err) < 0)
        return -1;
    if (rename(partial, path) < 0) {
        fail(err, path);
        unlink(partial);
        return -1;
    }
    return 0;
}

int file_replace(const char *path, const struct slice *parts, size_t count, struct err *err)
{
    return replace(path, parts, count, false, err);
}

int file_replace_durably(const char *path, const struct slice *parts, size_t count, struct err *err)
{
    return replace(path, parts, count, true, err);
}

int file_create(const char *path, struct slice text, struct err *err)
{
    char partial[PATH_BYTES_MAX];
    int rc;

    if (write_partial(path, partial, &text, 1, true, err) < 0)
        return -1;
    rc = link(partial, path) == 0 ? 0 : errno == EEXIST ? 1 : fail(err, path);
    unlink(partial);
    return rc;
}

/* Root may own what the user could not change: it can do everything anyway. */
static bool is_trusted_owner(uid_t owner)
{
    return owner == geteuid() || owner == 0;
}

static int check_file(const char *path, const struct stat *file, size_t size_max,
                      enum file_kind kind, struct err *err)
{
    bool only_ours = kind == FILE_KEY;
    mode_t forbidden = only_ours ? S_IRWXG | S_IRWXO : S_IWGRP | S_IWOTH;

    if (!S_ISREG(file->st_mode))
        return err_set(err, ERR_CONFIG, "must be a regular file");
    if (!is_trusted_owner(file->st_uid))
        return err_set(err, ERR_CONFIG,
                       "belongs to another user (uid %u); it must belong to the one who runs this",
                       (unsigned)file->st_uid);
    if (file->st_mode & forbidden)
        return err_set(err, ERR_CONFIG, "others may %s it (mode %04o); run: chmod %s %s",
                       only_ours ? "read" : "write", (unsigned)(file->st_mode & 07777),
                       only_ours ? "600" : "go-w", path);
    if (file->st_size > (off_t)size_max)
        return err_set(err, ERR_CONFIG, "has more than %zu bytes", size_max);
    return 0;
}

static int read_all(int fd, size_t size_max, struct buf *text, struct err *err)
{
    char piece[KIB(16)];
    size_t end = text->size + size_max;
    ssize_t size;

    do {
        size = read(fd, piece, sizeof(piece));
        if (size <= 0)
            continue;
        if (text->size + (size_t)size > end || buf_add(text, (struct slice){ piece, (size_t)size }))
            size = -1, errno = EFBIG; /* it grew while it was read, or the buffer is smaller */
    } while (size > 0 || (size < 0 && errno == EINTR));
    mem_wipe(piece, sizeof(piece)); /* it may have been a key */
    return size < 0 ? err_set(err, ERR_CONFIG, "%s", strerror(errno)) : 0;
}

int file_read(const char *path, size_t size_max, enum file_kind kind, struct buf *text,
              struct err *err)
{
    /* Not to hang on a pipe, and not to become the terminal of one. */
    int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    CLEANUP(closep) int fd = open(path, kind == FILE_STATE ? flags | O_NOFOLLOW : flags);
    struct stat file;

    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return 1;
    if (fd < 0 || fstat(fd, &file) < 0)
        return fail(err, path);
    if (check_file(path, &file, size_max, kind, err) < 0 || read_all(fd, size_max, text, err) < 0)
        return err_wrap(err, "%s", path);
    return 0;
}
