/* cli - the second front door: tools as commands.
 *
 *   argv -> flags -> registry_admit -> call -> terminal
 *
 * The same gate and the same call as behind the protocol. Exit status: 0 done, 2 error, 130 and 143
 * for an interrupt and a termination, which cancel what is running.
 */
#pragma once

#include "mcp-server/program.h"
#include "mcp/registry.h"

/* Whether this invocation is a command and not the server: there is an argument, or standard input
 * is a terminal, where help is more useful than silence. */
bool cli_wants(int argc, char **argv);

/* Runs program->loop until the command is done; the exit status. */
int cli_main(struct program *program, struct registry *registry, int argc, char **argv);
