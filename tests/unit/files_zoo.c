/* Units of files/door: what is no file, or not the same at the end of reading. */
#include "base/limits.h"
#include "door_room.h"
#include "test.h"

#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>

/* How long the slowest took. */
static int64_t slowest_us;

static int64_t now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* The sentence about a file, "" when it is read. */
static const char *sentence_about(way *open_way, const char *name, void (*meanwhile)(void))
{
    static struct err err;
    int64_t before = now_us();
    CLEANUP(buf_done) struct buf text = BUF_MAX(FILE_TEXT_MAX);
    struct stat file;
    int fd = open_way(folder_fd, name, DOOR_FILE);

    err = (struct err){ .kind = ERR_NONE };
    if (fd < 0) {
        err_set(&err, ERR_POLICY, "%s", door_reason(errno));
    } else {
        if (door_check(fd, &file, &err) == 0) {
            if (meanwhile)
                meanwhile();
            door_read(fd, &file, FILE_TEXT_MAX, &text, &err);
        }
        close(fd);
    }
    if (now_us() - before > slowest_us)
        slowest_us = now_us() - before;
    return err.text;
}

static void grow(void)
{
    int fd = open(room_path("top/a.txt"), O_WRONLY | O_APPEND | O_CLOEXEC);

    CHECK(fd >= 0 && write(fd, "x", 1) == 1);
    close(fd);
}

static void cut(void)
{
    CHECK_INT(truncate(room_path("top/a.txt"), 1), 0);
}

static void replace(void)
{
    room_file("top/new", "inside");
    CHECK_INT(rename(room_path("top/new"), room_path("top/a.txt")), 0);
}

static void overwrite(void)
{
    int fd = open(room_path("top/a.txt"), O_WRONLY | O_CLOEXEC);

    usleep(20000); /* the clock of a file system has ticks */
    CHECK(fd >= 0 && pwrite(fd, "INSIDE", 6, 0) == 6);
    close(fd);
}

static void become_pipe(void)
{
    CHECK_INT(unlink(room_path("top/a.txt")), 0);
    CHECK_INT(mkfifo(room_path("top/a.txt"), 0600), 0);
}

TEST(
    "door: a file that grows, shrinks, is rewritten or replaced while it is read is refused (fault "
    "D12)")
{
    static void (*const changes[])(void) = { grow, cut, replace, overwrite, become_pipe };

    for (size_t w = 0; w < 2; w++)
        for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++) {
            furnish();
            CHECK_STR(sentence_about(ways[w], "a.txt", NULL), "");
            CHECK_SAYS(sentence_about(ways[w], "a.txt", changes[i]), "changed while it was read");
            leave();
        }
}

static void make_socket(void)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    snprintf(address.sun_path, sizeof(address.sun_path), "%s", room_path("top/socket"));
    CHECK_INT(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    close(fd);
}

TEST("door: pipes, sockets, devices, folders and what is too large are refused at once, by what "
     "they "
     "are (fault D12)")
{
    furnish();
    slowest_us = 0;
    CHECK_INT(mkfifo(room_path("top/pipe"), 0600), 0);
    make_socket();
    room_file("top/sparse", "");
    CHECK_INT(truncate(room_path("top/sparse"), 10LL << 30), 0);
    room_file("top/large", "");
    CHECK_INT(truncate(room_path("top/large"), FILE_TEXT_MAX + 1), 0);
    room_file("top/just", "");
    CHECK_INT(truncate(room_path("top/just"), FILE_TEXT_MAX), 0);
    room_file("top/empty", "");

    bool has_devices = mknod(room_path("top/zero"), S_IFCHR | 0600, makedev(1, 5)) == 0 &&
                       mknod(room_path("top/tty"), S_IFCHR | 0600, makedev(5, 0)) == 0;

    for (size_t w = 0; w < 2; w++) {
        CHECK_SAYS(sentence_about(ways[w], "pipe", NULL), "is a pipe; only regular files");
        CHECK_SAYS(sentence_about(ways[w], "socket", NULL), "only regular files");
        CHECK_SAYS(sentence_about(ways[w], "dir", NULL), "is a folder");
        CHECK_SAYS(sentence_about(ways[w], "sparse", NULL), "has 10737418240 bytes, more than");
        CHECK_SAYS(sentence_about(ways[w], "large", NULL), "has 1048577 bytes");
        CHECK_STR(sentence_about(ways[w], "just", NULL), "");
        CHECK_STR(sentence_about(ways[w], "empty", NULL), "");
        CHECK(!has_devices || strstr(sentence_about(ways[w], "zero", NULL), "only regular files"));
        CHECK(!has_devices || strstr(sentence_about(ways[w], "tty", NULL), "only regular files"));
    }
    printf("    the slowest of them took %.1f ms%s\n", (double)slowest_us / 1000,
           has_devices ? "" : "; devices cannot be made here");
    CHECK(slowest_us < 100000);
    leave();
}

TEST("door: what only the check of the kind stops is a pipe with an ordinary name")
{
    furnish();
    CHECK_INT(mkfifo(room_path("top/notes.md"), 0600), 0);

    int fd = door_open(folder_fd, "notes.md", DOOR_FILE);
    struct stat file;
    struct err err;

    CHECK(fd >= 0); /* resolving and its name have nothing against it */
    CHECK_INT(door_check(fd, &file, &err), -1);
    CHECK_SAYS(err.text, "is a pipe");
    close(fd);
    leave();
}

static int unreadable_child(void)
{
    if (geteuid() == 0 &&
        (setresgid(65534, 65534, 65534) < 0 || setresuid(65534, 65534, 65534) < 0))
        return 100;
    return door_open(folder_fd, "closed", DOOR_FILE) < 0 && errno == EACCES &&
                   door_walk(folder_fd, "closed", DOOR_FILE) < 0 && errno == EACCES &&
                   door_walk(folder_fd, "shut/a", DOOR_FILE) < 0 && errno == EACCES
               ? 0
               : 1;
}

TEST("door: what this user may not read stays unread, and the sentence says so")
{
    int status;

    furnish();
    room_file("top/closed", "outside");
    room_file("top/shut/a", "outside");
    chmod(room_path("top/closed"), 0);
    chmod(room_path("top/shut"), 0);
    chmod(room_path("top"), 0755);
    chmod(room, 0755);

    pid_t child = fork();

    if (child == 0)
        _exit(unreadable_child());
    waitpid(child, &status, 0);
    leave();
    CHECK_INT(WEXITSTATUS(status), 0);
    CHECK_SAYS(door_reason(EACCES), "chmod u+r");
}

TEST("door: how many files a second")
{
    enum { FILES = 5000 };
    furnish();
    for (size_t w = 0; w < 2; w++) {
        int64_t before = now_us();

        for (int i = 0; i < FILES; i++)
            CHECK_STR(sentence_about(ways[w], "dir/deep/c.txt", NULL), "");
        printf("    %s: %d files a second opened, checked and read\n",
               w ? "step by step" : "door_open",
               (int)(FILES * 1000000LL / (now_us() - before + 1)));
    }
    leave();
}
