/* version - which one this is. */
#include "mcp-server/cli/command.h"

#include <stdio.h>

static int version_run(struct program *program, const cJSON *arguments, bool json)
{
    (void)program;
    (void)arguments;
    (void)json;
    printf("openrouter-mcp %s\n", VERSION);
    return 0;
}

const struct command command_version = { "version", version_run };
