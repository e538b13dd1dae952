/* keep - texts too long for the client, whole, in the state directory. */
#include "mcp-server/keep.h"

#include "base/limits.h"
#include "vault/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

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
    return fsync(fd);
}

static int write_file(int dir, const char *name, struct slice text)
{
    char partial[64];

    snprintf(partial, sizeof(partial), ".%s", name);
    int fd = openat(dir, partial, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (fd < 0)
        return -1;

    int failed = write_all(fd, text);

    if (close(fd) < 0 || failed || renameat(dir, partial, dir, name) < 0) {
        int why = errno;

        unlinkat(dir, partial, 0);
        errno = why;
        return -1;
    }
    return fsync(dir);
}

char *keep_text(const struct config *config, struct slice text, struct err *err)
{
    char path[PATH_BYTES_MAX];
    char id[32];
    size_t used;

    if (!config->state_dir) {
        err_set(err, ERR_CONFIG, "there is no state directory: %s", config->state_err);
        return NULL;
    }
    used = (size_t)snprintf(path, sizeof(path), "%s/answers", config->state_dir);
    if (used + 40 > sizeof(path)) {
        err_set(err, ERR_CONFIG, "the path of the state directory is too long");
        return NULL;
    }
    mkdir(path, 0700);

    int dir = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    secret_random_id(id, "a_");
    snprintf(path + used, sizeof(path) - used, "/%s.md", id);

    int failed = dir < 0 ? -1 : write_file(dir, path + used + 1, text);
    int why = errno;

    if (dir >= 0)
        close(dir);
    if (failed) {
        err_set(err, ERR_CONFIG, "%s: %s", path, strerror(why));
        return NULL;
    }
    return xstrdup(path);
}
