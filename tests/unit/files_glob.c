/* Units of files/glob and files/walk. */
#include "base/clock.h"
#include "base/limits.h"
#include "file_room.h"
#include "files/walk.h"
#include "test.h"

#include <stdlib.h>

static bool matches(const char *pattern, const char *name)
{
    struct glob glob;
    struct err err;
    bool is_match = glob_read(&glob, pattern, &err) == 0 && glob_matches(&glob, name);

    glob_done(&glob);
    return is_match;
}

struct row {
    const char *pattern, *name;
    bool is_match;
};

static void check_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (matches(rows[i].pattern, rows[i].name) != rows[i].is_match)
            test_fail(__FILE__, __LINE__, "%s %s %s", rows[i].pattern,
                      rows[i].is_match ? "does not match" : "matches", rows[i].name);
}

TEST("glob: within a component, stars, question marks and brackets mean what they mean to git")
{
    static const struct row rows[] = {
        { "a", "a", true },
        { "a", "b", false },
        { "a", "A", false },
        { "*", "a", true },
        { "*", ".a", true },
        { "*", "a/b", false },
        { "*.c", "a.c", true },
        { "*.c", ".c", true },
        { "*.c", "a.h", false },
        { "*.c", "d/a.c", false },
        { "a*b*c", "axbyc", true },
        { "a*b*c", "abxc", true },
        { "a*b*c", "acb", false },
        { "a**b", "axb", true },
        { "a**b", "a/b", false },
        { "?", "a", true },
        { "?", "\xC3\xA4", true },
        { "??", "\xC3\xA4", false },
        { "a?c", "a/c", false },
        { "[abc]", "b", true },
        { "[abc]", "d", false },
        { "[a-c]x", "bx", true },
        { "[!a-c]", "d", true },
        { "[!a-c]", "a", false },
        { "[^a]", "b", true },
        { "[]a]", "]", true },
        { "[]a]", "a", true },
        { "[a-]", "-", true },
        { "[-a]", "-", true },
        { "[!]a]", "]", false },
        { "[\xC3\xA0-\xC3\xBF]", "\xC3\xA4", true },
        { "[a", "[a", true },
        { "[", "[", true },
        { "[]", "[]", true },
        { "[id]", "[id]", false },
        { "[[]id]", "[id]", true },
        { "[*]", "*", true },
        { "[*]", "a", false },
        { "a[/]b", "a/b", false },
        { "", "", true },
        { "", "a", false },
    };

    check_rows(rows, sizeof(rows) / sizeof(*rows));
}

TEST("glob: two stars as a component stand for any folders, none included")
{
    static const struct row rows[] = {
        { "**", "a", true },
        { "**", "a/b/c", true },
        { "**/a", "a", true },
        { "**/a", "b/a", true },
        { "**/a", "b/c/a", true },
        { "**/a", "ba", false },
        { "a/**", "a/b", true },
        { "a/**", "a/b/c", true },
        { "a/**", "a", false },
        { "a/**", "ab", false },
        { "a/**/b", "a/b", true },
        { "a/**/b", "a/x/y/b", true },
        { "a/**/b", "a/xb", false },
        { "**/*.c", "a.c", true },
        { "**/*.c", "a/b/.c", true },
        { "**/**", "a", true },
        { "**/**/a", "a", true },
        { "**/a/**/b", "x/a/y/b", true },
        { "**/a/**/b", "x/a/y/a/z/b", true },
        { "**/a/b", "a/a/b", true },
        { "*/a", "a", false },
        { "*/a", "x/a", true },
        { "*/a", "x/y/a", false },
        { "**/x/*/z", "x/x/y/z", true },
        { "a/*/c/**", "a/b/c", false },
    };

    check_rows(rows, sizeof(rows) / sizeof(*rows));
}

TEST("glob: braces stand for alternatives, which may hold slashes, patterns and braces")
{
    static const struct row rows[] = {
        { "*.{c,h}", "a.c", true },
        { "*.{c,h}", "a.h", true },
        { "*.{c,h}", "a.o", false },
        { "{a,b}/{c,d}", "b/c", true },
        { "{a,b}/{c,d}", "b/e", false },
        { "{a,b{c,d}}", "bd", true },
        { "{a,b{c,d}}", "b", false },
        { "{a,}x", "x", true },
        { "{src,lib/**}/a", "lib/x/a", true },
        { "{*.c,b*}", "by", true },
        { "{a}", "{a}", true },
        { "{a}", "a", false },
        { "{a,b", "{a,b", true },
        { "a,b}", "a,b}", true },
        { "{}", "{}", true },
        { "{a{b,c}", "{ab", true },
        { "{a,b}{c,d}{e,f}", "bde", true },
    };
    struct glob glob;
    struct err err;

    check_rows(rows, sizeof(rows) / sizeof(*rows));
    CHECK_INT(glob_read(&glob, "{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}", &err), 0);
    CHECK_INT(glob.count, 64);
    glob_done(&glob);
    CHECK_INT(glob_read(&glob, "{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}", &err), -1);
    CHECK_SAYS(err.text, "more than 64 patterns");
    glob_done(&glob);
}

TEST("glob: a pattern says in which folder to begin, and which folders are worth a look")
{
    static const struct {
        const char *pattern, *start, *inside, *outside;
    } rows[] = {
        { "src/**/*.c", "src", "src/a/b", "lib" },
        { "*.c", "", NULL, "src" },
        { "a/b/c*", "a/b", "a/b", "a/b/c" },
        { "a/{b,c}/d", "a", "a/c", "a/d" },
        { "a/*/c", "a", "a/x", "a/x/y" },
        { "**/x", "", "any/thing", NULL },
        { "a/**", "a", "a/b/c", "b" },
        { "plain/name", "plain", "plain", "name" },
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct glob glob;
        struct err err;

        CHECK_INT(glob_read(&glob, rows[i].pattern, &err), 0);
        CHECK_STR(glob.start, rows[i].start);
        CHECK(!rows[i].inside || glob_reaches(&glob, rows[i].inside));
        CHECK(!rows[i].outside || !glob_reaches(&glob, rows[i].outside));
        glob_done(&glob);
    }
}

static void repeat(char *text, size_t size, const char *piece, const char *last)
{
    text[0] = '\0';
    for (size_t used = 0; used + strlen(piece) + strlen(last) < size; used += strlen(piece))
        memcpy(text + used, piece, strlen(piece) + 1);
    memcpy(text + strlen(text), last, strlen(last) + 1);
}

TEST("glob: patterns made to be slow are not")
{
    static const struct {
        const char *pattern, *pattern_end, *name, *name_end;
    } rows[] = {
        { "*a", "*b", "a", "" },       { "**/a/", "b", "a/", "c" }, { "**/", "b", "a/", "c" },
        { "{", "", "a", "" },          { "*", "b", "a", "" },       { "[a-z]*", "b", "a", "" },
        { "**/*a*/", "b", "a/", "c" }, { "{a,", "", "a", "" },      { "[", "", "a", "" },
    };
    char name[PATH_BYTES_MAX], pattern[PATH_BYTES_MAX];
    int64_t before = clock_ms();

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        repeat(pattern, sizeof(pattern), rows[i].pattern, rows[i].pattern_end);
        repeat(name, sizeof(name), rows[i].name, rows[i].name_end);
        CHECK(!matches(pattern, name));
    }
    CHECK(clock_ms() - before < 2000);
}

/* What a walk finds, one name a line. */
struct found {
    char text[4000];
    const char *closed; /* a folder not to enter */
    size_t left;        /* files until it is enough */
};

static bool enter(void *user, const char *name)
{
    struct found *found = user;

    return !found->closed || strcmp(found->closed, name) != 0;
}

static bool on_file(void *user, const char *name)
{
    struct found *found = user;

    size_t size = strlen(found->text);

    snprintf(found->text + size, sizeof(found->text) - size, "%s\n", name);
    return found->left == 0 || --found->left > 0;
}

static enum walk_end walk_ends;
static struct walk walk;

static const char *find(const char *pattern, const char *closed, size_t enough)
{
    static struct found found;
    struct glob glob;
    struct err err;

    found = (struct found){ .closed = closed, .left = enough };
    walk = (struct walk){
        .root_fd = open(room, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
        .glob = &glob,
        .due_ms = walk.due_ms,
        .is_wanted = walk.is_wanted,
        .enter = enter,
        .on_file = on_file,
        .user = &found,
    };
    CHECK_INT(glob_read(&glob, pattern, &err), 0);
    walk_ends = walk_run(&walk);
    glob_done(&glob);
    close(walk.root_fd);
    walk.due_ms = 0;
    walk.is_wanted = NULL;
    return found.text;
}

static void furnish(void)
{
    room_enter();
    room_file("b.c", "");
    room_file("a.c", "");
    room_file("a.h", "");
    room_file("d/e/f.c", "");
    room_file("d/.hidden.c", "");
    room_file("d-1/g.c", "");
    room_file("sub/.git/config.c", "");
    room_file(".git/x.c", "");
    room_link("a.c", "link.c");
    room_link("d", "folder-link");
    CHECK_INT(mkfifo(room_path("pipe.c"), 0600), 0);
}

TEST("walk: files that match come in the order of their names, folder by folder; links, pipes and "
     ".git do not")
{
    furnish();
    CHECK_STR(find("**/*.c", NULL, 0), "a.c\nb.c\nd/.hidden.c\nd/e/f.c\nd-1/g.c\n");
    CHECK_INT(walk_ends, WALK_WHOLE);
    CHECK_INT(walk.links, 2);
    CHECK_STR(find("*.c", NULL, 0), "a.c\nb.c\n");
    CHECK_STR(find("d/**", NULL, 0), "d/.hidden.c\nd/e/f.c\n");
    CHECK_STR(find("{a,b}.{c,h}", NULL, 0), "a.c\na.h\nb.c\n");
    CHECK_STR(find("folder-link/**", NULL, 0), "");
    CHECK_STR(find(".git/*", NULL, 0), "");
    CHECK_STR(find("sub/.git/**", NULL, 0), "");
    CHECK_STR(find("nowhere/**", NULL, 0), "");
    CHECK_STR(find("**/*.c", "d", 0), "a.c\nb.c\nd-1/g.c\n");
    CHECK_STR(find("**", NULL, 2), "a.c\na.h\n");
    CHECK_INT(walk_ends, WALK_ENOUGH);
    room_leave();
}

TEST("walk: time, a word from elsewhere, depth and the number of entries end it, and are told")
{
    bool is_wanted = false;
    char deep[400] = "";

    furnish();
    walk.due_ms = clock_ms();
    CHECK_STR(find("**", NULL, 0), "");
    CHECK_INT(walk_ends, WALK_TIME);
    CHECK_SAYS(walk_words(walk_ends), "time");
    walk.is_wanted = &is_wanted;
    find("**", NULL, 0);
    CHECK_INT(walk_ends, WALK_TIME);
    for (int i = 0; i < WALK_DEPTH_MAX + 2; i++)
        snprintf(deep + strlen(deep), sizeof(deep) - strlen(deep), "%sz", i ? "/" : "");
    room_folder(deep);
    find("z/**", NULL, 0);
    CHECK_INT(walk_ends, WALK_WHOLE);
    CHECK_INT(walk.deep, 1);
    CHECK(!walk_words(WALK_WHOLE) && walk_words(WALK_ENTRIES));
    room_leave();
}
