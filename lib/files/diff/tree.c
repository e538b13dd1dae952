/* tree - what differs between two trees, by their objects alone.
 *
 *   tree_compare -> walk: both sorted lists of names at once; what has one id is not looked into
 *
 * libgit2's own comparison would look for attributes, settings and the work tree on its way; this
 * reads tree objects and nothing else.
 */
#include "files/diff/parts.h"

#include <stdlib.h>

struct delta *deltas_add(struct deltas *deltas, const char *path, struct err *err)
{
    if (deltas->count == DIFF_DELTAS_MAX) {
        err_set(err, ERR_TOO_LARGE, "more than %d files are in it; compare what is nearer together",
                DIFF_DELTAS_MAX);
        return NULL;
    }
    if (deltas->count == deltas->capacity) {
        deltas->capacity = deltas->capacity ? 2 * deltas->capacity : 64;
        deltas->items = xrealloc(deltas->items, deltas->capacity * sizeof(*deltas->items));
    }

    struct delta *delta = &deltas->items[deltas->count++];

    *delta = (struct delta){ .path = xstrdup(path) };
    return delta;
}

void deltas_done(struct deltas *deltas)
{
    for (size_t i = 0; i < deltas->count; i++) {
        free(deltas->items[i].path);
        free(deltas->items[i].old_path);
        free(deltas->items[i].rule);
        free(deltas->items[i].why);
    }
    free(deltas->items);
    *deltas = (struct deltas){ .count = 0 };
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(((const struct delta *)a)->path, ((const struct delta *)b)->path);
}

void deltas_sort(struct deltas *deltas)
{
    if (deltas->count > 0)
        qsort(deltas->items, deltas->count, sizeof(*deltas->items), compare_paths);
}

/* --- two trees ------------------------------------------------------------------------------ */

struct walk_state {
    struct deltas *deltas;
    git_repository *git;
    const struct errand_pace *pace;
    struct buf path;
    struct err *err;
};

static int walk(struct walk_state *state, git_tree *old_tree, git_tree *new_tree);

static bool is_tree(const git_tree_entry *entry)
{
    return entry && git_tree_entry_type(entry) == GIT_OBJECT_TREE;
}

static int add(struct walk_state *state, const git_tree_entry *old, const git_tree_entry *new)
{
    struct delta *delta = deltas_add(state->deltas, buf_text(&state->path), state->err);

    if (!delta)
        return -1;
    if (old) {
        delta->old_mode = git_tree_entry_filemode(old);
        delta->old_id = *git_tree_entry_id(old);
    }
    if (new) {
        delta->new_mode = git_tree_entry_filemode(new);
        delta->new_id = *git_tree_entry_id(new);
    }
    return 0;
}

static int read_tree(struct walk_state *state, const git_tree_entry *entry, git_tree **tree)
{
    if (!is_tree(entry) || git_tree_lookup(tree, state->git, git_tree_entry_id(entry)) == 0)
        return 0;
    return lack_fail(state->git, "a folder of the commit ", state->err);
}

static int enter(struct walk_state *state, const git_tree_entry *old, const git_tree_entry *new)
{
    git_tree *old_tree = NULL, *new_tree = NULL;
    int rc = -1;

    buf_addc(&state->path, '/');
    if (read_tree(state, old, &old_tree) == 0 && read_tree(state, new, &new_tree) == 0)
        rc = walk(state, old_tree, new_tree);
    git_tree_free(old_tree);
    git_tree_free(new_tree);
    return rc;
}

/* One name: on both sides, where both are folders or neither is, or on one. */
static int take(struct walk_state *state, const git_tree_entry *old, const git_tree_entry *new)
{
    size_t size = state->path.size;
    int rc;

    if (old && new)
        if (git_oid_equal(git_tree_entry_id(old), git_tree_entry_id(new)) &&
            git_tree_entry_filemode(old) == git_tree_entry_filemode(new))
            return 0;
    buf_adds(&state->path, git_tree_entry_name(old ? old : new));
    if (state->path.full)
        return err_set(state->err, ERR_TOO_LARGE, "a path in it has more than %d bytes",
                       PATH_BYTES_MAX);
    rc = is_tree(old ? old : new) ? enter(state, old, new) : add(state, old, new);
    state->path.size = size;
    return rc;
}

/* As git sorts them: a folder as if it ended in a slash. So a folder and a file of one name are two
 * names. */
static int compare_names(const git_tree_entry *a, const git_tree_entry *b)
{
    struct slice x = slice_of(git_tree_entry_name(a)), y = slice_of(git_tree_entry_name(b));
    size_t size = x.size < y.size ? x.size : y.size;
    int order = memcmp(x.data, y.data, size);
    unsigned char c, d;

    if (order != 0)
        return order;
    c = x.size > size ? (unsigned char)x.data[size] : is_tree(a) ? '/' : '\0';
    d = y.size > size ? (unsigned char)y.data[size] : is_tree(b) ? '/' : '\0';
    return c < d ? -1 : c > d;
}

static int walk(struct walk_state *state, git_tree *old_tree, git_tree *new_tree)
{
    size_t i = 0, k = 0, old_count = old_tree ? git_tree_entrycount(old_tree) : 0;
    size_t new_count = new_tree ? git_tree_entrycount(new_tree) : 0;

    while (i < old_count || k < new_count) {
        const git_tree_entry *old = i < old_count ? git_tree_entry_byindex(old_tree, i) : NULL;
        const git_tree_entry *new = k < new_count ? git_tree_entry_byindex(new_tree, k) : NULL;
        int order = !old ? 1 : !new ? -1 : compare_names(old, new);

        if (errand_is_late(state->pace))
            return err_set(
                state->err, ERR_TIMEOUT,
                "what is in the commits was not read in the time; compare what is nearer "
                "together");
        if (take(state, order <= 0 ? old : NULL, order >= 0 ? new : NULL) < 0)
            return -1;
        i += order <= 0;
        k += order >= 0;
    }
    return 0;
}

int tree_compare(struct deltas *deltas, git_tree *old_tree, git_tree *new_tree,
                 const struct errand_pace *pace, struct err *err)
{
    git_tree *any = old_tree ? old_tree : new_tree;
    int rc;

    if (!any)
        return 0;

    struct walk_state state = {
        .deltas = deltas,
        .git = git_tree_owner(any),
        .pace = pace,
        .path = BUF_MAX(PATH_BYTES_MAX),
        .err = err,
    };

    rc = walk(&state, old_tree, new_tree);
    buf_done(&state.path);
    deltas_sort(deltas);
    return rc;
}
