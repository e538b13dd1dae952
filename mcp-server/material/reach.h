/* reach - which folders of the user's this process may read files in. */
#pragma once

#include "files/root.h"
#include "mcp-server/config/config.h"
#include "mcp/call.h"

/* Opens them, as files/root.h says; flags are those of --root and end with NULL. Before the
 * sandbox, which cannot grant what was not there. Owned by the caller. */
struct roots *reach_open(const struct config *config, const char *const *flags);

/* What of roots the client's own roots leave, where it can say which they are: owned by the caller;
 * NULL where it cannot. false: the client is being asked, and the call begins anew with the reply.
 * Asks the client, so nothing may be in flight. */
bool reach_narrow(struct call *call, const struct roots *roots, struct roots **narrow);
