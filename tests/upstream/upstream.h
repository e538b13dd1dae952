/* upstream - a stand-in for OpenRouter on a loopback port: a library for tests, and a program.
 *
 * It behaves as the real one was recorded, by a script where one is given, and remembers every
 * request, every connection and every client that gave up, with their times.
 */
#pragma once

#include "tests/upstream/peer.h"
#include "tests/upstream/service.h"

struct upstream;

struct upstream_options {
    int port;            /* 0: any free one */
    const char *tls_dir; /* where ca.pem is written; NULL: without TLS */
    size_t wire_bytes;   /* all answers are written in pieces of this size; 0: as they come */
    bool keeps;          /* requests stay in memory until upstream_forget */
    /* Called as things happen; NULL: nobody listens. exchange is NULL for connections. */
    void (*on_event)(void *user, enum peer_event event, size_t connection,
                     const struct exchange *exchange);
    void *user;
};

/* NULL and err when the port cannot be had. */
struct upstream *upstream_new(struct loop *loop, const struct upstream_options *options,
                              struct err *err);
struct upstream *upstream_free(struct upstream *upstream);

/* "http://127.0.0.1:PORT/api/v1" */
const char *upstream_url(const struct upstream *upstream);

/* From now on it follows this script (empty: none). Closes every connection, forgets every request
 * and counts anew. -1 and err for a text that is no script; the old one stays then. */
int upstream_follow(struct upstream *upstream, struct slice script, size_t wire_bytes,
                    struct err *err);

size_t upstream_request_count(const struct upstream *upstream);
const struct exchange *upstream_request_at(const struct upstream *upstream, size_t index);
size_t upstream_connection_count(const struct upstream *upstream); /* ever opened */
size_t upstream_open_count(const struct upstream *upstream);       /* open now */
size_t upstream_post_count(const struct upstream *upstream);       /* whose body has begun */
void upstream_forget(struct upstream *upstream);
