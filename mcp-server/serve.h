/* serve - the MCP server on stdio: from the first line to the last. */
#pragma once

#include "mcp-server/program.h"
#include "mcp/registry.h"

/* What a client shows its model of us before any tool is loaded. */
extern const char serve_instructions[];

/* Speaks MCP on stdin and stdout until input ends, a signal comes (SIGINT, SIGTERM, SIGHUP), the
 * client is gone, or nobody reads. Answers the exit status. From here on descriptor 1 is stderr, so
 * that a stray write of a library cannot break the protocol. */
int serve(struct program *program, const struct registry *registry);
