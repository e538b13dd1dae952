/* select - which files of a change are looked at, by the entries of paths[].
 *
 *   "src"  "src/x.c"  "src/[star].c"  -> these, and what lies below;   "!src/gen" -> none of these
 */
#include "files/diff/parts.h"
#include "files/path.h"

#include <stdlib.h>

static int read_one(struct selector *selector, const char *text, struct err *err)
{
    struct slice entry = slice_of(text);

    selector->is_excluded = slice_starts(entry, SLICE("!"));
    if (selector->is_excluded)
        entry = slice_from(entry, 1);

    CLEANUP(path_done) struct path path = { .name = NULL };

    if (path_read(&path, entry, err) < 0)
        return err_wrap(err, "paths");
    if (path.is_absolute)
        return err_set(
            err, ERR_ARGUMENT,
            "paths: \"%s\" begins with a slash; paths begin at the top of the repository", text);
    selector->name = TAKE(path.name);
    selector->is_name = !glob_is_pattern(selector->name);
    if (glob_read(&selector->glob, selector->name, err) < 0)
        return err_wrap(err, "paths");
    return 0;
}

int selection_read(struct selection *selection, const char *const *paths, size_t count,
                   struct err *err)
{
    selection->items = xcalloc(count + 1, sizeof(*selection->items));
    for (size_t i = 0; i < count; i++) {
        selection->count++;
        if (read_one(&selection->items[i], paths[i], err) < 0)
            return -1;
    }
    return 0;
}

void selection_done(struct selection *selection)
{
    for (size_t i = 0; i < selection->count; i++) {
        free(selection->items[i].name);
        glob_done(&selection->items[i].glob);
    }
    free(selection->items);
    free(selection->below);
    *selection = (struct selection){ .count = 0 };
}

/* A pattern without a slash is about names anywhere, as git's are. */
static bool matches_below(const struct selector *selector, const char *path)
{
    const char *slash = strrchr(path, '/');

    if (path_is_below(path, selector->name) || glob_matches(&selector->glob, path))
        return true;
    return !selector->is_name && slash && !strchr(selector->name, '/') &&
           glob_matches(&selector->glob, slash + 1);
}

/* What a path is called from the root, where that lies further down than the repository's top. */
static const char *below_root(const struct selection *selection, const char *path)
{
    size_t size = selection->below ? strlen(selection->below) : 0;

    if (size == 0 || !path_is_below(path, selection->below) || !path[size])
        return NULL;
    return path + size + 1;
}

static bool matches(const struct selection *selection, size_t i, const char *path)
{
    const char *below = below_root(selection, path);

    return matches_below(&selection->items[i], path) ||
           (below && matches_below(&selection->items[i], below));
}

bool selection_has(const struct selection *selection, const char *path, const char *old_path)
{
    bool is_wanted = false, has_wanted = false;

    for (size_t i = 0; i < selection->count; i++) {
        bool is_match = matches(selection, i, path);

        if (selection->items[i].is_excluded && is_match)
            return false;
        if (selection->items[i].is_excluded)
            continue;
        has_wanted = true;
        is_wanted = is_wanted || is_match || (old_path && matches(selection, i, old_path));
    }
    return is_wanted || !has_wanted;
}

bool selection_names(const struct selection *selection, const char *path)
{
    const char *below = below_root(selection, path);

    for (size_t i = 0; i < selection->count; i++) {
        const struct selector *selector = &selection->items[i];

        if (!selector->is_excluded &&
            (strcmp(selector->name, path) == 0 || (below && strcmp(selector->name, below) == 0)))
            return true;
    }
    return false;
}
