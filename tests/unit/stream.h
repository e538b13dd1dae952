/* stream - an answer fed to the reader of streams, whole or in pieces. */
#pragma once

#include "base/limits.h"
#include "openrouter/chat_stream.h"

#include <stdlib.h>

/* What the listener has heard: "c<text>" for content, "r<text>" for reasoning. */
static struct buf heard;

static void hear(void *user, enum chat_part part, struct slice text)
{
    (void)user;
    buf_addf(&heard, "%c<%.*s>", part == CHAT_CONTENT ? 'c' : 'r', SLICE_FMT(text));
}

/* Feeds text in pieces of that size (0: whole) and ends. Answers whether all of it was wanted. */
static bool run(struct chat_stream *stream, const struct http_head *head, struct slice text,
                size_t piece, const struct err *why)
{
    struct chat_listener listener = { hear, NULL };
    bool wanted = true;

    buf_done(&heard);
    heard = BUF_MAX(MIB(64));
    chat_stream_init(stream, "a/b", &listener);
    chat_stream_begin(stream, head);
    while (text.size > 0 && wanted) {
        size_t size = piece == 0 || piece > text.size ? text.size : piece;
        char *copy = slice_dup((struct slice){ text.data, size });

        wanted = chat_stream_feed(stream, (struct slice){ copy, size });
        free(copy);
        text = slice_from(text, size);
    }
    chat_stream_end(stream, why);
    return wanted;
}

static const struct http_head events = { .status = 200,
                                         .content_type = SLICE("text/event-stream") };
static const struct http_head json = { .status = 200, .content_type = SLICE("application/json") };
