/* store_query - what is asked of the ledger from the loop, and what is only told to it.
 *
 *   ask -> (worker) -> answered -> on_sums | on_standing | on_orphan | on_forgettable
 */
#include "base/clock.h"
#include "base/limits.h"
#include "store/store_parts.h"

#include <stdatomic.h>
#include <stdlib.h>

struct store_query {
    atomic_int references; /* the caller's, and the job's */
    struct till *till;
    struct loop *loop;
    struct job *job;
    struct loop_task overrun;
    void *user;

    /* On the thread; err is set when it fails. */
    void (*ask)(struct store_query *query, struct ledger *ledger);
    /* On the loop; err NULL when it was answered. */
    void (*answer)(struct store_query *query, const struct err *err);
    struct err err;

    struct ledger_query asked;
    char *session, *tag;
    struct ledger_sum *sums;
    size_t count;
    void (*on_sums)(void *user, const struct ledger_sum *sums, size_t count, const struct err *err);

    int64_t time_s;
    struct ledger_standing standing;
    void (*on_standing)(void *user, const struct ledger_standing *standing, const struct err *err);

    int64_t after;
    struct ledger_orphan orphan;
    void (*on_orphan)(void *user, const struct ledger_orphan *orphan, const struct err *err);

    int64_t before_s, max_bytes;
    struct ledger_forgettable what;
    void (*on_forgettable)(void *user, const struct ledger_forgettable *what,
                           const struct err *err);
};

static void unref(struct store_query *query)
{
    if (atomic_fetch_sub(&query->references, 1) > 1)
        return;
    till_unref(query->till);
    free(query->session);
    free(query->tag);
    free(query->sums);
    free(query);
}

static void run_query(void *data)
{
    struct store_query *query = data;
    struct ledger *ledger = till_open(query->till, LEDGER_HOLD_WAIT_MS, &query->err);

    if (ledger)
        query->ask(query, ledger);
}

static void on_query_done(void *user, void *data)
{
    struct store_query *query = data;

    (void)user;
    query->job = NULL;
    query->answer(query, query->err.kind == ERR_NONE ? NULL : &query->err);
}

static void dispose_query(void *data)
{
    unref(data);
}

static void on_overrun(void *user)
{
    struct store_query *query = user;

    store_overrun(&query->err);
    query->answer(query, &query->err);
}

static struct store_query *query_new(struct store *store, void *user)
{
    struct store_query *query = xcalloc(1, sizeof(*query));

    atomic_init(&query->references, 2);
    query->till = till_ref(store->till);
    query->loop = store->loop;
    query->overrun = (struct loop_task){ .on_turn = on_overrun, .user = query };
    query->user = user;
    return query;
}

static struct store_query *start(struct store *store, struct store_query *query)
{
    static const struct job_kind queries = { run_query, on_query_done, dispose_query };

    query->job = worker_run(store->worker, &queries, query, NULL);
    if (!query->job)
        loop_task_queue(store->loop, &query->overrun);
    return query;
}

static void ask_sums(struct store_query *query, struct ledger *ledger)
{
    (void)ledger_sum(ledger, &query->asked, query->sums, SUMS_MAX, &query->count, &query->err);
}

static void answer_sums(struct store_query *query, const struct err *err)
{
    size_t count = query->count < SUMS_MAX ? query->count : SUMS_MAX;

    query->on_sums(query->user, query->sums, err ? 0 : count, err);
}

struct store_query *store_sum(struct store *store, const struct ledger_query *query,
                              void (*on_sums)(void *user, const struct ledger_sum *sums,
                                              size_t count, const struct err *err),
                              void *user)
{
    struct store_query *sum = query_new(store, user);

    sum->asked = *query;
    sum->asked.session = sum->session = store_copy(query->session);
    sum->asked.tag = sum->tag = store_copy(query->tag);
    sum->sums = xcalloc(SUMS_MAX, sizeof(*sum->sums));
    sum->on_sums = on_sums;
    sum->ask = ask_sums;
    sum->answer = answer_sums;
    return start(store, sum);
}

static void ask_standing(struct store_query *query, struct ledger *ledger)
{
    (void)ledger_standing(ledger, query->session, query->time_s, &query->standing, &query->err);
}

static void answer_standing(struct store_query *query, const struct err *err)
{
    query->on_standing(query->user, &query->standing, err);
}

struct store_query *store_standing(struct store *store, const char *session, int64_t time_s,
                                   void (*on_standing)(void *user,
                                                       const struct ledger_standing *standing,
                                                       const struct err *err),
                                   void *user)
{
    struct store_query *query = query_new(store, user);

    query->session = store_copy(session);
    query->time_s = time_s;
    query->on_standing = on_standing;
    query->ask = ask_standing;
    query->answer = answer_standing;
    return start(store, query);
}

static void ask_orphan(struct store_query *query, struct ledger *ledger)
{
    if (ledger_has_duty(ledger))
        (void)ledger_next_orphan(ledger, query->after, &query->orphan, &query->err);
}

static void answer_orphan(struct store_query *query, const struct err *err)
{
    query->on_orphan(query->user, &query->orphan, err);
}

struct store_query *store_next_orphan(struct store *store, int64_t after,
                                      void (*on_orphan)(void *user,
                                                        const struct ledger_orphan *orphan,
                                                        const struct err *err),
                                      void *user)
{
    struct store_query *query = query_new(store, user);

    query->after = after;
    query->on_orphan = on_orphan;
    query->ask = ask_orphan;
    query->answer = answer_orphan;
    return start(store, query);
}

static void ask_forgettable(struct store_query *query, struct ledger *ledger)
{
    struct records *records;
    struct err ignored; /* what cannot be opened is not forgotten either */

    if (ledger_forgettable(ledger, query->before_s, &query->what, &query->err) < 0)
        return;
    records = till_open_records(query->till, LEDGER_HOLD_WAIT_MS, &ignored);
    if (records)
        query->what.texts = records_count(records, query->before_s, &ignored);
    if (query->what.texts < 0)
        query->what.texts = 0;
}

static void answer_forgettable(struct store_query *query, const struct err *err)
{
    query->on_forgettable(query->user, &query->what, err);
}

struct store_query *store_forgettable(struct store *store, int64_t before_s,
                                      void (*on_forgettable)(void *user,
                                                             const struct ledger_forgettable *what,
                                                             const struct err *err),
                                      void *user)
{
    struct store_query *query = query_new(store, user);

    query->before_s = before_s;
    query->on_forgettable = on_forgettable;
    query->ask = ask_forgettable;
    query->answer = answer_forgettable;
    return start(store, query);
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

void store_end(struct store *store, int64_t id, const struct ledger_outcome *outcome)
{
    store_tell(store, id, outcome->generation, outcome);
}

static void forget(struct store_query *query, struct ledger *ledger)
{
    struct records *records;

    (void)ledger_forget(ledger, query->before_s, query->max_bytes, &query->err);
    records = till_open_records(query->till, LEDGER_HOLD_WAIT_MS, &query->err);
    if (records)
        (void)records_forget(records, clock_unix_s(), query->before_s, query->max_bytes,
                             &query->err);
}

/* What cannot be forgotten now will be the next time. */
void store_forget(struct store *store, int64_t before_s, int64_t max_bytes)
{
    struct store_query *query = query_new(store, NULL);

    query->before_s = before_s;
    query->max_bytes = max_bytes;
    query->ask = forget;
    store_query_free(start(store, query));
}
