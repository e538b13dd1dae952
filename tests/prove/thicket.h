/* thicket - a random work tree full of ignore rules, and what git says of its paths. */
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#define THICKET_PATHS_MAX 400

/* What a tree is like, beside its rules. */
enum thicket_trait {
    IN_WORKTREE,  /* a second work tree: .git is a file */
    FOLDS,        /* core.ignorecase */
    ROOT_BELOW,   /* the root is a folder in it */
    NAMED_GLOBAL, /* core.excludesFile, in a file that ~/.gitconfig includes */
    USUAL_GLOBAL, /* ~/.config/git/ignore */
    TRAIT_COUNT
};

struct thicket_path {
    char path[512]; /* from top */
    bool is_folder;
    bool is_ignored; /* git's verdict ... */
    long line;       /* ... the line of the rule that decides; 0: none does */
    char rule[512];  /* ... and its text */
};

struct thicket {
    char home[PATH_MAX], top[PATH_MAX], root[PATH_MAX];
    char below[512]; /* of the root, from top, with its slash; "" at top */
    bool traits[TRAIT_COUNT];
    struct thicket_path paths[THICKET_PATHS_MAX];
    size_t count;
};

/* Fills the empty folder with another tree than before; random() decides. */
void thicket_grow(struct thicket *thicket, const char *folder);

/* Asks git about all its paths. false when git failed. */
bool thicket_ask(struct thicket *thicket, const char *folder);

/* Runs git with these arguments in a folder, as a user with that home; 0, or its status. */
int thicket_git(const char *home, const char *folder, const char *const *arguments);

/* Removes what is in the folder. */
void thicket_clear(const char *folder);
