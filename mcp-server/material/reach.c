/* reach - which folders of the user's this process may read files in. */
#include "mcp-server/material/reach.h"

#include "base/limits.h"

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

bool reach_narrow(struct call *call, const struct roots *roots, struct roots **narrow)
{
    const char *uris[CLIENT_ROOTS_MAX];
    const cJSON *reply, *root;
    size_t count = 0;

    *narrow = NULL;
    if (!call_can_ask(call, ASK_ROOTS))
        return true;
    reply = call_ask(call, "roots", ASK_ROOTS, cJSON_CreateObject());
    if (!reply) {
        call_wait(call);
        return false;
    }
    cJSON_ArrayForEach(root, json_at(reply, "roots"))
    {
        if (count < CLIENT_ROOTS_MAX && json_str(root, "uri"))
            uris[count++] = json_str(root, "uri");
    }
    *narrow = roots_narrow(roots, uris, count);
    return true;
}
