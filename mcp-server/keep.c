/* keep - texts too long for the client, whole, in the state directory. */
#include "mcp-server/keep.h"

#include "base/file.h"
#include "base/limits.h"
#include "vault/secret.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

char *keep_text(const struct config *config, struct slice text, struct err *err)
{
    char path[PATH_BYTES_MAX];
    char id[32];

    if (!config->state_dir) {
        err_set(err, ERR_CONFIG, "there is no state directory: %s", config->state_err);
        return NULL;
    }
    snprintf(path, sizeof(path), "%s/answers", config->state_dir);
    mkdir(path, 0700); /* whether it is there shows when the file is written */
    secret_random_id(id, "a_");
    snprintf(path, sizeof(path), "%s/answers/%s.md", config->state_dir, id);
    if (file_replace(path, &text, 1, err) < 0)
        return NULL;
    return xstrdup(path);
}

static bool is_kept(int folder, const char *name, int64_t before_s)
{
    struct stat status;

    return slice_starts(slice_of(name), SLICE("a_")) && slice_ends(slice_of(name), SLICE(".md")) &&
           fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode) &&
           status.st_mtime < before_s;
}

int64_t keep_forget(const struct config *config, int64_t before_s, bool only_look)
{
    char path[PATH_BYTES_MAX];
    DIR *folder;
    int64_t count = 0;

    if (!config->state_dir)
        return 0;
    snprintf(path, sizeof(path), "%s/answers", config->state_dir);
    folder = opendir(path);
    if (!folder)
        return 0;
    for (const struct dirent *entry; (entry = readdir(folder));)
        if (is_kept(dirfd(folder), entry->d_name, before_s))
            count += only_look || unlinkat(dirfd(folder), entry->d_name, 0) == 0;
    closedir(folder);
    return count;
}
