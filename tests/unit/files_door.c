/* Units of files/door: what leads out of a folder, and what is no file. */
#include "base/clock.h"
#include "base/limits.h"
#include "file_room.h"
#include "files/door.h"
#include "files/path.h"
#include "test.h"

#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>

static int folder_fd = -1;

static void furnish(void)
{
    room_enter();
    room_file("outside/secret", "outside");
    room_file("root-old/secret", "outside");
    room_file("root/a.txt", "inside");
    room_file("root/.env", "inside, and denied by its name");
    room_file("root/dir/b.txt", "inside");
    room_file("root/dir/deep/c.txt", "inside");
    room_file("root/with space", "inside");
    room_file("root/...", "inside");
    room_file("root/caf\xC3\xA9", "inside");
    room_link("a.txt", "root/to-file");
    room_link(".env", "root/notes.txt");
    room_link("dir", "root/to-dir");
    room_link("../a.txt", "root/dir/to-above");
    room_link("../outside", "root/out");
    room_link("../outside/secret", "root/out-file");
    room_link(room_path("outside/secret"), "root/abs-out");
    room_link(room_path("root/a.txt"), "root/abs-in");
    room_link("..", "root/up");
    room_link(".", "root/self");
    room_link("loop", "root/loop");
    room_link("chain2", "root/chain");
    room_link("out", "root/chain2");
    room_link("nowhere", "root/dangling");
    room_link("/", "root/top");
    room_link("/proc/self/root", "root/magic-root");
    room_link("/proc/self/cwd", "root/magic-cwd");
    room_link("/proc/self/fd", "root/magic-fd");
    room_link("../../outside/secret", "root/dir/out");
    room_link("/dev/fd/0", "root/input");
    folder_fd = open(room_path("root"), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CHECK(folder_fd >= 0);
}

static void leave(void)
{
    close(folder_fd);
    room_leave();
}

/* What is tried; "@" in front stands for the room. is_open: it is a name of a file inside. */
static const struct attempt {
    const char *text;
    bool is_open;
} attempts[] = {
    /* inside, in every spelling */
    { "a.txt", true },
    { "./a.txt", true },
    { "././/a.txt", true },
    { "dir//b.txt", true },
    { "dir/./deep/./c.txt", true },
    { "with space", true },
    { "...", true },
    { "caf\xC3\xA9", true },
    { "@/root/a.txt", true },
    { "@//root/./dir/b.txt", true },
    /* dots */
    { "..", false },
    { "../outside/secret", false },
    { "./../outside/secret", false },
    { "dir/../../outside/secret", false },
    { "dir/../a.txt", false },
    { "dir/..", false },
    { "dir/deep/../../../outside/secret", false },
    { "../root/a.txt", false },
    { "../root-old/secret", false },
    { "a.txt/../../outside/secret", false },
    { "nowhere/../../outside/secret", false },
    { "../../../../../../../../etc/passwd", false },
    { "..//outside//secret", false },
    { ".../../outside/secret", false },
    { "..\\outside\\secret", false },
    { "dir\\..\\..\\outside\\secret", false },
    { "%2e%2e/outside/secret", false },
    { "..%2foutside%2fsecret", false },
    { "..;/outside/secret", false },
    { ". ./outside/secret", false },
    { ".. /outside/secret", false },
    { "..\n/outside/secret", false },
    { "..\t/outside/secret", false },
    /* absolute */
    { "/", false },
    { "/etc/passwd", false },
    { "//etc/passwd", false },
    { "///etc/./passwd", false },
    { "@/outside/secret", false },
    { "@/root-old/secret", false },
    { "@/rootx", false },
    { "@/root/../outside/secret", false },
    { "@/root/out/secret", false },
    { "@", false },
    { "/proc/self/environ", false },
    { "/proc/self/root/etc/passwd", false },
    { "/proc/self/cwd/Makefile", false },
    { "/dev/stdin", false },
    { "file:///etc/passwd", false },
    { "~/secret", false },
    { "~root/.profile", false },
    { "$HOME/secret", false },
    { "C:\\secret", false },
    { "C:/secret", false },
    { "\\\\host\\share", false },
    /* links */
    { "to-file", false },
    { "notes.txt", false },
    { "to-dir/b.txt", false },
    { "dir/to-above", false },
    { "out/secret", false },
    { "out", false },
    { "out-file", false },
    { "abs-out", false },
    { "abs-in", false },
    { "up/outside/secret", false },
    { "up/root/a.txt", false },
    { "self/a.txt", false },
    { "self/self/self/up/outside/secret", false },
    { "loop", false },
    { "loop/x", false },
    { "chain/secret", false },
    { "dangling", false },
    { "top/etc/passwd", false },
    { "magic-root/etc/passwd", false },
    { "magic-cwd/Makefile", false },
    { "magic-fd/0", false },
    { "dir/out", false },
    { "input", false },
    { "./out/./secret", false },
    { "dir/../out/secret", false },
    { "out/", false },
    { "out-file/", false },
    /* Unicode: other characters are other names */
    { "\xE2\x80\xA5/outside/secret", false },
    { "\xEF\xBC\x8E\xEF\xBC\x8E/outside/secret", false },
    { "..\xE2\x88\x95outside\xE2\x88\x95secret", false },
    { "..\xEF\xBC\x8Foutside", false },
    { "\xE2\x80\xAE../outside/secret", false },
    { ".\xE2\x80\x8B./outside/secret", false },
    { "\xC0\xAE\xC0\xAE/outside/secret", false },
    { "..\xC0\xAFoutside", false },
    { "\xEF\xBB\xBF../outside/secret", false },
    { "cafe\xCC\x81", false },
    /* others */
    { "", false },
    { "dir", false },
    { "dir/", false },
    { "a.txt/b", false },
    { "A.TXT", false },
    { "a.txt ", false },
    { " a.txt", false },
    { "a.txt:10", false },
    { "a.txt\n", false },
    { "nowhere", false },
    { "nowhere/a.txt", false },
};

typedef int way(int folder, const char *name, enum door_kind kind);

static way *const ways[] = { door_open, door_walk };
static size_t opened, refused, escaped;

/* What comes out of a name below the folder: "" when nothing does. */
static const char *content(way *open_way, const char *name)
{
    static char text[64];
    int fd = open_way(folder_fd, name, DOOR_FILE);
    ssize_t size = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

    if (fd >= 0)
        close(fd);
    text[size < 0 ? 0 : size] = '\0';
    return text;
}

static void spell(char out[PATH_MAX], const char *text)
{
    snprintf(out, PATH_MAX, "%s%s", text[0] == '@' ? room : "", text[0] == '@' ? text + 1 : text);
}

/* As an argument goes: read, made relative, opened. */
static const char *by_argument(way *open_way, const char *text)
{
    CLEANUP(path_done) struct path path;
    char top[PATH_MAX];
    struct err err;
    const char *name;

    if (path_read(&path, slice_of(text), &err) < 0)
        return "";
    name = path.name;
    snprintf(top, sizeof(top), "%s/", room_path("root") + 1);
    if (path.is_absolute && !path_is_below(name, room_path("root") + 1))
        return "";
    if (path.is_absolute)
        name += strlen(top) < strlen(name) ? strlen(top) : strlen(name);
    return content(open_way, name);
}

static void count(const char *text, const char *got)
{
    if (strncmp(got, "outside", 7) == 0 || (got[0] && strncmp(got, "inside", 6) != 0)) {
        printf("    escaped: %s\n", text);
        escaped++;
    } else if (got[0]) {
        opened++;
    } else {
        refused++;
    }
}

TEST("door: nothing that an argument says leads out of the root, by the kernel or step by step")
{
    furnish();
    opened = refused = escaped = 0;
    for (size_t w = 0; w < 2; w++)
        for (size_t i = 0; i < sizeof(attempts) / sizeof(*attempts); i++) {
            char text[PATH_MAX];
            const char *got;

            spell(text, attempts[i].text);
            got = by_argument(ways[w], text);
            count(text, got);
            if ((got[0] != '\0') != attempts[i].is_open)
                test_fail(__FILE__, __LINE__, "%s %s", text, got[0] ? "opens" : "does not open");
        }
    printf("    as arguments: %zu x 2 ways: %zu opened, %zu refused, %zu escaped\n",
           sizeof(attempts) / sizeof(*attempts), opened, refused, escaped);
    CHECK(opened > 0 && refused > 0);
    CHECK_INT(escaped, 0);
    leave();
}

TEST("door: with nothing in front of it, it still leads nowhere else")
{
    furnish();
    opened = refused = escaped = 0;
    for (size_t w = 0; w < 2; w++)
        for (size_t i = 0; i < sizeof(attempts) / sizeof(*attempts); i++) {
            char text[PATH_MAX];

            spell(text, attempts[i].text);
            count(text, content(ways[w], text));
        }
    printf("    raw: %zu opened, %zu refused, %zu escaped\n", opened, refused, escaped);
    CHECK(opened > 0 && refused > 0);
    CHECK_INT(escaped, 0);
    leave();
}

TEST("door: both ways say the same of a name, and a link is called one wherever it stands")
{
    static const struct {
        const char *name;
        int why;
    } rows[] = {
        { "to-file", ELOOP },      { "out/secret", ELOOP }, { "to-dir/b.txt", ELOOP },
        { "dir/to-above", ELOOP }, { "dangling", ELOOP },   { "loop", ELOOP },
        { "../outside", EXDEV },   { "..", EXDEV },         { "/etc/passwd", EXDEV },
        { "nowhere", ENOENT },     { "nowhere/a", ENOENT }, { "a.txt/b", ENOTDIR },
        { "a.txt/", ENOTDIR },
    };

    furnish();
    for (size_t w = 0; w < 2; w++)
        for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
            int fd = ways[w](folder_fd, rows[i].name, DOOR_FILE);

            if (fd >= 0 || errno != rows[i].why)
                test_fail(__FILE__, __LINE__, "%s (way %zu): %s, wanted %s", rows[i].name, w,
                          fd >= 0 ? "opened" : strerror(errno), strerror(rows[i].why));
            CHECK(door_reason(errno)[0]);
        }
    for (size_t w = 0; w < 2; w++) {
        int fd = ways[w](folder_fd, "", DOOR_FOLDER);

        CHECK(fd >= 0);
        close(fd);
        CHECK(ways[w](folder_fd, "to-dir", DOOR_FOLDER) < 0 && errno == ELOOP);
        CHECK(ways[w](folder_fd, "a.txt", DOOR_FOLDER) < 0 && errno == ENOTDIR);
    }
    leave();
}

TEST("door: a link inside the root to what its name would deny is what only the door stops")
{
    char text[64] = "";

    furnish();

    int fd = openat(folder_fd, "notes.txt", O_RDONLY | O_CLOEXEC); /* the door switched off */

    CHECK(fd >= 0 && read(fd, text, sizeof(text) - 1) > 0);
    close(fd);
    CHECK_STR(text, "inside, and denied by its name");
    CHECK_STR(content(door_open, "notes.txt"), "");
    CHECK_STR(content(door_walk, "notes.txt"), "");
    leave();
}

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
    int fd = open(room_path("root/a.txt"), O_WRONLY | O_APPEND | O_CLOEXEC);

    CHECK(fd >= 0 && write(fd, "x", 1) == 1);
    close(fd);
}

static void cut(void)
{
    CHECK_INT(truncate(room_path("root/a.txt"), 1), 0);
}

static void replace(void)
{
    room_file("root/new", "inside");
    CHECK_INT(rename(room_path("root/new"), room_path("root/a.txt")), 0);
}

static void overwrite(void)
{
    int fd = open(room_path("root/a.txt"), O_WRONLY | O_CLOEXEC);

    usleep(20000); /* the clock of a file system has ticks */
    CHECK(fd >= 0 && pwrite(fd, "INSIDE", 6, 0) == 6);
    close(fd);
}

static void become_pipe(void)
{
    CHECK_INT(unlink(room_path("root/a.txt")), 0);
    CHECK_INT(mkfifo(room_path("root/a.txt"), 0600), 0);
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

    snprintf(address.sun_path, sizeof(address.sun_path), "%s", room_path("root/socket"));
    CHECK_INT(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    close(fd);
}

TEST("door: pipes, sockets, devices, folders and what is too large are refused at once, by what "
     "they "
     "are (fault D12)")
{
    furnish();
    slowest_us = 0;
    CHECK_INT(mkfifo(room_path("root/pipe"), 0600), 0);
    make_socket();
    room_file("root/sparse", "");
    CHECK_INT(truncate(room_path("root/sparse"), 10LL << 30), 0);
    room_file("root/large", "");
    CHECK_INT(truncate(room_path("root/large"), FILE_TEXT_MAX + 1), 0);
    room_file("root/just", "");
    CHECK_INT(truncate(room_path("root/just"), FILE_TEXT_MAX), 0);
    room_file("root/empty", "");

    bool has_devices = mknod(room_path("root/zero"), S_IFCHR | 0600, makedev(1, 5)) == 0 &&
                       mknod(room_path("root/tty"), S_IFCHR | 0600, makedev(5, 0)) == 0;

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
    CHECK_INT(mkfifo(room_path("root/notes.md"), 0600), 0);

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
    room_file("root/closed", "outside");
    room_file("root/shut/a", "outside");
    chmod(room_path("root/closed"), 0);
    chmod(room_path("root/shut"), 0);
    chmod(room_path("root"), 0755);
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
