/* reply - the bytes of one answer, and when they are due. Pure: time comes in, bytes come out. */
#pragma once

#include "tests/upstream/chunk.h"
#include "tests/upstream/speech.h"

enum reply_state {
    REPLY_MORE, /* bytes were added, and there are more at once: ask again when these are written */
    REPLY_WAITS, /* the next bytes are due in wait_ms */
    REPLY_STUCK, /* there will be none, and no end */
    REPLY_ENDED
};

struct reply {
    const struct behaviour *how; /* kept by the caller */
    bool streams, closes;        /* closes: the connection ends after it */
    int step;                    /* index into the steps of its kind */
    int64_t began_ms, due_ms, comment_due_ms;
    bool stalled;
    int64_t stall_until_ms;

    /* A completion. */
    struct ticket ticket;
    struct speech content, reasoning;
    int64_t cap; /* tokens; 0: none */
    char greeting[256];
    bool commenting;

    /* Anything else: a whole body. */
    int status;
    const char *content_type;
    const char *header_lines; /* whole lines, or NULL */
    struct slice body;        /* borrowed, or the content of own */
    struct buf own;
    size_t body_at;
    bool is_whole;

    struct buf event; /* scratch */
};

/* reply->ticket (but for opening), streams and cap are filled in by the caller. */
void reply_begin_chat(struct reply *reply, const struct behaviour *how, int64_t now_ms);

/* reply->status, content_type, header_lines and body (or own) are filled in by the caller. */
void reply_begin_whole(struct reply *reply, const struct behaviour *how, int64_t now_ms);

enum reply_state reply_run(struct reply *reply, int64_t now_ms, struct buf *out, int64_t *wait_ms);

void reply_done(struct reply *reply);
