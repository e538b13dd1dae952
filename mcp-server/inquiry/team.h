/* team - what OpenRouter is told of a question beside its content, by the user's settings. Pure.
 *
 * Enough for a bill that is shared: which session, who, by which tool and tag. Of the project it is
 * the name of its folder, and only where the user has said so: a path, or a name that nobody should
 * know yet, is nothing that a question needs.
 */
#pragma once

#include "mcp-server/config/config.h"
#include "openrouter/chat.h"

/* Borrows of config, tool and tag; tag may be NULL. */
struct chat_labels team_labels(const struct config *config, const char *tool, const char *tag);
