/* completion - a script by which the user's shell completes what is typed. */
#include "mcp-server/cli/completion.h"

#include "base/limits.h"
#include "mcp-server/cli/command.h"

#include <stdio.h>

static int completion_run(struct program *program, const cJSON *arguments, bool json)
{
    CLEANUP(buf_done) struct buf script = BUF_MAX(MANUAL_TEXT_MAX);
    CLEANUP(roster_done) struct roster roster;

    (void)program;
    (void)json;
    roster_open(&roster);
    if (completion_add(&script, json_str(arguments, "shell"), &roster) < 0 || script.full)
        return command_complain("the script could not be written");
    fputs(buf_text(&script), stdout);
    return fflush(stdout) == 0 ? 0 : command_complain("standard output cannot be written");
}

const struct command command_completion = { "completion", completion_run };
