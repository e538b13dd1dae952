/* roster - everything that can be typed behind the program's name. */
#include "mcp-server/cli/roster.h"

#include "mcp-server/cli/cli.h"
#include "mcp-server/cli/command.h"
#include "schemas.h"

#include <assert.h>
#include <stdlib.h>

static void add(struct roster *roster, const char *name, const char *summary, cJSON *definition)
{
    assert(definition); /* they are ours, and the registry has read them, too */
    roster->rows = xrealloc(roster->rows, (roster->count + 1) * sizeof(*roster->rows));
    roster->rows[roster->count++] = (struct roster_row){ name, summary, definition };
}

void roster_open(struct roster *roster)
{
    *roster = (struct roster){ 0 };
    for (const struct cli_tool *tool = cli_tools; tool->name; tool++)
        add(roster, tool->name, tool->summary, cli_definition(tool));
    for (const struct command_offer *offer = command_offers; offer->command; offer++) {
        cJSON *definition = command_definition(offer->command->name);

        add(roster, offer->command->name, json_str(definition, "summary"), definition);
    }
}

void roster_done(struct roster *roster)
{
    for (size_t i = 0; i < roster->count; i++)
        json_free(roster->rows[i].definition);
    free(roster->rows);
    *roster = (struct roster){ 0 };
}
