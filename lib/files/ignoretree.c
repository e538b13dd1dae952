/* ignoretree - the ignore files of one name in all folders of a root, and what they say of a path.
 *
 *   ignoretree_find -> ignorewalk_go (each folder on the way, as far as it exists)
 *                   -> judge (each folder on the way, then the path) -> ask (from the deepest file)
 */
#include "files/ignoretree.h"

#include "base/limits.h"
#include "files/ignorewalk.h"
#include "files/rulefile.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

/* Rules for all that lies under the first `base` bytes of a path that begins at top. */
struct list {
    struct ignorefile *file;
    size_t base;
};

struct ignoretree {
    struct ignoretree_setup setup;
    char *root, *top, *name;
    char *prefix; /* of the root, from top, with its slash; "" when it is top */
    struct list fixed[FOLDER_DEPTH_MAX + 8];
    size_t fixed_count, first_count;
    _Atomic(struct ignorewalk *)
        idle; /* the last walk, for the next one; NULL while that is under way */
};

/* --- judging -------------------------------------------------------------------------------- */

struct question {
    const struct ignorewalk *walk;
    struct slice path; /* from top */
    bool is_folder;
    struct ignore_look look;
};

static const struct ignore_rule *ask_file(const struct ignorefile *file, size_t base,
                                          const struct question *question, const char **name)
{
    const struct ignore_rule *rule;

    if (!file || base >= question->path.size)
        return NULL;
    rule = ignorefile_find(file, slice_from(question->path, base), question->is_folder,
                           question->look);
    if (rule)
        *name = ignorefile_name(file);
    return rule;
}

static const struct ignore_rule *ask(const struct ignoretree *tree, const struct question *question,
                                     const char **name)
{
    const struct ignore_rule *rule = NULL;

    for (size_t i = question->walk->count; i-- > 0 && !rule;) {
        const struct ignorelevel *level = &question->walk->levels[i];
        size_t base = strlen(level->folder);

        rule = ask_file(level->file, base, question, name);
        if (!rule)
            rule = ask_file(level->exclude, base, question, name);
    }
    for (size_t i = tree->fixed_count; i-- > 0 && !rule;)
        rule = ask_file(tree->fixed[i].file, tree->fixed[i].base, question, name);
    return rule;
}

/* From the outermost folder to the path itself; the first that is ignored decides. */
static const struct ignore_rule *judge(const struct ignoretree *tree, struct question question,
                                       const char **name)
{
    struct slice whole = question.path;
    bool is_folder = question.is_folder;
    const struct ignore_rule *rule = NULL;

    for (size_t i = 1; i <= whole.size; i++) {
        if (i < whole.size && whole.data[i] != '/')
            continue;
        question.path.size = i;
        question.is_folder = i < whole.size || is_folder;
        rule = ask(tree, &question, name);
        if (rule && !rule->lifts)
            break;
    }
    return rule;
}

/* A thread that hangs in a dead mount keeps its own; the next one begins anew. */
static struct ignorewalk *walk_begin(struct ignoretree *tree)
{
    struct ignorewalk *walk = atomic_exchange(&tree->idle, NULL);

    return walk ? walk : xcalloc(1, sizeof(*walk));
}

static void walk_end(struct ignoretree *tree, struct ignorewalk *walk)
{
    ignorewalk_free(atomic_exchange(&tree->idle, walk));
}

/* What the walk holds may be gone when it ends, so the answer is a copy. */
static int find(struct ignoretree *tree, struct ignorewalk *walk, const char *path, bool is_folder,
                struct ignoretree_answer *answer, struct err *err)
{
    struct wild_effort effort = { RULES_EFFORT_MAX };
    char whole[PATH_BYTES_MAX];
    int size = snprintf(whole, sizeof(whole), "%s%s", tree->prefix, path);
    const struct ignore_rule *rule;
    const char *file = "";

    if (size >= (int)sizeof(whole))
        return err_set(err, ERR_POLICY, "its path has more than %d bytes", PATH_BYTES_MAX);
    if (ignorewalk_go(walk, &tree->setup, whole, strlen(tree->prefix), err) < 0)
        return -1;
    rule = judge(tree,
                 (struct question){
                     walk, { whole, (size_t)size }, is_folder, { tree->setup.fold, &effort } },
                 &file);
    if (effort.left == 0)
        return err_set(err, ERR_POLICY, "the rules of the %s files take too long to compare",
                       tree->name);
    *answer = (struct ignoretree_answer){ .line = rule ? rule->line : 0,
                                          .ignores = rule && !rule->lifts };
    snprintf(answer->file, sizeof(answer->file), "%s", rule ? file : "");
    snprintf(answer->rule, sizeof(answer->rule), "%s", rule ? rule->text : "");
    return 0;
}

int ignoretree_find(struct ignoretree *tree, const char *path, bool is_folder,
                    struct ignoretree_answer *answer, struct err *err)
{
    struct ignorewalk *walk = walk_begin(tree);
    int rc = find(tree, walk, path, is_folder, answer, err);

    walk_end(tree, walk);
    return rc;
}

int ignoretree_check(struct ignoretree *tree, const char *path, bool is_folder, struct err *err)
{
    struct ignoretree_answer answer = { 0 };
    struct err why;

    if (ignoretree_find(tree, path, is_folder, &answer, &why) < 0)
        return err_set(err, ERR_POLICY, "is not sent: %s", why.text);
    if (!answer.ignores)
        return 0;
    return err_set(err, ERR_POLICY, "is not sent: %s line %zu (\"%s\") ignores it" RULE_LIFTED_BY,
                   answer.file, answer.line, answer.rule);
}

/* --- making --------------------------------------------------------------------------------- */

static void add_fixed(struct ignoretree *tree, size_t place, struct list list)
{
    for (size_t i = tree->fixed_count; i > place; i--)
        tree->fixed[i] = tree->fixed[i - 1];
    tree->fixed[place] = list;
    tree->fixed_count++;
}

void ignoretree_add_first(struct ignoretree *tree, struct ignorefile *file)
{
    add_fixed(tree, tree->first_count++, (struct list){ file, 0 });
}

static int read_above(struct ignoretree *tree, size_t base, struct err *err)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(RULES_FILE_MAX);
    char path[PATH_BYTES_MAX];
    struct stat status;
    struct ignorefile *file;
    int rc;

    snprintf(path, sizeof(path), "%s/%.*s%s", tree->top, (int)base, tree->prefix, tree->name);
    if (tree->setup.is_git && rulefile_is_link(AT_FDCWD, path))
        return 0;
    rc = rulefile_read(AT_FDCWD, path, true, &text, &status, err);
    if (rc != 0)
        return rc < 0 ? rulefile_not_known(path, err) : 0;
    file = ignorefile_new(path, buf_slice(&text), err);
    if (!file)
        return rulefile_not_known(path, err);
    add_fixed(tree, tree->fixed_count, (struct list){ file, base });
    return 0;
}

/* Each folder from top down to the one above the root. */
static int read_all_above(struct ignoretree *tree, struct err *err)
{
    size_t depth = 0;

    if (tree->prefix[0] == '\0')
        return 0;
    if (read_above(tree, 0, err) < 0)
        return -1;
    for (size_t i = 1; tree->prefix[i] && tree->prefix[i + 1]; i++) {
        if (tree->prefix[i] != '/')
            continue;
        if (++depth >= FOLDER_DEPTH_MAX)
            return err_set(err, ERR_POLICY, "%s lies more than %d folders deep", tree->root,
                           FOLDER_DEPTH_MAX);
        if (read_above(tree, i + 1, err) < 0)
            return -1;
    }
    return 0;
}

/* What is left of root after top, with a slash at its end. */
static char *prefix_of(const char *root, const char *top)
{
    size_t size = strlen(top);
    char prefix[PATH_BYTES_MAX];

    if (strcmp(root, top) == 0)
        return xstrdup("");
    while (root[size] == '/')
        size++;
    snprintf(prefix, sizeof(prefix), "%s/", root + size);
    return xstrdup(prefix);
}

struct ignoretree *ignoretree_new(const struct ignoretree_setup *setup, struct err *err)
{
    struct ignoretree *tree = xcalloc(1, sizeof(*tree));

    tree->setup = *setup;
    tree->root = xstrdup(setup->root);
    tree->top = xstrdup(strcmp(setup->top, "/") == 0 ? "" : setup->top);
    tree->name = xstrdup(setup->name);
    tree->setup.name = tree->name;
    tree->prefix = prefix_of(tree->root, tree->top);
    return read_all_above(tree, err) < 0 ? ignoretree_free(tree) : tree;
}

struct ignoretree *ignoretree_free(struct ignoretree *tree)
{
    if (!tree)
        return NULL;
    ignorewalk_free(tree->idle);
    for (size_t i = 0; i < tree->fixed_count; i++)
        ignorefile_free(tree->fixed[i].file);
    free(tree->root);
    free(tree->top);
    free(tree->name);
    free(tree->prefix);
    free(tree);
    return NULL;
}
