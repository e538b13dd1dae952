/* store_asking - a question to the worker, as the loop asks it. */
#include "store/store_asking.h"

static void unref(struct store_asking *asking)
{
    struct till *till = asking->till;

    if (atomic_fetch_sub(&asking->references, 1) > 1)
        return;
    asking->kind->release(asking->question);
    till_unref(till);
}

static void run(void *data)
{
    struct store_asking *asking = data;

    asking->kind->run(asking->question);
}

static void on_done(void *user, void *data)
{
    struct store_asking *asking = data;

    (void)user;
    asking->job = NULL;
    asking->kind->answer(asking->question);
}

static void dispose(void *data)
{
    unref(data);
}

static void on_overrun(void *user)
{
    struct store_asking *asking = user;

    store_overrun(&asking->err);
    asking->kind->answer(asking->question);
}

void store_asking_start(struct store *store, struct store_asking *asking,
                        const struct store_asking_kind *kind, void *question)
{
    static const struct job_kind jobs = { run, on_done, dispose };

    atomic_init(&asking->references, 2);
    asking->kind = kind;
    asking->question = question;
    asking->till = till_ref(store->till);
    asking->loop = store->loop;
    asking->overrun = (struct loop_task){ .on_turn = on_overrun, .user = asking };
    asking->job = worker_run(store->worker, &jobs, asking, NULL);
    if (!asking->job)
        loop_task_queue(store->loop, &asking->overrun);
}

void store_asking_drop(struct store_asking *asking)
{
    job_free(asking->job);
    loop_task_drop(asking->loop, &asking->overrun);
    unref(asking);
}

const struct err *store_asking_err(const struct store_asking *asking)
{
    return asking->err.kind == ERR_NONE ? NULL : &asking->err;
}
