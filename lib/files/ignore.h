/* ignore - what never leaves, by the rules of others: git, the ignore files of other assistants,
 * Claude Code's own settings.
 *
 *     .gitignore, .git/info/exclude, the user's excludes file   what git ignores, tracked or not
 *     .cursorignore, .geminiignore, .aiexclude                  what other assistants may not see
 *     permissions.deny                                          what Claude Code may not read
 *
 * Each can refuse; none lifts what another one refuses. Only the user's own configuration does
 * (allow). Whatever cannot be read makes the answer no: what it forbids is not known.
 *
 * A file that git tracks although a rule ignores it is refused as well: the rule says what somebody
 * did not want to give away, and that somebody has given it away once is no reason to do it again.
 * Without a repository the .gitignore files and the user's excludes file still hold.
 */
#pragma once

#include "base/err.h"
#include "files/permissions.h"
#include "files/repo.h"

struct ignore;

struct ignore_setup {
    int root_fd;            /* kept: it must stay open */
    const char *root;       /* absolute, without links */
    const char *root_named; /* as it was given */
    const char *project;    /* the folder that Claude Code works in; NULL: not known */
    struct repo_user user;  /* of git */
    const char *claude_user, *claude_managed; /* permissions_setup.user, .managed */
    const char *const
        *allow; /* files.allow: from the root, with * and **; NULL at the end, or NULL */
};

/* Everything that must be read before the sandbox, for one root. Never NULL: what failed is what
 * ignore_check says. */
struct ignore *ignore_new(const struct ignore_setup *setup);
struct ignore *ignore_free(struct ignore *ignore);

/* Why every file of the root is refused; NULL when all could be read. */
const char *ignore_problem(const struct ignore *ignore);

/* What the sandbox must let us read beside the root, without links; NULL behind the last one. */
const char *ignore_grant(const struct ignore *ignore, size_t index);

/* 0, or -1 (ERR_POLICY) with a sentence that goes on behind the path: "is not sent: .gitignore line
 * 3 ("*.key") ignores it; ...". path: relative to the root, without links, "." or ".."; it need not
 * exist. Blocks: for the worker for files. Any thread, several at once. */
int ignore_check(struct ignore *ignore, const char *path, bool is_folder, struct err *err);
