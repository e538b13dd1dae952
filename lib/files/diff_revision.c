/* diff_revision - one commit by its name, or what was perhaps meant.
 *
 *   range_commit -> git_revparse_single -> a commit? | the nearest branches and tags, and the forms
 */
#include "base/nearest.h"
#include "files/diff_parts.h"
#include "files/path.h"

#include <stdio.h>

#define FORMS                                                                                      \
    "; understood are names of branches and tags, ids, HEAD~2, name^, @{u}, two of these with .. " \
    "or ... between them, \"staged\", \"working\", and the path of a patch file"

/* With the default settings of a build's checkout this is the rule. */
#define UNFETCHED                                                                                  \
    "; this repository is a shallow clone: what is meant may be among what was not fetched (git "  \
    "fetch --unshallow; with actions/checkout fetch-depth: 0)"

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
    return err_set(err, ERR_ARGUMENT, "there is no revision %s%s%s",
                   path_show(shown, slice_of(name)), buf_text(&names),
                   git_repository_is_shallow(repo->git) == 1 ? UNFETCHED : FORMS);
}

/* 1: it is no branch or tag. Those that are there lead to a commit, unless that is damaged. */
static int refuse_damaged(struct repo *repo, const char *name, struct err *err)
{
    char shown[PATH_SHOWN_SIZE], what[PATH_SHOWN_SIZE + 20];
    git_reference *reference = NULL;
    git_object *object = NULL;

    if (git_reference_dwim(&reference, repo->git, name) < 0)
        return 1;
    (void)git_reference_peel(&object, reference, GIT_OBJECT_COMMIT);
    snprintf(what, sizeof(what), "the commit of %s ", path_show(shown, slice_of(name)));
    lack_fail(repo->git, what, err);
    git_object_free(object);
    git_reference_free(reference);
    return -1;
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
    int rc;

    repo_overlook_leaks(true); /* of a name whose commit is damaged */
    rc = git_revparse_single(&object, repo->git, name);
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
