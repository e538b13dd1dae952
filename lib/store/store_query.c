/* store_query - what is asked of the ledger from the loop, and what is only told to it.
 *
 *   ask -> (worker) -> answered -> on_sums | on_standing | on_orphan | on_forgettable
 */
#include "base/clock.h"
#include "base/limits.h"
#include "store/store_asking.h"

#include <stdlib.h>

struct store_query {
    struct store_asking asking;
    void *user;

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

static void release(void *question)
{
    struct store_query *query = question;

    free(query->session);
    free(query->tag);
    free(query->sums);
    free(query);
}

/* On the thread; NULL when it cannot be opened, for which there is an error then. */
static struct ledger *ledger_of(struct store_query *query)
{
    return till_open(query->asking.till, LEDGER_HOLD_WAIT_MS, &query->asking.err);
}

static struct store_query *query_new(void *user)
{
    struct store_query *query = xcalloc(1, sizeof(*query));

    query->user = user;
    return query;
}

static struct store_query *start(struct store *store, struct store_query *query,
                                 const struct store_asking_kind *kind)
{
    store_asking_start(store, &query->asking, kind, query);
    return query;
}

static void ask_sums(void *question)
{
    struct store_query *query = question;
    struct ledger *ledger = ledger_of(query);

    if (ledger)
        (void)ledger_sum(ledger, &query->asked, query->sums, SUMS_MAX, &query->count,
                         &query->asking.err);
}

static void answer_sums(void *question)
{
    struct store_query *query = question;
    const struct err *err = store_asking_err(&query->asking);
    size_t count = query->count < SUMS_MAX ? query->count : SUMS_MAX;

    query->on_sums(query->user, query->sums, err ? 0 : count, err);
}

struct store_query *store_sum(struct store *store, const struct ledger_query *query,
                              void (*on_sums)(void *user, const struct ledger_sum *sums,
                                              size_t count, const struct err *err),
                              void *user)
{
    static const struct store_asking_kind kind = { ask_sums, answer_sums, release };
    struct store_query *sum = query_new(user);

    sum->asked = *query;
    sum->asked.session = sum->session = store_copy(query->session);
    sum->asked.tag = sum->tag = store_copy(query->tag);
    sum->sums = xcalloc(SUMS_MAX, sizeof(*sum->sums));
    sum->on_sums = on_sums;
    return start(store, sum, &kind);
}

static void ask_standing(void *question)
{
    struct store_query *query = question;
    struct ledger *ledger = ledger_of(query);

    if (ledger)
        (void)ledger_standing(ledger, query->session, query->time_s, &query->standing,
                              &query->asking.err);
}

static void answer_standing(void *question)
{
    struct store_query *query = question;

    query->on_standing(query->user, &query->standing, store_asking_err(&query->asking));
}

struct store_query *store_standing(struct store *store, const char *session, int64_t time_s,
                                   void (*on_standing)(void *user,
                                                       const struct ledger_standing *standing,
                                                       const struct err *err),
                                   void *user)
{
    static const struct store_asking_kind kind = { ask_standing, answer_standing, release };
    struct store_query *query = query_new(user);

    query->session = store_copy(session);
    query->time_s = time_s;
    query->on_standing = on_standing;
    return start(store, query, &kind);
}

static void ask_orphan(void *question)
{
    struct store_query *query = question;
    struct ledger *ledger = ledger_of(query);

    if (ledger && ledger_has_duty(ledger))
        (void)ledger_next_orphan(ledger, query->after, &query->orphan, &query->asking.err);
}

static void answer_orphan(void *question)
{
    struct store_query *query = question;

    query->on_orphan(query->user, &query->orphan, store_asking_err(&query->asking));
}

struct store_query *store_next_orphan(struct store *store, int64_t after,
                                      void (*on_orphan)(void *user,
                                                        const struct ledger_orphan *orphan,
                                                        const struct err *err),
                                      void *user)
{
    static const struct store_asking_kind kind = { ask_orphan, answer_orphan, release };
    struct store_query *query = query_new(user);

    query->after = after;
    query->on_orphan = on_orphan;
    return start(store, query, &kind);
}

static void ask_forgettable(void *question)
{
    struct store_query *query = question;
    struct ledger *ledger = ledger_of(query);
    struct records *records;
    struct err ignored; /* what cannot be opened is not forgotten either */

    if (!ledger ||
        ledger_forgettable(ledger, query->before_s, &query->what, &query->asking.err) < 0)
        return;
    records = till_open_records(query->asking.till, LEDGER_HOLD_WAIT_MS, &ignored);
    if (records)
        query->what.texts = records_count(records, query->before_s, &ignored);
    if (query->what.texts < 0)
        query->what.texts = 0;
}

static void answer_forgettable(void *question)
{
    struct store_query *query = question;

    query->on_forgettable(query->user, &query->what, store_asking_err(&query->asking));
}

struct store_query *store_forgettable(struct store *store, int64_t before_s,
                                      void (*on_forgettable)(void *user,
                                                             const struct ledger_forgettable *what,
                                                             const struct err *err),
                                      void *user)
{
    static const struct store_asking_kind kind = { ask_forgettable, answer_forgettable, release };
    struct store_query *query = query_new(user);

    query->before_s = before_s;
    query->on_forgettable = on_forgettable;
    return start(store, query, &kind);
}

struct store_query *store_query_free(struct store_query *query)
{
    if (query)
        store_asking_drop(&query->asking);
    return NULL;
}

void store_end(struct store *store, int64_t id, const struct ledger_outcome *outcome)
{
    store_tell(store, id, outcome->generation, outcome);
}

static void forget(void *question)
{
    struct store_query *query = question;
    struct ledger *ledger = ledger_of(query);
    struct err *err = &query->asking.err;
    struct records *records;

    if (!ledger)
        return;
    (void)ledger_forget(ledger, query->before_s, query->max_bytes, err);
    records = till_open_records(query->asking.till, LEDGER_HOLD_WAIT_MS, err);
    if (records)
        (void)records_forget(records, clock_unix_s(), query->before_s, query->max_bytes, err);
}

static void answer_nobody(void *question)
{
    (void)question;
}

/* What cannot be forgotten now will be the next time. */
void store_forget(struct store *store, int64_t before_s, int64_t max_bytes)
{
    static const struct store_asking_kind kind = { forget, answer_nobody, release };
    struct store_query *query = query_new(NULL);

    query->before_s = before_s;
    query->max_bytes = max_bytes;
    store_query_free(start(store, query, &kind));
}
