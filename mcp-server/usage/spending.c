/* spending - what a time has cost, asked of the ledger.
 *
 *   spending_start -> four questions -> on_total, on_rows, on_session, on_today -> (the last)
 * on_end
 */
#include "mcp-server/usage/spending.h"

#include "base/clock.h"

#include <stdlib.h>

#define HOUR_S 3600
#define DAY_S  86400

const struct period_form period_forms[PERIOD_COUNT] = {
    [PERIOD_SESSION] = { "session", 0, HOUR_S, 16 },
    [PERIOD_TODAY] = { "today", 1, 2 * HOUR_S, 12 },
    [PERIOD_7D] = { "7d", 7, DAY_S, 7 },
    [PERIOD_30D] = { "30d", 30, 2 * DAY_S, 15 },
    [PERIOD_ALL] = { "all", 0, 7 * DAY_S, 16 },
};

int64_t period_from_s(enum period period, int64_t now_s)
{
    int64_t days = period_forms[period].days;

    return days > 0 ? now_s - now_s % DAY_S - (days - 1) * DAY_S : 0;
}

static void end_one(struct spending *spending, const struct err *err)
{
    if (err && spending->err_.kind == ERR_NONE)
        spending->err_ = *err;
    if (--spending->open_ == 0)
        spending->on_end(spending->user, spending->err_.kind == ERR_NONE ? NULL : &spending->err_);
}

/* A sum over everything always is one row. */
static void keep(struct ledger_sum *sum, const struct ledger_sum *sums, size_t count)
{
    if (count > 0)
        *sum = sums[0];
}

static void on_total(void *user, const struct ledger_sum *sums, size_t count, const struct err *err)
{
    struct spending *spending = user;

    keep(&spending->total, sums, count);
    end_one(spending, err);
}

static void on_rows(void *user, const struct ledger_sum *sums, size_t count, const struct err *err)
{
    struct spending *spending = user;

    spending->rows = xcalloc(count + 1, sizeof(*sums));
    spending->row_count = count;
    for (size_t i = 0; i < count; i++)
        spending->rows[i] = sums[i];
    end_one(spending, err);
}

static void on_session(void *user, const struct ledger_sum *sums, size_t count,
                       const struct err *err)
{
    struct spending *spending = user;

    keep(&spending->session, sums, count);
    end_one(spending, err);
}

static void on_today(void *user, const struct ledger_sum *sums, size_t count, const struct err *err)
{
    struct spending *spending = user;

    keep(&spending->today, sums, count);
    end_one(spending, err);
}

/* The steps end with the one that is going on. */
static void set_steps(struct ledger_query *query, const struct spending *spending,
                      const struct period_form *form)
{
    if (spending->by == GROUP_DAY)
        return;
    query->step_s = form->step_s;
    query->steps_from_s =
        form->days > 0 ? query->from_s
                       : (spending->now_s / form->step_s + 1 - (int64_t)form->steps) * form->step_s;
}

void spending_start(struct spending *spending)
{
    struct store *store = spending->program->store;
    const struct config *config = spending->program->config;
    const struct period_form *form = &period_forms[spending->period];
    struct err err;

    spending->open_ = 1;
    if (!store) {
        err_set(&err, ERR_CONFIG, "There is no ledger: %s.", config->state_err);
        end_one(spending, &err);
        return;
    }
    spending->now_s = clock_unix_s();

    int64_t today_s = spending->now_s - spending->now_s % DAY_S;
    struct ledger_query query = { .to_s = INT64_MAX, .tag = spending->tag };

    spending->from_s = period_from_s(spending->period, spending->now_s);
    query.from_s = spending->from_s;
    query.session = spending->period == PERIOD_SESSION ? config->session_id : NULL;
    spending->open_ = ARRAY_COUNT(spending->queries_);
    spending->queries_[0] = store_sum(store, &query, on_total, spending);
    query.group = spending->by;
    set_steps(&query, spending, form);
    spending->queries_[1] = store_sum(store, &query, on_rows, spending);
    query = (struct ledger_query){ .to_s = INT64_MAX, .session = config->session_id };
    spending->queries_[2] = store_sum(store, &query, on_session, spending);
    query = (struct ledger_query){ .from_s = today_s, .to_s = INT64_MAX };
    spending->queries_[3] = store_sum(store, &query, on_today, spending);
}

void spending_done(struct spending *spending)
{
    for (size_t i = 0; i < ARRAY_COUNT(spending->queries_); i++)
        spending->queries_[i] = store_query_free(spending->queries_[i]);
    free(spending->rows);
    spending->rows = NULL;
}
