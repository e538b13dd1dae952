/* consent - asks the user whether one call may cost more than the settings allow.
 *
 * Where the client can ask its user (elicitation), a budget is a question and not a wall. What is
 * allowed is what was asked for, for this call and no other; who does not answer has not allowed.
 */
#pragma once

#include "mcp-server/gate/admit.h"
#include "mcp/call.h"

enum consent {
    CONSENT_WAITS,  /* the question is on its way: the call begins anew with the reply */
    CONSENT_GIVEN,  /* allowed says for what */
    CONSENT_DENIED, /* go on as if nobody could be asked */
};

/* needs_nano: what the call could cost at most; subject: whom it asks ("openai/a, google/b"). Only
 * where call_can_ask(call, ASK_ELICITATION). */
enum consent consent_ask(struct call *call, const struct config *config,
                         const struct ledger_standing *standing, const char *subject,
                         int64_t needs_nano, struct allowance *allowed);
