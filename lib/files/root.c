/* root - the folders whose files may be read.
 *
 *   the first source that names any -> opened -> real path -> never these -> owner
 */
#include "files/root.h"

#include "base/buf.h"
#include "base/limits.h"
#include "files/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define SHOWN_MAX   400
#define PARENTS_MAX 64

#ifdef O_PATH
#define ROOT_FLAGS (O_PATH | O_DIRECTORY | O_CLOEXEC)
#else
#define ROOT_FLAGS (O_RDONLY | O_DIRECTORY | O_CLOEXEC)
#endif

/* A path that a root must not be, hold, or lie in. */
struct barrier {
    const char *path;
    bool below_too;
    const char *what;
};

static const struct barrier system_barriers[] = {
    { "/", false, "the whole machine" },
    { "/proc", true, "the kernel's" },
    { "/sys", true, "the kernel's" },
    { "/dev", true, "the kernel's" },
};

/* ours: a real path, perhaps of something that is not there. */
static bool hits(const char *path, const char *barrier, bool below_too)
{
    const char *inner = strcmp(barrier, "/") == 0 ? "" : barrier;

    if (strcmp(path, "/") == 0 || strcmp(path, barrier) == 0)
        return true;
    return (inner[0] && path_is_below(inner, path)) || (below_too && path_is_below(path, inner));
}

static int refuse(const char *path, const char *what, struct err *err)
{
    char shown[PATH_SHOWN_SIZE];

    return err_set(err, ERR_POLICY,
                   "%s is, or holds, %s: no folder to read files in. Name the project's folder",
                   path_show(shown, slice_of(path)), what);
}

static int check_one(const char *path, const char *barrier, bool below_too, const char *what,
                     struct err *err)
{
    CLEANUP(freep) char *real = barrier ? realpath(barrier, NULL) : NULL;

    if (!barrier || !hits(path, real ? real : barrier, below_too))
        return 0;
    return refuse(path, what, err);
}

/* Folders in shared memory are used as a fast disk; what lies beside them is other programs'. */
static bool is_fast_disk(const char *path)
{
    return path_is_below(path, "/dev/shm") && strcmp(path, "/dev/shm") != 0;
}

static int check_barriers(const char *path, const struct roots_options *options, struct err *err)
{
    for (size_t i = 0; i < ARRAY_COUNT(system_barriers) && !is_fast_disk(path); i++)
        if (check_one(path, system_barriers[i].path, system_barriers[i].below_too,
                      system_barriers[i].what, err) < 0)
            return -1;
    if (check_one(path, options->home, false, "the home directory", err) < 0)
        return -1;
    for (const char *const *ours = options->ours; ours && *ours; ours++)
        if (check_one(path, *ours, true, "this server's own files", err) < 0)
            return -1;
    return 0;
}

static int check_owner(const struct stat *folder, const char *path, struct err *err)
{
    char shown[PATH_SHOWN_SIZE];

    path_show(shown, slice_of(path));
    if (folder->st_uid == geteuid())
        return 0;
    return err_set(err, ERR_POLICY,
                   "%s belongs to another user (uid %u), who could put links and secrets there; to "
                   "allow it, start the server with --root %s",
                   shown, (unsigned)folder->st_uid, shown);
}

/* The real path of what fd is; NULL when it is something else by now. */
static char *real_path_of(int fd, const char *path, struct stat *opened)
{
    char *real = realpath(path, NULL);
    struct stat named;

    if (real && fstat(fd, opened) == 0 && stat(real, &named) == 0 &&
        named.st_dev == opened->st_dev && named.st_ino == opened->st_ino)
        return real;
    free(real);
    return NULL;
}

static bool has_root(const struct roots *roots, const char *path)
{
    for (size_t i = 0; i < roots->count; i++)
        if (strcmp(roots->items[i].path, path) == 0)
            return true;
    return false;
}

static int open_root(struct root *root, const char *path, const struct roots_options *options,
                     bool any_owner, struct err *err)
{
    char shown[PATH_SHOWN_SIZE];
    struct stat folder;

    *root = (struct root){ .fd = open(path, ROOT_FLAGS) };
    if (root->fd >= 0)
        root->path = real_path_of(root->fd, path, &folder);
    if (!root->path) {
        err_set(err, ERR_CONFIG, "%s cannot be used as a folder to read files in: %s",
                path_show(shown, slice_of(path)), strerror(errno));
        return -1;
    }
    root->given = xstrdup(path[0] == '/' ? path : root->path);
    for (size_t size = strlen(root->given); size > 1 && root->given[size - 1] == '/'; size--)
        root->given[size - 1] = '\0';
    if (check_barriers(root->path, options, err) < 0)
        return -1;
    root->is_named = any_owner;
    return any_owner ? 0 : check_owner(&folder, root->path, err);
}

static void root_done(struct root *root)
{
    if (root->fd >= 0)
        close(root->fd);
    free(root->path);
    free(root->given);
}

static void add(struct roots *roots, struct root root)
{
    roots->items = xrealloc(roots->items, (roots->count + 1) * sizeof(*roots->items));
    roots->items[roots->count++] = root;
}

/* The first thing that is wrong is what is said. */
static void blame(struct roots *roots, const struct err *err)
{
    if (roots->err.kind == ERR_NONE)
        roots->err = *err;
}

static void add_path(struct roots *roots, const char *path, const struct roots_options *options,
                     bool any_owner)
{
    struct err err = { 0 };
    struct root root;

    if (roots->count == ROOTS_MAX) {
        err_set(&err, ERR_CONFIG, "more than %d folders are named to read files in", ROOTS_MAX);
        blame(roots, &err);
        return;
    }
    if (open_root(&root, path, options, any_owner, &err) == 0 && !has_root(roots, root.path)) {
        add(roots, root);
        return;
    }
    if (err.kind != ERR_NONE)
        blame(roots, &err);
    root_done(&root);
}

static void add_all(struct roots *roots, const char *const *paths,
                    const struct roots_options *options, bool any_owner)
{
    for (; *paths; paths++)
        add_path(roots, *paths, options, any_owner);
}

/* Whether a folder or one above it has a .git, which a linked work tree has as a file. */
static bool is_in_work_tree(const char *folder)
{
    char *at = realpath(folder, NULL);
    bool found = false;

    for (int i = 0; at && i < PARENTS_MAX && !found; i++) {
        CLEANUP(buf_done) struct buf path = BUF_MAX(PATH_BYTES_MAX);
        char *slash = strrchr(at, '/');
        struct stat git;

        buf_addf(&path, "%s/.git", at);
        found = lstat(buf_text(&path), &git) == 0 && (S_ISDIR(git.st_mode) || S_ISREG(git.st_mode));
        if (!slash || !at[0])
            break;
        *slash = '\0';
    }
    free(at);
    return found;
}

struct roots *roots_open(const struct roots_options *options)
{
    struct roots *roots = xcalloc(1, sizeof(*roots));

    roots->refs_ = 1;
    if (options->flags && options->flags[0])
        add_all(roots, options->flags, options, true);
    else if (options->settings && options->settings[0])
        add_all(roots, options->settings, options, false);
    else if (options->project)
        add_path(roots, options->project, options, false);
    else if (options->directory && is_in_work_tree(options->directory))
        add_path(roots, options->directory, options, false);
    if (roots->count == 0 && roots->err.kind == ERR_NONE)
        err_set(&roots->err, ERR_CONFIG,
                "no folder is named whose files may be read: start the server with --root FOLDER, "
                "set \"roots\" in config.json, or start it in a git work tree");
    return roots;
}

struct roots *roots_share(struct roots *roots)
{
    __atomic_add_fetch(&roots->refs_, 1, __ATOMIC_RELAXED);
    return roots;
}

struct roots *roots_free(struct roots *roots)
{
    if (!roots || __atomic_sub_fetch(&roots->refs_, 1, __ATOMIC_ACQ_REL) > 0)
        return NULL;
    for (size_t i = 0; i < roots->count; i++)
        root_done(&roots->items[i]);
    free(roots->items);
    free(roots);
    return NULL;
}

/* name has no slash in front, the folder has one. */
static const char *behind(const char *name, const char *folder)
{
    if (!path_is_below(name, folder + 1))
        return NULL;
    name += strlen(folder + 1);
    return *name == '/' ? name + 1 : name;
}

const char *root_below(const struct root *root, const char *name, bool is_absolute)
{
    if (!is_absolute)
        return name;

    const char *below = behind(name, root->path);

    return below ? below : behind(name, root->given);
}

const char *roots_show(char shown[ROOTS_SHOWN_SIZE], const struct roots *roots)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(SHOWN_MAX);

    for (size_t i = 0; i < roots->count; i++)
        buf_addf(&text, "%s%s",
                 i == 0                 ? ""
                 : i + 1 < roots->count ? ", "
                                        : " and ",
                 roots->items[i].path);
    snprintf(shown, ROOTS_SHOWN_SIZE, "%s%s", buf_text(&text), text.full ? " ..." : "");
    return shown;
}
