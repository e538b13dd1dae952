/* intake - a whole text from a descriptor or a file, bounded. */
#include "mcp-server/cli/intake.h"

#include "base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static int check(const struct buf *text, const char *name, struct err *err)
{
    struct slice all = buf_slice(text);
    size_t valid = utf8_valid(all);

    if (valid < all.size)
        return err_set(err, ERR_ARGUMENT, "%s is not UTF-8 text: byte %zu cannot be read", name,
                       valid);
    if (all.size > 0 && memchr(all.data, '\0', all.size))
        return err_set(err, ERR_ARGUMENT, "%s is no text: it holds a NUL byte", name);
    return 0;
}

int intake_all(struct buf *text, int fd, const char *name, struct err *err)
{
    char piece[16384];

    for (;;) {
        ssize_t count = read(fd, piece, sizeof(piece));

        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return err_set(err, ERR_ARGUMENT, "%s cannot be read: %s", name, strerror(errno));
        if (count == 0)
            return check(text, name, err);
        if (buf_add(text, (struct slice){ piece, (size_t)count }) < 0)
            return err_set(err, ERR_TOO_LARGE, "%s has more than %zu bytes", name, text->size_max);
    }
}

int intake_file(struct buf *text, const char *path, struct err *err)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    int rc;

    if (fd < 0)
        return err_set(err, ERR_ARGUMENT, "%s cannot be opened: %s", path, strerror(errno));
    if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode))
        rc = err_set(err, ERR_ARGUMENT, "%s is no regular file", path);
    else
        rc = intake_all(text, fd, path, err);
    close(fd);
    return rc;
}
