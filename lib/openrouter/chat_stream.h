/* chat_stream - the bytes of an answer to a chat: in, and the reply out. Pure.
 *
 *   begin (status, content type) -> feed ... -> end
 *
 * Reads a stream of events, a whole completion as JSON, or the body of an error, as the head says.
 */
#pragma once

#include "net/http.h"
#include "net/sse.h"
#include "openrouter/chat_choice.h"
#include "openrouter/chat_mould.h"
#include "openrouter/problem.h"

enum chat_stage {
    CHAT_OPEN,   /* more is to come */
    CHAT_TAIL,   /* finished or failed; usage and [DONE] may still come */
    CHAT_CLOSED, /* [DONE] came; only the end of the body is missing */
};

struct chat_stream {
    struct chat_reply reply;
    struct problem problem; /* problem.err.kind is ERR_NONE while there is none */
    enum chat_stage stage;
    unsigned signs; /* of life: counts chunks that carried anything */
    bool web;       /* set by the owner: searches are billed even where no answer comes of them */

    struct chat_texts texts_;
    struct chat_listener listener_;
    struct chat_mould mould_;
    struct sse sse_;
    struct buf repaired_, body_;
    const char *model_; /* as asked for */
    int status_;
    bool is_stream_;
};

/* Keeps model. listener is copied. */
void chat_stream_init(struct chat_stream *stream, const char *model,
                      const struct chat_listener *listener);
void chat_stream_done(struct chat_stream *stream);

/* The head of the answer. */
void chat_stream_begin(struct chat_stream *stream, const struct http_head *head);

/* false: nothing that follows is of use, the connection can be closed. */
bool chat_stream_feed(struct chat_stream *stream, struct slice bytes);

/* No more bytes. why is what ended them, NULL when the body ended as it should. Sets problem or
 * reply.complete. */
void chat_stream_end(struct chat_stream *stream, const struct err *why);

/* Instead of all that: it was not even asked, and why. */
void chat_stream_refuse(struct chat_stream *stream, const struct err *why);

/* Takes the key out of everything that reply shows. */
void chat_stream_scrub(struct chat_stream *stream, struct secret *key);
