/* bridge_rules - what Streamable HTTP demands beyond JSON-RPC: who may come in, which headers say
 * what the body says, which status an answer has. Pure. */
#pragma once

#include "tests/conformance/bridge_message.h"

#define REVISION_MODERN "2026-07-28"

/* HeaderMismatch, of 2026-07-28. */
#define RULES_MISMATCH (-32020)

/* Whether the request was meant for this machine: Host, and Origin if there is one, name it. Else
 * it may be a page whose name was bound to our address (DNS rebinding). */
bool rules_admit(struct slice head);

/* Whether a POST is of the revision without sessions. */
bool rules_is_modern(struct slice head, const struct message *message);

/* 0 when the headers of a modern POST repeat what its body says; -1 and which does not. */
int rules_check_headers(struct slice head, const struct message *message, struct err *err);

/* The status of a response, when nothing was sent before it; modern: to this request. */
int rules_status(const struct message *response, bool modern, bool meta_is_whole);
