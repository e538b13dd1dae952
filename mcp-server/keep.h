/* keep - texts too long for the client, whole, in the state directory. */
#pragma once

#include "base/err.h"
#include "base/slice.h"
#include "mcp-server/config.h"

/* Writes text to <state>/answers/<random>.md, readable by the user alone. Answers its absolute
 * path, owned by the caller; NULL and err (ERR_CONFIG) when there is no state directory or it is
 * full. The file appears whole or not at all. */
char *keep_text(const struct config *config, struct slice text, struct err *err);

/* Removes what was kept before a time (seconds since 1970), or with only_look nothing. Answers how
 * many there were. */
int64_t keep_forget(const struct config *config, int64_t before_s, bool only_look);
