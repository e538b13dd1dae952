/* gather - the files that a call names, read on a thread that may get stuck.
 *
 *   gather_start -> (thread) gather_run -> on_read    -> on_done
 *                -> (timer) on_late, thread left behind -> on_done
 */
#include "base/clock.h"
#include "base/worker.h"
#include "files/gather_parts.h"

#include <assert.h>
#include <stdlib.h>

struct gathers {
    struct loop *loop;
    struct worker *worker;
    struct shift *shift;  /* the worker's */
    struct gather *first; /* those that are not freed */
};

struct gather {
    struct gathers *gathers;
    struct gather *next, **link;
    struct gathering *gathering; /* shared with the job, while there is a job */
    struct job *job;
    struct loop_timer timer;
    int wait_ms;
    bool is_refused; /* no thread could be had */
    void (*on_done)(void *user, struct gather_list *list, const struct err *err);
    void *user;
};

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

struct gathers *gathers_new(struct loop *loop)
{
    struct gathers *gathers = xcalloc(1, sizeof(*gathers));

    gathers->loop = loop;
    gathers->worker = worker_new(loop, "files");
    gathers->shift = shift_new(xcalloc(1, sizeof(struct tally)));
    return gathers;
}

struct gathers *gathers_free(struct gathers *gathers, int wait_ms)
{
    if (!gathers)
        return NULL;
    assert(!gathers->first);
    worker_free(gathers->worker, wait_ms);
    shift_free(gathers->shift);
    free(gathers);
    return NULL;
}

static void on_job_run(void *data)
{
    struct gathering *gathering = data;

    __atomic_store_n(&gathering->is_started, true, __ATOMIC_RELEASE);
    gather_run(gathering);
}

/* The last owner may be a thread that was left behind, if it ever comes back. */
static void release(void *data)
{
    struct gathering *gathering = data;

    if (__atomic_sub_fetch(&gathering->refs, 1, __ATOMIC_ACQ_REL) > 0)
        return;
    gather_list_done(&gathering->list);
    for (size_t i = 0; i < gathering->options.path_count; i++)
        free(gathering->paths[i]);
    free(gathering->paths);
    roots_free(gathering->options.roots);
    if (gathering->options.release)
        gathering->options.release(gathering->options.kept);
    shift_free(gathering->shift);
    free(gathering);
}

/* The job is the worker's to give back: what is let go of here is the gather's own share. */
static void forget_job(struct gather *gather)
{
    gather->job = NULL;
    release(gather->gathering);
    gather->gathering = NULL;
}

static void on_job_done(void *user, void *data)
{
    struct gather *gather = user;
    struct gathering *gathering = data;

    forget_job(gather);
    loop_timer_stop(gather->gathers->loop, &gather->timer);
    gather->on_done(gather->user, &gathering->list, NULL);
}

static const struct job_kind reading = { on_job_run, on_job_done, release };

/* Lets go of the job; it ends soon, unless it hangs. */
static void drop(struct gather *gather)
{
    if (!gather->gathering)
        return;
    __atomic_store_n(&gather->gathering->is_wanted, false, __ATOMIC_RELAXED);
    job_free(gather->job);
    forget_job(gather);
}

static void queue(struct gather *gather)
{
    struct gathering *gathering = gather->gathering;

    __atomic_add_fetch(&gathering->refs, 1, __ATOMIC_RELAXED);
    gather->job = worker_run(gather->gathers->worker, &reading, gathering, gather);
}

/* What had not begun when the thread was left goes to the next one. */
static void move(struct gathers *gathers)
{
    for (struct gather *gather = gathers->first; gather; gather = gather->next) {
        if (!gather->job)
            continue;
        if (__atomic_load_n(&gather->gathering->is_started, __ATOMIC_ACQUIRE)) {
            drop(gather);
            loop_timer_set(gathers->loop, &gather->timer, 0);
            continue;
        }

        struct shift *left = gather->gathering->shift;

        gather->gathering->shift = shift_share(gathers->shift);
        shift_free(left);
        queue(gather);
    }
}

/* Whoever was before this job in the line is late as well: the thread hangs, and what waits behind
 * would hang, too. */
static void leave_thread(struct gathers *gathers)
{
    struct tally *tally = gathers->shift->tally;
    struct shift *left = gathers->shift;

    __atomic_add_fetch(&tally->stuck, 1, __ATOMIC_RELAXED);
    left->is_left = true; /* seen by whoever lets go of it last */
    gathers->shift = shift_new(tally);
    worker_free(gathers->worker, 0);
    gathers->worker = worker_new(gathers->loop, "files");
    move(gathers);
    shift_free(left);
}

static void on_late(void *user)
{
    struct gather *gather = user;
    struct err err;

    if (gather->is_refused) {
        err_set(&err, ERR_BUSY,
                "files cannot be read at the moment: earlier reads hang in a mount that does not "
                "answer, or no thread can be had. Send the text itself, or restart the server");
    } else {
        bool hangs = gather->job != NULL;

        drop(gather);
        if (hangs)
            leave_thread(gather->gathers);
        err_set(&err, ERR_TIMEOUT,
                "the files were not read in %d ms: a disk or a network mount does not answer. Name "
                "files elsewhere, or send the text itself",
                gather->wait_ms);
    }
    gather->on_done(gather->user, NULL, &err);
}

static struct gathering *gathering_new(struct gathers *gathers,
                                       const struct gather_options *options, int wait_ms)
{
    struct gathering *gathering = xcalloc(1, sizeof(*gathering));

    gathering->options = *options;
    gathering->options.roots = roots_share(options->roots);
    gathering->paths = xcalloc(options->path_count + 1, sizeof(*gathering->paths));
    for (size_t i = 0; i < options->path_count; i++)
        gathering->paths[i] = xstrdup(options->paths[i]);
    gathering->due_ms = clock_ms() + wait_ms - wait_ms / 10;
    gathering->is_wanted = true;
    gathering->refs = 1;
    gathering->shift = shift_share(gathers->shift);
    return gathering;
}

struct gather *gather_start(struct gathers *gathers, const struct gather_options *options,
                            void (*on_done)(void *user, struct gather_list *list,
                                            const struct err *err),
                            void *user)
{
    struct gather *gather = xcalloc(1, sizeof(*gather));

    gather->gathers = gathers;
    gather->wait_ms = options->wait_ms > 0 ? options->wait_ms : FILES_WAIT_MS;
    gather->on_done = on_done;
    gather->user = user;
    gather->timer = (struct loop_timer){ .on_due = on_late, .user = gather };
    gather->next = gathers->first;
    gather->link = &gathers->first;
    if (gather->next)
        gather->next->link = &gather->next;
    gathers->first = gather;
    gather->gathering = gathering_new(gathers, options, gather->wait_ms);
    if (__atomic_load_n(&gathers->shift->tally->stuck, __ATOMIC_RELAXED) < FILES_STUCK_MAX)
        queue(gather);
    gather->is_refused = !gather->job;
    loop_timer_set(gathers->loop, &gather->timer, gather->is_refused ? 0 : gather->wait_ms);
    return gather;
}

struct gather *gather_free(struct gather *gather)
{
    if (!gather)
        return NULL;
    drop(gather);
    loop_timer_stop(gather->gathers->loop, &gather->timer);
    *gather->link = gather->next;
    if (gather->next)
        gather->next->link = gather->link;
    free(gather);
    return NULL;
}
