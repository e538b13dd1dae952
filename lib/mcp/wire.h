/* wire - lines in, lines out, and nothing of JSON.
 *
 * Input is read by read(2) into a bounded buffer; a line is handed on as soon as it is whole. What
 * is sent in one turn of the loop is collected and written once, at the turn's end. SIGPIPE must be
 * ignored by the program.
 */
#pragma once

#include "base/loop.h"
#include "base/slice.h"

struct wire;

/* All of them run from the loop, none from inside wire_send. */
struct wire_handler {
    /* A line without its end, not blank. Also the last one, when input ends without a line end. */
    void (*on_line)(void *user, struct slice line);
    /* A line passed LINE_IN_MAX. Its rest is discarded in passing; the next line is read again. */
    void (*on_overlong)(void *user);
    /* No further line will come. */
    void (*on_input_end)(void *user);
    /* Everything that was sent is written. */
    void (*on_written)(void *user);
    /* Nobody reads the output, or it is read too slowly (OUT_QUEUE_MAX). Nothing can be sent. */
    void (*on_broken)(void *user);
};

/* Makes both descriptors non-blocking; they stay the caller's. Keeps handler. */
struct wire *wire_new(struct loop *loop, int in_fd, int out_fd, const struct wire_handler *handler,
                      void *user);

/* Queues a line; its end is added. Does nothing once the output is broken. */
void wire_send(struct wire *wire, struct slice line);

/* No further line is read, and no callback about input comes. */
void wire_close_input(struct wire *wire);

/* Whether something that was sent is not written yet. */
bool wire_has_unwritten(const struct wire *wire);

/* Drops what is not written, gives both descriptors their mode back. Not from a callback. */
struct wire *wire_free(struct wire *wire);
