/* Units of base/worker. */
#include "base/limits.h"
#include "base/mem.h"
#include "base/worker.h"
#include "test.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

struct piece {
    int number;
    pthread_t thread;
    atomic_bool *gate; /* waited for, where there is one */
};

static int done[8];
static atomic_int runs, done_count, disposed;

static struct piece *piece_new(int number, atomic_bool *gate)
{
    struct piece *piece = xmalloc(sizeof(*piece));

    *piece = (struct piece){ .number = number, .gate = gate };
    return piece;
}

static void run_piece(void *data)
{
    struct piece *piece = data;

    while (piece->gate && !atomic_load(piece->gate))
        usleep(100);
    piece->thread = pthread_self();
    atomic_fetch_add(&runs, 1);
}

static void on_done(void *user, void *data)
{
    const struct piece *piece = data;

    CHECK(user == &done_count);
    CHECK(!pthread_equal(piece->thread, pthread_self()));
    done[done_count++ % 8] = piece->number;
}

static void dispose_piece(void *data)
{
    disposed++;
    free(data);
}

static const struct job_kind pieces = { run_piece, on_done, dispose_piece };

static struct worker *open_worker(struct loop *loop)
{
    atomic_store(&done_count, 0);
    atomic_store(&disposed, 0);
    atomic_store(&runs, 0);
    return worker_new(loop, "test");
}

static void turn_until(struct loop *loop, atomic_int *count, int wanted)
{
    for (int i = 0; i < 5000 && atomic_load(count) < wanted; i++)
        loop_turn(loop, 10);
    CHECK_INT(atomic_load(count), wanted);
}

TEST("worker: jobs run in their order on another thread, and are told on the loop's")
{
    struct loop *loop = loop_new();
    struct worker *worker = open_worker(loop);

    for (int i = 0; i < 5; i++)
        CHECK(worker_run(worker, &pieces, piece_new(i, NULL), &done_count));
    turn_until(loop, &done_count, 5);
    for (int i = 0; i < 5; i++)
        CHECK_INT(done[i], i);
    CHECK_INT(disposed, 5);
    worker_free(worker, 1000);
    loop_free(loop);
}

TEST("worker: a job that is dropped while it waits or runs is finished, and not told")
{
    struct loop *loop = loop_new();
    struct worker *worker = open_worker(loop);
    atomic_bool gate = false;
    struct job *running = worker_run(worker, &pieces, piece_new(1, &gate), &done_count);
    struct job *waiting = worker_run(worker, &pieces, piece_new(2, NULL), &done_count);

    CHECK(worker_run(worker, &pieces, piece_new(3, NULL), &done_count));
    CHECK(!job_free(running) && !job_free(waiting) && !job_free(NULL));
    atomic_store(&gate, true);
    turn_until(loop, &disposed, 3);
    CHECK_INT(done_count, 1);
    CHECK_INT(done[0], 3);
    CHECK_INT(atomic_load(&runs), 3);
    worker_free(worker, 1000);
    loop_free(loop);
}

TEST("worker: freeing it finishes what is queued, tells nobody and gives all data back")
{
    struct loop *loop = loop_new();
    struct worker *worker = open_worker(loop);

    for (int i = 0; i < 50; i++)
        CHECK(worker_run(worker, &pieces, piece_new(i, NULL), &done_count));
    worker_free(worker, 5000);
    CHECK_INT(atomic_load(&runs), 50);
    CHECK_INT(disposed, 50);
    CHECK_INT(done_count, 0);
    loop_free(loop);
}

TEST("worker: a thread that is stuck holds nobody up, and what waited behind it is given back")
{
    static atomic_bool gate;
    struct loop *loop = loop_new();
    struct worker *worker = open_worker(loop);

    atomic_store(&gate, false);
    CHECK(worker_run(worker, &pieces, piece_new(1, &gate), &done_count));
    CHECK(worker_run(worker, &pieces, piece_new(2, NULL), &done_count));
    while (atomic_load(&runs) > 0)
        ;
    worker_free(worker, 20);
    CHECK_INT(disposed, 1);
    CHECK_INT(atomic_load(&runs), 0);
    atomic_store(&gate, true);
    /* The last one frees what it shared: leaks are the sanitizer's to see. */
    for (int i = 0; i < 5000 && atomic_load(&runs) == 0; i++)
        usleep(1000);
    CHECK_INT(atomic_load(&runs), 1);
    usleep(20000);
    loop_free(loop);
}

TEST("worker: one that never had a job starts no thread and is freed at once")
{
    struct loop *loop = loop_new();

    worker_free(open_worker(loop), 0);
    CHECK(!worker_free(NULL, 0));
    loop_free(loop);
}

TEST("worker: as many jobs wait as there may be, and one more is refused with its data given back")
{
    struct loop *loop = loop_new();
    struct worker *worker = open_worker(loop);
    atomic_bool gate = false;

    for (int i = 0; i < JOBS_MAX; i++)
        CHECK(worker_run(worker, &pieces, piece_new(i, &gate), &done_count));
    CHECK(!worker_run(worker, &pieces, piece_new(-1, &gate), &done_count));
    CHECK_INT(disposed, 1);
    atomic_store(&gate, true);
    turn_until(loop, &done_count, JOBS_MAX);
    CHECK(worker_run(worker, &pieces, piece_new(0, NULL), &done_count));
    turn_until(loop, &done_count, JOBS_MAX + 1);
    worker_free(worker, 1000);
    loop_free(loop);
}

static struct worker *ending;
static atomic_int told;

static void end_worker(void *user, void *data)
{
    (void)user, (void)data;
    atomic_fetch_add(&told, 1);
    ending = worker_free(ending, 1000);
}

TEST("worker: freeing it from a callback ends the callbacks, and all data is given back")
{
    static const struct job_kind last_pieces = { run_piece, end_worker, dispose_piece };
    struct loop *loop = loop_new();

    ending = open_worker(loop);
    atomic_store(&told, 0);
    for (int i = 0; i < 3; i++)
        CHECK(worker_run(ending, &last_pieces, piece_new(i, NULL), NULL));
    while (atomic_load(&runs) < 3)
        usleep(100);
    usleep(1000); /* all three are done before the loop looks */
    turn_until(loop, &told, 1);
    loop_turn(loop, 0);
    CHECK_INT(atomic_load(&told), 1);
    CHECK_INT(disposed, 3);
    loop_free(loop);
}

TEST("worker: where descriptors have run out a job is refused, and later ones are not (fault C19)")
{
    struct loop *loop = loop_new();
    struct rlimit before, few;

    CHECK_INT(getrlimit(RLIMIT_NOFILE, &before), 0);
    few = before;
    few.rlim_cur = 3;
    CHECK_INT(setrlimit(RLIMIT_NOFILE, &few), 0);

    struct worker *worker = open_worker(loop);
    struct job *refused = worker_run(worker, &pieces, piece_new(1, NULL), &done_count);

    CHECK_INT(setrlimit(RLIMIT_NOFILE, &before), 0);
    CHECK(!refused);
    CHECK_INT(disposed, 1);
    CHECK(worker_run(worker, &pieces, piece_new(2, NULL), &done_count));
    turn_until(loop, &done_count, 1);
    worker_free(worker, 1000);
    loop_free(loop);
}
