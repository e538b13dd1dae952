/* outlay - what this session has spent, to be shown.
 *
 * The ledger is asked before each call, and what has ended since is added here: so the sum is right
 * to the moment without waiting for the ledger behind a call. Others of the same session (processes
 * before this one, or beside it) count as of the last time that it was asked.
 */
#pragma once

#include <stdint.h>

/* Nano-dollars. Zeroed: nothing. */
struct outlay {
    int64_t others; /* spent by all but this process, as the ledger said last */
    int64_t ended;  /* by this one: known costs, and unknown ones at their maximum */
    int64_t told; /* of these, what the ledger counts as spent, once it has done what it was told */
};

/* The ledger has answered a question that was put when told was told_then. */
void outlay_learn(struct outlay *outlay, int64_t session_spent, int64_t told_then);

int64_t outlay_sum(const struct outlay *outlay);
