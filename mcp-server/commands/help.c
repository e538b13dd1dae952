/* help - what can be typed. */
#include "mcp-server/cli/cli.h"
#include "mcp-server/cli/command.h"
#include "schemas.h"

#include <stdio.h>

static void print_row(const char *name, const char *summary)
{
    printf("  %-12s%s\n", name, summary);
}

static int help_run(struct program *program, const cJSON *arguments, bool json)
{
    (void)program;
    (void)arguments;
    (void)json;
    printf("openrouter-mcp: other models, through your OpenRouter account, as tools and commands.\n"
           "\n"
           "Usage: openrouter-mcp COMMAND [FLAGS]\n"
           "       openrouter-mcp            serve MCP on standard input and output:\n"
           "                                 tools, prompts and resources\n"
           "       openrouter-mcp --root FOLDER ...  (in front of anything, also repeated)\n"
           "                                 the folders whose files may be read, instead of the\n"
           "                                 project's\n"
           "\n");
    for (const struct cli_tool *tool = cli_tools; tool->name; tool++)
        print_row(tool->name, tool->summary);
    for (const struct command_offer *offer = command_offers; offer->command; offer++) {
        CLEANUP(json_freep) cJSON *definition = command_definition(offer->command->name);

        print_row(offer->command->name, json_str(definition, "summary"));
    }
    printf("\nThe key is read from OPENROUTER_API_KEY or from the file OPENROUTER_API_KEY_FILE "
           "names.\nExit status: 0 done, 2 error.\n");
    return 0;
}

const struct command command_help = { "help", help_run };
