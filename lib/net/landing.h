/* landing - a page of this machine that a browser is sent back to, once.
 *
 *   landing_url  "http://localhost:43219/q7x..."   128 random bits: who does not know them is told
 *                                                  that there is no such page
 *   GET /q7x...?code=... -> on_query -> a page that says that the window can be closed
 *
 * Listens on 127.0.0.1, and on ::1 where that can be had, on a port of the kernel's choice. Takes
 * requests only that name this machine as their Host, so that no foreign name which resolves to it
 * (DNS rebinding) gets through. A request, its time and the number of callers are bounded; a caller
 * too many takes the place of the one that has kept us waiting longest.
 */
#pragma once

#include "base/err.h"
#include "base/loop.h"
#include "base/slice.h"

struct landing;

/* From the loop: what stands behind the question mark, borrowed. Whether it is what was waited for;
 * if not, the browser is told that there is no such page. May not free the landing. */
typedef bool landing_on_query(void *user, struct slice query);

/* NULL and err (ERR_NETWORK) when this machine gives no port. */
struct landing *landing_new(struct loop *loop, landing_on_query *on_query, void *user,
                            struct err *err);
struct landing *landing_free(struct landing *landing); /* closes all of its connections */

const char *landing_url(const struct landing *landing);
