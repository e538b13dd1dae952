/* chat_usage - what an answer cost, from its usage object. Pure. */
#pragma once

#include "openrouter/chat.h"

/* Fills the fields of reply from tokens to cost; what the object does not say stays as it is. What
 * is negative, no number, or more than could be is not said. */
void chat_usage_read(struct slice usage, struct chat_reply *reply);
