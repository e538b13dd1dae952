/* repo - the git repository that a root lies in: where it is, and what its owner and its user have
 * told git to ignore.
 *
 * libgit2 finds and reads it, without any file that it would look for by itself: it gets the files
 * of the user that are named here. What it has to say of ignored paths is not asked: it differs
 * from git (tests/prove/ignore.c measures how often), so the rules are ours (ignoretree).
 *
 * Everything is read when the repository is opened, before the sandbox; nothing here is needed, and
 * no libgit2 is called, for a path. One thread at a time.
 */
#pragma once

#include "base/err.h"
#include "files/ignorefile.h"

/* Of the user, absolute paths; NULL: there is none. */
struct repo_user {
    const char *home;
    const char *config_home;   /* $XDG_CONFIG_HOME; NULL: home/.config */
    const char *global_config; /* $GIT_CONFIG_GLOBAL instead of the two usual files */
    const char *system_config; /* /etc/gitconfig */
    bool trusts_others;        /* a repository may belong to another user: its root was named */
};

struct repo;

/* The repository around root (absolute, without links). *made is never NULL afterwards: where there
 * is no repository, or a bare one, it still has the user's rules. -1 (ERR_POLICY): something of it
 * cannot be read, or it belongs to another user; then nothing of the root may be sent. */
int repo_open(struct repo **made, const char *root, const struct repo_user *user, struct err *err);
struct repo *repo_free(struct repo *repo);

/* The folder that holds all its files; NULL where there is no repository, or a bare one. */
const char *repo_top(const struct repo *repo);

bool repo_folds(const struct repo *repo); /* core.ignorecase */

/* What a process that reads this repository must be able to read, beside the root: its .git, the
 * folder that work trees share, and the objects that it borrows. Without links. NULL behind the
 * last one. */
const char *repo_grant(const struct repo *repo, size_t index);

/* Rules that hold for the whole tree, the weakest first: the user's excludes file, then
 * .git/info/exclude. The caller owns what it takes; NULL behind the last one. */
struct ignorefile *repo_take_rules(struct repo *repo);
