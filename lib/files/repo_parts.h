/* repo_parts - what the files of files/repo share with each other and with files/diff. */
#pragma once

#include "files/repo.h"

#include <git2.h>

struct repo {
    git_repository *git; /* NULL: none */
    char *top;           /* NULL: none, or a bare one */
    bool folds;
    char *grants[REPO_GRANTS_MAX];
    size_t grant_count;
    struct ignorefile *rules[2];
    size_t rules_count, rules_taken;
};

/* The repository around folder (absolute, without links), without its rules: git is NULL where
 * there is none. *made is never NULL afterwards. -1 as repo_open. Any thread. */
int repo_find(struct repo **made, const char *folder, bool trusts_others, struct err *err);

/* What libgit2 says went wrong: -1 (ERR_CONFIG: the user must do something about it). */
int repo_fail(const char *what, struct err *err);

/* Around a call in which version 1.5 of libgit2 loses some bytes; what is lost is not reported by
 * the sanitizer then. */
void repo_overlook_leaks(bool is_on);

/* repo_rules.c: reads git's settings, the user's excludes file and .git/info/exclude. */
int repo_read_rules(struct repo *repo, const struct repo_user *user, struct err *err);
