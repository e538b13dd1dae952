/* config_files - where the user's files may be read, as far as settings and environment say. */
#include "mcp-server/config_parts.h"

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

void config_load_files(struct config *config)
{
    const char *project = config_env("CLAUDE_PROJECT_DIR"), *home = config_env("HOME");

    config->roots = texts(config, config->root_list_, true);
    config->file_allow = texts(config, config->allow_list_, false);
    config->project_dir = project ? config_keep(config, xstrdup(project)) : NULL;
    config->home = home ? config_keep(config, xstrdup(home)) : NULL;
}
