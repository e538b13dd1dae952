/* inquiry - one question to one model, for everybody who waits for the answer.
 *
 *   join -> it runs already: listens, too
 *        -> its answer of the last minutes is kept -> on_end, at no cost
 *        -> another process is asking it -> (a while) -> its answer is kept -> ...
 *        -> the money is there (stake) -> the chat -> deltas -> on_end, and the answer is kept
 *
 * So a client that stops waiting and asks again does not pay twice, whether its question still runs
 * or has ended, here or in another server. What is the same is decided by a digest of all that is
 * sent (inquiry_request_describe).
 */
#pragma once

#include "mcp-server/inquiry/audience.h"
#include "mcp-server/inquiry/inquiry_request.h"
#include "mcp-server/money/stake.h"

/* All that run. Keeps program. */
struct inquiries *inquiries_new(struct program *program);
/* Ends what still runs (nobody listens any more). */
struct inquiries *inquiries_free(struct inquiries *inquiries);

/* request is copied; listener must stay where it is until on_end, which always comes later, or
 * until it leaves. */
void inquiry_join(struct inquiries *inquiries, const struct inquiry_request *request,
                  struct listener *listener);

/* The listener's time is over: leaves with what there is until now. false: nothing was sent yet,
 * and end is not filled in. What end points to is good until inquiry_let_go, which is due then. */
bool inquiry_cut(struct listener *listener, struct inquiry_end *end);
void inquiry_let_go(struct listener *listener);

/* Listens no longer. With the last one the question ends: the connection is closed, and what it has
 * cost until then is looked up. outlives: the client has only stopped waiting and will ask again,
 * so a question that is on its way goes on, no longer than the call would have, and its answer is
 * kept. */
void inquiry_leave(struct listener *listener, bool outlives);
