/* loop - the one place that waits.
 *
 * Watches, timers and tasks are embedded in their owners and never allocated here; zeroed ones are
 * idle. Removing one that is idle does nothing, so teardown needs no `if`. Any callback may add or
 * remove any of them, its own included. One thread only.
 */
#pragma once

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct loop;

/* Readiness of a descriptor. The owner keeps the descriptor open while it is watched. */
struct loop_watch {
    void (*on_ready)(void *user, short revents);
    void *user;
    size_t index_; /* of the loop */
};

/* One shot: set it again for the next. */
struct loop_timer {
    void (*on_due)(void *user);
    void *user;
    int64_t due_ms_;
    size_t index_;
};

/* Runs once, on the loop's next turn: for what must not happen under the feet of a caller. */
struct loop_task {
    void (*on_turn)(void *user);
    void *user;
    struct loop_task *next_, **link_;
};

struct loop *loop_new(void);
struct loop *loop_free(struct loop *loop);

/* Starts to watch, or changes the events (POLLIN, POLLOUT, or 0 to keep it and rest) of a watch of
 * the same descriptor. */
void loop_watch(struct loop *loop, struct loop_watch *watch, int fd, short events);
void loop_unwatch(struct loop *loop, struct loop_watch *watch);

void loop_timer_set(struct loop *loop, struct loop_timer *timer, int64_t delay_ms);
void loop_timer_stop(struct loop *loop, struct loop_timer *timer);
bool loop_timer_is_set(const struct loop_timer *timer);

/* Tasks run in the order in which they were queued. Queueing a queued task does nothing. */
void loop_task_queue(struct loop *loop, struct loop_task *task);
void loop_task_drop(struct loop *loop, struct loop_task *task);

/* Runs until loop_stop, or until nothing is left that could ever happen. */
void loop_run(struct loop *loop);
void loop_stop(struct loop *loop);

/* One turn: waits at most wait_ms (-1: until something happens) and runs what is due. For tests
 * and for a bounded drain at the end. */
void loop_turn(struct loop *loop, int wait_ms);
