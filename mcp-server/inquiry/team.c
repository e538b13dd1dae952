/* team - what OpenRouter is told of a question beside its content. */
#include "mcp-server/inquiry/team.h"

#include <string.h>

/* The name of the folder; "" for one that has none, as the root. */
static const char *name_of(const char *project)
{
    const char *slash = strrchr(project, '/');

    return slash ? slash + 1 : project;
}

struct chat_labels team_labels(const struct config *config, const char *tool, const char *tag)
{
    struct chat_labels labels = { .user = config->team_user };

    if (config->team_session)
        labels.session_id = config->session_id;
    if (config->team_trace) {
        labels.trace_name = "openrouter-mcp";
        labels.generation_name = tool;
        labels.tag = tag;
        labels.repository = config->team_repository ? name_of(config->project) : NULL;
    }
    return labels;
}
