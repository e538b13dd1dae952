/* usage_facts - what a time has cost, for programs: amounts exact, as decimal text. Pure. */
#pragma once

#include "mcp-server/usage/usage_text.h"

/* {period, by, total, rows [{name, spent_usd, ...}], others, budgets, key ...}; owned by the
 * caller. */
cJSON *usage_facts(const struct usage *usage);
