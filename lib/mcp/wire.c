/* wire - lines in, lines out.
 *
 *   readable -> fill a chunk -> cut lines -> on_line*        (a line that is not whole waits in
 * `part`) wire_send -> out -> (end of the turn) write -> what is left waits for POLLOUT
 *
 * A line that lies whole in the chunk is handed on from there, without a copy.
 */
#include "mcp/wire.h"

#include "base/buf.h"
#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define CHUNK_SIZE KIB(64) /* what a pipe holds */

struct wire {
    struct loop *loop;
    const struct wire_handler *handler;
    void *user;

    int in_fd, in_flags;
    struct loop_watch in;
    char *chunk;
    struct buf part; /* the beginning of a line whose end has not come */
    bool input_open;
    bool discarding; /* inside a line that is too long */

    int out_fd, out_flags;
    struct loop_watch out;
    struct loop_task flush;
    struct buf queue;
    size_t written; /* of the queue */
    bool broken;
};

static void on_readable(void *user, short revents);
static void on_writable(void *user, short revents);
static void flush(void *user);

static int make_nonblocking(int fd)
{
    int flags = fcntl(fd, F_GETFL);

    if (flags >= 0)
        fcntl(fd, F_SETFL, flags | O_NONBLOCK);
    return flags;
}

struct wire *wire_new(struct loop *loop, int in_fd, int out_fd, const struct wire_handler *handler,
                      void *user)
{
    struct wire *wire = xmalloc(sizeof(*wire));

    *wire = (struct wire){
        .loop = loop,
        .handler = handler,
        .user = user,
        .in_fd = in_fd,
        .in_flags = make_nonblocking(in_fd),
        .in = { on_readable, wire },
        .chunk = xmalloc(CHUNK_SIZE),
        .part = BUF_MAX(LINE_IN_MAX),
        .input_open = true,
        .out_fd = out_fd,
        .out_flags = make_nonblocking(out_fd),
        .out = { on_writable, wire },
        .flush = { flush, wire },
        .queue = BUF_MAX(OUT_QUEUE_MAX),
    };
    loop_watch(loop, &wire->in, in_fd, POLLIN);
    /* No events yet: poll still tells when the reader is gone. */
    loop_watch(loop, &wire->out, out_fd, 0);
    return wire;
}

static void hand_on(struct wire *wire, struct slice line)
{
    line = slice_trim(line);
    if (line.size > 0)
        wire->handler->on_line(wire->user, line);
}

/* Adds to the line that has begun; false when it is too long, which is said once. */
static bool add_part(struct wire *wire, struct slice piece)
{
    if (wire->discarding || buf_add(&wire->part, piece) == 0)
        return !wire->discarding;
    buf_done(&wire->part);
    wire->discarding = true;
    wire->handler->on_overlong(wire->user);
    return false;
}

static void end_line(struct wire *wire, struct slice piece)
{
    if (wire->part.size == 0 && !wire->discarding) {
        hand_on(wire, piece);
        return;
    }
    if (add_part(wire, piece))
        hand_on(wire, buf_slice(&wire->part));
    wire->discarding = false;
    if (wire->part.capacity > CHUNK_SIZE)
        buf_done(&wire->part); /* one large line must not hold its memory for the session */
    else
        buf_clear(&wire->part);
}

static void cut_lines(struct wire *wire, struct slice chunk)
{
    while (wire->input_open && chunk.size > 0) {
        const char *end = memchr(chunk.data, '\n', chunk.size);

        if (!end) {
            add_part(wire, chunk);
            return;
        }

        struct slice line = { chunk.data, (size_t)(end - chunk.data) };

        chunk = slice_from(chunk, line.size + 1);
        end_line(wire, line);
    }
}

static void end_input(struct wire *wire)
{
    /* It may be whole, only its end is missing; if it is not, the reader will say so. */
    end_line(wire, (struct slice){ NULL, 0 });
    if (!wire->input_open)
        return;
    wire_close_input(wire);
    wire->handler->on_input_end(wire->user);
}

static void on_readable(void *user, short revents)
{
    struct wire *wire = user;
    ssize_t size = read(wire->in_fd, wire->chunk, CHUNK_SIZE);

    (void)revents;
    if (size > 0)
        cut_lines(wire, (struct slice){ wire->chunk, (size_t)size });
    else if (size == 0 || (errno != EAGAIN && errno != EINTR))
        end_input(wire);
}

void wire_close_input(struct wire *wire)
{
    wire->input_open = false;
    loop_unwatch(wire->loop, &wire->in);
}

static void drop_written(struct wire *wire)
{
    buf_consume(&wire->queue, wire->written);
    wire->written = 0;
}

void wire_send(struct wire *wire, struct slice line)
{
    if (wire->broken)
        return;
    if (line.size >= OUT_QUEUE_MAX - wire->queue.size)
        drop_written(wire);
    buf_add(&wire->queue, line);
    buf_addc(&wire->queue, '\n');
    loop_task_queue(wire->loop, &wire->flush);
}

bool wire_has_unwritten(const struct wire *wire)
{
    return !wire->broken && wire->written < wire->queue.size;
}

static void end_output(struct wire *wire)
{
    if (wire->broken)
        return;
    wire->broken = true;
    loop_task_drop(wire->loop, &wire->flush);
    loop_unwatch(wire->loop, &wire->out);
    buf_done(&wire->queue);
    wire->handler->on_broken(wire->user);
}

/* Writes as much as the other side takes; -1 when it will never take anything again. */
static int write_queue(struct wire *wire)
{
    while (wire->written < wire->queue.size) {
        ssize_t size =
            write(wire->out_fd, wire->queue.data + wire->written, wire->queue.size - wire->written);

        if (size >= 0)
            wire->written += (size_t)size;
        else if (errno == EAGAIN)
            return 0;
        else if (errno != EINTR)
            return -1;
    }
    return 0;
}

static void flush(void *user)
{
    struct wire *wire = user;

    if (wire->queue.full || write_queue(wire) < 0) {
        end_output(wire);
        return;
    }

    bool all = wire->written == wire->queue.size;

    /* Moving the rest only when it is the smaller half keeps the cost linear for an answer of
     * megabytes that leaves in pieces of 64 KiB. */
    if (wire->written >= wire->queue.size - wire->written)
        drop_written(wire);
    if (all && wire->queue.capacity > CHUNK_SIZE)
        buf_done(&wire->queue);
    loop_watch(wire->loop, &wire->out, wire->out_fd, all ? 0 : POLLOUT);
    if (all)
        wire->handler->on_written(wire->user);
}

static void on_writable(void *user, short revents)
{
    struct wire *wire = user;

    if (revents & POLLOUT)
        flush(wire);
    else
        end_output(wire);
}

struct wire *wire_free(struct wire *wire)
{
    if (!wire)
        return NULL;
    loop_unwatch(wire->loop, &wire->in);
    loop_unwatch(wire->loop, &wire->out);
    loop_task_drop(wire->loop, &wire->flush);
    /* They may be shared with a shell, which expects them as they were; and be one and the same,
     * so the first that was changed comes last. */
    if (wire->out_flags >= 0)
        fcntl(wire->out_fd, F_SETFL, wire->out_flags);
    if (wire->in_flags >= 0)
        fcntl(wire->in_fd, F_SETFL, wire->in_flags);
    free(wire->chunk);
    buf_done(&wire->part);
    buf_done(&wire->queue);
    free(wire);
    return NULL;
}
