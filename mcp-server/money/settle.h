/* settle - what a request has cost that did not say so itself: asked of OpenRouter later, for free.
 *
 *   a row that is `sent` -> (1 s) -> GET /generation -> settled
 *                                 -> not there yet -> (3 s) -> again -> (10 s) -> again ->
 * estimated
 *                                 -> no answer -> (a minute) -> again
 *
 * For requests of ours that were cancelled or cut off, and for those of processes that died. Until
 * then they count at their maximum. Whoever has no name can only be estimated.
 */
#pragma once

#include "mcp-server/money/outlay.h"
#include "openrouter/client.h"
#include "store/store.h"

struct settle;

/* Keeps all of them. */
struct settle *settle_new(struct client *client, struct store *store, struct outlay *outlay);

/* What is not settled yet stays `sent`, for the process that comes next. */
struct settle *settle_free(struct settle *settle);

/* Looks, now and then, for rows of dead processes; one process of all that live does. */
void settle_orphans(struct settle *settle);

/* Takes a hold that was given. outcome is what is known but the cost; its generation is not NULL,
 * its error is kept. */
void settle_take(struct settle *settle, struct store_hold *hold, int64_t held_nano,
                 const struct ledger_outcome *outcome);
