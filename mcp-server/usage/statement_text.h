/* statement_text - what OpenRouter says of the key and the account, in words. Pure. */
#pragma once

#include "mcp-server/usage/statement.h"

/* "key: $74.50 of $100.00 left (monthly)", and behind it the account where it was asked for. What
 * is not known says why. */
void statement_text_add(struct buf *out, const struct statement *statement);

/* The same for programs; owned by the caller. */
cJSON *statement_facts(const struct statement *statement);
