/* bridge - a stdio MCP server behind Streamable HTTP, for both eras of the protocol. */
#pragma once

#include "base/loop.h"
#include "tests/conformance/bridge_record.h"

struct bridge;

/* Listens on a free port of 127.0.0.1; NULL and err when it cannot. Keeps arguments, those of the
 * server, and record, which may be NULL. */
struct bridge *bridge_new(struct loop *loop, char *const *arguments, struct record *record,
                          struct err *err);
struct bridge *bridge_free(struct bridge *bridge);

/* "http://localhost:PORT/mcp" */
const char *bridge_url(const struct bridge *bridge);

/* Takes no further request, ends every server, and then stops the loop. */
void bridge_end(struct bridge *bridge);

/* How many servers did not end as they should, or wrote what is no message. */
size_t bridge_flaw_count(const struct bridge *bridge);
