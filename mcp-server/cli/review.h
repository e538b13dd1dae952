/* review - the command review beside its tool: a base to compare with, the form of its output, and
 * an exit status that a build can fail by. Pure.
 */
#pragma once

#include "mcp-server/cli/cli.h"

extern const struct cli_door review_door;
