/* fixture - the server that the official conformance suite is run against: lib/mcp, with the tools,
 * prompts and resources that its scenarios ask for. What each does is said by the suite.
 */
#pragma once

#include "mcp/registry.h"
#include "mcp/server.h"

#define FIXTURE_TOOLS_MAX 64

/* The context of every handler. */
struct fixture {
    struct loop *loop;
    struct server *server;
    struct offer tools[FIXTURE_TOOLS_MAX + 1]; /* of both tables, by name */
};

/* Each ends with a NULL handler. */
extern const struct offer fixture_tools[];     /* that answer by themselves */
extern const struct offer fixture_asks[];      /* tools that ask the client */
extern const struct offer fixture_prompts[];   /* fixture_prompts.c */
extern const struct offer fixture_resources[]; /* fixture_resources.c */

/* fixture_asks.c: the parameters of a form, as call_ask takes them. */
cJSON *fixture_form(const char *message, const char *schema);

/* A square of four points, and a millisecond of sound. */
#define FIXTURE_PNG                                                                                \
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACAQAAAABazTCJAAAADElEQVR42mNoYHAAAAHEAMGmm+a6AAAAAElFTkSuQmCC"
#define FIXTURE_WAV "UklGRiwAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQgAAACAwP/AgEAAQA=="

/* The definition of a tool; properties and required are JSON. */
#define FIXTURE_TOOL(name, description, properties, required)                                      \
    "{\"name\":\"" name "\",\"description\":\"" description                                        \
    "\",\"inputSchema\":{\"type\":\"object\",\"properties\":{" properties                          \
    "},\"required\":[" required "],\"additionalProperties\":false}}"
#define FIXTURE_PLAIN_TOOL(name, description) FIXTURE_TOOL(name, description, "", "")
