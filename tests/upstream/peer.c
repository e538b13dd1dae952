/* peer - one connection: requests in, answers out, and the faults of the wire.
 *
 * Functions that may end the connection answer false when the peer is gone.
 */
#include "tests/upstream/peer.h"

#include "base/clock.h"
#include "base/limits.h"

#include <stdlib.h>

#define OUT_MAX     MIB(128)
#define READ_SIZE   KIB(64)
#define LIST_PIECES 500
#define TURN_ROUNDS 8 /* writes of one turn, so that a fast reader does not starve the others */

static bool pump(struct peer *peer);

static void rest(struct peer *peer, bool wants_out)
{
    short events = wants_out || link_wants_write(peer->link) ? POLLIN | POLLOUT : POLLIN;

    loop_watch(peer->owner->loop, &peer->watch, link_fd(peer->link), events);
}

static void tell(struct peer *peer, enum peer_event event)
{
    peer->owner->on_event(peer->owner->user, event, peer->number, peer->exchange);
}

static void end_exchange(struct peer *peer, enum exchange_outcome outcome)
{
    struct exchange *exchange = peer->exchange;

    if (!exchange)
        return;
    exchange->outcome = outcome;
    exchange->ended_ms = clock_ms();
    exchange->tokens = peer->reply.ticket.completion_tokens + peer->reply.ticket.reasoning_tokens;
    exchange->cost_pico = chunk_cost(&peer->reply.ticket);
    tell(peer, PEER_ENDED);
    peer->exchange = NULL;
    loop_timer_stop(peer->owner->loop, &peer->timer);
    reply_done(&peer->reply);
}

static bool hang_up(struct peer *peer, enum exchange_outcome outcome, bool reset)
{
    end_exchange(peer, outcome);
    peer->resets = reset;
    peer_free(peer);
    return false;
}

static bool begin(struct peer *peer)
{
    peer->reply = (struct reply){ 0 };
    peer->exchange = peer->owner->on_request(peer->owner->user, peer->number, &peer->intake.request,
                                             &peer->reply);
    peer->reply.closes = peer->reply.closes || !peer->intake.request.keeps;
    peer->at_end = false;
    tell(peer, PEER_REQUEST);
    return pump(peer);
}

static bool next_request(struct peer *peer)
{
    switch (intake_next(&peer->intake)) {
    case INTAKE_BAD:
        return hang_up(peer, EXCHANGE_CUT, false);
    case INTAKE_HEAD:
        if (intake_header(peer->intake.request.head, "expect").size > 0)
            link_write(peer->link, "HTTP/1.1 100 Continue\r\n\r\n", 25);
        return true;
    case INTAKE_MORE:
        return true;
    case INTAKE_WHOLE:
        return begin(peer);
    }
    return true;
}

static bool is(const char *value, const char *word)
{
    return value && strcmp(value, word) == 0;
}

static bool finish(struct peer *peer)
{
    const char *then = peer->reply.how->then;
    bool closes = peer->reply.closes || is(then, "close") || is(then, "vanish");

    peer->resets_on_next = is(then, "reset_on_next");
    peer->resets_on_body = is(then, "reset_on_body");
    peer->posted = false;
    if (closes)
        return hang_up(peer, EXCHANGE_ANSWERED, false);
    end_exchange(peer, EXCHANGE_ANSWERED);
    intake_drop(&peer->intake);
    rest(peer, false);
    if (peer->intake.raw.size > 0)
        loop_task_queue(peer->owner->loop, &peer->task);
    return true;
}

/* The most that is written at once; 0: no limit. What is set for all answers is for streams: a list
 * of half a megabyte, byte by byte, would only be slow. */
static size_t wire_bytes(const struct peer *peer)
{
    size_t own = (size_t)peer->reply.how->wire_bytes, all = peer->owner->wire_bytes;
    size_t part = peer->reply.body.size / LIST_PIECES;

    if (own > 0 || all == 0)
        return own;
    return part > all ? part : all;
}

/* How many bytes may be written now, by the script's limits. */
static size_t may_write(const struct peer *peer)
{
    const struct behaviour *how = peer->reply.how;
    size_t wire = wire_bytes(peer);
    size_t size = peer->out.size;

    if (wire > 0 && size > wire)
        size = wire;
    if (how->cut && peer->exchange->sent_bytes + size > (size_t)how->cut_after)
        size = (size_t)how->cut_after - peer->exchange->sent_bytes;
    return size;
}

enum flow { FLOW_ON, FLOW_RESTS, FLOW_GONE };

static enum flow write_some(struct peer *peer)
{
    const struct behaviour *how = peer->reply.how;
    size_t size = may_write(peer);
    ssize_t count = size > 0 ? link_write(peer->link, peer->out.data, size) : 0;

    if (count == LINK_AGAIN) {
        rest(peer, true);
        return FLOW_RESTS;
    }
    if (count < 0) {
        hang_up(peer, EXCHANGE_ABORTED, false);
        return FLOW_GONE;
    }
    if (peer->exchange->first_byte_ms < 0 && count > 0)
        peer->exchange->first_byte_ms = clock_ms();
    peer->exchange->sent_bytes += (size_t)count;
    buf_consume(&peer->out, (size_t)count);
    if (how->cut && peer->exchange->sent_bytes >= (size_t)how->cut_after) {
        hang_up(peer, EXCHANGE_CUT, is(how->cut, "reset"));
        return FLOW_GONE;
    }
    if (wire_bytes(peer) > 0 && peer->out.size > 0) {
        loop_task_queue(peer->owner->loop, &peer->task);
        rest(peer, false);
        return FLOW_RESTS;
    }
    return FLOW_ON;
}

/* Asks the reply for bytes. */
static enum flow make_some(struct peer *peer)
{
    int64_t wait_ms = 0;

    switch (reply_run(&peer->reply, clock_ms(), &peer->out, &wait_ms)) {
    case REPLY_WAITS:
        loop_timer_set(peer->owner->loop, &peer->timer, wait_ms);
        break;
    case REPLY_ENDED:
        peer->at_end = true;
        return FLOW_ON;
    case REPLY_MORE:
        return FLOW_ON;
    case REPLY_STUCK:
        break;
    }
    if (peer->out.size > 0)
        return FLOW_ON;
    rest(peer, false);
    return FLOW_RESTS;
}

static bool pump(struct peer *peer)
{
    /* A cut before the first byte needs no bytes to come about. */
    if (peer->reply.how->cut && peer->reply.how->cut_after == 0 && peer->reply.how->headers_ms == 0)
        return hang_up(peer, EXCHANGE_CUT, is(peer->reply.how->cut, "reset"));
    for (int round = 0; round < TURN_ROUNDS; round++) {
        enum flow flow = FLOW_ON;

        if (peer->out.size == 0 && peer->at_end)
            return finish(peer);
        if (peer->out.size == 0)
            flow = make_some(peer);
        if (flow == FLOW_ON && peer->out.size > 0)
            flow = write_some(peer);
        if (flow == FLOW_GONE)
            return false;
        if (flow == FLOW_RESTS)
            return true;
    }
    rest(peer, false);
    loop_task_queue(peer->owner->loop, &peer->task);
    return true;
}

static void on_turn(void *user)
{
    struct peer *peer = user;

    if (peer->exchange)
        pump(peer);
    else
        next_request(peer);
}

/* From here on a client must take the request for one that may have been served. */
static void note_body(struct peer *peer)
{
    struct slice raw = buf_slice(&peer->intake.raw);
    const char *end = peer->posted || peer->exchange || raw.data[0] != 'P'
                          ? NULL
                          : memmem(raw.data, raw.size, "\r\n\r\n", 4);

    if (!end || end + 4 == raw.data + raw.size)
        return;
    peer->posted = true;
    tell(peer, PEER_POSTED);
}

/* Reads what is there. A client that closes while it waits for its answer has aborted. */
static bool read_some(struct peer *peer)
{
    static char bytes[READ_SIZE];

    do {
        ssize_t count = link_read(peer->link, bytes, sizeof(bytes));

        if (count == LINK_AGAIN)
            break;
        if (count < 0)
            return hang_up(peer, EXCHANGE_ABORTED, false);
        if (intake_feed(&peer->intake, (struct slice){ bytes, (size_t)count }) < 0)
            return hang_up(peer, EXCHANGE_CUT, true);
        note_body(peer);
        if (peer->resets_on_next || (peer->resets_on_body && peer->posted))
            return hang_up(peer, EXCHANGE_CUT, true);
    } while (link_has_more(peer->link));
    return true;
}

static void on_ready(void *user, short revents)
{
    struct peer *peer = user;

    if (peer->deaf) {
        if (revents & (POLLERR | POLLHUP))
            peer_free(peer);
        return;
    }
    if ((revents & ~POLLOUT) && !read_some(peer))
        return;
    if (peer->exchange && (revents & POLLOUT)) {
        pump(peer);
        return;
    }
    if (!peer->exchange && next_request(peer) && !peer->exchange)
        rest(peer, false);
}

struct peer *peer_new(const struct peer_owner *owner, struct peer **list, struct link *link,
                      size_t number, bool deaf)
{
    struct peer *peer = xcalloc(1, sizeof(*peer));

    *peer = (struct peer){
        .owner = owner,
        .next = *list,
        .place = list,
        .link = link,
        .number = number,
        .watch = { on_ready, peer },
        .timer = { on_turn, peer },
        .task = { on_turn, peer },
        .out = BUF_MAX(OUT_MAX),
        .deaf = deaf,
    };
    if (peer->next)
        peer->next->place = &peer->next;
    *list = peer;
    intake_init(&peer->intake);
    tell(peer, PEER_OPENED);
    loop_watch(owner->loop, &peer->watch, link_fd(link), deaf ? 0 : POLLIN);
    return peer;
}

struct peer *peer_free(struct peer *peer)
{
    if (!peer)
        return NULL;
    end_exchange(peer, EXCHANGE_CUT);
    loop_unwatch(peer->owner->loop, &peer->watch);
    loop_timer_stop(peer->owner->loop, &peer->timer);
    loop_task_drop(peer->owner->loop, &peer->task);
    link_free(peer->link, peer->resets);
    intake_done(&peer->intake);
    buf_done(&peer->out);
    *peer->place = peer->next;
    if (peer->next)
        peer->next->place = peer->place;
    tell(peer, PEER_CLOSED);
    free(peer);
    return NULL;
}
