/* worker - a thread that does what may block, one job after the other.
 *
 * For what can take long and must not hold up the loop: the ledger's disk, the user's files. A job
 * runs on the worker's thread and sees nothing but its data; that it is done is told on the loop's.
 * Freeing a job drops only the callback: what has begun is finished, since half a transaction is
 * worse than one too many.
 */
#pragma once

#include "base/loop.h"

struct worker;
struct job;

struct job_kind {
    void (*run)(void *data);                 /* on the worker's thread */
    void (*on_done)(void *user, void *data); /* on the loop's, once; never after job_free */
    void (*dispose)(void *data);             /* gives data back; always, last; on the loop's, but
                                                for a thread that was left behind */
};

/* The thread is started by the first job. name is shown by debuggers; at most 15 bytes. */
struct worker *worker_new(struct loop *loop, const char *name);

/* Queues a job. Takes data (kind->dispose gives it back). The job is gone after on_done; until
 * then job_free drops it. NULL when JOBS_MAX are waiting, or no thread can be had: data is given
 * back then, and nothing is called. */
struct job *worker_run(struct worker *worker, const struct job_kind *kind, void *data, void *user);

/* Drops the callback of a job that is not done. NULL is allowed. */
struct job *job_free(struct job *job);

/* Runs what is queued, for at most wait_ms; no callback comes any more. on_done may call it. A
 * thread that is stuck longer (a dead mount) is left behind with its job's data. */
struct worker *worker_free(struct worker *worker, int wait_ms);
