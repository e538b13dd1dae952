/* door - the one way to open a file of the user's, and to read it.
 *
 *   door_open: openat2 | door_walk  ->  door_check: regular?  ->  door_read: the same at the end?
 */
#include "files/door.h"

#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#ifndef PORTABLE
#include <linux/openat2.h>
#include <sys/syscall.h>
#endif

#ifdef O_PATH
#define STEP_FLAGS (O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#else
#define STEP_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#endif
#define FLAGS     (O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
#define NAME_SIZE 256 /* of one component: NAME_MAX */
#define PIECE     KIB(64)

static int flags_of(enum door_kind kind)
{
    return kind == DOOR_FOLDER ? FLAGS | O_DIRECTORY : FLAGS;
}

static int fail(int why)
{
    errno = why;
    return -1;
}

/* With O_DIRECTORY a link counts as "no directory", and with O_NOFOLLOW as a loop: it is one thing
 * here. */
static int open_step(int folder_fd, const char *part, int flags)
{
    int fd = openat(folder_fd, part, flags);
    int why = errno;
    struct stat found;

    if (fd >= 0 || why != ENOTDIR)
        return fd;
    if (fstatat(folder_fd, part, &found, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(found.st_mode))
        why = ELOOP;
    return fail(why);
}

/* Cuts the next component off *name into part. -1 and errno. */
static int next_part(const char **name, char part[NAME_SIZE])
{
    size_t size = strcspn(*name, "/");

    if (size == 0)
        return fail(EXDEV);
    if (size >= NAME_SIZE)
        return fail(ENAMETOOLONG);
    memcpy(part, *name, size);
    part[size] = '\0';
    if (strcmp(part, "..") == 0)
        return fail(EXDEV);
    *name += size;
    while (**name == '/')
        ++*name;
    return 0;
}

int door_walk(int folder_fd, const char *name, enum door_kind kind)
{
    char part[NAME_SIZE];
    int at = folder_fd, why;

    if (!name[0])
        return openat(folder_fd, ".", flags_of(kind));
    do {
        int fd = -1;

        if (next_part(&name, part) == 0) {
            int last = name[-1] == '/' ? flags_of(DOOR_FOLDER) : flags_of(kind);

            fd = open_step(at, part, name[0] ? STEP_FLAGS : last);
        }
        why = errno;
        if (at != folder_fd)
            close(at);
        at = fd;
    } while (at >= 0 && name[0]);
    errno = why;
    return at;
}

#ifdef PORTABLE

int door_open(int folder_fd, const char *name, enum door_kind kind)
{
    return door_walk(folder_fd, name, kind);
}

#else

#define AGAIN_MAX 8 /* the kernel asks to try again when folders were moved under its feet */

int door_open(int folder_fd, const char *name, enum door_kind kind)
{
    struct open_how how = {
        .flags = (unsigned)(flags_of(kind) & ~O_NOFOLLOW), /* else a link is only "no folder" */
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };
    const char *path = name[0] ? name : ".";
    long fd = -1;

    for (int i = 0; i < AGAIN_MAX; i++) {
        fd = syscall(SYS_openat2, folder_fd, path, &how, sizeof(how));
        if (fd >= 0 || (errno != EAGAIN && errno != EINTR))
            break;
    }
    /* Older than 5.6, or a container whose filter does not know the call. */
    if (fd < 0 && (errno == ENOSYS || errno == EPERM))
        return door_walk(folder_fd, name, kind);
    return (int)fd;
}

#endif

int door_read_link(int folder_fd, const char *name, struct buf *text, struct err *err)
{
    const char *slash = strrchr(name, '/');
    char target[PATH_BYTES_MAX + 1];
    ssize_t size = -1;
    int fd, why;

    CLEANUP(freep)
    char *folder = slice_dup((struct slice){ name, slash ? (size_t)(slash - name) : 0 });

    fd = door_open(folder_fd, folder, DOOR_FOLDER);
    if (fd >= 0)
        size = readlinkat(fd, slash ? slash + 1 : name, target, sizeof(target));
    why = size > PATH_BYTES_MAX ? ENAMETOOLONG : errno;
    if (fd >= 0)
        close(fd);
    if (size < 0 || size > PATH_BYTES_MAX)
        return err_set(err, ERR_POLICY, "%s", door_reason(why));
    buf_add(text, (struct slice){ target, (size_t)size });
    return 0;
}

const char *door_reason(int why)
{
    static const struct {
        int why;
        const char *words;
    } reasons[] = {
        { ELOOP, "is a symbolic link, or lies behind one, and links are not followed; name the "
                 "file that it leads to" },
        { EXDEV, "leads out of the folder" },
        { EACCES, "may not be read by this user, or by this server; give it read permission "
                  "(chmod u+r)" },
        { EPERM, "may not be read by this user, or by this server; give it read permission "
                 "(chmod u+r)" },
        { ENXIO, "is a socket or a device; only regular files are read" },
        { ENODEV, "is a device; only regular files are read" },
        { ENAMETOOLONG, "has a name that is longer than a file can have" },
        { EIO, "cannot be read from its disk" },
        { ESTALE, "is on a file server that has lost it" },
        { ETIMEDOUT, "is on a file server that does not answer" },
        { EMFILE, "cannot be opened: this process has too many files open" },
        { ENFILE, "cannot be opened: this machine has too many files open" },
        { ENOENT, "is not there" },
        { ENOTDIR, "is not there" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(reasons); i++)
        if (reasons[i].why == why)
            return reasons[i].words;
    return "cannot be opened";
}

static const char *kind_of(mode_t mode)
{
    return S_ISDIR(mode)    ? "a folder"
           : S_ISFIFO(mode) ? "a pipe"
           : S_ISSOCK(mode) ? "a socket"
                            : "a device";
}

int door_check(int fd, struct stat *file, struct err *err)
{
    if (fstat(fd, file) < 0)
        return err_set(err, ERR_POLICY, "cannot be looked at: %s", strerror(errno));
    if (!S_ISREG(file->st_mode))
        return err_set(err, ERR_POLICY, "is %s; only regular files are read",
                       kind_of(file->st_mode));
    return 0;
}

static bool is_same_moment(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           is_same_moment(a->st_mtim, b->st_mtim) && is_same_moment(a->st_ctim, b->st_ctim);
}

/* Up to the end, or one piece past the maximum. */
static int read_all(int fd, size_t size_max, struct buf *text, size_t *total)
{
    char piece[PIECE];
    ssize_t size = 1;

    *total = 0;
    while (size != 0 && *total <= size_max) {
        size = read(fd, piece, sizeof(piece));
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return -1;
        *total += (size_t)size;
        buf_add(text, (struct slice){ piece, (size_t)size });
    }
    return 0;
}

int door_read(int fd, const struct stat *before, size_t size_max, struct buf *text, struct err *err)
{
    struct stat after;
    size_t total;

    if (before->st_size > (off_t)size_max)
        return err_set(err, ERR_TOO_LARGE, "has %lld bytes, more than the %zu that one file may",
                       (long long)before->st_size, size_max);
    if (read_all(fd, size_max, text, &total) < 0)
        return err_set(err, ERR_POLICY, "cannot be read: %s", strerror(errno));
    if (fstat(fd, &after) < 0 || !is_same(before, &after) || total != (size_t)after.st_size ||
        text->full)
        return err_set(err, ERR_POLICY,
                       "changed while it was read, so half of it may be old; ask again");
    return 0;
}
