/* store_hold - money that is asked for, given, and ended.
 *
 *   asked -> (worker) -> given -> on_held -> store_hold_end
 *         -> dropped  -> void
 *
 * The hold belongs to its caller and to its job, whoever lets go last. Which of the two was faster,
 * the thread that gives or the caller who drops, is decided by `stage` alone.
 */
#include "base/clock.h"
#include "base/limits.h"
#include "store/store_parts.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum stage { ASKED, GIVEN, DROPPED };

struct store_hold {
    atomic_int references, stage;
    struct till *till;

    /* The question. */
    struct ledger_entry entry;
    char *session, *project, *tool, *tag, *model, *request;
    struct ledger_caps caps;
    int64_t asked_ms;

    /* The answer, by the thread; read on the loop when the job is done, id also when GIVEN. */
    int64_t id; /* 0: nothing is held */
    struct ledger_refusal refusal;
    struct err err;

    /* On the loop. */
    struct store *store;
    void (*on_held)(void *user, const struct ledger_refusal *refusal, const struct err *err);
    void *user;
    bool is_answered;
    struct loop_task overrun;
    char generation[LEDGER_WORD_SIZE];
};

static void unref(struct store_hold *hold)
{
    if (atomic_fetch_sub(&hold->references, 1) > 1)
        return;
    till_unref(hold->till);
    free(hold->session);
    free(hold->project);
    free(hold->tool);
    free(hold->tag);
    free(hold->model);
    free(hold->request);
    free(hold);
}

/* In one wait with the time that the question has waited for the thread. */
static int wait_left(const struct store_hold *hold)
{
    int64_t left_ms = hold->asked_ms + LEDGER_HOLD_WAIT_MS - clock_ms();

    return left_ms < 0 ? 0 : (int)left_ms;
}

static void run_hold(void *data)
{
    static const struct ledger_outcome nothing = { .state = LEDGER_VOID };
    struct store_hold *hold = data;
    struct ledger *ledger;
    int stage = ASKED;
    int64_t id;

    if (atomic_load(&hold->stage) == DROPPED)
        return;
    ledger = till_open(hold->till, wait_left(hold), &hold->err);
    if (!ledger ||
        ledger_hold(ledger, &hold->entry, &hold->caps, &id, &hold->refusal, &hold->err) < 0)
        return;
    hold->id = id;
    if (atomic_compare_exchange_strong(&hold->stage, &stage, GIVEN))
        return;
    if (ledger_end(ledger, id, &nothing, &hold->err) == 0)
        hold->id = 0;
}

/* It was dropped: what is held, and could not be made void by the thread, is told to be. */
static void make_void(struct store_hold *hold)
{
    static const struct ledger_outcome nothing = { .state = LEDGER_VOID };

    if (hold->id)
        store_tell(hold->store, hold->id, NULL, &nothing);
}

static void answer(struct store_hold *hold)
{
    bool is_given = atomic_load(&hold->stage) == GIVEN;

    hold->is_answered = true;
    hold->on_held(hold->user, &hold->refusal, is_given ? NULL : &hold->err);
}

static void on_hold_done(void *user, void *data)
{
    struct store_hold *hold = data;

    (void)user;
    if (hold->is_answered)
        return;
    if (atomic_load(&hold->stage) == DROPPED)
        make_void(hold);
    else
        answer(hold);
}

static void dispose_hold(void *data)
{
    unref(data);
}

static const struct job_kind holds = { run_hold, on_hold_done, dispose_hold };

static void on_overrun(void *user)
{
    struct store_hold *hold = user;

    store_overrun(&hold->err);
    answer(hold);
}

struct store_hold *
store_hold(struct store *store, const struct ledger_entry *entry, const struct ledger_caps *caps,
           void (*on_held)(void *user, const struct ledger_refusal *refusal, const struct err *err),
           void *user)
{
    struct store_hold *hold = xcalloc(1, sizeof(*hold));

    atomic_init(&hold->references, 2);
    atomic_init(&hold->stage, ASKED);
    hold->till = till_ref(store->till);
    hold->entry = *entry;
    hold->entry.session = hold->session = store_copy(entry->session);
    hold->entry.project = hold->project = store_copy(entry->project);
    hold->entry.tool = hold->tool = store_copy(entry->tool);
    hold->entry.tag = hold->tag = store_copy(entry->tag);
    hold->entry.model = hold->model = store_copy(entry->model);
    hold->entry.request = hold->request = store_copy(entry->request);
    hold->caps = *caps;
    hold->asked_ms = clock_ms();
    hold->store = store;
    hold->on_held = on_held;
    hold->user = user;
    hold->overrun = (struct loop_task){ .on_turn = on_overrun, .user = hold };
    if (!worker_run(store->worker, &holds, hold, NULL))
        loop_task_queue(store->loop, &hold->overrun);
    return hold;
}

static bool is_given(const struct store_hold *hold)
{
    return hold->is_answered && atomic_load(&hold->stage) == GIVEN;
}

int64_t store_hold_number(const struct store_hold *hold)
{
    assert(is_given(hold));
    return hold->id;
}

void store_hold_note_generation(struct store_hold *hold, const char *generation)
{
    assert(is_given(hold));
    snprintf(hold->generation, sizeof(hold->generation), "%s", generation);
    store_tell(hold->store, hold->id, generation, NULL);
}

void store_hold_note_over(struct store_hold *hold)
{
    assert(is_given(hold));
    store_tell(hold->store, hold->id, NULL, NULL);
}

struct store_hold *store_hold_end(struct store_hold *hold, const struct ledger_outcome *outcome)
{
    if (!hold)
        return NULL;
    assert(is_given(hold));

    /* Its note may not have been written down yet. */
    const char *generation = outcome->generation   ? outcome->generation
                             : hold->generation[0] ? hold->generation
                                                   : NULL;

    store_tell(hold->store, hold->id, generation, outcome);
    return store_hold_free(hold);
}

struct store_hold *store_hold_free(struct store_hold *hold)
{
    int stage = ASKED;

    if (!hold)
        return NULL;
    loop_task_drop(hold->store->loop, &hold->overrun);
    if (!hold->is_answered && !atomic_compare_exchange_strong(&hold->stage, &stage, DROPPED)) {
        hold->is_answered = true;
        make_void(hold);
    }
    unref(hold);
    return NULL;
}
