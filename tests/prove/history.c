/* history - the changes of a repository, one for each commit and its first parent. */
#include "history.h"

#include "tests/unit/changed.h"

/* A blob as text, owned by the caller; NULL: none, binary, or too large. */
static char *read_text(git_repository *repository, const git_diff_file *side, bool *is_bad)
{
    git_blob *blob = NULL;
    char *text = NULL;

    if (git_oid_is_zero(&side->id))
        return NULL;
    if (git_blob_lookup(&blob, repository, &side->id) == 0) {
        size_t size = (size_t)git_blob_rawsize(blob);

        if (size <= FILE_TEXT_MAX && !memchr(git_blob_rawcontent(blob), '\0', size ? size : 1))
            text = slice_dup((struct slice){ git_blob_rawcontent(blob), size });
    }
    git_blob_free(blob);
    *is_bad |= !text;
    return text;
}

static void add_file(struct diff *diff, git_repository *repository, const git_diff_delta *delta)
{
    bool is_bad = false;
    CLEANUP(freep) char *old_text = read_text(repository, &delta->old_file, &is_bad);
    CLEANUP(freep) char *new_text = read_text(repository, &delta->new_file, &is_bad);

    if (!is_bad && (old_text || new_text))
        changed_add(diff, delta->new_file.path, old_text, new_text);
}

static void add_commit(struct diff *diff, git_repository *repository, const git_oid *id)
{
    git_commit *commit = NULL, *parent = NULL;
    git_tree *tree = NULL, *parent_tree = NULL;
    git_diff *change = NULL;

    git_commit_lookup(&commit, repository, id);
    git_commit_tree(&tree, commit);
    if (git_commit_parent(&parent, commit, 0) == 0)
        git_commit_tree(&parent_tree, parent);
    if (git_diff_tree_to_tree(&change, repository, parent_tree, tree, NULL) == 0)
        for (size_t i = 0; i < git_diff_num_deltas(change); i++)
            add_file(diff, repository, git_diff_get_delta(change, i));
    git_diff_free(change);
    git_tree_free(tree);
    git_tree_free(parent_tree);
    git_commit_free(commit);
    git_commit_free(parent);
}

size_t history_each(const char *folder, void (*on_change)(void *user, struct diff *diff),
                    void *user)
{
    git_repository *repository = NULL;
    git_revwalk *walk = NULL;
    git_oid id;
    size_t count = 0;

    git_libgit2_init();
    if (git_repository_open(&repository, folder) == 0 && git_revwalk_new(&walk, repository) == 0 &&
        git_revwalk_push_head(walk) == 0)
        for (; git_revwalk_next(&id, walk) == 0; count++) {
            struct diff diff = { .files = NULL };

            add_commit(&diff, repository, &id);
            on_change(user, &diff);
            changed_done(&diff);
        }
    git_revwalk_free(walk);
    git_repository_free(repository);
    git_libgit2_shutdown();
    return count;
}
