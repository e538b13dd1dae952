/* bridge_sessions - the servers that run: one for each session, and one for all without. */
#pragma once

#include "tests/conformance/bridge_backend.h"

struct sessions {
    struct loop *loop;
    char *const *arguments; /* of every server; kept */
    struct record *record;  /* or NULL */
    bool judged;            /* what servers write is held to the protocol */
    struct backend *list;   /* those that were told to end, too, until they have */
    size_t flaw_count;      /* servers that did not end as they should, or wrote no messages */
    bool ending;
};

/* Starts a server with a new session; the one that was idle for longest makes room. NULL when that
 * fails. */
struct backend *sessions_start(struct sessions *sessions);

/* The server for requests without a session, started when it does not run. NULL when that fails. */
struct backend *sessions_shared(struct sessions *sessions);

/* NULL: there is no such session, or it was told to end. */
struct backend *sessions_find(const struct sessions *sessions, struct slice session);

/* Tells all servers to end, and stops the loop when they have. */
void sessions_end(struct sessions *sessions);

/* Kills what still runs. */
void sessions_done(struct sessions *sessions);
