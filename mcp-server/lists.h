/* lists - OpenRouter's public lists that a piece of work needs, waited for one after the other.
 *
 *   lists_wait -> the catalogue -> (throughput) -> (zero data retention) -> on_ready
 */
#pragma once

#include "mcp-server/program.h"

struct lists {
    const struct program *program;
    bool throughput, zdr; /* these, too */
    /* Once: all are there, or err says why one is not. */
    void (*on_ready)(void *user, const struct err *err);
    void *user;

    struct feed_wait *wait_;
    size_t next_;
    bool starting_;
};

/* on_ready may run before this returns. lists must stay where it is until then, or until
 * lists_done. */
void lists_wait(struct lists *lists);
/* Whether on_ready is still to come. */
bool lists_are_awaited(const struct lists *lists);
void lists_done(struct lists *lists);
