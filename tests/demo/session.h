/* session - an MCP client of the stateless revision, one request after another or several at once.
 *
 * What goes over the pipes is shown, unless it is_quiet. A wait runs the loop until the answer is
 * there.
 */
#pragma once

#include "base/buf.h"
#include "base/loop.h"
#include "tests/demo/child.h"
#include "tests/witness/witness.h"

#define PENDING_MAX 8

struct pending {
    int id; /* 0: free */
    int64_t began_ms, ended_ms;
    struct buf line; /* the answer, once it came */
};

struct session {
    struct loop *loop;
    struct child *server;
    struct loop_watch watch;
    struct loop_timer limit;
    struct buf input;
    struct pending pending[PENDING_MAX];
    int last_id;
    unsigned progress_count; /* since the last request */
    bool is_quiet;           /* set it once the session is open */
    bool broken;             /* the server is gone, or time is over */
    struct witness *witness;
    struct err fault; /* the first thing that the server should not have said */
};

/* Keeps loop and server, whose pipes are used from now on. */
void session_open(struct session *session, struct loop *loop, struct child *server);
void session_done(struct session *session);

/* Sends a request and answers its id. params is a JSON object without _meta. */
int session_request(struct session *session, const char *method, const char *params);
void session_cancel(struct session *session, int id);

/* The answer, borrowed until the next request; empty when none came in time. */
struct slice session_wait(struct session *session, int id);
int64_t session_took_ms(const struct session *session, int id);

/* Runs the loop for a while, and goes on until done(user) says so, where it is given. */
bool session_run(struct session *session, int64_t wait_ms, bool (*done)(void *user), void *user);

/* The text of a tools/call answer, decoded into text. false when it is an error. */
bool session_text(struct slice answer, struct buf *text);
