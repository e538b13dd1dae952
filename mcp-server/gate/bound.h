/* bound - what a request can cost at most, and how long an answer a sum of money pays for. Pure.
 *
 * Sizes are reckoned in bytes, since no tokeniser is at hand: half a token a byte. Measured on
 * real tokenisers prose has about 4 bytes a token, code 3 to 3.5, CJK text 1.5 to 3; only long runs
 * of digits or of random letters can pass it. Prices are the highest listed ones, and at least
 * twice the usual ones where what serves the request may be dearer than the list says.
 */
#pragma once

#include "mcp-server/config/config.h"
#include "openrouter/catalogue.h"

/* The dearest of everything that may serve a request. */
struct rates {
    int64_t prompt_pico, completion_pico; /* a token; also what provider.max_price says */
    int64_t prompt_write_pico;            /* a prompt token that is put into the cache as well */
    int64_t request_nano, search_nano;
    bool known; /* false: the prices are not listed */
};

/* How much of what. */
struct amounts {
    int64_t prompt_tokens; /* of the prompt, once */
    int64_t answer_tokens;
    int64_t searches; /* each one sends the prompt and all results so far again */
};

/* The prices to reckon with for one model. narrowed: the user's settings choose among providers, so
 * that the one listed may not be the one that serves. */
struct rates bound_rates(const struct model_name *name, bool narrowed);

/* Makes all the dearer of both; unknown when one is. */
void bound_join(struct rates *all, const struct rates *one);

/* Prices that make the amounts cost at most this; for what has no listed ones. The answer's token
 * costs five times the prompt's, as is usual. */
struct rates bound_rates_for(const struct amounts *amounts, int64_t cost_nano);

int64_t bound_prompt_tokens(size_t bytes);

/* All prompt tokens that may be billed, repetitions by searches included. */
int64_t bound_billed_tokens(const struct amounts *amounts);

int64_t bound_cost_nano(const struct rates *rates, const struct amounts *amounts);

/* The longest answer that cost_nano pays for, beside everything else in amounts; at most
 * amounts->answer_tokens, -1 when the rest alone is dearer. */
int64_t bound_affordable_tokens(const struct rates *rates, const struct amounts *amounts,
                                int64_t cost_nano);
