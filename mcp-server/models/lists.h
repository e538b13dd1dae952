/* lists - the lists of models that a piece of work needs, waited for one after the other.
 *
 *   lists_wait -> servers of the user's own -> the catalogue -> (throughput) -> (zero data
 * retention)
 *              -> on_ready
 */
#pragma once

#include "mcp-server/program.h"

#define LISTS_LOCAL_MAX 16

struct lists {
    const struct program *program;
    bool throughput, zdr; /* these, too */
    bool is_local_only;   /* nothing of OpenRouter's is needed */
    bool all_local;       /* what all of the user's own servers offer */
    bool can_do_without;  /* OpenRouter's models: that they cannot be had is no failure */
    /* Once: all are there, or err says why one is not. What is missing of the user's own servers is
     * told by whoever looks for it. */
    void (*on_ready)(void *user, const struct err *err);
    void *user;

    char local_[LISTS_LOCAL_MAX][MODEL_NAME_MAX + 1]; /* the models that are meant */
    size_t local_count_;
    struct local_wait *local_wait_;
    struct feed_wait *wait_;
    size_t next_;
    bool starting_;
};

/* A model of the user's own servers is needed. */
void lists_need_local(struct lists *lists, struct slice name);
bool lists_need_any_local(const struct lists *lists);

/* on_ready may run before this returns. lists must stay where it is until then, or until
 * lists_done. */
void lists_wait(struct lists *lists);
/* Whether on_ready is still to come. */
bool lists_are_awaited(const struct lists *lists);
void lists_done(struct lists *lists);
