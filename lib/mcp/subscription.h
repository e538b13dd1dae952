/* subscription - a request that stays open: subscriptions/listen of revision 2026-07-28.
 *
 *   on_listen -> acknowledged -> what it asked for ... -> cancelled, which nobody answers
 *                                                      -> the end of the server: its result
 *
 * Private to lib/mcp. What is said meanwhile comes from change.c.
 */
#pragma once

#include "mcp/method.h"

struct subscription {
    struct server *server;
    char *id;       /* of its request, raw: every message of it carries it */
    unsigned lists; /* whose changes it hears: a bit for each family */
    struct uri_set watched;
    struct subscription *next, **link;
};

/* That of a request, or NULL. */
struct subscription *subscription_find(const struct server *server, struct slice id);

/* Ends it without a word. */
void subscription_free(struct subscription *subscription);
void subscription_free_all(struct server *server);

/* Answers all of them, and ends them. */
void subscription_end_all(struct server *server);
