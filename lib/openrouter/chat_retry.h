/* chat_retry - what became of each attempt at one question, and whether there is another one. Pure:
 * time and chance are given.
 */
#pragma once

#include "net/retry.h"
#include "openrouter/chat_stream.h"

/* Zeroed at the start. */
struct chat_retry {
    struct retry_history history;
    int unknown_before; /* history.unknown, as it was before the last one failed */
    unsigned requests;  /* of which something left */
    char told[160];     /* how they failed: "503 of Azure, no connection" */
};

/* One attempt that failed; stream has ended. hint_ms: what the head says of waiting, or -1. */
struct chat_failure {
    const struct chat_stream *stream;
    enum http_sent sent;
    int64_t hint_ms;
};

/* Notes it. How long to wait before the next attempt, or -1: there is none. What is not certainly
 * free may have been billed, and counts as unknown. */
int64_t chat_retry_delay_ms(struct chat_retry *retry, struct retry_bucket *bucket,
                            const struct chat_failure *failure, const struct retry_terms *terms,
                            uint32_t random);

/* At an attempt's end, whether or not it has failed: what is known of the money of all attempts
 * together, into the stream's reply. */
void chat_retry_settle(struct chat_retry *retry, struct chat_stream *stream, enum http_sent sent);

/* The attempts so far into the stream's reply. */
void chat_retry_report(const struct chat_retry *retry, struct chat_stream *stream, bool is_on_wire);

/* The longer of both hints that the other side gave; -1: none. */
int64_t chat_retry_hint_ms(const struct chat_failure *failure);

/* Puts "after 3 attempts (503, 503, 429)" in front of the last failure, when there were several. */
void chat_retry_explain(const struct chat_retry *retry, struct err *err);
