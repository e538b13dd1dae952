/* local - the stand-in as a server of the user's own: Ollama, llama.cpp, vLLM or LM Studio. */
#pragma once

#include "tests/upstream/exchange.h"
#include "tests/upstream/reply.h"
#include "tests/upstream/script.h"

/* Requests below "/v1/" at the root of the address: GET /v1/models and POST /v1/chat/completions.
 */
void local_answer(struct script *script, struct exchange *exchange, struct reply *reply);
