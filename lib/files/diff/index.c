/* index - what differs between a tree and the index, or the files that the index knows.
 *
 *   index_compare -> the tree as a list, the index as a list -> both in step -> deltas
 *
 * libgit2 reads .git/index; what is on disk is looked at by diff_disk, through the door.
 */
#include "files/diff/parts.h"

#include <stdlib.h>

struct compared {
    struct deltas *deltas; /* what differs */
    struct repo *repo;
    git_index *index;
    struct disk *disk; /* NULL: only the index */
    const struct errand_pace *pace;
    struct err *err;
};

static int open_index(struct compared *compared)
{
    if (git_repository_index(&compared->index, compared->repo->git) < 0 ||
        git_index_read(compared->index, 1) < 0) {
        repo_fail("the index (what is staged) cannot be read; compare two commits instead",
                  compared->err);
        compared->err->kind = ERR_ARGUMENT; /* of the user's own choice */
        return -1;
    }
    return 0;
}

/* Of a file that is not merged yet there are up to three entries; the first stands for it. */
static bool is_again(const struct deltas *listed, const git_index_entry *entry)
{
    return listed->count > 0 && GIT_INDEX_ENTRY_STAGE(entry) > 0 &&
           strcmp(listed->items[listed->count - 1].path, entry->path) == 0;
}

static void mark_unmerged(struct delta *delta)
{
    delta->rule = xstrdup("unmerged");
    delta->why = xstrdup("is not merged yet: its conflict must be resolved first, and the file "
                         "added");
}

static int add_entry(const struct compared *compared, struct deltas *listed,
                     const git_index_entry *entry)
{
    bool is_promised = entry->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD;
    struct delta *delta;

    if (is_again(listed, entry) || (is_promised && !compared->disk))
        return 0;
    delta = deltas_add(listed, entry->path, compared->err);
    if (!delta)
        return -1;
    delta->new_mode = entry->mode;
    delta->new_id = entry->id;
    if (GIT_INDEX_ENTRY_STAGE(entry) > 0)
        mark_unmerged(delta);
    else if (compared->disk)
        return disk_look(compared->disk, compared->index, entry, delta, compared->err);
    return 0;
}

static int list_index(const struct compared *compared, struct deltas *listed)
{
    size_t count = git_index_entrycount(compared->index);

    for (size_t i = 0; i < count; i++) {
        if (errand_is_late(compared->pace))
            return err_set(compared->err, ERR_TIMEOUT,
                           "the %zu files that git tracks were not looked at in the time; compare "
                           "\"staged\" or two commits instead",
                           count);
        if (add_entry(compared, listed, git_index_get_byindex(compared->index, i)) < 0)
            return -1;
    }
    deltas_sort(listed);
    return 0;
}

static bool is_same(const struct delta *was, const struct delta *now)
{
    return !now->rule && was->new_mode == now->new_mode &&
           git_oid_equal(&was->new_id, &now->new_id);
}

/* Both have their side in the new members; takes what is new of a file, NULL for none. */
static int add_both(const struct compared *compared, const struct delta *was, struct delta *now)
{
    struct delta *delta = deltas_add(compared->deltas, was->path, compared->err);

    if (!delta)
        return -1;
    delta->old_mode = was->new_mode;
    delta->old_id = was->new_id;
    if (!now)
        return 0;
    delta->new_mode = now->new_mode;
    delta->new_id = now->new_id;
    delta->is_on_disk = now->is_on_disk;
    delta->is_link = now->is_link;
    delta->has_crs = now->has_crs;
    delta->rule = TAKE(now->rule);
    delta->why = TAKE(now->why);
    return 0;
}

/* What is not on disk either is nowhere. */
static int add_new(const struct compared *compared, struct delta *now)
{
    const struct delta nothing = { .path = now->path };

    return now->new_mode || now->rule ? add_both(compared, &nothing, now) : 0;
}

/* What comes next: < 0 an old one, > 0 a new one, 0 both. */
static int order_of(const struct deltas *olds, size_t i, const struct deltas *news, size_t k)
{
    if (i == olds->count)
        return 1;
    return k == news->count ? -1 : strcmp(olds->items[i].path, news->items[k].path);
}

static int join(const struct compared *compared, struct deltas *olds, struct deltas *news)
{
    size_t i = 0, k = 0;

    while (i < olds->count || k < news->count) {
        int order = order_of(olds, i, news, k), rc = 0;

        if (order < 0)
            rc = add_both(compared, &olds->items[i], NULL);
        else if (order > 0)
            rc = add_new(compared, &news->items[k]);
        else if (!is_same(&olds->items[i], &news->items[k]))
            rc = add_both(compared, &olds->items[i], &news->items[k]);
        if (rc < 0)
            return -1;
        i += order <= 0;
        k += order >= 0;
    }
    return 0;
}

int index_compare(struct deltas *deltas, struct repo *repo, git_tree *old_tree, struct disk *disk,
                  const struct errand_pace *pace, struct err *err)
{
    struct compared compared = {
        .deltas = deltas, .repo = repo, .disk = disk, .pace = pace, .err = err
    };
    struct deltas olds = { .count = 0 }, news = { .count = 0 };
    int rc = -1;

    if (open_index(&compared) == 0 && tree_compare(&olds, NULL, old_tree, pace, err) == 0 &&
        list_index(&compared, &news) == 0)
        rc = join(&compared, &olds, &news);
    deltas_done(&olds);
    deltas_done(&news);
    git_index_free(compared.index);
    return rc;
}
