/* rulefile - reads a small file that holds rules, whoever owns it. */
#include "files/rulefile.h"

#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static void closep(const int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static int fail(struct err *err)
{
    return err_set(err, ERR_POLICY, "cannot be read (%s)", strerror(errno));
}

static int read_all(int fd, struct buf *text, struct err *err)
{
    char piece[KIB(16)];
    size_t total = 0;
    ssize_t size;

    do {
        size = read(fd, piece, sizeof(piece));
        if (size <= 0)
            continue;
        total += (size_t)size;
        if (total > RULES_FILE_MAX || buf_add(text, (struct slice){ piece, (size_t)size }) < 0)
            return err_set(err, ERR_POLICY, "has more than %zu bytes", RULES_FILE_MAX);
    } while (size > 0 || (size < 0 && errno == EINTR));
    return size < 0 ? fail(err) : 0;
}

int rulefile_read(int folder_fd, const char *path, bool follow, struct buf *text,
                  struct stat *status, struct err *err)
{
    /* Not to hang on a pipe, and not to become the terminal of one. */
    int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (follow ? 0 : O_NOFOLLOW);
    CLEANUP(closep) int fd = openat(folder_fd, path, flags);

    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return 1;
    if (fd < 0 || fstat(fd, status) < 0)
        return fail(err);
    return S_ISREG(status->st_mode) ? read_all(fd, text, err) : 1;
}

char *rulefile_path(const char *folder, const char *name)
{
    size_t size = strlen(folder), rest = strlen(name);
    char *path = xmalloc(size + rest + 2);

    while (size > 0 && folder[size - 1] == '/')
        size--;
    memcpy(path, folder, size);
    path[size] = '/';
    memcpy(path + size + 1, name, rest + 1);
    return path;
}

bool rulefile_is_link(int folder_fd, const char *name)
{
    struct stat status;

    return fstatat(folder_fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode);
}

int rulefile_not_known(const char *shown, struct err *err)
{
    struct err why = *err;

    return err_set(err, ERR_POLICY, "%s %s, so what it ignores is not known", shown, why.text);
}
