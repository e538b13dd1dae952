/* logging - lines of log for clients that listen: who hears which. Private to lib/mcp.
 *
 * In 2026-07-28 a request says in its _meta from which level on it wants to hear, else it hears
 * nothing. Before, logging/setLevel says it for the connection.
 */
#pragma once

#include "mcp/method.h"

/* All there are. */
#define LOGGING_LEVELS "debug, info, notice, warning, error, critical, alert, emergency"

/* Whether the level that the _meta of a stateless request names, if any, is one. */
bool logging_admits(struct slice meta);

/* That level; LEVEL_COUNT where there is none. */
enum log_level logging_wanted(struct slice meta);

/* Sends a line. Its text is cut at LOG_MESSAGE_MAX. */
void logging_send(struct server *server, enum log_level level, struct slice text);
