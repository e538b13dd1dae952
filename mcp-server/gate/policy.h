/* policy - which models may be asked, by the user's rules. Pure.
 *
 * Tool arguments can only tighten what the configuration allows.
 */
#pragma once

#include "mcp-server/config/config.h"
#include "openrouter/catalogue.h"

/* Whether text matches a pattern: * stands for any run of characters, letters are compared without
 * case. "openai/" followed by * is a vendor. Linear time. */
bool policy_matches(const char *pattern, const char *text);

/* 0, or -1 (ERR_POLICY) naming the rule that forbids the model and the setting that would allow it.
 */
int policy_admit(const struct config *config, const struct model_name *name, struct err *err);
