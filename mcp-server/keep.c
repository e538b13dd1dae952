/* keep - texts too long for the client, whole, in the state directory. */
#include "mcp-server/keep.h"

#include "base/file.h"
#include "base/limits.h"
#include "vault/secret.h"

#include <stdio.h>
#include <sys/stat.h>

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
