/* retry - whether and when a request that failed may be sent again. Pure: time and chance are
 * given.
 *
 * Two rules stand above the table: what may have been billed is not repeated by itself, and nothing
 * is repeated once content has come. OpenRouter has tried other providers before it reports a
 * failure, so that little is to be won, and a crowd that repeats is what keeps a service down: all
 * repetitions of a process draw on one bucket.
 *
 *     nothing was sent                               again (not for a certificate that is not
 * trusted) 408 409 425 429 500 502-504 520-524 529        again, unless the body says that it is no
 * use 402                                            only with a hint: money that is held elsewhere
 *     any other status                               only if the body says that it is of use
 *     sent, and no answer came                       once, if the caller allows what it may cost
 */
#pragma once

#include "net/http.h"

#include <stdint.h>

/* How one attempt ended. */
struct retry_case {
    int status;          /* of HTTP, or of the error in the body; 0: none came */
    enum http_sent sent; /* of the attempt */
    bool has_content;    /* text, thinking, a tool call: it is paid for */
    bool is_final;       /* a cause that no repetition changes: a certificate, a redirect */
    int retryable;       /* what the body says: 1, 0, -1 nothing */
    int64_t hint_ms;     /* how long the other side asks to wait; -1 nothing */
};

/* All of one call. Zeroed at its start. */
struct retry_history {
    int attempts; /* that failed, this one included */
    int unknown;  /* of which may have been billed */
};

/* All of one process. Start with RETRY_BUCKET_START. */
struct retry_bucket {
    int tokens;
};
#define RETRY_BUCKET_START                                                                         \
    {                                                                                              \
        RETRY_TOKENS_MAX                                                                           \
    }

/* What the caller allows. */
struct retry_terms {
    int attempts_max;    /* 1: never again */
    bool allows_unknown; /* its money covers the same request twice */
    int64_t left_ms;     /* until the call's deadline */
};

/* Counts the attempt in. How long to wait before the next one, or -1: not again. random is any
 * number; equal chances give a wait between nothing and twice the last, at most RETRY_WAIT_MAX_MS,
 * or a tenth more than the hint. A hint of over RETRY_HINT_MAX_MS, or that leaves less than
 * RETRY_MARGIN_MS of the call, is for the caller to be told. */
int64_t retry_delay_ms(struct retry_history *history, struct retry_bucket *bucket,
                       const struct retry_case *what, const struct retry_terms *terms,
                       uint32_t random);

/* An answer came at the first attempt: the bucket fills. */
void retry_note_success(struct retry_bucket *bucket);

/* Retry-After (RFC 9110, 10.2.3): seconds, a fraction allowed, or a date, which is read beside the
 * response's own Date where there is one, since clocks differ. Milliseconds; -1 for anything else,
 * 0 for a moment that is over. */
int64_t retry_after_ms(struct slice retry_after, struct slice date, int64_t now_unix_s);
