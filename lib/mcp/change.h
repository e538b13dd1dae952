/* change - that a list has changed, or a resource: who hears it, and how.
 *
 * Private to lib/mcp; for the program there are server_list_changed and server_resource_updated.
 */
#pragma once

#include "mcp/method.h"

#define CHANGE_TOO_MANY_WATCHED "at most %d resources may be watched at once"

/* Whether there is such a resource. */
bool change_is_watchable(const struct server *server, const char *uri);
