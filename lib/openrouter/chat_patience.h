/* chat_patience - how long an answer may be silent, from what has come of it. Pure. */
#pragma once

#include "openrouter/chat_stream.h"
#include "openrouter/client.h"

/* reasons: the model is expected to think before it writes. */
int64_t chat_patience_ms(const struct client_patience *patience, const struct chat_stream *stream,
                         bool reasons);
