/* audience - those who wait for the answer to one question, and what they are told of its end.
 * Pure.
 *
 * The first is told the cost, the others that it is shared: sums of what they are told are sums of
 * what was spent.
 */
#pragma once

#include "mcp-server/gate/admit.h"

struct inquiry;

/* How the answer was come by. */
enum inquiry_way {
    INQUIRY_ASKED,
    INQUIRY_SHARED,   /* with another call, which is told the cost */
    INQUIRY_RECALLED, /* kept from an earlier one */
};

/* How it ended; borrowed. */
struct inquiry_end {
    const struct err *refused; /* not NULL: nothing was asked, and there is nothing else */
    const struct chat_reply *reply;
    const struct problem *problem; /* NULL: the reply is complete, or cut by a deadline */
    const struct admission *admission;
    int64_t cost_nano; /* for this listener: 0 unless INQUIRY_ASKED */
    bool cost_is_bound;
    const char *thread; /* the name under which it can be gone on with; NULL: it cannot */
    enum inquiry_way way;
    int64_t age_s, first_cost_nano; /* INQUIRY_RECALLED: how old it is, and what it cost then */
};

/* Embedded in whoever waits. */
struct listener {
    /* Inside the transfer: may show, and nothing else. NULL: nobody wants to see. */
    void (*on_delta)(void *user, enum chat_part part, struct slice text);
    void (*on_end)(void *user, const struct inquiry_end *end); /* once, from the loop */
    void *user;

    struct inquiry *inquiry_; /* NULL: waits for nothing */
    struct listener *next_;
};

/* Zeroed: nobody. */
struct audience {
    struct listener *first_;
    bool is_told_;
};

/* listener->inquiry_ is the caller's affair. */
void audience_add(struct audience *audience, struct listener *listener);
void audience_remove(struct audience *audience, struct listener *listener);
size_t audience_count(const struct audience *audience);

void audience_show(const struct audience *audience, enum chat_part part, struct slice text);

/* Tells everybody, each once; nobody is left then. on_end may do what it likes with its own, and
 * remove others. */
void audience_tell(struct audience *audience, const struct inquiry_end *end);

/* Whether that has begun. */
bool audience_is_told(const struct audience *audience);
