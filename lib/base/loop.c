/* loop - the one place that waits.
 *
 *   turn: poll -> descriptors that are ready -> timers that are due -> tasks queued so far
 *
 * Watches stand in two parallel arrays, one of them poll's own. A slot that is removed during a
 * turn only becomes empty (fd -1); the arrays are closed up before the next poll. Timers are a
 * binary heap. An index of 0 means idle; slot and heap indices are stored plus one.
 */
#include "base/loop.h"

#include "base/clock.h"
#include "base/mem.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

struct loop {
    struct pollfd *fds;
    struct loop_watch **watches;
    size_t watch_count, watch_capacity;
    bool has_holes;

    struct loop_timer **timers;
    size_t timer_count, timer_capacity;

    struct loop_task *tasks, **tasks_end;
    bool stopped;
};

struct loop *loop_new(void)
{
    struct loop *loop = xcalloc(1, sizeof(*loop));

    loop->tasks_end = &loop->tasks;
    return loop;
}

struct loop *loop_free(struct loop *loop)
{
    if (loop) {
        free(loop->fds);
        free(loop->watches);
        free(loop->timers);
        free(loop);
    }
    return NULL;
}

void loop_watch(struct loop *loop, struct loop_watch *watch, int fd, short events)
{
    if (watch->index_) {
        struct pollfd *slot = &loop->fds[watch->index_ - 1];

        assert(slot->fd == fd);
        slot->events = events;
        return;
    }
    if (loop->watch_count == loop->watch_capacity) {
        loop->watch_capacity = loop->watch_capacity ? loop->watch_capacity * 2 : 16;
        loop->fds = xrealloc(loop->fds, loop->watch_capacity * sizeof(*loop->fds));
        loop->watches = xrealloc(loop->watches, loop->watch_capacity * sizeof(struct loop_watch *));
    }
    loop->fds[loop->watch_count] = (struct pollfd){ .fd = fd, .events = events };
    loop->watches[loop->watch_count] = watch;
    watch->index_ = ++loop->watch_count;
}

void loop_unwatch(struct loop *loop, struct loop_watch *watch)
{
    if (!watch->index_)
        return;
    loop->fds[watch->index_ - 1] = (struct pollfd){ .fd = -1 };
    loop->watches[watch->index_ - 1] = NULL;
    loop->has_holes = true;
    watch->index_ = 0;
}

static void close_holes(struct loop *loop)
{
    size_t kept = 0;

    for (size_t i = 0; i < loop->watch_count; i++) {
        if (!loop->watches[i])
            continue;
        loop->fds[kept] = loop->fds[i];
        loop->watches[kept] = loop->watches[i];
        kept++;
        loop->watches[kept - 1]->index_ = kept;
    }
    loop->watch_count = kept;
    loop->has_holes = false;
}

static void run_ready(struct loop *loop, int ready)
{
    size_t count = loop->watch_count; /* not those that a callback adds */

    for (size_t i = 0; i < count && ready > 0; i++) {
        short revents = loop->fds[i].revents;

        if (!revents)
            continue;
        ready--;
        loop->fds[i].revents = 0;
        if (loop->watches[i])
            loop->watches[i]->on_ready(loop->watches[i]->user, revents);
    }
}

static void place(struct loop *loop, size_t at, struct loop_timer *timer)
{
    loop->timers[at] = timer;
    timer->index_ = at + 1;
}

static void sift_up(struct loop *loop, size_t at)
{
    struct loop_timer *timer = loop->timers[at];

    while (at > 0 && loop->timers[(at - 1) / 2]->due_ms_ > timer->due_ms_) {
        place(loop, at, loop->timers[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    place(loop, at, timer);
}

static void sift_down(struct loop *loop, size_t at)
{
    struct loop_timer *timer = loop->timers[at];

    for (size_t child; (child = 2 * at + 1) < loop->timer_count; at = child) {
        if (child + 1 < loop->timer_count &&
            loop->timers[child + 1]->due_ms_ < loop->timers[child]->due_ms_)
            child++;
        if (loop->timers[child]->due_ms_ >= timer->due_ms_)
            break;
        place(loop, at, loop->timers[child]);
    }
    place(loop, at, timer);
}

void loop_timer_set(struct loop *loop, struct loop_timer *timer, int64_t delay_ms)
{
    loop_timer_stop(loop, timer);
    if (loop->timer_count == loop->timer_capacity) {
        loop->timer_capacity = loop->timer_capacity ? loop->timer_capacity * 2 : 16;
        loop->timers = xrealloc(loop->timers, loop->timer_capacity * sizeof(struct loop_timer *));
    }
    timer->due_ms_ = clock_ms() + (delay_ms > 0 ? delay_ms : 0);
    loop->timers[loop->timer_count] = timer;
    sift_up(loop, loop->timer_count++);
}

void loop_timer_stop(struct loop *loop, struct loop_timer *timer)
{
    if (!timer->index_)
        return;

    size_t at = timer->index_ - 1;
    struct loop_timer *last = loop->timers[--loop->timer_count];

    timer->index_ = 0;
    if (last == timer)
        return;
    place(loop, at, last);
    sift_up(loop, at);
    sift_down(loop, last->index_ - 1);
}

bool loop_timer_is_set(const struct loop_timer *timer)
{
    return timer->index_ != 0;
}

static void run_due(struct loop *loop)
{
    int64_t now_ms = clock_ms();

    while (loop->timer_count > 0 && loop->timers[0]->due_ms_ <= now_ms) {
        struct loop_timer *timer = loop->timers[0];

        loop_timer_stop(loop, timer);
        timer->on_due(timer->user);
    }
}

void loop_task_queue(struct loop *loop, struct loop_task *task)
{
    if (task->link_)
        return;
    task->next_ = NULL;
    task->link_ = loop->tasks_end;
    *loop->tasks_end = task;
    loop->tasks_end = &task->next_;
}

void loop_task_drop(struct loop *loop, struct loop_task *task)
{
    if (!task->link_)
        return;
    *task->link_ = task->next_;
    if (task->next_)
        task->next_->link_ = task->link_;
    if (loop->tasks_end == &task->next_)
        loop->tasks_end = task->link_;
    task->link_ = NULL;
}

static void run_tasks(struct loop *loop)
{
    /* A task that queues itself again waits for the next turn, or it would starve the others. */
    struct loop_task *batch = loop->tasks;

    if (!batch)
        return;
    batch->link_ = &batch;
    loop->tasks = NULL;
    loop->tasks_end = &loop->tasks;
    while (batch) {
        struct loop_task *task = batch;

        loop_task_drop(loop, task);
        task->on_turn(task->user);
    }
}

static int wait_time(const struct loop *loop, int wait_ms)
{
    if (loop->tasks)
        return 0;
    if (loop->timer_count == 0)
        return wait_ms;

    int64_t until_ms = loop->timers[0]->due_ms_ - clock_ms();

    if (until_ms < 0)
        until_ms = 0;
    if (wait_ms >= 0 && until_ms > wait_ms)
        until_ms = wait_ms;
    return until_ms > INT32_MAX ? INT32_MAX : (int)until_ms;
}

void loop_turn(struct loop *loop, int wait_ms)
{
    if (loop->has_holes)
        close_holes(loop);

    int ready = poll(loop->fds, (nfds_t)loop->watch_count, wait_time(loop, wait_ms));

    assert(ready >= 0 || errno == EINTR || errno == ENOMEM || errno == EAGAIN);
    if (ready > 0)
        run_ready(loop, ready);
    run_due(loop);
    run_tasks(loop);
}

static bool has_future(struct loop *loop)
{
    if (loop->has_holes)
        close_holes(loop);
    return loop->watch_count > 0 || loop->timer_count > 0 || loop->tasks;
}

void loop_run(struct loop *loop)
{
    loop->stopped = false;
    while (!loop->stopped && has_future(loop))
        loop_turn(loop, -1);
}

void loop_stop(struct loop *loop)
{
    loop->stopped = true;
}
