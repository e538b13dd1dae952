/* config_directory - the directories of state and cache: ours, or not used. */
#include "mcp-server/config/config_parts.h"

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
        return err_set(err, ERR_CONFIG, "%s: others may write to it (mode %04o); run: chmod 700 %s",
                       path, (unsigned)(directory.st_mode & 07777), path);
    return 0;
}
