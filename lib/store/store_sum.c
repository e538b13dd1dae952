/* store_sum - sums that are asked for from the loop. */
#include "base/limits.h"
#include "store/store_parts.h"

#include <stdatomic.h>
#include <stdlib.h>

struct store_query {
    atomic_int references; /* the caller's, and the job's */
    struct till *till;
    struct ledger_query query;
    char *session, *tag;

    /* By the thread. */
    struct ledger_sum sums[SUMS_MAX];
    size_t count;
    struct err err;

    /* On the loop. */
    struct loop *loop;
    struct job *job;
    void (*on_sums)(void *user, const struct ledger_sum *sums, size_t count, const struct err *err);
    void *user;
    struct loop_task overrun;
};

static void unref(struct store_query *query)
{
    if (atomic_fetch_sub(&query->references, 1) > 1)
        return;
    till_unref(query->till);
    free(query->session);
    free(query->tag);
    free(query);
}

static void run_query(void *data)
{
    struct store_query *query = data;
    struct ledger *ledger = till_open(query->till, LEDGER_HOLD_WAIT_MS, &query->err);

    if (ledger)
        (void)ledger_sum(ledger, &query->query, query->sums, SUMS_MAX, &query->count, &query->err);
}

static void on_query_done(void *user, void *data)
{
    struct store_query *query = data;
    size_t count = query->count < SUMS_MAX ? query->count : SUMS_MAX;
    bool has_failed = query->err.kind != ERR_NONE;

    (void)user;
    query->job = NULL;
    query->on_sums(query->user, query->sums, has_failed ? 0 : count,
                   has_failed ? &query->err : NULL);
}

static void dispose_query(void *data)
{
    unref(data);
}

static void on_overrun(void *user)
{
    struct store_query *query = user;

    store_overrun(&query->err);
    query->on_sums(query->user, query->sums, 0, &query->err);
}

struct store_query *store_sum(struct store *store, const struct ledger_query *query,
                              void (*on_sums)(void *user, const struct ledger_sum *sums,
                                              size_t count, const struct err *err),
                              void *user)
{
    static const struct job_kind queries = { run_query, on_query_done, dispose_query };
    struct store_query *asked = xcalloc(1, sizeof(*asked));

    atomic_init(&asked->references, 2);
    asked->till = till_ref(store->till);
    asked->query = *query;
    asked->query.session = asked->session = store_copy(query->session);
    asked->query.tag = asked->tag = store_copy(query->tag);
    asked->loop = store->loop;
    asked->on_sums = on_sums;
    asked->user = user;
    asked->overrun = (struct loop_task){ .on_turn = on_overrun, .user = asked };
    asked->job = worker_run(store->worker, &queries, asked, NULL);
    if (!asked->job)
        loop_task_queue(store->loop, &asked->overrun);
    return asked;
}

struct store_query *store_query_free(struct store_query *query)
{
    if (query) {
        job_free(query->job);
        loop_task_drop(query->loop, &query->overrun);
        unref(query);
    }
    return NULL;
}
