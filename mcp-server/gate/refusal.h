/* refusal - a request that the money does not suffice for: which cap, what would, who is cheaper.
 */
#pragma once

#include "mcp-server/gate/crowd.h"

enum cap_reason { CAP_CALL, CAP_ARGUMENT, CAP_SESSION, CAP_DAY };

/* What one request may cost, and which rule says so. */
struct cap {
    int64_t nano;
    enum cap_reason why;
    int64_t whole_nano; /* before it was shared among the branches */
    int64_t branches;
};

struct refusal {
    const struct config *config;
    const struct catalogue *catalogue;
    const struct ledger_standing *standing;
    const struct admit_request *request;
    const struct amounts *wanted;
    const struct cap *cap;
};

/* Sets ERR_BUDGET with estimate, cap, the switch that lifts it and two cheaper models; -1. */
int refusal_write(const struct refusal *refusal, const struct crowd *crowd, struct err *err);
