/* bridge_connection - one HTTP/1.1 connection: requests in, one answer at a time out.
 *
 * An answer is a whole reply, or a stream of events that is begun, added to and ended. Nothing is
 * freed and nobody is called from inside these functions: what they cause happens on the next turn.
 */
#pragma once

#include "base/loop.h"
#include "tests/upstream/intake.h"

struct connection;

/* Who has connections; owner->on_request begins the answer, or keeps the connection to do so later.
 * The request is valid during the call only. */
struct connection_owner {
    struct loop *loop;
    void (*on_request)(void *user, struct connection *connection, const struct request *request);
    void *user;
};

/* Takes fd. Frees itself when the connection ends. */
void connection_new(const struct connection_owner *owner, struct connection **list, int fd);
struct connection *connection_free(struct connection *connection);

size_t connection_count(const struct connection *list);

struct answer {
    int status;
    const char *lines; /* whole header lines, or NULL */
    struct slice json; /* empty: no body */
};

void connection_reply(struct connection *connection, const struct answer *answer);

/* lines as above. */
void connection_stream(struct connection *connection, const char *lines);
void connection_event(struct connection *connection, struct slice json);
void connection_end(struct connection *connection);

/* Called once when the client leaves before its answer is whole; on_leave NULL: nobody cares any
 * more. Whoever has set it must not use the connection afterwards. */
void connection_on_leave(struct connection *connection, void (*on_leave)(void *user), void *user);
