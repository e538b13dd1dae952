/* outlet - bytes to a descriptor of the user's. */
#include "mcp-server/cli/outlet.h"

#include "base/limits.h"

#include <errno.h>
#include <limits.h>
#include <unistd.h>

static void give_up(struct outlet *outlet)
{
    outlet->broken_ = true;
    loop_unwatch(outlet->loop, &outlet->watch_);
    buf_done(&outlet->waiting_);
    outlet->on_broken(outlet->user);
}

static void on_ready(void *user, short revents)
{
    struct outlet *outlet = user;
    struct slice part = buf_slice(&outlet->waiting_);

    (void)revents;
    /* A ready pipe has room for PIPE_BUF bytes; more could block. */
    if (part.size > PIPE_BUF)
        part.size = PIPE_BUF;

    ssize_t written = write(outlet->fd, part.data, part.size);

    if (written < 0 && errno != EINTR && errno != EAGAIN) {
        give_up(outlet);
        return;
    }
    if (written > 0)
        buf_consume(&outlet->waiting_, (size_t)written);
    if (outlet->waiting_.size == 0) {
        loop_unwatch(outlet->loop, &outlet->watch_);
        outlet->on_drained(outlet->user);
    }
}

void outlet_init(struct outlet *outlet)
{
    outlet->waiting_ = BUF_MAX(OUT_QUEUE_MAX);
    outlet->watch_ = (struct loop_watch){ .on_ready = on_ready, .user = outlet };
    outlet->broken_ = false;
}

void outlet_done(struct outlet *outlet)
{
    loop_unwatch(outlet->loop, &outlet->watch_);
    buf_done(&outlet->waiting_);
}

void outlet_add(struct outlet *outlet, struct slice bytes)
{
    if (outlet->broken_ || bytes.size == 0)
        return;
    buf_add(&outlet->waiting_, bytes);
    loop_watch(outlet->loop, &outlet->watch_, outlet->fd, POLLOUT);
}

bool outlet_is_empty(const struct outlet *outlet)
{
    return outlet->waiting_.size == 0;
}
