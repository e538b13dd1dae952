/* usage_text - what a time has cost, in words. Pure.
 *
 *     today (2026-11-22 UTC) by model: $0.31 spent, $0.05 held · 21 calls, 1 error · 210k in / 34k
 * out openai/gpt-5.6-sol · $0.30 · 20 calls · 200k in / 33k out · ▁▁▂█
 *     ...
 *     budgets: call $0.50 · session $0.36 of $5.00 ($4.64 left) · day $0.36 of $20.00 ($19.64 left)
 *     key: $74.50 of $100.00 left (monthly)
 *     ...
 *
 * One line of head, a line a row (at most USAGE_ROWS_MAX, then one for the rest), and what concerns
 * the whole.
 */
#pragma once

#include "mcp-server/usage/statement.h"
#include "mcp-server/worth/yield_text.h"

/* What ledger_group means as a word of the caller; the table ends with NULL. */
struct usage_group {
    const char *word;
    enum ledger_group group;
};
extern const struct usage_group usage_groups[];

/* And a word that is none of the ledger's: what reviews have found. */
#define USAGE_BY_OUTCOME "outcome"

struct usage {
    const struct spending *spending;
    const struct statement *statement; /* NULL: OpenRouter was not asked */
    const struct harvest *harvest;     /* by outcome, in place of the spending's rows (which are
                                          then by tool, to be compared); or NULL */
};

void usage_text_add(struct buf *out, const struct usage *usage);

/* "session: $0.36 · 5 calls · 12k in / 3k out", without a line end. */
void usage_text_add_sum(struct buf *out, const char *name, const struct ledger_sum *sum);

/* What a group is called: made harmless; a word for the one without a name. */
void usage_text_add_name(struct buf *out, enum ledger_group by, const char *group);

/* How many rows are shown as they are. */
size_t usage_rows_shown(const struct spending *spending);

/* What is not among those that are shown. */
struct ledger_sum usage_rest(const struct spending *spending);
