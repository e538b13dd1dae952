/* owner - whether the process that wrote a row still lives, and whether others wait for their turn.
 */
#include "store/owner.h"

#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Locks of the descriptor see those of the same process, too; plain ones do not. */
#if defined(F_OFD_SETLK) && !defined(PORTABLE)
#define SET_LOCK F_OFD_SETLK
#define GET_LOCK F_OFD_GETLK
#else
#define SET_LOCK F_SETLK
#define GET_LOCK F_GETLK
#endif

#define NUMBER_MAX (1LL << 40) /* a file may be that large everywhere */
#define TRIES      16
/* Bytes that are nobody's number. */
#define WAITING 0 /* all who wait have a lock on it together */
#define DUTY    NUMBER_MAX

static struct flock lock_on(int64_t number, short type)
{
    return (
        struct flock){ .l_type = type, .l_whence = SEEK_SET, .l_start = (off_t)number, .l_len = 1 };
}

static int open_file(const char *path, struct err *err)
{
    int flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    int fd = open(path, flags, 0600);
    struct stat file;

    if (fd < 0)
        return err_set(err, ERR_CONFIG, "%s: %s", path, strerror(errno));
    if (fstat(fd, &file) == 0 && S_ISREG(file.st_mode) && file.st_uid == geteuid())
        return fd;
    close(fd);
    return err_set(err, ERR_CONFIG, "%s is no regular file of this user. Remove it", path);
}

/* A number that no living process has; whether a dead one had it hardly ever matters. */
static int take_number(struct owner *owner)
{
    for (int i = 0; i < TRIES; i++) {
        uint64_t chance;

        sqlite3_randomness(sizeof(chance), &chance);
        owner->number = (int64_t)(1 + chance % (NUMBER_MAX - 1));

        struct flock lock = lock_on(owner->number, F_WRLCK);

        if (fcntl(owner->fd, SET_LOCK, &lock) == 0)
            return 0;
        if (errno != EAGAIN && errno != EACCES)
            return -1;
    }
    return -1;
}

int owner_open(struct owner *owner, const char *path, struct err *err)
{
    char name[PATH_BYTES_MAX];

    if (snprintf(name, sizeof(name), "%s-owners", path) >= (int)sizeof(name))
        return err_set(err, ERR_CONFIG, "%s: %s", path, strerror(ENAMETOOLONG));
    owner->fd = open_file(name, err);
    if (owner->fd < 0)
        return -1;
    if (take_number(owner) == 0)
        return 0;
    err_set(err, ERR_CONFIG,
            "%s cannot be locked: %s. The state directory must be on a file system "
            "with locks",
            name, strerror(errno));
    owner_done(owner);
    return -1;
}

void owner_done(struct owner *owner)
{
    if (owner->fd >= 0)
        close(owner->fd);
    owner->fd = -1;
}

bool owner_lives(const struct owner *owner, int64_t number)
{
    struct flock lock = lock_on(number, F_WRLCK);

    return number == owner->number || fcntl(owner->fd, GET_LOCK, &lock) < 0 ||
           lock.l_type != F_UNLCK;
}

bool owner_has_duty(struct owner *owner)
{
    struct flock lock = lock_on(DUTY, F_WRLCK);

    owner->has_duty = owner->has_duty || fcntl(owner->fd, SET_LOCK, &lock) == 0;
    return owner->has_duty;
}

void owner_wait(struct owner *owner, bool is_waiting)
{
    struct flock lock = lock_on(WAITING, is_waiting ? F_RDLCK : F_UNLCK);

    if (owner->is_waiting != is_waiting && fcntl(owner->fd, SET_LOCK, &lock) == 0)
        owner->is_waiting = is_waiting;
}

bool owner_others_wait(const struct owner *owner)
{
    struct flock lock = lock_on(WAITING, F_WRLCK);

    return fcntl(owner->fd, GET_LOCK, &lock) == 0 && lock.l_type != F_UNLCK;
}
