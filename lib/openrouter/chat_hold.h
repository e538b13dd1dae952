/* chat_hold - deltas on their way to a listener, held back while they could be half a key.
 *
 * An upstream that echoes the key may cut it anywhere. A key has no blanks, so a delta goes on up
 * to the last character that no key has; what follows waits for the next one.
 */
#pragma once

#include "openrouter/chat.h"

#define CHAT_PARTS 2

struct chat_hold {
    struct secret *key_;
    void (*on_delta_)(void *user, enum chat_part part, struct slice text);
    void *user_;
    struct buf waiting_[CHAT_PARTS];
};

/* Keeps key, which may be NULL. */
void chat_hold_init(struct chat_hold *hold, struct secret *key,
                    void (*on_delta)(void *user, enum chat_part part, struct slice text),
                    void *user);
void chat_hold_add(struct chat_hold *hold, enum chat_part part, struct slice text);
void chat_hold_flush(struct chat_hold *hold);
void chat_hold_done(struct chat_hold *hold);
