/* Units of files/door: what leads out of a folder, in every spelling. */
#include "attempts.h"
#include "door_room.h"
#include "files/path.h"
#include "test.h"

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
    snprintf(top, sizeof(top), "%s/", room_path("top") + 1);
    if (path.is_absolute && !path_is_below(name, room_path("top") + 1))
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

#ifndef PORTABLE
TEST("door: a way up and down again is what only the reading of the argument stops")
{
    furnish();
    CHECK_STR(content(door_open, "dir/../a.txt"), "inside");
    CHECK_STR(by_argument(door_open, "dir/../a.txt"), "");
    leave();
}
#endif

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
