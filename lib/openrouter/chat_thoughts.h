/* chat_thoughts - a model's reasoning_details, put together from their pieces. Pure.
 *
 * A stream brings one detail in many pieces of the same type and index, the signature last, in a
 * piece without text. To go on with a conversation they go back merged: pieces sent back as they
 * came were seen to be refused ("Invalid signature in thinking block").
 */
#pragma once

#include "base/buf.h"
#include "base/limits.h"

#include <stdint.h>

struct chat_thought {
    char type[40], id[128], format[64];
    int64_t index; /* -1: none */
    struct buf text, summary, data, signature;
};

/* Zeroed: none. */
struct chat_thoughts {
    struct chat_thought *list;
    size_t count, bytes;
    bool is_lost; /* there were more than are kept: what is left would not be whole */
};

/* One element of reasoning_details. */
void chat_thoughts_add(struct chat_thoughts *thoughts, struct slice detail);

/* Appends them as a JSON array; nothing when there are none, or they are not whole. */
void chat_thoughts_write(const struct chat_thoughts *thoughts, struct buf *out);
void chat_thoughts_done(struct chat_thoughts *thoughts);
