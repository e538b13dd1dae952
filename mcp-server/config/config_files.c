/* config_files - where the user's files may be read, as far as settings and environment say. */
#include "mcp-server/config/config_parts.h"

#include "base/limits.h"

#include <stdlib.h>

/* A list of strings that ends with NULL; NULL for no list. Paths that begin with "~/" are spelt
 * out. The strings are borrowed from the settings, or kept. */
static const char *const *texts(struct config *config, const cJSON *list, bool are_paths)
{
    const cJSON *item;
    size_t count = 0;

    if (!list)
        return NULL;

    const char **all = xcalloc((size_t)cJSON_GetArraySize(list) + 1, sizeof(*all));

    cJSON_ArrayForEach(item, list)
    {
        char *path = are_paths ? config_path(item->valuestring) : NULL;

        all[count++] = path ? config_keep(config, path) : item->valuestring;
    }
    config_keep(config, (char *)(void *)all);
    return all;
}

static const char *variable(struct config *config, const char *name)
{
    const char *value = config_env(name);

    return value ? config_keep(config, xstrdup(value)) : NULL;
}

static const char *claude_dir(struct config *config)
{
    const char *given = variable(config, "CLAUDE_CONFIG_DIR");
    CLEANUP(buf_done) struct buf path = BUF_MAX(PATH_BYTES_MAX);

    if (given || !config->home)
        return given;
    buf_addf(&path, "%s/.claude", config->home);
    return config_keep(config, buf_take(&path));
}

void config_load_files(struct config *config)
{
    config->roots = texts(config, config->root_list_, true);
    config->file_allow = texts(config, config->allow_list_, false);
    config->project_dir = variable(config, "CLAUDE_PROJECT_DIR");
    config->home = variable(config, "HOME");
    config->claude_dir = claude_dir(config);
    config->git_config_home = variable(config, "XDG_CONFIG_HOME");
    config->git_config_global = variable(config, "GIT_CONFIG_GLOBAL");
}
