/* yield_text - what reviews have found and cost, in words, and for programs. Pure.
 *
 *     openai/gpt-5.6-sol · $0.12 · 5 reviews: raw 14, kept 12, quote-missing 2, unique 5, accepted
 * 4, unique-accepted 2 · $0.06 per unique-accepted
 *     verify: google/gemini-31-pro · $0.03
 */
#pragma once

#include "mcp-server/worth/harvest.h"

/* What stands behind "today by outcome: ". */
void yield_text_add_head(struct buf *out, const struct yield *yield);

/* A line a row, at most USAGE_ROWS_MAX of them, then one for the rest. */
void yield_text_add_rows(struct buf *out, const struct yield *yield);

/* How far the figures can be trusted, and how there come to be any. */
void yield_text_add_caveat(struct buf *out, const struct harvest *harvest);

/* Adds {"total", "rows", "others", ...}, amounts exact, to facts. */
void yield_text_put_facts(cJSON *facts, const struct harvest *harvest);
