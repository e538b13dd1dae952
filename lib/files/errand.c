/* errand - something to be done with the user's files, on a thread that may get stuck there.
 *
 *   errand_start -> (thread) run  -> on_job_done -> on_done
 *                -> (timer) on_late, thread left behind -> on_done
 */
#include "files/errand.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/worker.h"

#include <assert.h>
#include <stdlib.h>

/* Threads that were left behind and have not come back; shared with them. */
struct tally {
    int refs, stuck;
};

/* What one thread has to do, shared by its jobs: the last of a thread that was left behind tells
 * that it came back. */
struct shift {
    int refs;
    bool is_left;
    struct tally *tally;
};

/* What a thread works on; it owns all of it, or shares it. */
struct work {
    const struct errand_kind *kind;
    void *data;
    struct errand_pace pace;
    bool is_started; /* by the thread; atomic */
    int refs;
    struct shift *shift;
};

struct errands {
    struct loop *loop;
    struct worker *worker;
    struct shift *shift;  /* the worker's */
    struct errand *first; /* those that are not freed */
};

struct errand {
    struct errands *errands;
    struct errand *next, **link;
    struct work *work; /* shared with the job, while there is a job */
    struct job *job;
    struct loop_timer timer;
    const struct errand_kind *kind;
    int wait_ms;
    bool is_refused; /* no thread could be had */
    void (*on_done)(void *user, void *data, const struct err *err);
    void *user;
};

bool errand_is_late(const struct errand_pace *pace)
{
    return !__atomic_load_n(&pace->is_wanted, __ATOMIC_RELAXED) || clock_ms() >= pace->due_ms;
}

static struct shift *shift_new(struct tally *tally)
{
    struct shift *shift = xcalloc(1, sizeof(*shift));

    __atomic_add_fetch(&tally->refs, 1, __ATOMIC_RELAXED);
    *shift = (struct shift){ .refs = 1, .tally = tally };
    return shift;
}

static struct shift *shift_share(struct shift *shift)
{
    __atomic_add_fetch(&shift->refs, 1, __ATOMIC_RELAXED);
    return shift;
}

static void tally_free(struct tally *tally)
{
    if (__atomic_sub_fetch(&tally->refs, 1, __ATOMIC_ACQ_REL) == 0)
        free(tally);
}

static void shift_free(struct shift *shift)
{
    if (__atomic_sub_fetch(&shift->refs, 1, __ATOMIC_ACQ_REL) > 0)
        return;
    if (shift->is_left)
        __atomic_sub_fetch(&shift->tally->stuck, 1, __ATOMIC_RELAXED);
    tally_free(shift->tally);
    free(shift);
}

struct errands *errands_new(struct loop *loop)
{
    struct errands *errands = xcalloc(1, sizeof(*errands));

    errands->loop = loop;
    errands->worker = worker_new(loop, "files");
    errands->shift = shift_new(xcalloc(1, sizeof(struct tally)));
    return errands;
}

struct errands *errands_free(struct errands *errands, int wait_ms)
{
    if (!errands)
        return NULL;
    assert(!errands->first);
    worker_free(errands->worker, wait_ms);
    shift_free(errands->shift);
    free(errands);
    return NULL;
}

static void on_job_run(void *data)
{
    struct work *work = data;

    __atomic_store_n(&work->is_started, true, __ATOMIC_RELEASE);
    work->kind->run(work->data, &work->pace);
}

/* The last owner may be a thread that was left behind, if it ever comes back. */
static void release(void *data)
{
    struct work *work = data;

    if (__atomic_sub_fetch(&work->refs, 1, __ATOMIC_ACQ_REL) > 0)
        return;
    work->kind->dispose(work->data);
    shift_free(work->shift);
    free(work);
}

/* The job is the worker's to give back: what is let go of here is the errand's own share. */
static void forget_job(struct errand *errand)
{
    errand->job = NULL;
    release(errand->work);
    errand->work = NULL;
}

static void on_job_done(void *user, void *data)
{
    struct errand *errand = user;
    struct work *work = data;

    forget_job(errand);
    loop_timer_stop(errand->errands->loop, &errand->timer);
    errand->on_done(errand->user, work->data, NULL);
}

static const struct job_kind working = { on_job_run, on_job_done, release };

/* Lets go of the job; it ends soon, unless it hangs. */
static void drop(struct errand *errand)
{
    if (!errand->work)
        return;
    __atomic_store_n(&errand->work->pace.is_wanted, false, __ATOMIC_RELAXED);
    job_free(errand->job);
    forget_job(errand);
}

static void queue(struct errand *errand)
{
    struct work *work = errand->work;

    __atomic_add_fetch(&work->refs, 1, __ATOMIC_RELAXED);
    errand->job = worker_run(errand->errands->worker, &working, work, errand);
}

/* What had not begun when the thread was left goes to the next one. */
static void move(struct errands *errands)
{
    for (struct errand *errand = errands->first; errand; errand = errand->next) {
        if (!errand->job)
            continue;
        if (__atomic_load_n(&errand->work->is_started, __ATOMIC_ACQUIRE)) {
            drop(errand);
            loop_timer_set(errands->loop, &errand->timer, 0);
            continue;
        }

        struct shift *left = errand->work->shift;

        errand->work->shift = shift_share(errands->shift);
        shift_free(left);
        queue(errand);
    }
}

/* Whoever was before this job in the line is late as well: the thread hangs, and what waits behind
 * would hang, too. */
static void leave_thread(struct errands *errands)
{
    struct tally *tally = errands->shift->tally;
    struct shift *left = errands->shift;

    __atomic_add_fetch(&tally->stuck, 1, __ATOMIC_RELAXED);
    left->is_left = true; /* seen by whoever lets go of it last */
    errands->shift = shift_new(tally);
    worker_free(errands->worker, 0);
    errands->worker = worker_new(errands->loop, "files");
    move(errands);
    shift_free(left);
}

static void on_late(void *user)
{
    struct errand *errand = user;
    struct err err;

    if (errand->is_refused) {
        err_set(&err, ERR_BUSY,
                "files cannot be read at the moment: earlier reads hang in a mount that does not "
                "answer, or no thread can be had. Send the text itself, or restart the server");
    } else {
        bool hangs = errand->job != NULL;

        drop(errand);
        if (hangs)
            leave_thread(errand->errands);
        err_set(&err, ERR_TIMEOUT,
                "%s in %d ms: a disk or a network mount does not answer. %s, or send the text "
                "itself",
                errand->kind->late, errand->wait_ms, errand->kind->help);
    }
    errand->on_done(errand->user, NULL, &err);
}

static struct work *work_new(struct errands *errands, const struct errand_kind *kind, void *data,
                             int wait_ms)
{
    struct work *work = xcalloc(1, sizeof(*work));

    *work = (struct work){
        .kind = kind,
        .data = data,
        .pace = { .due_ms = clock_ms() + wait_ms - wait_ms / 10, .is_wanted = true },
        .refs = 1,
        .shift = shift_share(errands->shift),
    };
    return work;
}

struct errand *errand_start(struct errands *errands, const struct errand_kind *kind, void *data,
                            int wait_ms,
                            void (*on_done)(void *user, void *data, const struct err *err),
                            void *user)
{
    struct errand *errand = xcalloc(1, sizeof(*errand));

    errand->errands = errands;
    errand->kind = kind;
    errand->wait_ms = wait_ms > 0 ? wait_ms : FILES_WAIT_MS;
    errand->on_done = on_done;
    errand->user = user;
    errand->timer = (struct loop_timer){ .on_due = on_late, .user = errand };
    errand->next = errands->first;
    errand->link = &errands->first;
    if (errand->next)
        errand->next->link = &errand->next;
    errands->first = errand;
    errand->work = work_new(errands, kind, data, errand->wait_ms);
    if (__atomic_load_n(&errands->shift->tally->stuck, __ATOMIC_RELAXED) < FILES_STUCK_MAX)
        queue(errand);
    errand->is_refused = !errand->job;
    loop_timer_set(errands->loop, &errand->timer, errand->is_refused ? 0 : errand->wait_ms);
    return errand;
}

struct errand *errand_free(struct errand *errand)
{
    if (!errand)
        return NULL;
    drop(errand);
    loop_timer_stop(errand->errands->loop, &errand->timer);
    *errand->link = errand->next;
    if (errand->next)
        errand->next->link = errand->link;
    free(errand);
    return NULL;
}
