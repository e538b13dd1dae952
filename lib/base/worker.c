/* worker - a thread that does what may block.
 *
 *   worker_run -> waiting -> (the thread) run -> done -> (a byte through the pipe) -> on_done
 */
#include "base/worker.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct job {
    const struct job_kind *kind;
    void *data, *user;
    bool is_dropped; /* read and written on the loop's thread only */
    struct job *next;
};

struct line {
    struct job *first, **end;
};

/* Shared with the thread, which may outlive the worker: the last one frees it. */
struct shop {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct line waiting, done;
    size_t count; /* in both lines, and the one that runs */
    bool is_closed, is_idle, is_abandoned;
    int wake_fd; /* written by the thread */
};

struct worker {
    struct loop *loop;
    struct loop_watch woken;
    struct shop *shop;         /* NULL until the first job */
    struct line telling;       /* what on_woken is about to tell ... */
    bool is_telling, is_freed; /* ... whose callbacks may free the worker */
    pthread_t thread;
    int wake_fd; /* read by the loop */
    char name[16];
};

static void put(struct line *line, struct job *job)
{
    job->next = NULL;
    *line->end = job;
    line->end = &job->next;
}

static struct job *take(struct line *line)
{
    struct job *job = line->first;

    if (!job)
        return NULL;
    line->first = job->next;
    if (!line->first)
        line->end = &line->first;
    return job;
}

static void dispose(struct job *job)
{
    job->kind->dispose(job->data);
    free(job);
}

static void empty(struct line *line)
{
    struct job *job;

    while ((job = take(line)))
        dispose(job);
}

static struct shop *shop_new(int wake_fd)
{
    struct shop *shop = xcalloc(1, sizeof(*shop));
    pthread_condattr_t attributes;

    pthread_mutex_init(&shop->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&shop->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    shop->waiting.end = &shop->waiting.first;
    shop->done.end = &shop->done.first;
    shop->is_idle = true;
    shop->wake_fd = wake_fd;
    return shop;
}

static void shop_free(struct shop *shop)
{
    empty(&shop->waiting);
    empty(&shop->done);
    close(shop->wake_fd);
    pthread_mutex_destroy(&shop->lock);
    pthread_cond_destroy(&shop->changed);
    free(shop);
}

/* The next job, or NULL when there will be none. Called, and returns, with the lock held. */
static struct job *next_job(struct shop *shop)
{
    struct job *job;

    while (!(job = take(&shop->waiting)) && !shop->is_closed) {
        shop->is_idle = true;
        pthread_cond_broadcast(&shop->changed);
        pthread_cond_wait(&shop->changed, &shop->lock);
    }
    shop->is_idle = job == NULL;
    return job;
}

static void *work(void *user)
{
    struct shop *shop = user;
    struct job *job;
    bool is_last;

    pthread_mutex_lock(&shop->lock);
    while ((job = next_job(shop))) {
        pthread_mutex_unlock(&shop->lock);
        job->kind->run(job->data);
        pthread_mutex_lock(&shop->lock);
        put(&shop->done, job);
        /* A full pipe has woken the loop already. */
        ssize_t ignored = write(shop->wake_fd, "", 1);
        (void)ignored;
    }
    pthread_cond_broadcast(&shop->changed);
    is_last = shop->is_abandoned;
    pthread_mutex_unlock(&shop->lock);
    if (is_last)
        shop_free(shop);
    return NULL;
}

static void on_woken(void *user, short revents)
{
    struct worker *worker = user;
    struct shop *shop = worker->shop;
    struct job *job;
    char bytes[64];

    (void)revents;
    assert(!worker->is_telling);
    while (read(worker->wake_fd, bytes, sizeof(bytes)) > 0)
        ;
    pthread_mutex_lock(&shop->lock);
    while ((job = take(&shop->done))) {
        put(&worker->telling, job);
        shop->count--;
    }
    pthread_mutex_unlock(&shop->lock);
    worker->is_telling = true;
    while ((job = take(&worker->telling))) {
        if (!job->is_dropped)
            job->kind->on_done(job->user, job->data);
        dispose(job);
    }
    worker->is_telling = false;
    if (worker->is_freed)
        free(worker);
}

struct worker *worker_new(struct loop *loop, const char *name)
{
    struct worker *worker = xcalloc(1, sizeof(*worker));

    snprintf(worker->name, sizeof(worker->name), "%s", name);
    worker->loop = loop;
    worker->woken = (struct loop_watch){ .on_ready = on_woken, .user = worker };
    worker->telling.end = &worker->telling.first;
    return worker;
}

/* Signals are for the loop's thread. */
static bool start_thread(struct worker *worker, struct shop *shop)
{
    sigset_t all, before;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);

    bool is_started = pthread_create(&worker->thread, NULL, work, shop) == 0;

    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return is_started;
}

static int open_shop(struct worker *worker)
{
    int ends[2];

    if (worker->shop)
        return 0;
    if (pipe2(ends, O_NONBLOCK | O_CLOEXEC) < 0)
        return -1;

    struct shop *shop = shop_new(ends[1]);

    if (!start_thread(worker, shop)) {
        shop_free(shop);
        close(ends[0]);
        return -1;
    }
    pthread_setname_np(worker->thread, worker->name);
    worker->shop = shop;
    worker->wake_fd = ends[0];
    loop_watch(worker->loop, &worker->woken, worker->wake_fd, POLLIN);
    return 0;
}

struct job *worker_run(struct worker *worker, const struct job_kind *kind, void *data, void *user)
{
    struct job *job = NULL;

    if (open_shop(worker) == 0) {
        struct shop *shop = worker->shop;

        pthread_mutex_lock(&shop->lock);
        if (shop->count < JOBS_MAX) {
            job = xmalloc(sizeof(*job));
            *job = (struct job){ .kind = kind, .data = data, .user = user };
            put(&shop->waiting, job);
            shop->count++;
            shop->is_idle = false;
            pthread_cond_broadcast(&shop->changed);
        }
        pthread_mutex_unlock(&shop->lock);
    }
    if (!job)
        kind->dispose(data);
    return job;
}

struct job *job_free(struct job *job)
{
    if (job)
        job->is_dropped = true;
    return NULL;
}

/* Whether the thread has done all there was in time, and ends. */
static bool close_shop(struct shop *shop, int wait_ms)
{
    struct timespec until = clock_moment(wait_ms);
    int status = 0;

    pthread_mutex_lock(&shop->lock);
    while ((shop->waiting.first || !shop->is_idle) && status != ETIMEDOUT)
        status = pthread_cond_timedwait(&shop->changed, &shop->lock, &until);

    bool is_done = !shop->waiting.first && shop->is_idle;

    shop->is_closed = true;
    shop->is_abandoned = !is_done;
    empty(&shop->waiting);
    pthread_cond_broadcast(&shop->changed);
    pthread_mutex_unlock(&shop->lock);
    return is_done;
}

struct worker *worker_free(struct worker *worker, int wait_ms)
{
    if (!worker)
        return NULL;
    empty(&worker->telling);
    if (worker->shop) {
        loop_unwatch(worker->loop, &worker->woken);
        if (close_shop(worker->shop, wait_ms)) {
            pthread_join(worker->thread, NULL);
            shop_free(worker->shop);
        } else {
            pthread_detach(worker->thread);
        }
        close(worker->wake_fd);
    }
    worker->is_freed = true;
    if (!worker->is_telling)
        free(worker);
    return NULL;
}
