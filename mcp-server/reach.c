/* reach - which folders of the user's this process may read files in. */
#include "mcp-server/reach.h"

struct roots *reach_open(const struct config *config, const char *const *flags)
{
    const char *ours[4] = { NULL };
    size_t count = 0;

    if (config->config_dir)
        ours[count++] = config->config_dir;
    if (config->state_dir)
        ours[count++] = config->state_dir;
    if (config->cache_dir)
        ours[count++] = config->cache_dir;
    return roots_open(&(struct roots_options){
        .flags = flags,
        .settings = config->roots,
        .project = config->project_dir,
        .directory = ".",
        .home = config->home,
        .ours = ours,
    });
}
