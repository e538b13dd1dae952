/* Units of files/root: which folders may be read, and what the client takes away. */
#include "base/limits.h"
#include "file_room.h"
#include "files/path.h"
#include "files/root.h"
#include "test.h"

static struct roots *roots;

/* The paths of the roots, relative to the room, or the sentence. */
static const char *chosen(const struct roots_options *options)
{
    static char text[2000];

    roots_free(roots);
    roots = roots_open(options);
    snprintf(text, sizeof(text), "%s", roots->count ? "" : roots->err.text);
    for (size_t i = 0; i < roots->count; i++) {
        const char *path = roots->items[i].path;
        size_t size = strlen(text);

        snprintf(text + size, sizeof(text) - size, "%s%s", i ? " " : "",
                 path_is_below(path, room) ? path + strlen(room) : path);
    }
    return text;
}

static void leave(void)
{
    roots = roots_free(roots);
    room_leave();
}

#define LIST(...)                                                                                  \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

TEST("root: the first that names any folder decides: flags, settings, project, work tree")
{
    char a[PATH_MAX], b[PATH_MAX], work[PATH_MAX];

    room_enter();
    snprintf(a, sizeof(a), "%s", room_folder("a"));
    snprintf(b, sizeof(b), "%s", room_folder("b"));
    room_folder("work/.git");
    snprintf(work, sizeof(work), "%s", room_folder("work/sub"));
    CHECK_STR(chosen(&(struct roots_options){
                  .flags = LIST(a), .settings = LIST(b), .project = b, .directory = work }),
              "/a");
    CHECK_STR(chosen(&(struct roots_options){ .settings = LIST(b, a), .project = a }), "/b /a");
    CHECK_STR(chosen(&(struct roots_options){ .project = a, .directory = work }), "/a");
    CHECK_STR(chosen(&(struct roots_options){ .directory = work }), "/work/sub");
    CHECK_STR(chosen(&(struct roots_options){ .flags = LIST(a, a, b) }), "/a /b");
    CHECK_SAYS(chosen(&(struct roots_options){ .directory = a }), "--root FOLDER");
    room_file("linked/.git", "gitdir: elsewhere");
    CHECK_STR(chosen(&(struct roots_options){ .directory = room_path("linked") }), "/linked");
    leave();
}

TEST(
    "root: neither the machine, nor the home directory, nor what holds it, nor the kernel's or our "
    "own")
{
    char home[PATH_MAX], ours[PATH_MAX], above[PATH_MAX];

    room_enter();
    snprintf(home, sizeof(home), "%s", room_folder("users/me"));
    snprintf(ours, sizeof(ours), "%s", room_folder("users/me/state/openrouter-mcp"));
    snprintf(above, sizeof(above), "%s", room_path("users/me/state"));
    room_folder("users/me/project");
    room_link("users/me", "link");

    struct roots_options options = { .home = home, .ours = LIST(ours) };
    const char *const *refused[] = {
        LIST("/"),
        LIST("//"),
        LIST("/.."),
        LIST("/proc"),
        LIST("/sys"),
        LIST("/dev"),
        LIST("/dev/shm"),
        LIST("/proc/self/root"),
        LIST("/proc/self"),
        LIST(home),
        LIST(room),
        LIST(ours),
        LIST(above),
        LIST(room_path("link")),
        LIST(room_path("users/me/../me/.")),
    };

    for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
        options.flags = refused[i];
        CHECK_SAYS(chosen(&options), "no folder to read files in");
    }
    options.flags = LIST(room_folder("users/me/state/openrouter-mcp/answers"));
    CHECK_SAYS(chosen(&options), "this server's own files");
    options.flags = LIST(room_path("link/project"));
    CHECK_STR(chosen(&options), "/users/me/project");
    leave();
}

TEST("root: one that is not there, no folder, or the 17th is left out and said; the others hold")
{
    const char *many[ROOTS_MAX + 2] = { NULL };
    char names[ROOTS_MAX + 1][PATH_MAX];

    room_enter();
    room_file("file", "x");
    CHECK_STR(chosen(&(struct roots_options){ .flags = LIST(room_path("gone"), room_folder("a")) }),
              "/a");
    CHECK_SAYS(roots->err.text, "/gone cannot be used");
    CHECK_SAYS(chosen(&(struct roots_options){ .flags = LIST(room_path("file")) }),
               "/file cannot be used as a folder");
    for (int i = 0; i <= ROOTS_MAX; i++) {
        char name[16];

        snprintf(name, sizeof(name), "many/%d", i);
        snprintf(names[i], PATH_MAX, "%s", room_folder(name));
        many[i] = names[i];
    }
    chosen(&(struct roots_options){ .flags = many });
    CHECK_INT(roots->count, ROOTS_MAX);
    CHECK_SAYS(roots->err.text, "more than 16 folders");
    leave();
}

TEST("root: a folder of another user needs --root")
{
    room_enter();
    room_folder("theirs");
    if (geteuid() != 0 || chown(room_path("theirs"), 12345, 12345) < 0) {
        leave();
        SKIP("only root can give a folder away");
    }
    CHECK_SAYS(chosen(&(struct roots_options){ .project = room_path("theirs") }),
               "belongs to another user (uid 12345)");
    CHECK_SAYS(roots->err.text, "--root ");
    CHECK_SAYS(chosen(&(struct roots_options){ .settings = LIST(room_path("theirs")) }),
               "uid 12345");
    CHECK_STR(chosen(&(struct roots_options){ .flags = LIST(room_path("theirs")) }), "/theirs");
    leave();
}

TEST("root: absolute names are below a root by components, also by the name with links that it was "
     "given")
{
    room_enter();
    room_folder("real/proj");
    room_folder("real/proj-old");
    room_link("real", "link");
    chosen(&(struct roots_options){ .flags = LIST(room_path("link/proj/")) });

    const struct root *root = &roots->items[0];

    CHECK_STR(root_below(root, "a/b", false), "a/b");
    CHECK_STR(root_below(root, room_path("real/proj/a") + 1, true), "a");
    CHECK_STR(root_below(root, room_path("link/proj/a/b") + 1, true), "a/b");
    CHECK_STR(root_below(root, room_path("real/proj") + 1, true), "");
    CHECK(!root_below(root, room_path("real/proj-old/a") + 1, true));
    CHECK(!root_below(root, room_path("real") + 1, true));
    CHECK(!root_below(root, "etc/passwd", true));
    CHECK(!root_below(root, "", true));
    leave();
}

static const char *path_of_uri(const char *uri)
{
    static char copy[PATH_MAX];
    char *path = root_path_of_uri(slice_of(uri));

    snprintf(copy, sizeof(copy), "%s", path ? path : "none");
    free(path);
    return copy;
}

TEST("root: file URIs of this machine are paths, decoded; everything else is none")
{
    CHECK_STR(path_of_uri("file:///a/b"), "/a/b");
    CHECK_STR(path_of_uri("file://localhost/a"), "/a");
    CHECK_STR(path_of_uri("file:///a%20b/%C3%a4/"), "/a b/\xC3\xA4");
    CHECK_STR(path_of_uri("file:///"), "/");
    CHECK_STR(path_of_uri("file:///a/./b"), "/a/b");
    CHECK_STR(path_of_uri("file:///a/../b"), "none");
    CHECK_STR(path_of_uri("file:///a/%2e%2E/b"), "none");
    CHECK_STR(path_of_uri("file:///a%00b"), "none");
    CHECK_STR(path_of_uri("file:///a%2"), "none");
    CHECK_STR(path_of_uri("file:///a%zz"), "none");
    CHECK_STR(path_of_uri("file:///a%ff"), "none");
    CHECK_STR(path_of_uri("file://host/a"), "none");
    CHECK_STR(path_of_uri("file://"), "none");
    CHECK_STR(path_of_uri("file:/a"), "none");
    CHECK_STR(path_of_uri("https://a/b"), "none");
    CHECK_STR(path_of_uri(""), "none");
}

/* The roots that are left, relative to the room. */
static const char *narrowed(const char *const *names)
{
    static char text[2000];
    char uris[4][PATH_MAX];
    const char *list[4];
    size_t count = 0;

    for (; *names; names++, count++) {
        snprintf(uris[count], PATH_MAX, "file://%s", **names == '/' ? *names : room_path(*names));
        list[count] = uris[count];
    }

    struct roots *narrow = roots_narrow(roots, list, count);

    snprintf(text, sizeof(text), "%s", narrow->count ? "" : narrow->err.text);
    for (size_t i = 0; i < narrow->count; i++) {
        size_t size = strlen(text);

        snprintf(text + size, sizeof(text) - size, "%s%s", i ? " " : "",
                 narrow->items[i].path + strlen(room));
    }
    roots_free(narrow);
    return text;
}

TEST("root: the client's roots only take away")
{
    char a[PATH_MAX];

    room_enter();
    snprintf(a, sizeof(a), "%s", room_folder("a/inner/deep"));
    room_folder("b");
    room_folder("c");
    room_link("../c", "a/out");
    chosen(&(struct roots_options){ .flags = LIST(room_path("a"), room_path("b")) });
    CHECK_STR(narrowed(LIST("a")), "/a");
    CHECK_STR(narrowed(LIST("a", "b")), "/a /b");
    CHECK_STR(narrowed(LIST("")), "/a /b");
    CHECK_STR(narrowed(LIST("/")), "/a /b");
    CHECK_STR(narrowed(LIST("a/inner")), "/a/inner");
    CHECK_STR(narrowed(LIST("a", "a/inner")), "/a");
    CHECK_SAYS(narrowed(LIST("c")), "the client allows no folder");
    CHECK_SAYS(narrowed(LIST("a/gone")), "the client allows no folder");
    CHECK_SAYS(narrowed(LIST("a/out")), "the client allows no folder");
    CHECK_SAYS(narrowed(LIST("ab")), "the client allows no folder");
    CHECK_SAYS(narrowed((const char *const[]){ NULL }), "the client allows no folder");
    CHECK_INT(roots->count, 2);
    leave();
}
