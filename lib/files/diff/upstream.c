/* upstream - the branch that a branch follows: "@{u}", "main@{upstream}~2".
 *
 *   upstream_spell -> whose? -> its remote and the name there -> what fetch makes of that name
 *
 * Asked of git's settings, since version 1.5 of libgit2 loses 130 KiB each time it is asked.
 */
#include "files/diff/parts.h"

#include <stdlib.h>

/* "@{u}" in it, of *size bytes; NULL: there is none. */
static const char *find_mark(const char *name, size_t *size)
{
    static const struct slice marks[] = { { "@{u}", 4 }, { "@{upstream}", 11 } };

    for (size_t i = 0; i < ARRAY_COUNT(marks); i++) {
        const char *mark = strstr(name, marks[i].data);

        *size = marks[i].size;
        if (mark)
            return mark;
    }
    return NULL;
}

/* The branch that is named, or the one that HEAD is on; NULL: none. */
static char *whose(git_repository *git, struct slice name)
{
    git_reference *head = NULL;
    const char *target = NULL;
    char *branch = NULL;

    if (name.size > 0 && !slice_is(name, SLICE("HEAD")) && !slice_is(name, SLICE("@")))
        return slice_dup(name);
    if (git_reference_lookup(&head, git, "HEAD") == 0)
        target = git_reference_symbolic_target(head);
    if (target && slice_starts(slice_of(target), SLICE("refs/heads/")))
        branch = xstrdup(target + strlen("refs/heads/"));
    git_reference_free(head);
    return branch;
}

static char *setting(git_config *config, const char *section, const char *name, const char *key)
{
    CLEANUP(buf_done) struct buf path = BUF_MAX(2 * PATH_BYTES_MAX);
    const char *value;

    buf_addf(&path, "%s.%s.%s", section, name, key);
    return git_config_get_string(&value, config, buf_text(&path)) == 0 ? xstrdup(value) : NULL;
}

struct fetched {
    const char *merge; /* a name there */
    char *here;        /* what it is called here; NULL: it is not fetched */
};

static int try_refspec(const git_config_entry *entry, void *user)
{
    struct fetched *fetched = user;
    git_refspec *refspec = NULL;
    git_buf here = { NULL, 0, 0 };

    if (!fetched->here && git_refspec_parse(&refspec, entry->value, 1) == 0 &&
        git_refspec_src_matches(refspec, fetched->merge) &&
        git_refspec_transform(&here, refspec, fetched->merge) == 0)
        fetched->here = xstrdup(here.ptr);
    git_buf_dispose(&here);
    git_refspec_free(refspec);
    return 0;
}

static char *follow(git_config *config, const char *branch)
{
    CLEANUP(freep) char *remote = setting(config, "branch", branch, "remote");
    CLEANUP(freep) char *merge = setting(config, "branch", branch, "merge");
    CLEANUP(buf_done) struct buf key = BUF_MAX(2 * PATH_BYTES_MAX);
    struct fetched fetched = { .merge = merge };

    if (!remote || !merge)
        return NULL;
    if (strcmp(remote, ".") == 0)
        return TAKE(merge);
    buf_addf(&key, "remote.%s.fetch", remote);
    git_config_get_multivar_foreach(config, buf_text(&key), NULL, try_refspec, &fetched);
    return fetched.here;
}

char *upstream_spell(git_repository *git, const char *name)
{
    size_t size;
    const char *mark = find_mark(name, &size);
    git_config *config = NULL;
    CLEANUP(freep) char *branch = NULL;
    CLEANUP(freep) char *upstream = NULL;
    struct buf spelled = BUF_MAX(2 * PATH_BYTES_MAX);

    if (!mark)
        return xstrdup(name);
    branch = whose(git, (struct slice){ name, (size_t)(mark - name) });
    if (branch && git_repository_config_snapshot(&config, git) == 0)
        upstream = follow(config, branch);
    git_config_free(config);
    if (!upstream)
        return NULL;
    buf_addf(&spelled, "%s%s", upstream, mark + size);
    return buf_take(&spelled);
}
