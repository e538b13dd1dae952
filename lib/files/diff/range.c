/* range - what the text that names a change means.
 *
 *   "staged" | "working" | a...b | a..b | a commit | NULL: the default branch...HEAD
 *     -> commits -> their merge base -> what is told of it
 */
#include "files/diff/parts.h"

#include <stdlib.h>

#define ID_SHOWN 8

static const char *short_id(const git_commit *commit, char shown[ID_SHOWN + 1])
{
    return commit ? git_oid_tostr(shown, ID_SHOWN + 1, git_commit_id(commit)) : "nothing";
}

static void tell(struct range *range, const char *format, ...) PRINTF(2, 3);

static void tell(struct range *range, const char *format, ...)
{
    struct buf told = BUF_MAX(KIB(2));
    va_list args;

    va_start(args, format);
    buf_vaddf(&told, format, args);
    va_end(args);
    range->told = buf_take(&told);
}

/* --- a...b, a..b ---------------------------------------------------------------------------- */

static int refuse_shallow(struct err *err)
{
    return err_set(err, ERR_ARGUMENT,
                   "this repository is a shallow clone, and what the two have in common is not in "
                   "it: fetch the whole history (git fetch --unshallow; with actions/checkout "
                   "fetch-depth: 0), or compare what is there (a..b)");
}

static int refuse_strangers(const char *a, const char *b, struct err *err)
{
    return err_set(err, ERR_ARGUMENT,
                   "%s and %s have no commit in common, so there is no merge base; write %s..%s to "
                   "compare them as they are",
                   a, b, a, b);
}

/* Of several, which there are when branches were merged both ways, the first: as git takes it. */
static int find_merge_base(struct range *range, git_repository *git, const char *a, const char *b,
                           struct err *err)
{
    git_commit *from = range->base;
    git_oidarray bases = { .count = 0 };
    bool is_shallow;
    int rc;

    repo_overlook_leaks(true); /* of a walk that ends at a commit that is not there */
    rc = git_merge_bases(&bases, git, git_commit_id(from), git_commit_id(range->head));
    repo_overlook_leaks(false);
    is_shallow = rc < 0 && git_repository_is_shallow(git) == 1;
    range->base = NULL;
    git_commit_free(from);
    if (is_shallow)
        return refuse_shallow(err);
    if (rc == GIT_ENOTFOUND)
        return refuse_strangers(a, b, err);
    range->base_count = rc == 0 ? bases.count : 0;
    if (rc == 0)
        rc = git_commit_lookup(&range->base, git, &bases.ids[0]);
    git_oidarray_dispose(&bases);
    return rc < 0 ? lack_fail(git, "the merge base ", err) : 0;
}

static int read_two(struct range *range, struct repo *repo, const char *a, const char *b,
                    struct err *err)
{
    if (range_commit(&range->base, repo, a[0] ? a : "HEAD", err) < 0 ||
        range_commit(&range->head, repo, b[0] ? b : "HEAD", err) < 0)
        return -1;
    return 0;
}

static int read_pair(struct range *range, struct repo *repo, const char *text, const char *dots,
                     struct err *err)
{
    bool is_symmetric = dots[2] == '.';
    CLEANUP(freep) char *a = slice_dup((struct slice){ text, (size_t)(dots - text) });
    const char *b = dots + (is_symmetric ? 3 : 2);
    char from[ID_SHOWN + 1], to[ID_SHOWN + 1];

    if (read_two(range, repo, a, b, err) < 0)
        return -1;
    if (is_symmetric &&
        find_merge_base(range, repo->git, a[0] ? a : "HEAD", b[0] ? b : "HEAD", err) < 0)
        return -1;
    short_id(range->base, from);
    short_id(range->head, to);
    if (range->base_count > 1)
        tell(range, "%s (from the merge base %s, one of %zu, to %s)", text, from, range->base_count,
             to);
    else
        tell(range, is_symmetric ? "%s (from the merge base %s to %s)" : "%s (from %s to %s)", text,
             from, to);
    range->what = xstrdup(text);
    return 0;
}

/* --- the default branch --------------------------------------------------------------------- */

static const char *const defaults[] = { "origin/main", "origin/master", "main", "master" };

static char *default_of_origin(git_repository *git)
{
    static const struct slice front = { "refs/remotes/", 13 };
    git_reference *reference = NULL;
    char *name = NULL;

    if (git_reference_lookup(&reference, git, "refs/remotes/origin/HEAD") == 0) {
        struct slice target = slice_of(git_reference_symbolic_target(reference));

        if (slice_starts(target, front))
            name = slice_dup(slice_from(target, front.size));
    }
    git_reference_free(reference);
    return name;
}

static bool is_commit(git_repository *git, const char *name)
{
    git_object *object = NULL;
    bool answer = git_revparse_single(&object, git, name) == 0;

    git_object_free(object);
    return answer;
}

static int read_default(struct range *range, struct repo *repo, struct err *err)
{
    CLEANUP(freep) char *name = default_of_origin(repo->git);
    CLEANUP(buf_done) struct buf text = BUF_MAX(PATH_BYTES_MAX);

    if (name && !is_commit(repo->git, name)) {
        free(name);
        name = NULL;
    }
    for (size_t i = 0; i < ARRAY_COUNT(defaults) && !name; i++)
        if (is_commit(repo->git, defaults[i]))
            name = xstrdup(defaults[i]);
    if (!name)
        return err_set(err, ERR_ARGUMENT,
                       "the repository has no default branch (no origin/HEAD, main or master); say "
                       "in diff what is compared: \"BASE...HEAD\", \"staged\" or \"working\"%s",
                       range_hint(repo));
    buf_addf(&text, "%s...HEAD", name);
    return read_pair(range, repo, buf_text(&text), buf_text(&text) + strlen(name), err);
}

/* --- one commit, the index, the disk -------------------------------------------------------- */

static int read_parent(struct range *range, struct repo *repo, unsigned count, struct err *err)
{
    if (count == 0)
        return 0;
    if (git_commit_parent(&range->base, range->head, 0) == 0)
        return 0;
    return git_repository_is_shallow(repo->git) == 1
               ? refuse_shallow(err)
               : lack_fail(repo->git, "the parent of the commit ", err);
}

static int read_one(struct range *range, struct repo *repo, const char *text, struct err *err)
{
    char to[ID_SHOWN + 1], from[ID_SHOWN + 1];
    unsigned count;

    if (range_commit(&range->head, repo, text, err) < 0)
        return 1;
    count = git_commit_parentcount(range->head);
    if (read_parent(range, repo, count, err) < 0)
        return -1;
    short_id(range->head, to);
    short_id(range->base, from);
    if (count == 0)
        tell(range, "%s (the commit %s, which is the first: against nothing)", text, to);
    else if (count == 1)
        tell(range, "%s (the commit %s against its parent %s)", text, to, from);
    else
        tell(range, "%s (the commit %s, a merge of %u: against its first parent %s)", text, to,
             count, from);
    range->what = xstrdup(text);
    return 0;
}

static int read_uncommitted(struct range *range, struct repo *repo, enum range_kind kind,
                            struct err *err)
{
    const char *word = kind == RANGE_STAGED ? "staged" : "working";
    const char *side = kind == RANGE_STAGED ? "the index" : "the tracked files on disk";
    char from[ID_SHOWN + 1];

    range->kind = kind;
    range->what = xstrdup(word);
    if (git_repository_head_unborn(repo->git) == 1)
        tell(range, "%s (from nothing, there is no commit yet, to %s)", word, side);
    else if (range_commit(&range->base, repo, "HEAD", err) < 0)
        return -1;
    else
        tell(range, "%s (from HEAD, %s, to %s)", word, short_id(range->base, from), side);
    return 0;
}

/* Dots in braces are not between two names: "HEAD@{1.day.ago}". */
static const char *find_dots(const char *text)
{
    int depth = 0;

    for (const char *at = text; *at; at++) {
        depth += (*at == '{') - (*at == '}');
        if (depth <= 0 && at[0] == '.' && at[1] == '.')
            return at;
    }
    return NULL;
}

int range_read(struct range *range, struct repo *repo, const char *text, struct err *err)
{
    const char *dots = text ? find_dots(text) : NULL;

    if (!text || !text[0])
        return read_default(range, repo, err);
    if (strcmp(text, "staged") == 0)
        return read_uncommitted(range, repo, RANGE_STAGED, err);
    if (strcmp(text, "working") == 0)
        return read_uncommitted(range, repo, RANGE_WORKING, err);
    return dots ? read_pair(range, repo, text, dots, err) : read_one(range, repo, text, err);
}

void range_done(struct range *range)
{
    git_commit_free(range->base);
    git_commit_free(range->head);
    free(range->what);
    free(range->told);
    *range = (struct range){ .kind = RANGE_COMMITS };
}
