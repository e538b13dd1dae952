/* cli - the second front door: tools as commands, and what is no tool.
 *
 *   argv -> flags -> registry_admit -> call -> terminal      a tool
 *        -> command_main                                     everything else
 *
 * The same gate and the same call as behind the protocol. Exit status: 0 done, 1 there are
 * findings, 2 error, 130 and 143
 * for an interrupt and a termination, which cancel what is running.
 */
#pragma once

#include "base/limits.h"
#include "mcp-server/cli/terminal.h"
#include "mcp-server/program.h"
#include "mcp/registry.h"

/* What a tool has as a command beside its own arguments. */
struct cli_door {
    const char *typed; /* JSON with the properties of its flags, as an inputSchema has them */

    /* Changes the tool's arguments by what was typed; -1 and err. */
    int (*apply)(const cJSON *typed, cJSON *arguments, struct err *err);
    terminal_write *write;
    terminal_judge *judge;
};

/* A tool as it is typed. */
struct cli_tool {
    const char *name, *tool;
    const char *summary;         /* for the list of commands */
    terminal_draw *draw;         /* how its answer is shown on a terminal; NULL: as it is */
    const struct cli_door *door; /* NULL: nothing but its arguments */
    bool answers;                /* its answer is a model's: shown as it comes */
    const char *preset, *value;  /* an argument that means something else when it is typed; NULL */
};
extern const struct cli_tool cli_tools[]; /* ends with a NULL name */

/* A tool's definition with the flags of its door; owned by the caller. */
cJSON *cli_definition(const struct cli_tool *tool);

/* Takes what stands in front of a command, or alone: --root FOLDER (or --root=FOLDER), as often as
 * needed. Fills folders, NULL at the end, borrowed from argv, and moves both on over it. -1
 * (ERR_ARGUMENT). */
int cli_take_roots(int *argc, char ***argv, const char *folders[ROOTS_MAX + 1], struct err *err);

/* Whether this invocation is a command and not the server: there is an argument, or standard input
 * is a terminal, where help is more useful than silence. */
bool cli_wants(int argc, char **argv);

/* Runs program->loop until the command is done; the exit status. */
int cli_main(struct program *program, struct registry *registry, int argc, char **argv);
