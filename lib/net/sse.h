/* sse - server-sent events: bytes in, the data of events out. Pure.
 *
 * By the HTML standard's rules: CR, LF and CRLF end a line wherever the bytes are cut, a byte order
 * mark at the very start is skipped, one blank after the colon is dropped, several data lines are
 * joined by LF, an event without data is none, an unfinished event at the end is dropped. Event
 * names, ids and retry times are read over: OpenRouter sends none.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"

struct sse {
    /* data is borrowed for the call. A callback that answers false stops the feeding: sse_feed
     * answers 0 and the rest of the bytes is dropped. */
    bool (*on_data)(void *user, struct slice data);
    void *user;

    struct buf line_;     /* an unfinished line; whole lines are taken from the caller's bytes */
    struct buf data_;     /* of an event of several data lines, or in parts */
    struct slice held_;   /* an event's only data line so far, still in the caller's bytes */
    size_t comment_bytes; /* so far: keep-alives prove the transport, not the model */
    bool began_, after_cr_, has_data_, stopped_;
};

void sse_init(struct sse *sse, bool (*on_data)(void *user, struct slice data), void *user);
void sse_done(struct sse *sse);

/* -1 (ERR_TOO_LARGE) when a line or an event passes SSE_LINE_MAX; what is fed later is dropped. */
int sse_feed(struct sse *sse, struct slice bytes, struct err *err);
