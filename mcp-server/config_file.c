/* config_file - files and directories that decide about key and money: whose they are. */
#include "mcp-server/config_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void closep(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

/* Root may own what the user could not change: it can do everything anyway. */
static bool is_trusted_owner(uid_t owner)
{
    return owner == geteuid() || owner == 0;
}

static int check_file(const struct stat *file, size_t size_max, bool only_ours, struct err *err)
{
    mode_t forbidden = only_ours ? S_IRWXG | S_IRWXO : S_IWGRP | S_IWOTH;

    if (!S_ISREG(file->st_mode))
        return err_set(err, ERR_CONFIG, "must be a regular file");
    if (!is_trusted_owner(file->st_uid))
        return err_set(err, ERR_CONFIG,
                       "belongs to another user (uid %u); it must belong to the one who runs this",
                       (unsigned)file->st_uid);
    if (file->st_mode & forbidden)
        return err_set(err, ERR_CONFIG, "others may %s it (mode %04o); run: chmod %s",
                       only_ours ? "read" : "write", (unsigned)(file->st_mode & 07777),
                       only_ours ? "600" : "go-w");
    if (file->st_size > (off_t)size_max)
        return err_set(err, ERR_CONFIG, "has more than %zu bytes", size_max);
    return 0;
}

static int read_all(int fd, size_t size_max, struct buf *text, struct err *err)
{
    char piece[4096];
    ssize_t size;

    do {
        size = read(fd, piece, sizeof(piece));
        if (size > 0 && text->size + (size_t)size <= size_max)
            buf_add(text, (struct slice){ piece, (size_t)size });
        else if (size > 0)
            size = -1, errno = EFBIG;
    } while (size > 0 || (size < 0 && errno == EINTR));
    mem_wipe(piece, sizeof(piece));
    return size < 0 ? err_set(err, ERR_CONFIG, "%s", strerror(errno)) : 0;
}

int config_read_file(const char *path, size_t size_max, bool only_ours, struct buf *text,
                     struct err *err)
{
    /* Not to hang on a pipe, and not to become the terminal of one. */
    CLEANUP(closep) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat file;

    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return 1;
    if (fd < 0 || fstat(fd, &file) < 0)
        return err_set(err, ERR_CONFIG, "%s: %s", path, strerror(errno));
    if (check_file(&file, size_max, only_ours, err) < 0 || read_all(fd, size_max, text, err) < 0)
        return err_wrap(err, "%s", path);
    return 0;
}

static int make_with_parents(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';

        int failed = mkdir(path, 0700) < 0 && errno != EEXIST && errno != EROFS && errno != EACCES;

        *slash = '/';
        if (failed)
            return -1;
    }
    return mkdir(path, 0700) < 0 && errno != EEXIST ? -1 : 0;
}

int config_make_directory(const char *path, struct err *err)
{
    CLEANUP(freep) char *writable = xstrdup(path);
    CLEANUP(closep) int fd = -1;
    struct stat directory;

    if (make_with_parents(writable) == 0)
        fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &directory) < 0)
        return err_set(err, ERR_CONFIG, "%s: %s", path, strerror(errno));
    if (directory.st_uid != geteuid())
        return err_set(err, ERR_CONFIG, "%s belongs to another user (uid %u)", path,
                       (unsigned)directory.st_uid);
    if (directory.st_mode & (S_IWGRP | S_IWOTH))
        return err_set(err, ERR_CONFIG, "%s: others may write to it (mode %04o); run: chmod 700",
                       path, (unsigned)(directory.st_mode & 07777));
    return 0;
}
