/* material - what goes along with a question beside its prompt: the thread that it goes on with,
 * and the form that its answer must have.
 *
 *   material_wait -> (the store) -> on_ready
 */
#pragma once

#include "mcp-server/conversation.h"
#include "mcp-server/program.h"
#include "mcp-server/structured.h"

struct material {
    struct program *program;
    const char *thread;         /* NULL: none */
    const char *system;         /* of the call; NULL: that of the thread, if any */
    const cJSON *answer_schema; /* NULL: none */
    /* Once: all is there, or err says why not. */
    void (*on_ready)(void *user, const struct err *err);
    void *user;

    /* From on_ready on. */
    struct conversation conversation;
    struct structured *structured; /* NULL without a schema */
    const char *system_text;       /* of the call or the thread; NULL: none */
    struct buf system_told;        /* the same with what must be said of the schema */
    const char *system_told_text;  /* its text; NULL without a schema */

    struct store_thread *asked_;
};

/* on_ready may run before this returns. material must stay where it is until then, or until
 * material_done. */
void material_wait(struct material *material);
bool material_is_awaited(const struct material *material);
void material_done(struct material *material);
