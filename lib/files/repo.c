/* repo - the git repository that a root lies in: where it is, and what must be read of it.
 *
 *   repo_open -> repo_find -> repo_read_rules
 *   repo_find -> start (libgit2, once) -> find -> check_owners -> grant_all
 */
#include "base/limits.h"
#include "files/repo_parts.h"
#include "files/rulefile.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#include <sanitizer/lsan_interface.h>
#endif

int repo_fail(const char *what, struct err *err)
{
    const git_error *error = git_error_last();

    return err_set(err, ERR_CONFIG, "%s: %s", what, error ? error->message : "unknown reason");
}

/* --- libgit2 -------------------------------------------------------------------------------- */

static const git_config_level_t own_searches[] = {
    GIT_CONFIG_LEVEL_PROGRAMDATA,
    GIT_CONFIG_LEVEL_SYSTEM,
    GIT_CONFIG_LEVEL_XDG,
    GIT_CONFIG_LEVEL_GLOBAL,
};

/* Extensions that say how objects or refs are kept, which finding files and rules does not need. */
static const char *extensions[] = { "worktreeconfig",    "partialclone", "preciousobjects",
                                    "relativeworktrees", "objectformat", "compatobjectformat",
                                    "refstorage" };

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct err start_err; /* of the one time */

/* It looks for no file by itself, and who owns a repository is our question. */
static void set_up(void)
{
    bool fails = git_libgit2_init() < 0;

    for (size_t i = 0; i < ARRAY_COUNT(own_searches) && !fails; i++)
        fails = git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, own_searches[i], "") < 0;
    fails = fails || git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0) < 0 ||
            git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions, ARRAY_COUNT(extensions)) < 0;
    if (fails)
        repo_fail("libgit2", &start_err);
}

static int start(struct err *err)
{
    pthread_once(&once, set_up);
    if (start_err.kind == ERR_NONE)
        return 0;
    *err = start_err;
    return -1;
}

void repo_overlook_leaks(bool is_on)
{
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
    if (is_on)
        __lsan_disable();
    else
        __lsan_enable();
#endif
    (void)is_on;
}

static int open_git(git_repository **git, const char *root)
{
    int rc;

    repo_overlook_leaks(true); /* of a pattern that does not match, once for each repository */
    rc = git_repository_open_ext(git, root, 0, NULL);
    repo_overlook_leaks(false);
    return rc;
}

/* --- where it is ---------------------------------------------------------------------------- */

static char *without_slash(const char *path)
{
    size_t size = strlen(path);

    while (size > 1 && path[size - 1] == '/')
        size--;
    return slice_dup((struct slice){ path, size });
}

static bool is_within(const char *path, const char *folder)
{
    size_t size = strlen(folder);

    return strncmp(path, folder, size) == 0 &&
           (path[size] == '/' || path[size] == '\0' || strcmp(folder, "/") == 0);
}

static int find(struct repo *repo, const char *root, struct err *err)
{
    int rc = open_git(&repo->git, root);
    const char *workdir;

    if (rc == GIT_ENOTFOUND)
        return 0;
    if (rc < 0)
        return repo_fail("the git repository cannot be opened", err);
    workdir = git_repository_workdir(repo->git);
    if (!workdir)
        return 0;

    CLEANUP(freep) char *named = without_slash(workdir);

    repo->top = realpath(named, NULL);
    if (!repo->top || !is_within(root, repo->top))
        return err_set(err, ERR_POLICY,
                       "the repository %s has its files in another place (core.worktree is %s)",
                       git_repository_path(repo->git), workdir);
    return 0;
}

/* Root may own what the user could not change: it can do everything anyway. */
static int check_owner(const char *path, struct err *err)
{
    struct stat status;

    if (lstat(path, &status) < 0)
        return err_set(err, ERR_POLICY, "%s: %s", path, strerror(errno));
    if (status.st_uid == geteuid() || status.st_uid == 0)
        return 0;
    return err_set(err, ERR_POLICY,
                   "%s belongs to another user (uid %u), and git does not use it either; name the "
                   "folder with --root if you trust it",
                   path, (unsigned)status.st_uid);
}

static int check_owners(const struct repo *repo, struct err *err)
{
    if (check_owner(git_repository_path(repo->git), err) < 0 ||
        check_owner(git_repository_commondir(repo->git), err) < 0)
        return -1;
    return repo->top ? check_owner(repo->top, err) : 0;
}

/* --- what must be readable ------------------------------------------------------------------ */

static int grant(struct repo *repo, const char *path, struct err *err)
{
    CLEANUP(freep) char *real = realpath(path, NULL);

    if (!real)
        return err_set(err, ERR_POLICY, "%s: %s", path, strerror(errno));
    for (size_t i = 0; i < repo->grant_count; i++)
        if (strcmp(repo->grants[i], real) == 0)
            return 0;
    if (repo->grant_count == REPO_GRANTS_MAX)
        return err_set(err, ERR_POLICY, "the repository borrows from more than %d folders",
                       REPO_GRANTS_MAX);
    repo->grants[repo->grant_count++] = TAKE(real);
    return 0;
}

static int grant_alternates(struct repo *repo, const char *objects, int depth, struct err *err);

static int grant_alternate(struct repo *repo, const char *objects, struct slice line, int depth,
                           struct err *err)
{
    CLEANUP(freep) char *name = slice_dup(line);
    CLEANUP(freep) char *path = name[0] == '/' ? xstrdup(name) : rulefile_path(objects, name);

    if (name[0] == '\0' || name[0] == '#')
        return 0;
    if (access(path, F_OK) < 0)
        return 0;
    return grant(repo, path, err) < 0 ? -1 : grant_alternates(repo, path, depth + 1, err);
}

static int grant_alternates(struct repo *repo, const char *objects, int depth, struct err *err)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(RULES_FILE_MAX);
    CLEANUP(freep) char *path = rulefile_path(objects, "info/alternates");
    struct slice rest, line;
    struct stat status;

    if (depth > ALTERNATES_MAX)
        return 0;
    if (rulefile_read(AT_FDCWD, path, true, &text, &status, err) < 0)
        return err_wrap(err, "%s", path);
    rest = buf_slice(&text);
    while (slice_split(&rest, '\n', &line))
        if (grant_alternate(repo, objects, line, depth, err) < 0)
            return -1;
    return 0;
}

static int grant_all(struct repo *repo, struct err *err)
{
    CLEANUP(freep)
    char *objects = rulefile_path(git_repository_commondir(repo->git), "objects");
    /* In a work tree or a submodule, .git is a file that says where the rest is. */
    CLEANUP(freep) char *link = repo->top ? rulefile_path(repo->top, ".git") : NULL;

    if (grant(repo, git_repository_path(repo->git), err) < 0 ||
        grant(repo, git_repository_commondir(repo->git), err) < 0)
        return -1;
    if (link && access(link, F_OK) == 0 && grant(repo, link, err) < 0)
        return -1;
    return grant_alternates(repo, objects, 0, err);
}

/* --- */

int repo_find(struct repo **made, const char *folder, bool trusts_others, struct err *err)
{
    struct repo *repo = xcalloc(1, sizeof(*repo));

    *made = repo;
    if (start(err) < 0 || find(repo, folder, err) < 0)
        return -1;
    if (repo->git && !trusts_others && check_owners(repo, err) < 0)
        return -1;
    return repo->git ? grant_all(repo, err) : 0;
}

int repo_open(struct repo **made, const char *root, const struct repo_user *user, struct err *err)
{
    if (repo_find(made, root, user->trusts_others, err) < 0)
        return -1;
    return repo_read_rules(*made, user, err);
}

const char *repo_top(const struct repo *repo)
{
    return repo->top;
}

bool repo_folds(const struct repo *repo)
{
    return repo->folds;
}

const char *repo_grant(const struct repo *repo, size_t index)
{
    return index < repo->grant_count ? repo->grants[index] : NULL;
}

struct ignorefile *repo_take_rules(struct repo *repo)
{
    struct ignorefile **next = &repo->rules[repo->rules_taken];

    if (repo->rules_taken == repo->rules_count)
        return NULL;
    repo->rules_taken++;
    return TAKE(*next);
}

struct repo *repo_free(struct repo *repo)
{
    if (!repo)
        return NULL;
    for (size_t i = 0; i < repo->grant_count; i++)
        free(repo->grants[i]);
    for (size_t i = 0; i < repo->rules_count; i++)
        ignorefile_free(repo->rules[i]);
    git_repository_free(repo->git);
    free(repo->top);
    free(repo);
    return NULL;
}
