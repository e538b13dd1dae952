/* keep - texts in the state directory, as files that the user can read. */
#include "mcp-server/answer/keep.h"

#include "base/file.h"
#include "base/limits.h"
#include "vault/secret.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

const struct keep_kind keep_answers = { "answers", "a_", ".md" };
const struct keep_kind keep_reviews = { "reviews", "r_", ".json" };

static const struct keep_kind *const kinds[] = { &keep_answers, &keep_reviews };

char *keep_text(const struct config *config, const struct keep_kind *kind, const char *id,
                struct slice text, struct err *err)
{
    char path[PATH_BYTES_MAX];
    char random[32];

    if (!config->state_dir) {
        err_set(err, ERR_CONFIG, "there is no state directory: %s", config->state_err);
        return NULL;
    }
    snprintf(path, sizeof(path), "%s/%s", config->state_dir, kind->folder);
    mkdir(path, 0700); /* whether it is there shows when the file is written */
    if (!id)
        secret_random_id(random, kind->prefix);
    snprintf(path, sizeof(path), "%s/%s/%s%s", config->state_dir, kind->folder, id ? id : random,
             kind->suffix);
    if (file_replace(path, &text, 1, err) < 0)
        return NULL;
    return xstrdup(path);
}

char *keep_find(const struct config *config, const struct keep_kind *kind, const char *id)
{
    char path[PATH_BYTES_MAX];

    if (!config->state_dir)
        return NULL;
    snprintf(path, sizeof(path), "%s/%s/%s%s", config->state_dir, kind->folder, id, kind->suffix);
    return access(path, F_OK) == 0 ? xstrdup(path) : NULL;
}

static bool is_kept(int folder, const struct keep_kind *kind, const char *name, int64_t before_s)
{
    struct stat status;

    return slice_starts(slice_of(name), slice_of(kind->prefix)) &&
           slice_ends(slice_of(name), slice_of(kind->suffix)) &&
           fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode) &&
           status.st_mtime < before_s;
}

static int64_t forget_kind(const struct config *config, const struct keep_kind *kind,
                           int64_t before_s, bool only_look)
{
    char path[PATH_BYTES_MAX];
    DIR *folder;
    int64_t count = 0;

    snprintf(path, sizeof(path), "%s/%s", config->state_dir, kind->folder);
    folder = opendir(path);
    if (!folder)
        return 0;
    for (const struct dirent *entry; (entry = readdir(folder));)
        if (is_kept(dirfd(folder), kind, entry->d_name, before_s))
            count += only_look || unlinkat(dirfd(folder), entry->d_name, 0) == 0;
    closedir(folder);
    return count;
}

int64_t keep_forget(const struct config *config, int64_t before_s, bool only_look)
{
    int64_t count = 0;

    for (size_t i = 0; config->state_dir && i < ARRAY_COUNT(kinds); i++)
        count += forget_kind(config, kinds[i], before_s, only_look);
    return count;
}
