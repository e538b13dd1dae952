/* reach - which folders of the user's this process may read files in. */
#pragma once

#include "files/root.h"
#include "mcp-server/config.h"

/* Opens them, as files/root.h says; flags are those of --root and end with NULL. Before the
 * sandbox, which cannot grant what was not there. Owned by the caller. */
struct roots *reach_open(const struct config *config, const char *const *flags);
