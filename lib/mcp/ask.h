/* ask - what a call may ask of the client: its user (elicitation), its model (sampling), its roots.
 *
 * Revision 2026-07-28 has no requests from server to client: there a result says what is required,
 * and the request is repeated with the replies. Before that the server sends requests of its own.
 * call.h hides the difference. Pure.
 */
#pragma once

#include "mcp/dialect.h"
#include "json/json.h"

enum ask_kind {
    ASK_ELICITATION,     /* a form: params {message, requestedSchema}; never for secrets */
    ASK_ELICITATION_URL, /* params {mode: "url", message, url, elicitationId} */
    ASK_SAMPLING,        /* params {messages, maxTokens, ...} */
    ASK_ROOTS,           /* params {} */
    ASK_KIND_COUNT
};

/* In a set of kinds, which is an unsigned. */
#define ASK_BIT(kind) (1U << (kind))

/* One question. */
struct question {
    char *key; /* names it in the replies */
    enum ask_kind kind;
    cJSON *params;
};

/* The method of the request: "elicitation/create". */
const char *ask_method(enum ask_kind kind);

/* What a client that declares these capabilities (raw JSON, an object; anything else is none) can
 * be asked in that revision. */
unsigned ask_declared(struct slice capabilities, const struct dialect *dialect);

/* Appends the capabilities that a set of kinds needs, as the object that error -32021 carries:
 * {"sampling":{}}. */
void ask_add_required(unsigned set, struct buf *out);

/* Whether reply is one to such a question: of the right form, and (a form that was accepted) with
 * content that the question's requestedSchema admits. What is not is asked again. */
bool ask_is_reply(enum ask_kind kind, const cJSON *params, const cJSON *reply);
