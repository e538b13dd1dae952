/* peer - one connection: requests in, answers out, and the faults of the wire. */
#pragma once

#include "base/loop.h"
#include "tests/upstream/exchange.h"
#include "tests/upstream/intake.h"
#include "tests/upstream/link.h"
#include "tests/upstream/reply.h"

enum peer_event {
    PEER_OPENED,
    PEER_POSTED,  /* the first byte of a POST's body has come, whatever becomes of it */
    PEER_REQUEST, /* a request is whole */
    PEER_ENDED,   /* its answer is over; the exchange has the outcome */
    PEER_CLOSED
};

/* Who has peers. exchange is given with PEER_REQUEST and PEER_ENDED, else NULL. */
struct peer_owner {
    struct loop *loop;
    size_t wire_bytes; /* of all answers that do not say their own; 0: as it comes */

    /* Begins the answer. The exchange is the owner's, who frees it at any time after PEER_ENDED. */
    struct exchange *(*on_request)(void *user, size_t connection, const struct request *request,
                                   struct reply *reply);
    void (*on_event)(void *user, enum peer_event event, size_t connection,
                     struct exchange *exchange);
    void *user;
};

/* Embedded lists are the owner's business. */
struct peer {
    const struct peer_owner *owner;
    struct peer *next, **place;
    struct link *link;
    size_t number;
    struct loop_watch watch;
    struct loop_timer timer;
    struct loop_task task;
    struct intake intake;
    struct buf out;
    struct reply reply;
    struct exchange *exchange; /* NULL between requests */
    bool at_end;               /* the reply will add nothing more */
    bool posted;               /* told of the request that is arriving */
    bool deaf, resets_on_next, resets_on_body, resets;
};

/* Takes link. deaf: it never reads. The peer frees itself when its connection ends. */
struct peer *peer_new(const struct peer_owner *owner, struct peer **list, struct link *link,
                      size_t number, bool deaf);
struct peer *peer_free(struct peer *peer);
