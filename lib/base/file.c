/* file - small files of our own: whole or not at all. */
#include "base/file.h"

#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail(struct err *err, const char *path)
{
    return err_set(err, ERR_CONFIG, "%s: %s", path, strerror(errno));
}

static int write_all(int fd, struct slice text)
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
        if (write_all(fd, parts[i]) < 0)
            return -1;
    return fsync(fd);
}

/* The directory's own entry must reach the disk, too. */
static void sync_directory(const char *path)
{
    char directory[PATH_BYTES_MAX];
    const char *slash = strrchr(path, '/');
    size_t length = slash ? (size_t)(slash - path) : 0;

    if (length == 0 || length >= sizeof(directory))
        return;
    memcpy(directory, path, length);
    directory[length] = '\0';

    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0)
        return;
    fsync(fd);
    close(fd);
}

int file_replace(const char *path, const struct slice *parts, size_t count, struct err *err)
{
    char partial[PATH_BYTES_MAX];
    int length = snprintf(partial, sizeof(partial), "%s.%ld.part", path, (long)getpid());

    if (length >= (int)sizeof(partial)) {
        errno = ENAMETOOLONG;
        return fail(err, path);
    }
    unlink(partial); /* of a process with our number that died */

    int fd = open(partial, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (fd < 0)
        return fail(err, path);

    int failed = write_parts(fd, parts, count);

    if (close(fd) < 0 || failed < 0 || rename(partial, path) < 0) {
        fail(err, path);
        unlink(partial);
        return -1;
    }
    sync_directory(path);
    return 0;
}

static int read_all(int fd, const char *path, struct buf *text, struct err *err)
{
    char chunk[KIB(16)];
    ssize_t size;

    while ((size = read(fd, chunk, sizeof(chunk))) != 0) {
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return fail(err, path);
        if (buf_add(text, (struct slice){ chunk, (size_t)size }) < 0)
            return err_set(err, ERR_CONFIG, "%s: longer than %zu bytes", path, text->size_max);
    }
    return 0;
}

int file_read(const char *path, struct buf *text, struct err *err)
{
    struct stat status;
    /* Without O_NONBLOCK a pipe in the file's place would keep us waiting for a writer. */
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

    if (fd < 0)
        return fail(err, path);

    int rc;

    if (fstat(fd, &status) < 0)
        rc = fail(err, path);
    else if (!S_ISREG(status.st_mode))
        rc = err_set(err, ERR_CONFIG, "%s: not a regular file", path);
    else
        rc = read_all(fd, path, text, err);
    close(fd);
    return rc;
}
