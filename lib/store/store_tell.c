/* store_tell - what became of a row is written down, sooner or later.
 *
 *   tell -> (worker) -> done
 *                    -> failed -> untold -> (a while) -> the first one again -> done -> all others
 *
 * While others keep the ledger locked only one telling at a time waits for them, so that holds are
 * not kept waiting behind a row of tellings.
 */
#include "base/limits.h"
#include "store/store_parts.h"

#include <stdlib.h>
#include <string.h>

struct telling {
    struct till *till;
    struct store *store;
    int64_t id;
    bool is_end;
    struct ledger_outcome outcome;
    char *generation, *model, *provider, *error;
    bool has_failed; /* by the thread; read when it is done */
    bool is_kept;    /* not disposed of: it is in untold again, or about to be */
    struct telling *next;
};

static void run_telling(void *data)
{
    struct telling *telling = data;
    struct till *till = telling->till;
    struct err err;
    struct ledger *ledger = till_open(till, till_is_stuck(till) ? 0 : LEDGER_TELL_WAIT_MS, &err);
    int rc = -1;

    if (ledger && telling->is_end)
        rc = ledger_end(ledger, telling->id, &telling->outcome, &err);
    else if (ledger && telling->generation)
        rc = ledger_note_generation(ledger, telling->id, telling->generation, &err);
    else if (ledger)
        rc = ledger_note_over(ledger, telling->id, &err);
    telling->has_failed = rc < 0;
    till_set_stuck(till, rc < 0);
}

static void dispose_telling(void *data)
{
    struct telling *telling = data;

    if (telling->is_kept)
        return;
    till_unref(telling->till);
    free(telling->generation);
    free(telling->model);
    free(telling->provider);
    free(telling->error);
    free(telling);
}

static void keep(struct store *store, struct telling *telling)
{
    telling->is_kept = true;
    telling->next = NULL;
    *store->untold_end = telling;
    store->untold_end = &telling->next;
    if (!loop_timer_is_set(&store->again))
        loop_timer_set(store->loop, &store->again, LEDGER_TELL_AGAIN_MS);
}

static void on_told(void *user, void *data);

static const struct job_kind tellings = { run_telling, on_told, dispose_telling };

/* Takes the telling; false when nobody took the job, and it is kept. */
static bool send(struct store *store, struct telling *telling)
{
    telling->is_kept = true; /* a job that is refused is disposed of at once */
    if (!worker_run(store->worker, &tellings, telling, store)) {
        keep(store, telling);
        return false;
    }
    telling->is_kept = false;
    return true;
}

static struct telling *take(struct store *store)
{
    struct telling *telling = store->untold;

    if (!telling)
        return NULL;
    store->untold = telling->next;
    if (!store->untold)
        store->untold_end = &store->untold;
    return telling;
}

static void send_all(struct store *store)
{
    struct telling *telling;

    while ((telling = take(store)) && send(store, telling))
        ;
}

static void on_told(void *user, void *data)
{
    struct store *store = user;
    struct telling *telling = data;

    if (telling->has_failed)
        keep(store, telling);
    else
        send_all(store);
}

void store_tell_again(void *user)
{
    struct store *store = user;
    struct telling *first = take(store);

    if (first)
        send(store, first);
    if (store->untold && !loop_timer_is_set(&store->again))
        loop_timer_set(store->loop, &store->again, LEDGER_TELL_AGAIN_MS);
}

void store_tell(struct store *store, int64_t id, const char *generation,
                const struct ledger_outcome *outcome)
{
    struct telling *telling = xcalloc(1, sizeof(*telling));

    telling->till = till_ref(store->till);
    telling->id = id;
    telling->generation = store_copy(generation);
    if (outcome) {
        telling->is_end = true;
        telling->model = store_copy(outcome->model);
        telling->provider = store_copy(outcome->provider);
        telling->error = store_copy(outcome->error);
        telling->outcome = *outcome;
        telling->outcome.generation = telling->generation;
        telling->outcome.model = telling->model;
        telling->outcome.provider = telling->provider;
        telling->outcome.error = telling->error;
    }
    if (store->untold)
        keep(store, telling);
    else
        send(store, telling);
}

/* The process ends: once more for all, whatever happened before. */
void store_tell_at_last(struct store *store)
{
    struct telling *telling;

    while ((telling = take(store))) {
        telling->is_kept = false;
        worker_run(store->worker, &tellings, telling, store);
    }
}
