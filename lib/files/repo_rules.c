/* repo_rules - what the owner of a repository and its user have told git to ignore.
 *
 *   repo_read_rules -> read_config (each of git's settings files) -> read_excludes (the user's)
 *                   -> read_excludes (.git/info/exclude)
 */
#include "base/limits.h"
#include "files/repo_parts.h"
#include "files/rulefile.h"

#include <fcntl.h>

/* "~/x" is below the home folder. NULL and err for what cannot be resolved. */
static char *expand(const char *path, const struct repo *repo, const struct repo_user *user,
                    struct err *err)
{
    if (path[0] == '/')
        return xstrdup(path);
    if (strncmp(path, "~/", 2) == 0 && user->home)
        return rulefile_path(user->home, path + 2);
    if (path[0] == '~' || path[0] == '%' || !repo->top) {
        err_set(err, ERR_POLICY, "core.excludesFile is %s, and it is not known where that is",
                path);
        return NULL;
    }
    return rulefile_path(repo->top, path);
}

static int read_excludes(struct repo *repo, const char *path, struct err *err)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(RULES_FILE_MAX);
    struct ignorefile *file;
    struct stat status;
    int rc = rulefile_read(AT_FDCWD, path, true, &text, &status, err);

    if (rc != 0)
        return rc < 0 ? err_wrap(err, "%s", path) : 0;
    file = ignorefile_new(path, buf_slice(&text), err);
    if (!file)
        return -1;
    repo->rules[repo->rules_count++] = file;
    return 0;
}

static int add_config(git_config *config, const char *path, git_config_level_t level,
                      const struct repo *repo, struct err *err)
{
    if (!path || git_config_add_file_ondisk(config, path, level, repo->git, 1) == 0)
        return 0;
    return repo_fail(path, err);
}

/* The files that git itself would read, from the weakest to the strongest. */
static int add_configs(git_config *config, const struct repo *repo, const struct repo_user *user,
                       const char *config_home, struct err *err)
{
    CLEANUP(freep) char *xdg = rulefile_path(config_home, "git/config");
    CLEANUP(freep) char *usual = user->home ? rulefile_path(user->home, ".gitconfig") : NULL;
    CLEANUP(freep)
    char *local = repo->git ? rulefile_path(git_repository_commondir(repo->git), "config") : NULL;
    const char *global = user->global_config ? user->global_config : usual;

    if (add_config(config, user->system_config, GIT_CONFIG_LEVEL_SYSTEM, repo, err) < 0)
        return -1;
    if (!user->global_config && add_config(config, xdg, GIT_CONFIG_LEVEL_XDG, repo, err) < 0)
        return -1;
    if (add_config(config, global, GIT_CONFIG_LEVEL_GLOBAL, repo, err) < 0)
        return -1;
    return add_config(config, local, GIT_CONFIG_LEVEL_LOCAL, repo, err);
}

static int add_worktree_config(git_config *config, const struct repo *repo, struct err *err)
{
    int is_on = 0;

    if (!repo->git || git_config_get_bool(&is_on, config, "extensions.worktreeconfig") < 0 ||
        !is_on)
        return 0;

    CLEANUP(freep)
    char *path = rulefile_path(git_repository_path(repo->git), "config.worktree");

    return add_config(config, path, GIT_CONFIG_LEVEL_APP, repo, err);
}

static int read_user_excludes(struct repo *repo, git_config *config, const struct repo_user *user,
                              const char *config_home, struct err *err)
{
    git_config_entry *entry = NULL;
    int rc = git_config_get_entry(&entry, config, "core.excludesfile");

    if (rc == GIT_ENOTFOUND) {
        CLEANUP(freep) char *usual = rulefile_path(config_home, "git/ignore");

        return read_excludes(repo, usual, err);
    }
    if (rc < 0)
        return repo_fail("core.excludesFile", err);

    CLEANUP(freep)
    char *file =
        entry->value && entry->value[0] ? expand(entry->value, repo, user, err) : xstrdup("");

    git_config_entry_free(entry);
    if (!file)
        return -1;
    return file[0] ? read_excludes(repo, file, err) : 0;
}

static int read_config(struct repo *repo, git_config *config, const struct repo_user *user,
                       struct err *err)
{
    CLEANUP(freep)
    char *config_home = user->config_home ? xstrdup(user->config_home)
                                          : rulefile_path(user->home ? user->home : "", ".config");
    int folds = 0;

    if (add_configs(config, repo, user, config_home, err) < 0 ||
        add_worktree_config(config, repo, err) < 0)
        return -1;
    if (git_config_get_bool(&folds, config, "core.ignorecase") == 0)
        repo->folds = folds != 0;
    return read_user_excludes(repo, config, user, config_home, err);
}

/* include.path = ~/x is looked for in the search path for the global file: only meanwhile. */
int repo_read_rules(struct repo *repo, const struct repo_user *user, struct err *err)
{
    git_config *config = NULL;
    int rc;

    if (git_config_new(&config) < 0)
        return repo_fail("libgit2", err);
    git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_GLOBAL,
                     user->home ? user->home : "");
    rc = read_config(repo, config, user, err);
    git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_GLOBAL, "");
    git_config_free(config);
    if (rc < 0 || !repo->top)
        return rc;

    CLEANUP(freep)
    char *exclude = rulefile_path(git_repository_commondir(repo->git), "info/exclude");

    return read_excludes(repo, exclude, err);
}
