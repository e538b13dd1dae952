/* patch_parts - what the files of files/diff_patch share with each other, and with nobody
 * else. */
#pragma once

#include "files/diff/parts.h"

/* The file of a patch that is being read. */
struct patch_file {
    char *git_old, *git_new; /* of "diff --git", whole; NULL: it has no such line */
    char *names;             /* of it, where they could not be told apart */
    char *from, *to;         /* of "rename from" and "rename to" */
    char *minus, *plus;      /* of "---" and "+++" */
    unsigned old_mode, new_mode;
    bool is_new, is_gone, is_renamed, is_binary, has_hunks;
    size_t line; /* where it begins */
    size_t line_capacity, hunk_capacity;
    bool old_unended, new_unended; /* after which nothing may come on that side */
    uint32_t old_next, new_next;   /* the first line that the next hunk may have */
    struct diff_file file;         /* texts, lines and hunks */
};

struct patch {
    struct diffing *diffing;
    struct slice rest, now; /* the line that is looked at, without its end */
    bool now_has_cr;        /* which now is without */
    size_t line;            /* its number; 0: none yet */
    bool is_done;
    struct patch_file at;
    bool is_open;   /* at is one */
    bool is_inside; /* a hunk has just ended: what follows must not look like more of it */
    struct err *err;
};

/* diff/patch: the next line; is_done behind the last one. */
void patch_next(struct patch *patch);
int patch_fail(const struct patch *patch, const char *format, ...) PRINTF(2, 3);

/* diff/patch_name: reads a name at the start of *text, which may be quoted, and moves on; stops at
 * a tab, and at a blank if ends_at_blank. NULL: it is not well formed. Owned by the caller. */
char *patch_name(struct slice *text, bool ends_at_blank);

/* Sets path and old_path of the file, without prefixes. -1. */
int patch_set_names(struct patch *patch);

/* diff/patch_hunk: reads a hunk whose head is now. -1. */
int patch_read_hunk(struct patch *patch);
