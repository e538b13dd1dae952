/* gather_run - what the thread does: each path that was named, in turn.
 *
 *   path_read -> the whole name | the name without its lines | the pattern | not there
 */
#include "files/door.h"
#include "files/gather_parts.h"
#include "files/path.h"
#include "files/walk.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#define WHY_SIZE 1400

/* What a file below a root is called in the list: as the model would name it. */
static const char *shown_of(const struct gathering *gathering, const struct root *root,
                            const char *name, char shown[2 * PATH_BYTES_MAX])
{
    bool is_first = root == &gathering->options.roots->items[0];

    if (is_first)
        return name[0] ? name : ".";
    snprintf(shown, (size_t)2 * PATH_BYTES_MAX, "%s%s%s", root->path, name[0] ? "/" : "", name);
    return shown;
}

/* A pattern that is also a name: whether it is one must be known before the rules judge it. */
static bool is_there(const struct root *root, const char *name)
{
    int fd = door_open(root->fd, name, DOOR_FILE);

    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

/* Below each root; false when it is nowhere. */
static bool try_name(struct gathering *gathering, const char *name, bool is_absolute,
                     struct lines range)
{
    const struct roots *roots = gathering->options.roots;

    for (size_t i = 0; i < roots->count; i++) {
        const struct root *root = &roots->items[i];
        const char *below = root_below(root, name, is_absolute);
        char shown[2 * PATH_BYTES_MAX];

        if (!below || (glob_is_pattern(name) && !is_there(root, below)))
            continue;
        if (gather_file(gathering, &(struct target){
                                       .root = root,
                                       .name = below,
                                       .shown = shown_of(gathering, root, below, shown),
                                       .range = range,
                                   }))
            return true;
    }
    return false;
}

/* A walk for one pattern below one root. */
struct search {
    struct gathering *gathering;
    const struct root *root;
};

static struct target target_of(const struct search *search, const char *name,
                               char shown[2 * PATH_BYTES_MAX])
{
    return (struct target){
        .root = search->root,
        .name = name,
        .shown = shown_of(search->gathering, search->root, name, shown),
    };
}

static bool on_folder(void *user, const char *name)
{
    struct search *search = user;
    char shown[2 * PATH_BYTES_MAX];
    struct target target = target_of(search, name, shown);

    return gather_admit(search->gathering, &target, true);
}

static bool on_file(void *user, const char *name)
{
    struct search *search = user;
    char shown[2 * PATH_BYTES_MAX];
    struct target target = target_of(search, name, shown);

    gather_file(search->gathering, &target);
    return true;
}

static void on_link(void *user, const char *name)
{
    const struct search *search = user;
    char shown[2 * PATH_BYTES_MAX], path[PATH_SHOWN_SIZE], why[WHY_SIZE];
    struct target target = target_of(search, name, shown);

    snprintf(why, sizeof(why), "%s is a link, and links are not followed; name what it leads to",
             path_show(path, slice_of(target.shown)));
    gather_list_refuse(&search->gathering->list, target.shown, "link", why);
}

static void say_cut(struct gathering *gathering, const char *text, const struct walk *walk,
                    enum walk_end end)
{
    char shown[PATH_SHOWN_SIZE], why[WHY_SIZE];
    const char *words = walk_words(end);

    if (!words && walk->closed == 0 && walk->deep == 0)
        return;
    path_show(shown, slice_of(text));
    if (words)
        snprintf(why, sizeof(why), "%s was looked for only in part: %s; begin it with a folder",
                 shown, words);
    else
        snprintf(why, sizeof(why),
                 "%s was not looked for in %zu folders that cannot be opened, or lie too deep",
                 shown, walk->closed + walk->deep);
    gather_list_refuse(&gathering->list, text, "bounds", why);
}

static void search_root(struct gathering *gathering, const struct root *root, const char *text,
                        const struct glob *glob)
{
    struct search search = { gathering, root };
    struct walk walk = {
        .root_fd = root->fd,
        .glob = glob,
        .due_ms = gathering->pace->due_ms,
        .is_wanted = &gathering->pace->is_wanted,
        .enter = on_folder,
        .on_file = on_file,
        .on_link = on_link,
        .user = &search,
    };
    enum walk_end end;

    if (glob->start[0] && !is_there(root, glob->start))
        return;
    end = walk_run(&walk);
    say_cut(gathering, text, &walk, end);
}

/* Lists what a pattern finds; false when that is nothing. */
static bool try_pattern(struct gathering *gathering, const struct path *path, const char *text)
{
    const struct roots *roots = gathering->options.roots;
    size_t before = gathering->list.count + gathering->list.unlisted;
    size_t seen_before = gathering->seen_count;

    for (size_t i = 0; i < roots->count; i++) {
        const char *below = root_below(&roots->items[i], path->name, path->is_absolute);
        struct glob glob;
        struct err err;

        if (!below)
            continue;
        if (glob_read(&glob, below, &err) == 0)
            search_root(gathering, &roots->items[i], text, &glob);
        else
            gather_list_refuse(&gathering->list, text, "path", err.text);
        glob_done(&glob);
    }
    return gathering->list.count + gathering->list.unlisted > before ||
           gathering->seen_count > seen_before;
}

static bool is_outside(const struct roots *roots, const struct path *path)
{
    for (size_t i = 0; i < roots->count; i++)
        if (root_below(&roots->items[i], path->name, path->is_absolute))
            return false;
    return true;
}

static void refuse_outside(struct gathering *gathering, const char *text)
{
    const struct roots *roots = gathering->options.roots;
    char shown[PATH_SHOWN_SIZE], places[ROOTS_SHOWN_SIZE], why[WHY_SIZE];

    snprintf(why, sizeof(why),
             "%s lies outside the folders whose files may be read (%s); to allow its folder, the "
             "user starts the server with --root FOLDER, or adds it to \"roots\" in config.json",
             path_show(shown, slice_of(text)), roots_show(places, roots));
    gather_list_refuse(&gathering->list, text, "root", why);
}

static void refuse_missing(struct gathering *gathering, const struct path *path, const char *text)
{
    const struct roots *roots = gathering->options.roots;
    char shown[PATH_SHOWN_SIZE], places[ROOTS_SHOWN_SIZE], why[WHY_SIZE];
    bool is_pattern = glob_is_pattern(path->name);
    const char *hint = path->has_bad_range ? "; lines count from 1, the first stands in front: "
                                             "path:10-80"
                       : is_pattern        ? "; * stays within one folder, ** goes into all"
                                           : "; paths begin there, and lines are path:10-80";

    snprintf(why, sizeof(why), "%s %s below %s%s", path_show(shown, slice_of(text)),
             is_pattern ? "matches no file" : "is not there", roots_show(places, roots), hint);
    gather_list_refuse(&gathering->list, text, "missing", why);
}

static void take(struct gathering *gathering, const char *text)
{
    const struct roots *roots = gathering->options.roots;
    CLEANUP(path_done) struct path path = { .name = NULL };
    struct err err;

    if (path_read(&path, slice_of(text), &err) < 0)
        gather_list_refuse(&gathering->list, text, "path", err.text);
    else if (roots->count == 0)
        gather_list_refuse(&gathering->list, text, "root", roots->err.text);
    else if (is_outside(roots, &path))
        refuse_outside(gathering, text);
    else if (!try_name(gathering, path.name, path.is_absolute, (struct lines){ 0, 0 }) &&
             !(path.bare && try_name(gathering, path.bare, path.is_absolute, path.range)) &&
             !(glob_is_pattern(path.name) && try_pattern(gathering, &path, text)))
        refuse_missing(gathering, &path, text);
}

static void refuse_late(struct gathering *gathering, const char *text)
{
    char shown[PATH_SHOWN_SIZE], why[WHY_SIZE];

    snprintf(why, sizeof(why),
             "%s was not reached in the time for files of one call; name fewer, or a folder on a "
             "faster disk",
             path_show(shown, slice_of(text)));
    gather_list_refuse(&gathering->list, text, "time", why);
}

void gather_run(struct gathering *gathering)
{
    const struct roots *roots = gathering->options.roots;

    for (size_t i = 0; i < gathering->options.path_count; i++)
        if (errand_is_late(gathering->pace))
            refuse_late(gathering, gathering->paths[i]);
        else
            take(gathering, gathering->paths[i]);
    if (gathering->options.path_count == 0)
        gather_list_refuse(&gathering->list, "files", "path",
                           "files is empty; name at least one file, or leave it out");
    if (roots->count > 0 && roots->err.kind != ERR_NONE)
        gather_list_refuse(&gathering->list, "roots", "root", roots->err.text);
}
