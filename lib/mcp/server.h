/* server - one MCP connection on stdio, for every protocol revision.
 *
 *   wire (lines) -> gate -> rpc (requests) -> dialect (which revision) -> method table -> call
 *   call -> result -> dialect -> rpc -> wire
 *
 * Two eras on one connection: revision 2026-07-28 is stateless and carries version and capabilities
 * in each request's _meta; 2025-11-25, 2025-06-18, 2025-03-26 and 2024-11-05 begin with initialize.
 */
#pragma once

#include "mcp/registry.h"

struct server;

struct server_options {
    const char *name, *title, *version, *description, *website_url; /* serverInfo */
    const char *instructions;        /* at most 2,000 bytes, the important part first */
    const struct registry *registry; /* says also which capabilities are declared */
    void *context;                   /* for the handlers */
    bool logging;                    /* declared too: call_log reaches clients that listen */
    bool list_changed;               /* the same: lists may change while the server lives */
    bool subscribe;                  /* the same: clients may watch resources */
    int in_fd, out_fd; /* the server alone writes to out_fd; both are made non-blocking */

    /* After the first answer of a connection was written, and again when a request comes after a
     * long silence: the moment to warm a connection upstream. */
    void (*on_active)(void *user);
    /* Input has ended, or nobody reads the output: no call runs any more and every answer that
     * could be written is written. The program should end. */
    void (*on_end)(void *user);
    void *user;
};

/* Keeps options.registry, context and the strings. */
struct server *server_new(struct loop *loop, const struct server_options *options);

/* Says to the clients that want to hear it that a list has changed (resources and templates are
 * one) or a resource. Without options.list_changed or options.subscribe this does nothing. */
void server_list_changed(struct server *server, enum family family);
void server_resource_updated(struct server *server, const char *uri);

/* Stops every call without an answer, writes what is queued (at most DRAIN_MS), then on_end. */
void server_end(struct server *server);

struct server *server_free(struct server *server);
