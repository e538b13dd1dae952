/* generation - what OpenRouter has written down of one answer: GET /generation?id=. Pure.
 *
 * For answers whose end was not seen. It can lag the answer, so that one that is not there yet may
 * be there a few seconds later.
 */
#pragma once

#include "base/err.h"
#include "base/slice.h"

#include <stdint.h>

#define GENERATION_ID_SIZE 129

struct generation {
    int64_t cost_nano;
    int64_t prompt_tokens, completion_tokens, reasoning_tokens, cached_tokens; /* -1 unknown */
    char model[129], provider[65]; /* that answered; "" unknown */
};

/* "/generation?id=gen-..."; -1 for an id that none of OpenRouter's is like. */
int generation_path(const char *id, char path[GENERATION_ID_SIZE + 32]);

/* The body of a 200. -1 (ERR_PROTOCOL) when it is about another one, or says no cost. */
int generation_read(struct slice body, const char *id, struct generation *generation,
                    struct err *err);
