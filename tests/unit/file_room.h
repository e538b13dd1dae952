/* file_room - a folder for one test with what it needs in it, gone at the end. */
#pragma once

#include "base/mem.h"
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* The folder, without links; everything below is named relative to it. */
static char room[PATH_MAX];

static inline int room_remove_one(const char *path, const struct stat *status, int type,
                                  struct FTW *ftw)
{
    (void)type, (void)ftw;
    if (S_ISDIR(status->st_mode)) /* never through a link: some of them lead to / */
        chmod(path, 0700);
    return remove(path);
}

static inline void room_leave(void)
{
    if (room[0])
        nftw(room, room_remove_one, 16, FTW_DEPTH | FTW_PHYS);
    room[0] = '\0';
}

static inline void room_enter(void)
{
    char name[] = P_tmpdir "/openrouter-mcp-files-XXXXXX";
    CLEANUP(freep) char *real = mkdtemp(name) ? realpath(name, NULL) : NULL;

    room_leave(); /* of a test that failed */
    CHECK(real != NULL);
    snprintf(room, sizeof(room), "%s", real);
}

__attribute__((destructor)) static inline void room_leave_last(void)
{
    room_leave();
}

/* Absolute; one of four that take turns. */
static inline const char *room_path(const char *name)
{
    static char paths[4][PATH_MAX];
    static size_t turn;
    char *path = paths[turn++ % 4];

    if (snprintf(path, PATH_MAX, "%s%s%s", room, name[0] ? "/" : "", name) >= PATH_MAX)
        test_fail(__FILE__, __LINE__, "%s is too long", name);
    return path;
}

/* With the folders above it. */
static inline const char *room_folder(const char *name)
{
    char path[PATH_MAX];

    snprintf(path, sizeof(path), "%s", room_path(name));
    for (char *slash = strchr(path + strlen(room) + 1, '/'); slash;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
    mkdir(path, 0700);
    return room_path(name);
}

static inline void room_bytes(const char *name, struct slice bytes)
{
    char folder[PATH_MAX];
    char *slash;

    snprintf(folder, sizeof(folder), "%s", name);
    if ((slash = strrchr(folder, '/'))) {
        *slash = '\0';
        room_folder(folder);
    }

    int fd = open(room_path(name), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);

    if (fd < 0 || write(fd, bytes.data, bytes.size) != (ssize_t)bytes.size)
        test_fail(__FILE__, __LINE__, "%s: %s", name, strerror(errno));
    close(fd);
}

static inline void room_file(const char *name, const char *text)
{
    room_bytes(name, slice_of(text));
}

static inline void room_link(const char *target, const char *name)
{
    if (symlink(target, room_path(name)) < 0)
        test_fail(__FILE__, __LINE__, "link %s: %s", name, strerror(errno));
}
