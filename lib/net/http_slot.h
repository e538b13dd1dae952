/* http_slot - one request on the wire: its handle, libcurl's callbacks, and what is known of it.
 *
 *   QUEUED -> CONNECTING -> SENDING -> READING -> ENDED       (any of them may go to ENDED)
 *
 * Knows nothing of the other requests: net/http starts and ends it. For lib/net only.
 */
#pragma once

#include "net/http_address.h"
#include "net/http_preamble.h"
#include "net/http_sockets.h"

#include <curl/curl.h>

enum http_slot_state {
    HTTP_SLOT_QUEUED,     /* waits until one of UPSTREAM_ACTIVE_MAX places is free: QUEUE_MS */
    HTTP_SLOT_CONNECTING, /* with libcurl, which has not written anything yet: CONNECT_MS */
    HTTP_SLOT_SENDING,    /* the request is being written, or waits for its answer: headers_ms */
    HTTP_SLOT_READING,    /* the head has come whole: idle_ms */
    HTTP_SLOT_ENDED,      /* on_done has been called; only free is left */
};

struct http_slot {
    struct http *http;
    struct loop *loop;
    struct http_sockets *sockets; /* of all slots */
    const struct http_handler *handler;
    void *user;
    struct http_slot *next, **link; /* of the queue */

    CURL *easy;
    struct http_address address;
    struct curl_slist *headers;
    struct curl_slist bearer_line; /* in front of headers while the key is shown */
    struct secret *bearer;
    bool shows_key;
    struct slice body; /* owned */
    size_t body_sent;  /* pulled by libcurl, so perhaps on the wire */
    bool is_post, is_free, streams, compressed;

    enum http_slot_state state;
    struct loop_timer timer; /* of the state */
    int64_t limit_ms[HTTP_SLOT_ENDED];
    int64_t since_ms; /* the state's beginning, or the last byte of the body that moved in it */
    int64_t started_ms, first_byte_ms;
    unsigned attempts; /* how often libcurl was about to write the request */
    bool met_dead;     /* the kept connection it was given had ended: to be begun anew */

    struct http_preamble preamble;
    size_t response_max, response_size;
    bool is_stopped;  /* the handler has had enough */
    int socket_errno; /* why this system gave no socket; 0: it gave one */
    struct err why;   /* what ended it, where that was us */
    char curl_text[CURL_ERROR_SIZE];
};

/* Copies the request into a new handle. -1 and err for what may not be sent. */
int http_slot_prepare(struct http_slot *slot, const struct http_request *request, struct err *err);

/* The one place where the state changes, and its timer with it. */
void http_slot_enter(struct http_slot *slot, enum http_slot_state state);

/* Prepares it to be given to libcurl a second time, for a new connection. */
void http_slot_renew(struct http_slot *slot);

/* When the timer is due: whether the state's time has passed (why says so then), or bytes have
 * moved in between (then the timer runs on). */
bool http_slot_is_overdue(struct http_slot *slot);

/* What is known at the end. err is filled, and result->err points to it, where there is an error.*/
void http_slot_judge(struct http_slot *slot, CURLcode code, struct http_result *result,
                     struct err *err);

/* Gives back what the request holds; the slot itself stays. */
void http_slot_done(struct http_slot *slot);
