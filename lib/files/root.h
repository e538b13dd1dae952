/* root - the folders whose files may be read.
 *
 * Who says which, the first that says any: --root, the settings, CLAUDE_PROJECT_DIR, else the
 * working directory where it lies in a git work tree. Never "/" or the home directory or what they
 * lie in, never what holds the kernel's or our own files, and, unless --root names it, never what
 * belongs to another user. The client's roots narrow that and never widen it.
 *
 * Each is opened once, before the sandbox; what is called like it later is another folder.
 * Immutable and counted, so that a thread that was left behind by a dead mount keeps its own.
 */
#pragma once

#include "base/err.h"
#include "base/slice.h"

#include <stdbool.h>

struct root {
    int fd;        /* to resolve names below, and to grant; not for reading the folder */
    char *path;    /* without links */
    char *given;   /* as it was named, absolute; differs from path by links */
    bool is_named; /* by --root: it may belong to another user */
};

struct roots {
    struct root *items;
    size_t count;
    struct err err; /* what of them was left out, or why there are none; a sentence */
    int refs_;
};

struct roots_options {
    const char *const *flags, *const *settings; /* NULL at the end; NULL: none */
    const char *project;                        /* CLAUDE_PROJECT_DIR */
    const char *directory;                      /* the working directory */
    const char *home;
    const char *const *ours; /* directories of our own: NULL at the end */
};

/* Never fails: a folder that cannot be used is left out, and said in err. NULL in options: not set.
 * Blocks. Owned by the caller. */
struct roots *roots_open(const struct roots_options *options);

/* The part of roots that lies in one of the client's (file: URIs; others are passed over), as new
 * ones, owned by the caller. May be empty; err says what happened then. Opens folders below roots,
 * so it can block as they do. */
struct roots *roots_narrow(const struct roots *roots, const char *const *uris, size_t count);

/* One more owner, on any thread; and one less: the last closes them. */
struct roots *roots_share(struct roots *roots);
struct roots *roots_free(struct roots *roots);

/* What an argument's name is below a root: borrowed from name; NULL for an absolute one that does
 * not begin with the root. Compares text only. */
const char *root_below(const struct root *root, const char *name, bool is_absolute);

/* "/a and /b": where files may be, for a sentence; cut at 400 bytes. */
#define ROOTS_SHOWN_SIZE 408
const char *roots_show(char shown[ROOTS_SHOWN_SIZE], const struct roots *roots);

/* The path of a file: URI of this machine, without a slash at the end, owned by the caller; NULL
 * for any other, and for what decodes to NUL, "..", or no absolute path. Pure. */
char *root_path_of_uri(struct slice uri);
