/* site - the repository of a change, and which root a file of it lies in.
 *
 *   site_open -> the named folder | each root -> repo_find -> has it a work tree? is it all ours?
 */
#include "files/diff/parts.h"
#include "files/door.h"
#include "files/path.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int refuse_none(const struct roots *roots, struct err *err)
{
    char shown[ROOTS_SHOWN_SIZE];

    return err_set(err, ERR_ARGUMENT,
                   "there is no git repository in %s; name the folder of one in repo, or the path "
                   "of a patch file in diff",
                   roots_show(shown, roots));
}

static int refuse_bare(const struct repo *repo, struct err *err)
{
    return err_set(
        err, ERR_ARGUMENT,
        "the repository %s is bare: it has no work tree whose rules say what may be sent. "
        "Make one (git worktree add), and name its folder in repo",
        git_repository_path(repo->git));
}

static bool is_in_roots(const struct roots *roots, const char *path)
{
    for (size_t i = 0; i < roots->count; i++)
        if (root_below(&roots->items[i], path + 1, true))
            return true;
    return false;
}

/* A repository inside of a root may say that its objects are anywhere. Of the one that a root lies
 * in that was settled when the root was. */
static int check_grants(const struct repo *repo, const struct root *root, const struct roots *roots,
                        struct err *err)
{
    if (path_is_below(root->path, repo->top))
        return 0;
    for (size_t i = 0; i < repo->grant_count; i++)
        if (!is_in_roots(roots, repo->grants[i]))
            return err_set(err, ERR_POLICY,
                           "the repository in %s keeps a part of itself in %s, outside the folders "
                           "whose files may be read; start the server with --root %s",
                           repo->top, repo->grants[i], repo->top);
    return 0;
}

/* What libgit2 1.5 can open, but not read. */
static int check_format(const struct repo *repo, struct err *err)
{
    static const struct {
        const char *setting, *known;
    } formats[] = { { "extensions.objectformat", "sha1" }, { "extensions.refstorage", "files" } };
    git_config *config = NULL;
    const char *value;
    int rc = 0;

    if (git_repository_config_snapshot(&config, repo->git) < 0)
        return repo_fail("the settings of the repository", err);
    for (size_t i = 0; i < ARRAY_COUNT(formats) && rc == 0; i++)
        if (git_config_get_string(&value, config, formats[i].setting) == 0 &&
            strcmp(value, formats[i].known) != 0)
            rc = err_set(err, ERR_ARGUMENT,
                         "the repository has %s = %s, which this server cannot read; have git "
                         "write the change into a file (git diff A B > change.patch), and name "
                         "that in diff",
                         formats[i].setting, value);
    git_config_free(config);
    return rc;
}

static int check(const struct repo *repo, const struct root *root, const struct roots *roots,
                 struct err *err)
{
    if (!repo->top)
        return refuse_bare(repo, err);
    if (check_format(repo, err) < 0)
        return -1;
    return check_grants(repo, root, roots, err);
}

static int open_first(struct repo **repo, const struct roots *roots, struct err *err)
{
    for (size_t i = 0; i < roots->count; i++) {
        *repo = repo_free(*repo);
        if (repo_find(repo, roots->items[i].path, roots->items[i].is_named, err) < 0)
            return -1;
        if ((*repo)->git)
            return check(*repo, &roots->items[i], roots, err);
    }
    return refuse_none(roots, err);
}

static int refuse_folder(const char *folder, const char *reason, struct err *err)
{
    char shown[PATH_SHOWN_SIZE];

    return err_set(err, ERR_ARGUMENT, "repo: %s %s", path_show(shown, slice_of(folder)), reason);
}

/* The folder below a root, whose path has no links then. */
static int open_below(struct repo **repo, const struct roots *roots, const struct root *root,
                      const char *below, struct err *err)
{
    CLEANUP(buf_done) struct buf path = BUF_MAX(2 * PATH_BYTES_MAX);

    buf_addf(&path, "%s%s%s", root->path, below[0] ? "/" : "", below);
    *repo = repo_free(*repo);
    if (repo_find(repo, buf_text(&path), root->is_named, err) < 0)
        return -1;
    if (!(*repo)->git)
        return refuse_folder(buf_text(&path), "lies in no git repository", err);
    return check(*repo, root, roots, err);
}

static int open_named(struct repo **repo, const struct roots *roots, const char *folder,
                      struct err *err)
{
    CLEANUP(path_done) struct path path = { .name = NULL };
    int why = ENOENT;
    bool is_outside = true;

    if (path_read(&path, slice_of(folder), err) < 0)
        return err_wrap(err, "repo");
    for (size_t i = 0; i < roots->count; i++) {
        const struct root *root = &roots->items[i];
        const char *below = root_below(root, path.name, path.is_absolute);
        int fd = below ? door_open(root->fd, below, DOOR_FOLDER) : -1;

        if (fd >= 0) {
            close(fd);
            return open_below(repo, roots, root, below, err);
        }
        is_outside = is_outside && !below;
        why = below && errno != ENOENT ? errno : why;
    }
    return refuse_folder(folder,
                         is_outside ? "lies outside the folders whose files may be read; the user "
                                      "starts the server with --root FOLDER to allow it"
                                    : door_reason(why),
                         err);
}

int site_open(struct repo **repo, const struct roots *roots, const char *folder, struct err *err)
{
    *repo = NULL;
    if (roots->count == 0)
        return err_set(err, ERR_POLICY, "%s", roots->err.text);
    return folder && folder[0] ? open_named(repo, roots, folder, err)
                               : open_first(repo, roots, err);
}

/* A tree that somebody has made by hand may call its files anything. */
static bool leads_away(const char *path)
{
    struct slice rest = slice_of(path), part;

    while (slice_split(&rest, '/', &part))
        if (part.size == 0 || slice_is(part, SLICE(".")) || slice_is(part, SLICE("..")))
            return true;
    return false;
}

void site_find(struct spot *spot, const struct roots *roots, const char *top, const char *path)
{
    spot->root = NULL;
    spot->name = NULL;
    if (leads_away(path))
        return;
    snprintf(spot->path, sizeof(spot->path), "%s/%s", strcmp(top, "/") == 0 ? "" : top, path);
    for (size_t i = 0; i < roots->count && !spot->root; i++) {
        spot->name = root_below(&roots->items[i], spot->path + 1, true);
        if (spot->name && spot->name[0])
            spot->root = &roots->items[i];
    }
}

char *site_below(const struct repo *repo, const struct roots *roots)
{
    const char *top = repo->top;
    size_t size = strlen(top);

    for (size_t i = 0; i < roots->count; i++) {
        const char *path = roots->items[i].path;

        if (path_is_below(path, top))
            return path[size] ? xstrdup(path + size + 1) : NULL;
    }
    return NULL;
}

int site_admit(const struct gather_options *rules, const struct spot *spot, const char *shown,
               const char **rule, struct err *err)
{
    struct file_entry entry = {
        .root = spot->root->path,
        .root_fd = spot->root->fd,
        .name = spot->name,
        .shown = shown,
    };

    for (size_t i = 0; i < rules->rule_count; i++) {
        *rule = rules->rules[i].name;
        if (rules->rules[i].check(rules->rules[i].user, &entry, err) < 0)
            return -1;
    }
    return 0;
}

char *site_name(const struct repo *repo)
{
    struct slice path = slice_of(git_repository_commondir(repo->git));
    const char *slash;

    while (path.size > 1 && path.data[path.size - 1] == '/')
        path.size--;
    if (slice_ends(path, SLICE("/.git")))
        path.size -= strlen("/.git");
    slash = memrchr(path.data, '/', path.size);
    return slice_dup(slash ? slice_from(path, (size_t)(slash + 1 - path.data)) : path);
}
