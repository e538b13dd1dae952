/* Units of files/path. */
#include "base/limits.h"
#include "files/path.h"
#include "test.h"

#include <stdlib.h>

/* "name|bare|10-80", with "/" in front of an absolute one, and "/" behind a folder. */
static const char *reading(const char *text)
{
    static char out[2 * PATH_BYTES_MAX];
    CLEANUP(path_done) struct path path;
    struct err err;

    if (path_read(&path, slice_of(text), &err) < 0) {
        snprintf(out, sizeof(out), "%s", err.text);
        return out;
    }
    int size = snprintf(out, sizeof(out), "%s%s%s", path.is_absolute ? "/" : "", path.name,
                        path.is_folder ? "/" : "");

    if (path.bare)
        snprintf(out + size, sizeof(out) - (size_t)size, "|%s|%zu-%zu", path.bare, path.range.first,
                 path.range.last);
    if (path.has_bad_range)
        snprintf(out + size, sizeof(out) - (size_t)size, "|bad");
    return out;
}

TEST("path: a name is its components, however many slashes and dots it is written with")
{
    CHECK_STR(reading("src/main.c"), "src/main.c");
    CHECK_STR(reading("./src//./main.c"), "src/main.c");
    CHECK_STR(reading(".//a"), "a");
    CHECK_STR(reading("/a/b"), "/a/b");
    CHECK_STR(reading("//a/./b"), "/a/b");
    CHECK_STR(reading("src/"), "src/");
    CHECK_STR(reading("src/."), "src/");
    CHECK_STR(reading("."), "/");
    CHECK_STR(reading("./"), "/");
    CHECK_STR(reading("/"), "//");
    CHECK_STR(reading("...a/..b/c.."), "...a/..b/c..");
    CHECK_STR(reading(" a b "), " a b ");
    CHECK_STR(reading("\xC3\xA4/\xE6\x97\xA5.txt"), "\xC3\xA4/\xE6\x97\xA5.txt");
}

TEST("path: lines behind a name are understood in every form that is written, and the whole name "
     "stays")
{
    CHECK_STR(reading("a.c:10-80"), "a.c:10-80|a.c|10-80");
    CHECK_STR(reading("a.c:10"), "a.c:10|a.c|10-10");
    CHECK_STR(reading("a.c#L10-L80"), "a.c#L10-L80|a.c|10-80");
    CHECK_STR(reading("a.c#L10-80"), "a.c#L10-80|a.c|10-80");
    CHECK_STR(reading("a.c#L10"), "a.c#L10|a.c|10-10");
    CHECK_STR(reading("a.c:10:5"), "a.c:10:5|a.c|10-10");
    CHECK_STR(reading("./src//a.c:1-2"), "src/a.c:1-2|src/a.c|1-2");
    CHECK_STR(reading("/src/a.c:7"), "/src/a.c:7|src/a.c|7-7");
    CHECK_STR(reading("a:1/b:2"), "a:1/b:2|a:1/b|2-2");
    CHECK_STR(reading("a.c:1-3:4-5"), "a.c:1-3:4-5|a.c:1-3|4-5");
}

TEST("path: what only looks like lines is a name")
{
    CHECK_STR(reading("a.c:"), "a.c:");
    CHECK_STR(reading("a.c:x"), "a.c:x");
    CHECK_STR(reading("a.c:10-"), "a.c:10-");
    CHECK_STR(reading("a.c:-10"), "a.c:-10");
    CHECK_STR(reading("a.c:1-2-3"), "a.c:1-2-3");
    CHECK_STR(reading("a.c:10x"), "a.c:10x");
    CHECK_STR(reading("a.c#10"), "a.c#10");
    CHECK_STR(reading("a.c#L"), "a.c#L");
    CHECK_STR(reading("a.c:L10"), "a.c:L10");
    CHECK_STR(reading(":10"), ":10");
    CHECK_STR(reading("src/:10"), "src/:10");
    CHECK_STR(reading("a.c:10/b"), "a.c:10/b");
    CHECK_STR(reading("..:10"), "..:10");
    CHECK_STR(reading("a/..#L10"), "a/..#L10");
    CHECK_STR(reading(".:10"), ".:10");
    CHECK_STR(reading("..:10:5"), "..:10:5|..:10|5-5");
    CHECK_STR(reading("a.c:10/"), "a.c:10/");
    CHECK_STR(reading("a.c:1234567890"), "a.c:1234567890");
    CHECK_STR(reading("a.c:0"), "a.c:0|bad");
    CHECK_STR(reading("a.c:80-10"), "a.c:80-10|bad");
    CHECK_STR(reading("a.c#L9-L1"), "a.c#L9-L1|bad");
}

TEST("path: what a path cannot be is refused with what to write instead")
{
    char longest[PATH_BYTES_MAX + 1];
    struct path path;
    struct err err;

    CHECK_SAYS(reading(""), "empty");
    CHECK_SAYS(reading("../a"), "no \"..\"");
    CHECK_SAYS(reading("a/../b"), "no \"..\"");
    CHECK_SAYS(reading("a/.."), "no \"..\"");
    CHECK_SAYS(reading(".."), "from the top of the project");
    CHECK_SAYS(reading("/../a"), "no \"..\"");
    CHECK_SAYS(reading("src\\main.c"), "src\\main.c: write / between folders");
    CHECK_SAYS(reading("a\nb"), "a?b: a path has no line ends");
    CHECK_SAYS(reading("a\x1b[1m"), "control characters");
    CHECK_SAYS(reading("a\x7f"), "control characters");
    CHECK_SAYS(reading("a\xff"), "not UTF-8 at byte 1");
    CHECK_SAYS(reading("a\xc0\xaf"), "not UTF-8");
    CHECK_INT(path_read(&path, (struct slice){ "a\0b", 3 }, &err), -1);
    CHECK_SAYS(err.text, "a: a path has no line ends, NUL");
    path_done(&path);
    memset(longest, 'a', sizeof(longest));
    longest[PATH_BYTES_MAX - 1] = '\0';
    CHECK_INT(strlen(reading(longest)), PATH_BYTES_MAX - 1);
    longest[PATH_BYTES_MAX - 1] = 'a';
    longest[PATH_BYTES_MAX] = '\0';
    CHECK_SAYS(reading(longest), "at most 4095 bytes, this one 4096");
}

TEST("path: below is by components, not by letters")
{
    CHECK(path_is_below("a/b", "a") && path_is_below("a", "a") && path_is_below("a", ""));
    CHECK(!path_is_below("ab", "a") && !path_is_below("a", "a/b") && !path_is_below("ab/c", "a"));
}
