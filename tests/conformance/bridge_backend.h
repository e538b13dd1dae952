/* bridge_backend - one server process, and all who wait for what it says.
 *
 * A session of the revisions with initialize has a process of its own; the revision without
 * sessions shares one, which maps names.
 */
#pragma once

#include "tests/conformance/bridge_post.h"
#include "tests/conformance/bridge_record.h"

#define SESSION_SIZE 33 /* 128 random bits in hex */

struct backend;

struct backend_options {
    struct loop *loop;
    char *const *arguments; /* of the server; kept */
    struct record *record;  /* or NULL */
    bool shared;
    bool judged; /* what it writes is held to the protocol; what is wrong is said and a flaw */
    /* The process is gone; frees the backend. well: it ended by itself, with status 0, when its
     * input ended, and wrote nothing but messages. */
    void (*on_gone)(void *user, struct backend *backend, bool well);
    void *user;
};

/* Embedded list and name are the owner's business. */
struct backend {
    struct backend *next, **place;
    char session[SESSION_SIZE]; /* "": shared */
    int64_t used_ms;            /* when it was last sent something */
    struct backend_options options;
    struct client *client;
    struct witness *witness; /* NULL: not judged */
    struct post *posts;      /* the newest first */
    size_t post_count, number;
    struct connection *listener; /* the GET of its session, or NULL */
    struct buf backlog;          /* lines for it, before it is there */
    struct loop_timer patience;
    struct loop_task gone;
    int signal; /* the next to send; 0: it was not told to end, and runs */
    bool flawed;
};

/* Starts the process; NULL when that fails. */
struct backend *backend_new(const struct backend_options *options);
/* Kills the process when it still runs; whoever waits is told. */
struct backend *backend_free(struct backend *backend);

/* Passes on a request, whose answer goes to connection with these header lines. -1: too many wait.
 */
int backend_ask(struct backend *backend, struct connection *connection,
                const struct message *message, const char *lines);
/* Passes on what has no answer. */
void backend_tell(struct backend *backend, const struct message *message);
/* From now on connection gets what belongs to no request. */
void backend_listen(struct backend *backend, struct connection *connection);

/* Ends its input, and in time the process; on_gone follows. */
void backend_end(struct backend *backend);
