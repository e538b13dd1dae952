/* home - an empty home directory for one server, gone afterwards. */
#include "tests/cases/home.h"

#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define WALK_FDS 16

/* In memory where there is such a folder: each call waits for its row to be on the disk, which is
 * shown and measured elsewhere. */
#define FAST_FOLDER "/dev/shm"

int home_make(struct home *home, struct err *err)
{
    snprintf(home->path, sizeof(home->path), "%s/openrouter-mcp-case-XXXXXX",
             access(FAST_FOLDER, W_OK | X_OK) == 0 ? FAST_FOLDER : P_tmpdir);
    if (!mkdtemp(home->path))
        return err_set(err, ERR_CONFIG, "cannot make %s: %s", home->path, strerror(errno));
    return 0;
}

static int remove_one(const char *path, const struct stat *status, int flag, struct FTW *place)
{
    (void)status;
    (void)flag;
    (void)place;
    return remove(path);
}

void home_remove(struct home *home)
{
    if (home->path[0])
        nftw(home->path, remove_one, WALK_FDS, FTW_DEPTH | FTW_PHYS);
    home->path[0] = '\0';
}

int home_write(const struct home *home, const char *name, struct slice text, struct err *err)
{
    char path[512];
    int length = snprintf(path, sizeof(path), "%s/%s", home->path, name);

    for (char *slash = path + strlen(home->path) + 1; (slash = strchr(slash, '/'));
         *slash++ = '/') {
        *slash = '\0';
        mkdir(path, 0700);
    }

    int fd = length < (int)sizeof(path) ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)
                                        : -1;

    if (fd < 0 || write(fd, text.data, text.size) != (ssize_t)text.size)
        return err_set(err, ERR_CONFIG, "cannot write %s: %s", path, strerror(errno));
    return close(fd);
}

/* nftw has no user pointer. */
static const char *wanted;
static size_t largest;

static int look_into(const char *path, const struct stat *status, int flag, struct FTW *place)
{
    CLEANUP(freep) char *text = NULL;
    size_t size = (size_t)status->st_size;
    bool found = false;
    int fd;

    (void)place;
    if (flag != FTW_F)
        return 0;
    largest = size > largest ? size : largest;
    fd = wanted && size < MIB(64) ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0)
        return 0;
    text = xmalloc(size);
    if (read(fd, text, size) == (ssize_t)size)
        found = memmem(text, size, wanted, strlen(wanted)) != NULL;
    close(fd);
    return found;
}

bool home_holds(const struct home *home, const char *folder, const char *text)
{
    char path[512];

    snprintf(path, sizeof(path), "%s/%s", home->path, folder);
    wanted = text;
    return nftw(path, look_into, WALK_FDS, FTW_PHYS) == 1;
}

size_t home_largest(const struct home *home, const char *folder)
{
    char path[512];

    snprintf(path, sizeof(path), "%s/%s", home->path, folder);
    wanted = NULL;
    largest = 0;
    nftw(path, look_into, WALK_FDS, FTW_PHYS);
    return largest;
}
