/* ignoretree - the ignore files of one name in all folders of a root, and what they say of a path.
 *
 *     first   rules for the whole tree: the user's own, .git/info/exclude
 *     above   the files in the folders from top down to the root; read once, when it is made
 *     below   the files in the root and under it; read when needed, and again when they changed
 *
 * The last rule wins, the deepest file is asked first, and what lies in an ignored folder is
 * ignored, whatever lifts it further down: as in gitignore(5). A file that cannot be read, is too
 * large or has too many rules forbids what lies under it.
 *
 * Blocks. Any thread, several at once: one that hangs in a dead mount does not hold up the next.
 */
#pragma once

#include "base/limits.h"
#include "files/ignorefile.h"

struct ignoretree;

struct ignoretree_setup {
    int root_fd;      /* kept: it must stay open */
    const char *root; /* absolute, without links */
    const char *top;  /* a folder above root, or root itself; absolute, without links */
    const char *name; /* ".gitignore" */
    bool is_git;      /* a link is no file of rules (git does not follow it), and each repository
                         in the tree has a .git/info/exclude of its own */
    bool fold;
};

/* NULL and err when a file above cannot be read. */
struct ignoretree *ignoretree_new(const struct ignoretree_setup *setup, struct err *err);
struct ignoretree *ignoretree_free(struct ignoretree *tree);

/* Takes rules whose paths begin at top; the last one added wins over those before it. */
void ignoretree_add_first(struct ignoretree *tree, struct ignorefile *file);

struct ignoretree_answer {
    bool ignores;
    size_t line; /* of the rule that decides, also one that lifts; 0: none does */
    char file[RULE_SHOWN_MAX * 4], rule[RULE_SHOWN_MAX]; /* cut to that */
};

/* What decides about path, which is relative to the root, without links, "." or "..". -1
 * (ERR_POLICY): it cannot be known. */
int ignoretree_find(struct ignoretree *tree, const char *path, bool is_folder,
                    struct ignoretree_answer *answer, struct err *err);

/* 0, or -1 (ERR_POLICY) with a sentence that goes on behind the path and names file and rule. */
int ignoretree_check(struct ignoretree *tree, const char *path, bool is_folder, struct err *err);
