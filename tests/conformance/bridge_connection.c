/* bridge_connection - one HTTP/1.1 connection.
 *
 *   readable -> intake -> (a request is whole) on_request
 *   reply, or stream + event* + end -> out -> (next turn) write -> (all written) the next request
 */
#include "tests/conformance/bridge_connection.h"

#include "base/limits.h"
#include "tests/upstream/head.h"
#include "tests/upstream/link.h"

#include <stdlib.h>

#define OUT_MAX   MIB(64) /* of one answer that the client does not read */
#define READ_SIZE KIB(64)

struct connection {
    const struct connection_owner *owner;
    struct connection *next, **place;
    struct link *link;
    struct loop_watch watch;
    struct loop_task task;
    struct intake intake;
    struct buf out;
    bool busy;   /* a request is being answered */
    bool whole;  /* its answer is all in out */
    bool closes; /* the connection ends after it */
    void (*on_leave)(void *user);
    void *leave_user;
};

static void on_ready(void *user, short revents);
static void on_turn(void *user);

void connection_new(const struct connection_owner *owner, struct connection **list, int fd)
{
    struct connection *connection = xcalloc(1, sizeof(*connection));

    *connection = (struct connection){
        .owner = owner,
        .next = *list,
        .place = list,
        .link = link_new(fd, NULL),
        .watch = { on_ready, connection },
        .task = { on_turn, connection },
        .out = BUF_MAX(OUT_MAX),
    };
    if (connection->next)
        connection->next->place = &connection->next;
    *list = connection;
    intake_init(&connection->intake);
    loop_watch(owner->loop, &connection->watch, fd, POLLIN);
}

struct connection *connection_free(struct connection *connection)
{
    if (!connection)
        return NULL;
    if (connection->on_leave)
        connection->on_leave(connection->leave_user);
    loop_unwatch(connection->owner->loop, &connection->watch);
    loop_task_drop(connection->owner->loop, &connection->task);
    link_free(connection->link, false);
    intake_done(&connection->intake);
    buf_done(&connection->out);
    *connection->place = connection->next;
    if (connection->next)
        connection->next->place = connection->place;
    free(connection);
    return NULL;
}

size_t connection_count(const struct connection *list)
{
    size_t count = 0;

    for (; list; list = list->next)
        count++;
    return count;
}

static void refuse(struct connection *connection)
{
    connection->busy = connection->closes = true;
    connection_reply(connection, &(struct answer){ .status = 400 });
}

static void next_request(struct connection *connection)
{
    const struct request *request = &connection->intake.request;

    switch (intake_next(&connection->intake)) {
    case INTAKE_BAD:
        refuse(connection);
        break;
    case INTAKE_HEAD:
        if (intake_header(request->head, "expect").size > 0)
            link_write(connection->link, "HTTP/1.1 100 Continue\r\n\r\n", 25);
        break;
    case INTAKE_MORE:
        break;
    case INTAKE_WHOLE:
        connection->busy = true;
        connection->whole = false;
        connection->closes = !request->keeps;
        connection->owner->on_request(connection->owner->user, connection, request);
        break;
    }
}

/* False when the connection is gone. */
static bool read_some(struct connection *connection)
{
    static char bytes[READ_SIZE];
    ssize_t count = link_read(connection->link, bytes, sizeof(bytes));

    if (count == LINK_AGAIN)
        return true;
    if (count > 0 && intake_feed(&connection->intake, (struct slice){ bytes, (size_t)count }) == 0)
        return true;
    connection_free(connection);
    return false;
}

static void on_ready(void *user, short revents)
{
    struct connection *connection = user;

    if ((revents & ~POLLOUT) && !read_some(connection))
        return;
    if (!connection->busy)
        next_request(connection);
    if (revents & POLLOUT)
        on_turn(connection);
}

static void finish(struct connection *connection)
{
    connection->on_leave = NULL;
    if (connection->closes) {
        connection_free(connection);
        return;
    }
    connection->busy = false;
    intake_drop(&connection->intake);
    if (connection->intake.raw.size > 0)
        next_request(connection);
}

/* Writes what there is. */
static void on_turn(void *user)
{
    struct connection *connection = user;
    struct buf *out = &connection->out;
    ssize_t count = 0;

    if (out->size > 0 && !out->full)
        count = link_write(connection->link, out->data, out->size);
    if (out->full || (count < 0 && count != LINK_AGAIN)) {
        connection_free(connection);
        return;
    }
    if (count > 0)
        buf_consume(out, (size_t)count);
    loop_watch(connection->owner->loop, &connection->watch, link_fd(connection->link),
               out->size > 0 ? POLLIN | POLLOUT : POLLIN);
    if (out->size == 0 && connection->busy && connection->whole)
        finish(connection);
}

static void write_soon(struct connection *connection)
{
    loop_task_queue(connection->owner->loop, &connection->task);
}

void connection_reply(struct connection *connection, const struct answer *answer)
{
    const struct head head = {
        .status = answer->status,
        .content_type = answer->json.size > 0 ? "application/json" : NULL,
        .lines = answer->lines,
        .closes = connection->closes,
        .length = (int64_t)answer->json.size,
    };

    head_write(&head, &connection->out);
    buf_add(&connection->out, answer->json);
    connection->whole = true;
    write_soon(connection);
}

void connection_stream(struct connection *connection, const char *lines)
{
    const struct head head = {
        .status = 200,
        .content_type = "text/event-stream",
        .lines = lines,
        .chunked = true,
        .closes = connection->closes,
        .streams = true,
    };

    head_write(&head, &connection->out);
    write_soon(connection);
}

void connection_event(struct connection *connection, struct slice json)
{
    static const char before[] = "event: message\ndata: ", after[] = "\n\n";
    struct buf *out = &connection->out;

    buf_addf(out, "%zx\r\n%s", sizeof(before) - 1 + json.size + sizeof(after) - 1, before);
    buf_add(out, json);
    buf_addf(out, "%s\r\n", after);
    write_soon(connection);
}

void connection_end(struct connection *connection)
{
    head_body_end(true, &connection->out);
    connection->whole = true;
    write_soon(connection);
}

void connection_on_leave(struct connection *connection, void (*on_leave)(void *user), void *user)
{
    connection->on_leave = on_leave;
    connection->leave_user = user;
}
