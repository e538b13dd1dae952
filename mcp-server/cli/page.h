/* page - the page of the manual, openrouter-mcp(1), as roff. Pure.
 *
 * Commands and flags from the roster, settings from schemas/config.json, and what no schema says
 * (environment, files, exit status, examples) from schemas/manual.json.
 */
#pragma once

#include "base/buf.h"
#include "mcp-server/cli/roster.h"

/* manual, settings: the two definitions, parsed. */
void page_add(struct buf *out, const struct roster *roster, const cJSON *manual,
              const cJSON *settings);
