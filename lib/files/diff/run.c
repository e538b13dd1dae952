/* run - what the thread does: a text becomes files with hunks.
 *
 *   a repository? -> range_read -> trees, index, disk -> renames -> each file
 *                 -> no revision, or none at all: a patch file of that name? -> each file
 */
#include "base/clock.h"
#include "files/diff/parts.h"
#include "files/path.h"

#include <stdlib.h>

#define COUNT_SHARE 4 /* of the time that is left, for lines that are only counted */

static int check_text(const char *text, struct err *err)
{
    if (!text)
        return 0;
    if (strlen(text) > DIFF_SPEC_MAX)
        return err_set(err, ERR_ARGUMENT, "diff has more than %d bytes; two names are enough",
                       DIFF_SPEC_MAX);
    if (text[0] == '-')
        return err_set(err, ERR_ARGUMENT,
                       "diff begins with \"-\": it is no list of flags, but one text like "
                       "\"main...HEAD\", \"staged\", \"working\", a commit, or a patch file");
    return 0;
}

/* --- what differs --------------------------------------------------------------------------- */

static int tree_of(git_commit *commit, git_tree **tree, struct err *err)
{
    *tree = NULL;
    if (!commit || git_commit_tree(tree, commit) == 0)
        return 0;
    return lack_fail(git_commit_owner(commit), "the tree of the commit ", err);
}

static int compare(struct diffing *diffing, git_tree *old_tree, git_tree *new_tree)
{
    bool is_working = diffing->range.kind == RANGE_WORKING;

    if (diffing->range.kind == RANGE_COMMITS)
        return tree_compare(&diffing->deltas, old_tree, new_tree, diffing->pace, &diffing->err);
    return index_compare(&diffing->deltas, diffing->repo, old_tree,
                         is_working ? &diffing->disk : NULL, diffing->pace, &diffing->err);
}

static int find_deltas(struct diffing *diffing)
{
    struct range *range = &diffing->range;
    git_tree *old_tree, *new_tree = NULL;
    int rc = -1;

    if (tree_of(range->base, &old_tree, &diffing->err) == 0 &&
        tree_of(range->head, &new_tree, &diffing->err) == 0)
        rc = compare(diffing, old_tree, new_tree);
    diffing->attributes = new_tree ? new_tree : TAKE(old_tree);
    git_tree_free(old_tree);
    if (rc < 0)
        return -1;
    return rename_find(&diffing->deltas, diffing->repo, &diffing->disk, diffing->pace,
                       &diffing->err);
}

/* --- the files ------------------------------------------------------------------------------ */

static bool is_other_kind(const struct delta *delta)
{
    return delta->old_mode && delta->new_mode &&
           (delta->old_mode & S_IFMT) != (delta->new_mode & S_IFMT);
}

/* What was a file and is a link now is two: one that is gone, one that is new. */
static void add_both(struct diffing *diffing, const struct delta *delta)
{
    struct delta gone = *delta, new = *delta;

    gone.new_mode = 0;
    gone.is_on_disk = false;
    gone.old_path = new.old_path = NULL;
    new.old_mode = 0;
    diff_add_file(diffing, &gone);
    diff_add_file(diffing, &new);
}

static bool is_wanted(const struct diffing *diffing, const struct delta *delta)
{
    return selection_has(&diffing->selection, delta->path, delta->old_path);
}

/* Those that are not looked at are listed where they take no room from the others. */
static void add_files(struct diffing *diffing)
{
    const struct deltas *deltas = &diffing->deltas;
    size_t wanted = 0, room;

    for (size_t i = 0; i < deltas->count; i++)
        if (is_wanted(diffing, &deltas->items[i]))
            wanted += 1 + is_other_kind(&deltas->items[i]);
    room = wanted < DIFF_FILES_MAX ? DIFF_FILES_MAX - wanted : 0;
    for (size_t i = 0; i < deltas->count; i++) {
        struct delta *delta = &deltas->items[i];
        bool is_excluded = !is_wanted(diffing, delta);

        if (is_excluded && room == 0)
            diffing->diff.unlisted++;
        else if (is_other_kind(delta))
            add_both(diffing, delta);
        else
            diff_add_file(diffing, delta);
        room -= is_excluded && room > 0;
    }
}

static bool read_setting(const struct diffing *diffing, const char *name)
{
    git_config *config = NULL;
    int is_on = 1;

    if (git_repository_config_snapshot(&config, diffing->repo->git) == 0 &&
        git_config_get_bool(&is_on, config, name) < 0)
        is_on = 1;
    git_config_free(config);
    return is_on != 0;
}

static void name_sides(struct diffing *diffing)
{
    struct diff *diff = &diffing->diff;
    const struct range *range = &diffing->range;
    const char *outside = diffing->disk.outside > 0
                              ? "; files outside the folders that may be read were not looked at"
                              : "";
    struct buf told = BUF_MAX(KIB(4));

    diff->what = xstrdup(range->what);
    diff->repository = site_name(diffing->repo);
    if (range->base)
        git_oid_tostr(diff->base, sizeof(diff->base), git_commit_id(range->base));
    if (range->head)
        git_oid_tostr(diff->head, sizeof(diff->head), git_commit_id(range->head));
    buf_addf(&told, "%s%s%s", range->told, diff->count == 0 ? ", which changes nothing" : "",
             outside);
    diff->told = buf_take(&told);
}

static void compare_all(struct diffing *diffing)
{
    diffing->disk = (struct disk){
        .repo = diffing->repo,
        .roots = diffing->options.files.roots,
        .rules = &diffing->options.files,
        .has_modes = read_setting(diffing, "core.filemode"),
        .has_links = read_setting(diffing, "core.symlinks"),
    };
    if (find_deltas(diffing) < 0)
        return;
    diffing->count_due_ms = clock_ms() + (diffing->pace->due_ms - clock_ms()) / COUNT_SHARE;
    add_files(diffing);
    name_sides(diffing);
}

/* --- a patch -------------------------------------------------------------------------------- */

/* Its names are below the top of the repository, where there is one. 1: it was meant as a revision,
 * and is no patch. */
static int read_patch(struct diffing *diffing, struct slice text, bool is_named)
{
    struct diff *diff = &diffing->diff;
    char shown[PATH_SHOWN_SIZE];
    struct buf told = BUF_MAX(KIB(1));
    int rc = patch_read(diffing, text, &diffing->err);

    if (rc > 0 && !is_named) {
        diffing->err = (struct err){ .kind = ERR_NONE };
        return 1;
    }
    if (rc != 0) {
        err_wrap(&diffing->err, "%s", path_show(shown, slice_of(diffing->text)));
        return 0;
    }
    buf_addf(&told, "the patch %s%s", path_show(shown, slice_of(diffing->text)),
             diff->count == 0 ? ", which changes nothing" : "");
    diff->told = buf_take(&told);
    diff->what = xstrdup(diffing->text);
    diff->repository = xstrdup("");
    return 0;
}

static bool is_patch_name(const char *text)
{
    struct slice name = slice_of(text);

    return slice_ends(name, SLICE(".patch")) || slice_ends(name, SLICE(".diff"));
}

/* That no file of that name was meant. */
static bool is_no_file(const struct gather_item *item, bool is_named)
{
    static const char *const rules[] = { "missing", "path", "root", "folder" };

    for (size_t i = 0; i < ARRAY_COUNT(rules); i++)
        if (item->rule && strcmp(item->rule, rules[i]) == 0)
            return i == 0 || !is_named;
    return false;
}

/* Through the door, and the rules of names; those of content are for each of the files that it is
 * about. 1: there is no such file, says none. */
static int take_patch(struct diffing *diffing, const struct gather_item *item, bool is_named,
                      struct err *none)
{
    if (is_no_file(item, is_named)) {
        if (is_named)
            err_set(none, ERR_ARGUMENT, "%s", item->why);
        return 1;
    }
    if (!item->rule)
        return read_patch(diffing, buf_slice(&item->text), is_named);
    err_set(&diffing->err, ERR_POLICY, "%s", item->why);
    return 0;
}

static int try_patch(struct diffing *diffing, bool is_named, struct err *none)
{
    const struct gather_options *options = &diffing->options.files;
    struct gathering *gathering = xcalloc(1, sizeof(*gathering));
    int rc;

    gathering->options = (struct gather_options){
        .roots = options->roots,
        .path_count = 1,
        .rules = options->rules,
        .rule_count = options->rule_count,
        .text_max = PATCH_MAX,
    };
    gathering->paths = &diffing->text;
    gathering->pace = diffing->pace;
    gather_run(gathering);
    rc = gathering->list.count == 0
             ? 1
             : take_patch(diffing, &gathering->list.items[0], is_named, none);
    gather_list_done(&gathering->list);
    free(gathering);
    return rc;
}

/* --- */

/* A name of a revision, unless it is that of a file and of no revision. */
static void run_range(struct diffing *diffing, struct err *none)
{
    int rc = site_open(&diffing->repo, diffing->options.files.roots, diffing->folder, none);

    if (rc == 0)
        diffing->selection.below = site_below(diffing->repo, diffing->options.files.roots);
    if (rc == 0)
        rc = range_read(&diffing->range, diffing->repo, diffing->text, none);
    else
        rc = none->kind == ERR_ARGUMENT ? 1 : -1; /* none is there, or it is shut */
    if (rc > 0 && diffing->text && !is_patch_name(diffing->text) &&
        try_patch(diffing, false, none) == 0)
        return;
    if (rc == 0)
        compare_all(diffing);
    else
        diffing->err = *none;
}

void diff_run(struct diffing *diffing)
{
    struct err none = { 0 }, no_file = { 0 };

    if (check_text(diffing->text, &diffing->err) < 0 ||
        selection_read(&diffing->selection, (const char *const *)diffing->paths,
                       diffing->options.path_count, &diffing->err) < 0)
        return;
    if (is_patch_name(diffing->text)) {
        (void)site_open(&diffing->repo, diffing->options.files.roots, diffing->folder, &none);
        if (try_patch(diffing, true, &no_file) == 0)
            return;
        diffing->repo = repo_free(diffing->repo);
    }
    run_range(diffing, &none);
    if (no_file.kind != ERR_NONE && diffing->err.kind == ERR_ARGUMENT)
        diffing->err = no_file;
}
