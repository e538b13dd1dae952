/* revision - one commit by its name, or what was perhaps meant.
 *
 *   range_commit -> is it of a known form? -> git_revparse_single -> a commit?
 *                -> the nearest branches and tags, and the forms
 *
 * libgit2 takes more for a name than git does, and other commits than git ("side@" is HEAD to it,
 * and ":/text" another one), so the form is ours: what passes means the same to both.
 */
#include "base/nearest.h"
#include "files/diff/parts.h"
#include "files/path.h"

#include <stdio.h>

#define NUMBER_SIZE_MAX 7 /* of parents, or steps back */

#define FORMS                                                                                      \
    "; understood are names of branches and tags, ids, HEAD~2, name^, @{u}, two of these with .. " \
    "or ... between them, \"staged\", \"working\", and the path of a patch file"

/* --- the form ------------------------------------------------------------------------------- */

static bool skip(struct slice *text, struct slice what)
{
    if (!slice_starts(*text, what))
        return false;
    *text = slice_from(*text, what.size);
    return true;
}

static bool skip_number(struct slice *text)
{
    size_t size = slice_digits(*text);

    *text = slice_from(*text, size);
    return size > 0 && size < NUMBER_SIZE_MAX;
}

/* "@{u}", "@{upstream}" of a branch; "@{-1}" only where no name stands in front. What was at a
 * place before ("HEAD@{1}") is another commit to libgit2 at times. */
static bool skip_braces(struct slice *text, struct slice name)
{
    if (name.size == 0 && skip(text, SLICE("@{-")))
        return skip_number(text) && skip(text, SLICE("}"));
    return !slice_starts(name, SLICE("refs/")) && !slice_starts(name, SLICE("heads/")) &&
           (skip(text, SLICE("@{u}")) || skip(text, SLICE("@{upstream}")));
}

/* "~", "~2", "^", "^2", "^{}", "^{commit}". */
static bool skip_step(struct slice *text)
{
    if (skip(text, SLICE("^{}")) || skip(text, SLICE("^{commit}")))
        return true;
    if (!skip(text, SLICE("~")) && !skip(text, SLICE("^")))
        return false;
    return text->size == 0 || text->data[0] < '0' || text->data[0] > '9' || skip_number(text);
}

/* What a branch, a tag or an id may have in it. */
static size_t plain_size(struct slice text)
{
    size_t size = 0;

    while (size < text.size && (unsigned char)text.data[size] > ' ' &&
           !strchr("~^:?*[\\\x7f", text.data[size]) &&
           !slice_starts(slice_from(text, size), SLICE("@{")))
        size++;
    return size;
}

static bool is_known_form(const char *name)
{
    struct slice rest = slice_of(name);
    size_t size = plain_size(rest);
    bool is_head = size == 1 && name[0] == '@';

    if (size > 0 && name[size - 1] == '@' && !is_head)
        return false;
    rest = slice_from(rest, size);
    if (slice_starts(rest, SLICE("@{")) && !skip_braces(&rest, (struct slice){ name, size }))
        return false;
    if (rest.data == name)
        return false;
    while (rest.size > 0)
        if (!skip_step(&rest))
            return false;
    return true;
}

/* --- what was perhaps meant ----------------------------------------------------------------- */

struct near {
    char name[NEAREST_SIZE_MAX + 1];
    size_t distance;
};

struct search {
    struct slice wanted;
    size_t limit;
    struct near found[REVISIONS_NEAR_MAX]; /* the nearest first */
    size_t count;
};

/* "refs/heads/main" is called main, "refs/remotes/origin/main" origin/main. */
static struct slice name_of(const char *reference)
{
    static const struct slice fronts[] = { { "refs/heads/", 11 },
                                           { "refs/remotes/", 13 },
                                           { "refs/tags/", 10 } };
    struct slice name = slice_of(reference);

    for (size_t i = 0; i < ARRAY_COUNT(fronts); i++)
        if (slice_starts(name, fronts[i]))
            return slice_from(name, fronts[i].size);
    return (struct slice){ NULL, 0 };
}

static void remember(struct search *search, struct slice name, size_t distance)
{
    size_t at = search->count < REVISIONS_NEAR_MAX ? search->count++ : REVISIONS_NEAR_MAX - 1;

    for (; at > 0 && search->found[at - 1].distance > distance; at--)
        search->found[at] = search->found[at - 1];
    memcpy(search->found[at].name, name.data, name.size);
    search->found[at].name[name.size] = '\0';
    search->found[at].distance = distance;
}

/* A branch of the remote is also meant by its name alone. */
static void consider(struct search *search, struct slice name)
{
    const char *slash = name.size ? memchr(name.data, '/', name.size) : NULL;
    size_t distance, short_distance;

    if (name.size == 0 || name.size > NEAREST_SIZE_MAX)
        return;
    distance = nearest_distance(search->wanted, name, search->limit);
    if (slash) {
        struct slice tail = slice_from(name, (size_t)(slash + 1 - name.data));

        short_distance = nearest_distance(search->wanted, tail, search->limit);
        distance = short_distance < distance ? short_distance : distance;
    }
    if (distance > search->limit || (search->count == REVISIONS_NEAR_MAX &&
                                     distance >= search->found[search->count - 1].distance))
        return;
    remember(search, name, distance);
}

static void look_through(struct search *search, git_repository *git)
{
    git_reference_iterator *iterator = NULL;
    const char *name;

    if (git_reference_iterator_new(&iterator, git) == 0)
        for (int i = 0; i < REVISIONS_LISTED_MAX && git_reference_next_name(&name, iterator) == 0;
             i++)
            consider(search, name_of(name));
    git_reference_iterator_free(iterator);
}

/* A build has one commit of one branch, unless it is told otherwise. */
const char *range_hint(const struct repo *repo)
{
    return git_repository_is_shallow(repo->git) == 1
               ? "; this is a shallow clone, which lacks most of them: fetch the whole history "
                 "(with "
                 "actions/checkout fetch-depth: 0)"
               : "";
}

static int refuse_unknown(struct repo *repo, const char *name, struct err *err)
{
    struct search search = { .wanted = slice_of(name), .limit = nearest_limit(slice_of(name)) };
    CLEANUP(buf_done) struct buf names = BUF_MAX(KIB(1));
    char shown[PATH_SHOWN_SIZE];

    look_through(&search, repo->git);
    for (size_t i = 0; i < search.count; i++)
        buf_addf(&names, "%s%s",
                 i == 0                 ? "; perhaps "
                 : i + 1 < search.count ? ", "
                                        : " or ",
                 search.found[i].name);
    return err_set(err, ERR_ARGUMENT, "there is no revision %s%s%s%s",
                   path_show(shown, slice_of(name)), buf_text(&names), range_hint(repo), FORMS);
}

/* 1: it is no branch or tag, or a sound one. */
static int refuse_damaged(struct repo *repo, const char *name, struct err *err)
{
    char shown[PATH_SHOWN_SIZE], what[PATH_SHOWN_SIZE + 20];
    git_reference *reference = NULL;
    git_object *object = NULL;
    int rc;

    if (git_reference_dwim(&reference, repo->git, name) < 0)
        return 1;
    rc = git_reference_peel(&object, reference, GIT_OBJECT_ANY);
    if (rc < 0) {
        snprintf(what, sizeof(what), "the commit of %s ", path_show(shown, slice_of(name)));
        lack_fail(repo->git, what, err);
    }
    git_object_free(object);
    git_reference_free(reference);
    return rc < 0 ? -1 : 1;
}

static int refuse(struct repo *repo, const char *name, int rc, struct err *err)
{
    char shown[PATH_SHOWN_SIZE];

    if (git_repository_head_unborn(repo->git) == 1)
        return err_set(err, ERR_ARGUMENT,
                       "the repository has no commit on this branch yet, so %s means nothing; "
                       "\"staged\" shows what would be the first one",
                       path_show(shown, slice_of(name)));
    if (rc == GIT_EAMBIGUOUS)
        return err_set(err, ERR_ARGUMENT, "more than one object begins with %s; write more of it",
                       path_show(shown, slice_of(name)));
    return refuse_damaged(repo, name, err) < 0 ? -1 : refuse_unknown(repo, name, err);
}

int range_commit(git_commit **commit, struct repo *repo, const char *name, struct err *err)
{
    git_object *object = NULL, *peeled = NULL;
    char shown[PATH_SHOWN_SIZE];
    CLEANUP(freep)
    char *spelled = is_known_form(name) ? upstream_spell(repo->git, name) : NULL;
    int rc = GIT_EINVALIDSPEC;

    repo_overlook_leaks(true); /* of a name whose commit is damaged */
    if (spelled)
        rc = git_revparse_single(&object, repo->git, spelled);
    repo_overlook_leaks(false);
    if (rc < 0)
        return refuse(repo, name, rc, err);
    rc = git_object_peel(&peeled, object, GIT_OBJECT_COMMIT);
    git_object_free(object);
    if (rc < 0)
        return err_set(err, ERR_ARGUMENT, "%s is no commit, but a file or a folder of one",
                       path_show(shown, slice_of(name)));
    *commit = (git_commit *)peeled;
    return 0;
}
