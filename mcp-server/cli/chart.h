/* chart - the answer of show_usage as bars, for a terminal. Pure.
 *
 *     today (2026-11-22 UTC) by model: $0.31 spent · 21 calls ...
 *
 *     openai/gpt-5.6-sol    ██████████████████████░░  $0.35  20 calls
 *     google/gemini-31-pro  █▎                        $0.01   1 call
 *
 *     budgets: ...
 */
#pragma once

#include "base/buf.h"
#include "json/json.h"

/* text: what the tool answers; meta: its facts (see usage_facts.h), whose rows are the lines behind
 * the head of text. What is held is the lighter end of a bar. Without facts, and by
 * outcome, the text as it is. */
void chart_draw(struct buf *out, struct slice text, const cJSON *meta, bool colours);
