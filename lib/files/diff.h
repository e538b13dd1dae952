/* diff - what a change changes: each file with its hunks, or why it is not sent.
 *
 *     diff_start -> (the files worker: libgit2, or a patch file) -> on_done -> diff_free
 *
 * What is compared is one text, as git would have it:
 *
 *     "main...HEAD"   from the merge base of the two
 *     "a..b"          the two as they are
 *     "staged"        HEAD and the index
 *     "working"       HEAD and the tracked files as they are on disk
 *     "a1b2c3d"       a commit and its first parent; the first commit of all, and nothing
 *     "fix.patch"     a file of the roots that holds a patch
 *     NULL            the merge base with the default branch, and HEAD
 *
 * No program is executed, no settings of the user's are read, nothing is fetched, and libgit2 reads
 * nothing of the work tree: files on disk come through the door. Every file passes the same rules
 * of names and of content as one that is named itself; one that is stopped is listed with its rule.
 *
 * Files, statuses, hunks and lines are those of git diff (tests/prove/diff.c compares them to the
 * byte), renames included, with three lines of context and git's usual settings. A link is a file
 * of one line, its target; a file that becomes a link is two, one gone and one new. What is not on
 * disk as git stores it is compared as it is, but for CRs in a file that has one in every line. Of
 * a submodule "working" compares the commit that is staged, and does not look into it.
 */
#pragma once

#include "files/gather.h"

#include <stdint.h>

enum diff_status { DIFF_ADDED, DIFF_DELETED, DIFF_MODIFIED, DIFF_RENAMED };

struct diff_line {
    char origin;                     /* ' ', '+' or '-' */
    bool is_unended;                 /* the last line of its file, which has no line end */
    uint32_t old_number, new_number; /* from 1; 0: it is not on that side */
    struct slice text;               /* without the LF; a CR stays; well-formed UTF-8 */
};

struct diff_hunk {
    size_t first, count; /* of the file's lines */
    uint32_t old_start, old_count, new_start, new_count;
};

struct diff_file {
    char *path;     /* on the new side; of a deleted file on the old one */
    char *old_path; /* the same, unless it was renamed */
    enum diff_status status;
    unsigned old_mode, new_mode; /* as git has them, 0100644; 0: not on that side */
    struct diff_line *lines;     /* of all hunks, three lines of context around each change */
    size_t line_count;
    struct diff_hunk *hunks; /* none: only name or mode changed */
    size_t hunk_count;
    size_t added, removed;         /* lines, also of a file that is not sent */
    struct buf old_text, new_text; /* what lines point into: both sides whole (is_whole) ... */
    bool is_whole;                 /* ... or, of a patch, what it says of them */
    size_t replaced;               /* ill-formed bytes that became U+FFFD */
    char *rule, *why;              /* it is not sent: one word or two, and a whole sentence */
};

struct diff {
    struct diff_file *files; /* in git's order */
    size_t count;
    size_t unlisted;  /* more than DIFF_FILES_MAX */
    char *what;       /* as it was understood: "main...HEAD", "staged", "fix.patch" */
    char *told;       /* for a sentence: "main...HEAD, from the merge base 1a2b3c4d" */
    char base[65];    /* ids of commits; "": it is none (the index, a patch) */
    char head[65];    /* the same */
    char *repository; /* its name, for the ledger and the reader; "" for a patch */
    size_t sent_files, sent_hunks, added, removed; /* of what is sent */
};

struct diff_options {
    const char *diff, *repo; /* copied; repo: a folder in a work tree, NULL: that of the roots */
    const char *const
        *paths; /* copied: globs and folders that are looked at, "!glob" that are not */
    size_t path_count;
    struct gather_options files; /* roots, rules, content rules, release, wait_ms; no paths */
};

struct diff_job;

/* on_done comes once, from the loop, never from inside diff_start: with the diff, borrowed (to keep
 * it, move it out and leave zeroes), or with err: ERR_ARGUMENT (no such revision, no repository,
 * ...: the sentence says what to do), ERR_CONFIG (a repository that cannot be opened), ERR_POLICY,
 * ERR_TOO_LARGE, ERR_TIMEOUT, ERR_BUSY. The job is the caller's to free, also from on_done; freeing
 * one that is not done drops it. */
struct diff_job *diff_start(struct gathers *gathers, const struct diff_options *options,
                            void (*on_done)(void *user, struct diff *diff, const struct err *err),
                            void *user);
struct diff_job *diff_job_free(struct diff_job *job);

void diff_done(struct diff *diff);

/* Whether a file of the list is sent. */
static inline bool diff_is_sent(const struct diff_file *file)
{
    return !file->rule;
}
