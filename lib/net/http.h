/* http - requests over libcurl's multi interface, on our loop. Only this folder includes curl.h.
 *
 * HTTP/1.1 with kept connections; https only (loopback addresses may be plain); no redirects, no
 * cookies, no netrc, no HTTP/2 (its cancel was measured not to reach the server in 7.88.1). Timers
 * and byte limits are ours, not libcurl's: its own do not hold on streams.
 *
 * A POST is on the wire once. libcurl by itself repeats a request when a kept connection dies under
 * it (158 of 600 runs); here the body comes from a callback that cannot rewind, and a pre-request
 * guard aborts the second attempt (0 of 600). result.sent then says whether it is safe to try anew.
 */
#pragma once

#include "base/err.h"
#include "base/loop.h"
#include "base/slice.h"
#include "vault/secret.h"

struct http;
struct http_slot;

/* "libcurl 7.88.1, OpenSSL/3.0.19": what is linked now, whatever it was built with. */
const char *http_library(char text[96]);

struct http_options {
    const char *ca_file; /* NULL: the system's certificate directory */
    bool ca_adds;        /* ca_file is trusted beside the system's, not in its place */
    const char *proxy;   /* NULL or "": none. The library's own reading of the environment is off */
    const char *no_proxy;   /* hosts that are not proxied, as in NO_PROXY */
    const char *user_agent; /* required */
};

/* Copies the options. One for the life of the process: it keeps the connections and the parsed
 * certificates. NULL and err when libcurl cannot start or ca_file cannot be read. */
struct http *http_new(struct loop *loop, const struct http_options *options, struct err *err);
struct http *http_free(struct http *http); /* every slot must be freed before */

struct http_request {
    const char *url;
    const char *const *headers; /* "Name: value" lines, NULL ends the list; NULL for none */
    struct secret *bearer;      /* kept until the slot is freed; sent as Authorization in place,
                                   without a copy; NULL for none */
    struct slice body;          /* a POST when data is not NULL; copied */
    bool is_free;               /* nobody bills a POST: said only in the words for its loss */
    bool compressed;            /* accept gzip; never for streams */
    bool streams;               /* a stream may be silent between bytes as idle_ms says */
    size_t response_max;        /* decoded bytes; beyond it the request ends as ERR_TOO_LARGE */
    int64_t headers_ms; /* until the head is whole, anew with each piece of body that leaves */
    int64_t idle_ms;    /* without a single byte, after the headers; 0: no such limit */
};

/* What is known about a request that ended. */
enum http_sent {
    HTTP_SENT_NOTHING, /* certainly nothing that could be billed has left */
    HTTP_SENT_UNKNOWN, /* some of it has left, no answer came: it may have been served */
    HTTP_SENT_ALL,     /* an answer has begun */
};

struct http_result {
    int status; /* 0 when none came */
    enum http_sent sent;
    bool complete;         /* the body ended as its framing says it should */
    const struct err *err; /* NULL when complete; otherwise what ended it, in words */
    int64_t total_ms;      /* from the start of the transfer, queueing excluded */
    int64_t first_byte_ms; /* the status line; -1 when none came */
    bool new_connection;   /* a connection had to be opened */
    bool had_connection;   /* there was one to write to: what failed, failed behind that */
};

struct http_head {
    int status;
    struct slice content_type;  /* lower-cased, without parameters */
    struct slice generation_id; /* X-Generation-Id */
    struct slice retry_after;
    struct slice date;
};

enum http_verdict { HTTP_CONTINUE, HTTP_STOP };

struct http_handler {
    /* Run inside libcurl: may look, copy, set timers; may not start, free or cancel any slot.
     * HTTP_STOP ends the request as if it were complete (result.complete is false, err NULL).
     * on_head may be NULL. */
    enum http_verdict (*on_head)(void *user, const struct http_head *head);
    enum http_verdict (*on_data)(void *user, struct slice chunk);
    /* Runs from the loop, once, last. May start and free slots, this one included. */
    void (*on_done)(void *user, const struct http_result *result);
};

/* Starts a request, or queues it while UPSTREAM_ACTIVE_MAX run. The caller owns the slot. Freeing a
 * slot in flight cancels it: the connection is closed at once and no callback of it runs again.
 * handler must outlive the slot; the request is copied. NULL and err (ERR_BUSY) when the queue is
 * full, ERR_ARGUMENT for a URL or header that may not be sent. */
struct http_slot *http_start(struct http *http, const struct http_request *request,
                             const struct http_handler *handler, void *user, struct err *err);
struct http_slot *http_slot_free(struct http_slot *slot);

/* What would be known of a request if it ended now: one that waits for its turn has sent nothing.
 */
enum http_sent http_slot_sent(const struct http_slot *slot);

/* How many requests are on the wire, and how many wait for their turn. */
size_t http_active(const struct http *http);
size_t http_queued(const struct http *http);
