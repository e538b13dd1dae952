/* preview - what a paid request would send, for dry runs: nothing is sent. Pure. */
#pragma once

#include "mcp-server/gate/admit.h"

/* Appends a few lines: model, bytes and tokens at most, output limit, cost at most, privacy, and
 * the beginning of the request body. */
void preview_add(struct buf *out, const struct admission *admission,
                 const struct chat_request *request);
