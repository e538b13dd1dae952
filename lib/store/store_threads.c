/* store_threads - conversations, by way of the worker.
 *
 *   store_keep_turn -> (worker) -> written, or not
 *   store_thread -> (worker) -> on_thread
 */
#include "base/limits.h"
#include "store/store_parts.h"

#include <stdatomic.h>
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

/* The caller's and the job's, whoever lets go last. */
struct store_thread {
    atomic_int references;
    struct till *till;
    struct job *job;
    struct loop *loop;
    struct loop_task overrun;
    char *name, *project;
    int64_t now_s;
    struct thread thread;
    struct err err;
    void (*on_thread)(void *user, const struct thread *thread, const struct err *err);
    void *user;
};

static void unref(struct store_thread *asked)
{
    if (atomic_fetch_sub(&asked->references, 1) > 1)
        return;
    till_unref(asked->till);
    thread_done(&asked->thread);
    free(asked->name);
    free(asked->project);
    free(asked);
}

static void run_thread(void *data)
{
    struct store_thread *asked = data;
    struct records *records = till_open_records(asked->till, LEDGER_HOLD_WAIT_MS, &asked->err);

    if (records)
        (void)threads_read(records, asked->name, asked->project, asked->now_s, &asked->thread,
                           &asked->err);
}

static void answer(struct store_thread *asked)
{
    asked->on_thread(asked->user, &asked->thread, asked->err.kind == ERR_NONE ? NULL : &asked->err);
}

static void on_thread_done(void *user, void *data)
{
    struct store_thread *asked = data;

    (void)user;
    asked->job = NULL;
    answer(asked);
}

static void dispose_thread(void *data)
{
    unref(data);
}

static void on_overrun(void *user)
{
    struct store_thread *asked = user;

    store_overrun(&asked->err);
    answer(asked);
}

struct store_thread *
store_thread(struct store *store, const char *name, const char *project, int64_t now_s,
             void (*on_thread)(void *user, const struct thread *thread, const struct err *err),
             void *user)
{
    static const struct job_kind threads = { run_thread, on_thread_done, dispose_thread };
    struct store_thread *asked = xcalloc(1, sizeof(*asked));

    atomic_init(&asked->references, 2);
    asked->till = till_ref(store->till);
    asked->loop = store->loop;
    asked->overrun = (struct loop_task){ .on_turn = on_overrun, .user = asked };
    asked->name = store_copy(name);
    asked->project = store_copy(project);
    asked->now_s = now_s;
    asked->on_thread = on_thread;
    asked->user = user;
    asked->job = worker_run(store->worker, &threads, asked, NULL);
    if (!asked->job)
        loop_task_queue(store->loop, &asked->overrun);
    return asked;
}

struct store_thread *store_thread_free(struct store_thread *asked)
{
    if (asked) {
        job_free(asked->job);
        loop_task_drop(asked->loop, &asked->overrun);
        unref(asked);
    }
    return NULL;
}
