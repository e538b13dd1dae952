/* bridge_post - one POST that waits for its answer.
 *
 * Where one process serves many clients, their ids and tokens may be equal; so the server knows the
 * post by names of ours, of the same JSON type, and the client never sees them.
 */
#pragma once

#include "tests/conformance/bridge_connection.h"
#include "tests/conformance/bridge_message.h"

struct backend;

struct post {
    struct post *next, **place; /* the newest first */
    struct backend *backend;    /* who asks the server */
    struct connection *connection;
    char *id, *token;         /* raw JSON, as the client wrote them; "" where there is none */
    char *own_id, *own_token; /* the same, as the server knows them */
    bool modern;
    bool meta_is_whole; /* the members that every modern request needs are there */
    bool listens;       /* subscriptions/listen: nothing else belongs on it */
    bool streams;       /* the head of an event stream is sent */
    char lines[96];     /* header lines of its answer */
};

/* number: of ours, never used twice with one server; 0: ids and tokens stay as they are. */
struct post *post_new(struct post **list, struct connection *connection,
                      const struct message *message, size_t number);
struct post *post_free(struct post *post);

/* Appends the line that the server is told. */
void post_write(const struct post *post, const struct message *message, struct buf *line);

/* Passes on what the server said; true when it was the last of this post. */
bool post_deliver(struct post *post, const struct message *message);

/* Answers with an error of the bridge, or ends the stream. */
void post_fail(struct post *post, const char *why);

/* To whom a message of the server belongs; NULL: to nobody that waits. */
struct post *post_find(struct post *newest, const struct message *message);
