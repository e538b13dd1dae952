/* ignore - what never leaves, by the rules of others: git, the ignore files of other assistants,
 * Claude Code's own settings.
 *
 *   ignore_new -> read_git -> read_others -> read_permissions -> read_allow
 *   ignore_check -> allowed? -> each tree -> permissions
 */
#include "files/ignore.h"

#include "base/buf.h"
#include "base/limits.h"
#include "files/ignoretree.h"

#include <stdlib.h>

/* The first is git's. */
static const char *const names[] = { ".gitignore", ".cursorignore", ".geminiignore", ".aiexclude" };

struct ignore {
    struct repo *repo;
    struct ignoretree *trees[ARRAY_COUNT(names)];
    struct permissions *permissions;
    struct ignorefile *allow;
    struct err problem; /* ERR_NONE: all could be read */
};

static int read_tree(struct ignore *ignore, const struct ignore_setup *setup, size_t i,
                     struct err *err)
{
    const char *top = repo_top(ignore->repo);
    struct ignoretree_setup tree = { .root_fd = setup->root_fd,
                                     .root = setup->root,
                                     .top = top ? top : setup->root,
                                     .name = names[i],
                                     .is_git = i == 0,
                                     .fold = i == 0 && repo_folds(ignore->repo) };

    ignore->trees[i] = ignoretree_new(&tree, err);
    return ignore->trees[i] ? 0 : -1;
}

static int read_git(struct ignore *ignore, const struct ignore_setup *setup, struct err *err)
{
    struct ignorefile *rules;

    if (repo_open(&ignore->repo, setup->root, &setup->user, err) < 0)
        return err_wrap(err, "what git ignores is not known");
    if (read_tree(ignore, setup, 0, err) < 0)
        return -1;
    while ((rules = repo_take_rules(ignore->repo)))
        ignoretree_add_first(ignore->trees[0], rules);
    return 0;
}

static int read_others(struct ignore *ignore, const struct ignore_setup *setup, struct err *err)
{
    for (size_t i = 1; i < ARRAY_COUNT(names); i++)
        if (read_tree(ignore, setup, i, err) < 0)
            return -1;
    return 0;
}

static int read_permissions(struct ignore *ignore, const struct ignore_setup *setup,
                            struct err *err)
{
    struct permissions_setup permissions = {
        .root = setup->root,
        .root_named = setup->root_named,
        .projects = { setup->project, setup->root, repo_top(ignore->repo) },
        .user = setup->claude_user,
        .managed = setup->claude_managed,
        .home = setup->user.home,
    };

    ignore->permissions = permissions_new(&permissions, err);
    return ignore->permissions ? 0 : -1;
}

/* Each from the root, and without "!": they only allow. */
static int read_allow(struct ignore *ignore, const struct ignore_setup *setup, struct err *err)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(CONFIG_MAX);

    for (const char *const *allow = setup->allow; allow && *allow; allow++)
        buf_addf(&text, "%s%s\n", (*allow)[0] == '/' ? "" : "/", *allow);
    ignore->allow = ignorefile_new("files.allow", buf_slice(&text), err);
    return ignore->allow ? 0 : -1;
}

struct ignore *ignore_new(const struct ignore_setup *setup)
{
    struct ignore *ignore = xcalloc(1, sizeof(*ignore));
    struct err *err = &ignore->problem;

    if (read_git(ignore, setup, err) == 0 && read_others(ignore, setup, err) == 0 &&
        read_permissions(ignore, setup, err) == 0)
        (void)read_allow(ignore, setup, err);
    return ignore;
}

const char *ignore_problem(const struct ignore *ignore)
{
    return ignore->problem.kind == ERR_NONE ? NULL : ignore->problem.text;
}

const char *ignore_grant(const struct ignore *ignore, size_t index)
{
    return repo_grant(ignore->repo, index);
}

/* By a pattern for itself, or for a folder that it lies in. */
static bool is_allowed(const struct ignore *ignore, const char *path, bool is_folder)
{
    struct wild_effort effort = { RULES_EFFORT_MAX };
    size_t size = strlen(path);

    for (size_t i = 1; i <= size; i++) {
        if (i < size && path[i] != '/')
            continue;
        if (ignorefile_find(ignore->allow, (struct slice){ path, i }, i < size || is_folder,
                            (struct ignore_look){ false, &effort }))
            return true;
    }
    return false;
}

int ignore_check(struct ignore *ignore, const char *path, bool is_folder, struct err *err)
{
    if (ignore->problem.kind != ERR_NONE)
        return err_set(err, ERR_POLICY, "is not sent: %s", ignore->problem.text);
    if (is_allowed(ignore, path, is_folder))
        return 0;
    for (size_t i = 0; i < ARRAY_COUNT(names); i++)
        if (ignoretree_check(ignore->trees[i], path, is_folder, err) < 0)
            return -1;
    return permissions_check(ignore->permissions, path, is_folder, err);
}

struct ignore *ignore_free(struct ignore *ignore)
{
    if (!ignore)
        return NULL;
    for (size_t i = 0; i < ARRAY_COUNT(names); i++)
        ignoretree_free(ignore->trees[i]);
    ignorefile_free(ignore->allow);
    permissions_free(ignore->permissions);
    repo_free(ignore->repo);
    free(ignore);
    return NULL;
}
