/* spending - what a time has cost, asked of the ledger: in all, by group, and what the budgets have
 * left.
 *
 * Embedded in its owner's state, which sets the first members, and calls spending_done last.
 */
#pragma once

#include "mcp-server/program.h"

enum period {
    PERIOD_SESSION,
    PERIOD_TODAY, /* days are UTC, and today is one of them */
    PERIOD_7D,
    PERIOD_30D,
    PERIOD_ALL,
    PERIOD_COUNT
};

/* "session", "today", "7d", ... and how a row is drawn: so many steps of so many seconds. */
struct period_form {
    const char *name;
    int64_t days; /* 0: from the first row on */
    int64_t step_s;
    size_t steps;
};
extern const struct period_form period_forms[PERIOD_COUNT];

/* When it has begun, in seconds since 1970; 0 where it has no begin. */
int64_t period_from_s(enum period period, int64_t now_s);

struct spending {
    const struct program *program;
    enum period period;
    enum ledger_group by;
    const char *tag; /* NULL: all */
    /* Once, perhaps before spending_start returns; err is why the ledger does not say it. */
    void (*on_end)(void *user, const struct err *err);
    void *user;

    int64_t from_s, now_s;
    struct ledger_sum total;
    struct ledger_sum *rows; /* the dearest first, days in their order */
    size_t row_count;
    struct ledger_sum session, today; /* whatever the period and the tag are */

    struct store_query *queries_[4];
    size_t open_;
    struct err err_;
};

void spending_start(struct spending *spending);

/* Ends what is in flight, and frees the rows. */
void spending_done(struct spending *spending);
