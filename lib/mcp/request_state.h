/* request_state - what a client carries from one round of a call to the next (2026-07-28), where
 * the server remembers nothing: sealed, bound to its request, and past after ASK_WAIT_S.
 *
 * Private to lib/mcp.
 */
#pragma once

#include "vault/seal.h"
#include "json/json.h"

/* The request: a state is good for one with the same of all three. The order of members does not
 * count. */
struct request_state_of {
    const char *method;
    const char *subject; /* the name or uri that was asked for */
    const cJSON *arguments;
};

/* The conversation so far. */
struct request_state {
    cJSON *replies; /* an object */
    size_t rounds;
};

/* Appends the state as a JSON string. -1 and err (ERR_TOO_LARGE) when it passes ASK_STATE_MAX. */
int request_state_close(struct seal *seal, const struct request_state_of *of,
                        const struct request_state *state, struct buf *out, struct err *err);

/* Reads what request_state_close wrote; the caller owns state->replies. -1 and err (ERR_ARGUMENT)
 * with a sentence that says what to do instead. */
int request_state_open(struct seal *seal, const struct request_state_of *of, struct slice text,
                       struct request_state *state, struct err *err);
