/* help - what can be typed: in short, or as the page of the manual. */
#include "base/limits.h"
#include "mcp-server/cli/command.h"
#include "mcp-server/cli/page.h"
#include "schemas.h"

#include <stdio.h>

static int print_page(const struct roster *roster)
{
    CLEANUP(buf_done) struct buf page = BUF_MAX(MANUAL_TEXT_MAX);
    CLEANUP(json_freep) cJSON *manual = NULL;
    CLEANUP(json_freep) cJSON *settings = NULL;
    struct err err = { 0 };

    manual = json_parse(slice_of(manual_json), &gate_config, &err);
    settings = json_parse(slice_of(config_json), &gate_config, &err);
    if (!manual || !settings)
        return command_complain("%s", err.text);
    page_add(&page, roster, manual, settings);
    fputs(buf_text(&page), stdout);
    return fflush(stdout) == 0 ? 0 : command_complain("standard output cannot be written");
}

static int print_short(const struct roster *roster)
{
    printf("openrouter-mcp: other models, through your OpenRouter account, as tools and commands.\n"
           "\n"
           "Usage: openrouter-mcp COMMAND [FLAGS]\n"
           "       openrouter-mcp            serve MCP on standard input and output:\n"
           "                                 tools, prompts and resources\n"
           "       openrouter-mcp --root FOLDER ...  (in front of anything, also repeated)\n"
           "                                 the folders whose files may be read, instead of the\n"
           "                                 project's\n"
           "\n");
    for (size_t i = 0; i < roster->count; i++)
        printf("  %-12s%s\n", roster->rows[i].name, roster->rows[i].summary);
    printf("\nThe key is read from OPENROUTER_API_KEY, else from the file OPENROUTER_API_KEY_FILE "
           "names,\nelse from where login stored it.\n"
           "Exit status: 0 done, 1 there are findings, 2 error. man openrouter-mcp tells more,\n"
           "and openrouter-mcp doctor what is wrong.\n");
    return 0;
}

static int help_run(struct program *program, const cJSON *arguments, bool json)
{
    CLEANUP(roster_done) struct roster roster;

    (void)program;
    (void)json;
    roster_open(&roster);
    return json_bool(arguments, "man", false) ? print_page(&roster) : print_short(&roster);
}

const struct command command_help = { "help", help_run };
