/* outlet - bytes to a descriptor of the user's, as fast as he reads, without stopping the loop.
 *
 * The descriptor stays in blocking mode, which it may share with the shell: it is written to only
 * when it is ready, and then at most what a pipe takes at once.
 */
#pragma once

#include "base/buf.h"
#include "base/loop.h"

struct outlet {
    struct loop *loop;
    int fd;
    void (*on_drained)(void *user); /* everything is written */
    void (*on_broken)(void *user);  /* nobody reads any more; what is added from now on is lost */
    void *user;

    struct buf waiting_;
    struct loop_watch watch_;
    bool broken_;
};

/* Sets up an outlet whose members above are filled. */
void outlet_init(struct outlet *outlet);
void outlet_done(struct outlet *outlet);

/* Queues bytes. May be called from anywhere, callbacks of a transfer included. */
void outlet_add(struct outlet *outlet, struct slice bytes);
bool outlet_is_empty(const struct outlet *outlet);
