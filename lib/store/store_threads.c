/* store_threads - conversations, by way of the worker.
 *
 *   store_keep_turn -> (worker) -> written, or not
 *   store_thread -> (worker) -> on_thread
 */
#include "base/limits.h"
#include "store/store_asking.h"

#include <stdio.h>
#include <stdlib.h>

struct keeping {
    struct till *till;
    struct turn turn;
    char *name, *before, *project;
    struct slice text; /* owned */
};

static void run_keeping(void *data)
{
    struct keeping *keeping = data;
    struct err ignored;
    struct records *records = till_open_records(keeping->till, LEDGER_HOLD_WAIT_MS, &ignored);

    if (records)
        (void)threads_keep(records, &keeping->turn, keeping->text, &ignored);
}

static void on_written(void *user, void *data)
{
    (void)user;
    (void)data;
}

static void dispose_keeping(void *data)
{
    struct keeping *keeping = data;

    till_unref(keeping->till);
    free(keeping->name);
    free(keeping->before);
    free(keeping->project);
    free((char *)keeping->text.data);
    free(keeping);
}

void store_keep_turn(struct store *store, const struct turn *turn, struct slice text)
{
    static const struct job_kind keepings = { run_keeping, on_written, dispose_keeping };
    struct keeping *keeping = xcalloc(1, sizeof(*keeping));

    keeping->till = till_ref(store->till);
    keeping->turn = *turn;
    keeping->turn.name = keeping->name = store_copy(turn->name);
    keeping->turn.before = keeping->before = store_copy(turn->before);
    keeping->turn.project = keeping->project = store_copy(turn->project);
    keeping->text = (struct slice){ slice_dup(text), text.size };
    worker_run(store->worker, &keepings, keeping, NULL);
}

struct store_thread {
    struct store_asking asking;
    char *name, *project;
    int64_t now_s;
    struct thread thread;
    void (*on_thread)(void *user, const struct thread *thread, const struct err *err);
    void *user;
};

static void run_thread(void *question)
{
    struct store_thread *asked = question;
    struct err *err = &asked->asking.err;
    struct records *records = till_open_records(asked->asking.till, LEDGER_HOLD_WAIT_MS, err);

    if (records)
        (void)threads_read(records, asked->name, asked->project, asked->now_s, &asked->thread, err);
}

static void answer_thread(void *question)
{
    struct store_thread *asked = question;

    asked->on_thread(asked->user, &asked->thread, store_asking_err(&asked->asking));
}

static void release_thread(void *question)
{
    struct store_thread *asked = question;

    thread_done(&asked->thread);
    free(asked->name);
    free(asked->project);
    free(asked);
}

struct store_thread *
store_thread(struct store *store, const char *name, const char *project, int64_t now_s,
             void (*on_thread)(void *user, const struct thread *thread, const struct err *err),
             void *user)
{
    static const struct store_asking_kind threads = { run_thread, answer_thread, release_thread };
    struct store_thread *asked = xcalloc(1, sizeof(*asked));

    asked->name = store_copy(name);
    asked->project = store_copy(project);
    asked->now_s = now_s;
    asked->on_thread = on_thread;
    asked->user = user;
    store_asking_start(store, &asked->asking, &threads, asked);
    return asked;
}

struct store_thread *store_thread_free(struct store_thread *asked)
{
    if (asked)
        store_asking_drop(&asked->asking);
    return NULL;
}
