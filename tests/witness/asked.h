/* asked - the requests of a client, by their ids and progress tokens. For the files of this folder.
 *
 * Ids and tokens are compared as they were written. A client may use an id again once it is
 * answered, and now and then does so before: then there are two of that id, of which the server
 * refuses one, or none, and nobody can tell which of them is meant. Such an id is muddled from then
 * on, and only the number of its answers is counted.
 */
#pragma once

#include "json/json.h"

#include <stdint.h>

#define ASKED_METHOD_SIZE     64
#define ASKED_MAYBE_CANCELLED SIZE_MAX

/* What a client said it can do, or what a server said it has. */
enum ability {
    CAN_FORM = 1 << 0,
    CAN_URL = 1 << 1,
    CAN_SAMPLE = 1 << 2,
    CAN_ROOTS = 1 << 3,
    TELLS_TOOLS = 1 << 4,
    TELLS_PROMPTS = 1 << 5,
    TELLS_RESOURCES = 1 << 6,
    LOGS = 1 << 7,
    HAS_TOOLS = 1 << 8,
    HAS_PROMPTS = 1 << 9,
    HAS_RESOURCES = 1 << 10,
    HAS_COMPLETIONS = 1 << 11,
    WATCHES = 1 << 12, /* resources that change */
};

struct asked {
    char *id, *token;               /* raw JSON; no token: NULL */
    char method[ASKED_METHOD_SIZE]; /* "": it is no request, and owed an error */
    char *wanted;                   /* of initialize: the version */
    size_t epoch;                   /* how many times it was initialized before */
    size_t makes_epoch;             /* of initialize: that it begins; else 0 */
    size_t serial;                  /* of its line */
    size_t cancel_serial;           /* of the line that cancels it; 0: none */
    bool is_modern, in_array, has_cursor;
    bool is_answered;
    bool is_twin;       /* its id is in use: it may be refused without one */
    bool is_muddled;    /* there were two of its id */
    double progress;    /* the last */
    int log_level;      /* modern: from which on it wants to hear; -1: none */
    unsigned abilities; /* modern: of the client */

    /* Of subscriptions/listen: what was wished, and what was acknowledged. */
    cJSON *wish, *grant;

    struct asked *next_of_id, *next_of_token, *next_open, **open_link;
};

#define ASKED_BUCKETS 512

struct asked_table {
    struct asked *by_id[ASKED_BUCKETS], *by_token[ASKED_BUCKETS];
    struct asked *open; /* not answered, the newest first; cancelled ones, too */
    size_t open_count;
};

/* Adds a request that is open; token may be empty. Forgets those of that id that were answered, or
 * cancelled by a line before the fence. */
struct asked *asked_add(struct asked_table *table, struct slice id, struct slice token,
                        size_t fence);

/* What is known of an answer besides its id. */
struct asked_hint {
    bool in_array;
    const cJSON *result; /* NULL: none, or not known */
    const char *method;  /* NULL: not known */
};

/* The one that an answer to id belongs to: rather one that the hint fits; the oldest that is open
 * (a twin only behind the others), else the newest that was cancelled, else one that was answered;
 * NULL: there was none. */
struct asked *asked_find(const struct asked_table *table, struct slice id,
                         const struct asked_hint *hint);

/* Whether one of that id may still be worked on: a further one is a twin. */
bool asked_may_run(const struct asked_table *table, struct slice id, size_t fence);

/* It cannot be told any more which of that id is meant. */
void asked_muddle(const struct asked_table *table, struct slice id);

/* A line cancels that id. Of several that are open it cannot be told which: each may be; nor of one
 * in an array whether its answer was there already, and waits for the others. */
void asked_cancel(const struct asked_table *table, struct slice id, size_t serial);

/* The one that progress of token belongs to: the oldest that is open, else the newest. is_shared:
 * others are open that have the same. */
struct asked *asked_of_token(const struct asked_table *table, struct slice token, bool *is_shared);

/* It is open no longer. */
void asked_close(struct asked_table *table, struct asked *asked);

void asked_done(struct asked_table *table);
