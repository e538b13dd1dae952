/* sheet - one model in full, with those who serve it: looked up, fetched, written down.
 *
 * Embedded in its owner's state, which sets the first four members, and calls sheet_done last.
 */
#pragma once

#include "base/limits.h"
#include "mcp-server/models/model_text.h"
#include "mcp-server/program.h"

struct sheet {
    const struct program *program;
    struct job_size job;
    /* Once, perhaps before sheet_start returns: the text, borrowed; or err (ERR_MODEL with the
     * nearest names, or ERR_ARGUMENT: there is no such model). */
    void (*on_text)(void *user, struct slice text, const struct err *err);
    void *user;

    struct client_get *get_;
    char id_[MODEL_NAME_MAX + 1];
};

/* The catalogue must be there. */
void sheet_start(struct sheet *sheet, const char *name);

/* Ends what is in flight. */
void sheet_done(struct sheet *sheet);
