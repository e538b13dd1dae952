/* bridge - a stdio MCP server behind Streamable HTTP, for both eras of the protocol. */
#pragma once

#include "base/loop.h"
#include "tests/conformance/bridge_record.h"

struct bridge;

struct bridge_options {
    char *const *arguments; /* of the server; kept */
    struct record *record;  /* kept; NULL: none */
    bool judged;            /* what servers write is held to the protocol */
};

/* Listens on a free port of 127.0.0.1; NULL and err when it cannot. */
struct bridge *bridge_new(struct loop *loop, const struct bridge_options *options, struct err *err);
struct bridge *bridge_free(struct bridge *bridge);

/* "http://localhost:PORT/mcp" */
const char *bridge_url(const struct bridge *bridge);

/* Takes no further request, ends every server, and then stops the loop. */
void bridge_end(struct bridge *bridge);

/* How many servers did not end as they should, or wrote what they should not. */
size_t bridge_flaw_count(const struct bridge *bridge);
