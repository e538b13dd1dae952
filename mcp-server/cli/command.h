/* command - what is typed and is no tool, from its definition and its code.
 *
 *   argv -> flags -> coerced and checked by the definition's inputSchema -> run
 *
 * A command is two files: schemas/commands/<name>.json says what it is called, takes and is good
 * for; mcp-server/commands/<name>.c defines `const struct command command_<name>` (a dash of the
 * name is a low line there). The table is generated from the folder (schemas.h).
 */
#pragma once

#include "mcp-server/program.h"

struct command {
    const char *name;

    /* arguments: an object that the schema admits, borrowed. json: the user wants one JSON object
     * on stdout and nothing else there. The exit status: 0 done, 1 there are findings, 2 error. */
    int (*run)(struct program *program, const cJSON *arguments, bool json);
};

/* The command of that name, parsed from argv (behind the name); the exit status. -1 when there is
 * none of that name. */
int command_main(struct program *program, const char *name, char **argv);

/* The definition of a command, owned by the caller; NULL when there is none of that name. */
cJSON *command_definition(const char *name);

/* Says a sentence on stderr, behind the program's name; 2, the exit status of an error. */
int command_complain(const char *format, ...) PRINTF(1, 2);

/* Whether the user wants what was said to be removed. Nobody there is no consent, and is said. */
bool command_may_remove(void);
