/* logout - removes the stored key from this machine. */
#include "mcp-server/cli/command.h"

#include <stdio.h>

static int logout_run(struct program *program, const cJSON *arguments, bool json)
{
    const struct config *config = program->config;
    struct err err = { 0 };
    int rc = config_remove_stored_key(config, &err);

    (void)arguments;
    (void)json;
    if (rc < 0)
        return command_complain("the stored key was not removed: %s", err.text);
    if (rc > 0)
        printf("There was no stored key.\n");
    else
        printf("Removed. The key itself lives on at OpenRouter until it is deleted at "
               "https://openrouter.ai/settings/keys.\n");
    if (config->key_source && strcmp(config->key_source, CONFIG_KEYSTORE) != 0)
        printf("The key in %s is still used.\n", config->key_source);
    return 0;
}

const struct command command_logout = { "logout", logout_run };
