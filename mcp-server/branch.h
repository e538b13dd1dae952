/* branch - one model's part of a paid call: admit, ask, settle, write down.
 *
 *   branch_start -> (deltas) -> on_end, with what the reader will see in section and footer
 *
 * The money is settled before on_end runs. Whoever owns a branch calls branch_done, which cancels
 * what is still in flight; a cancelled question of unknown cost counts as its whole hold.
 */
#pragma once

#include "base/limits.h"
#include "mcp-server/program.h"

struct branch {
    char model[MODEL_NAME_MAX + 1]; /* as the caller named it, or as it was chosen for him */
    bool chosen;                    /* none was named */

    /* From branch_start on. */
    struct admission admission;
    char canonical_slug[MODEL_NAME_MAX + 1]; /* "" unknown */
    struct hold hold;
    struct chat *chat; /* in flight */
    size_t bytes;      /* of text that have come so far */

    /* Once it has ended. */
    struct err failed; /* kind ERR_NONE: it has text */
    struct buf section, footer;
    cJSON *facts; /* owned; TAKE it for the result's _meta */
    int64_t cost_nano;

    struct program *program_;
    void (*on_delta_)(void *user, struct branch *branch, enum chat_part part, struct slice text);
    void (*on_end_)(void *user, struct branch *branch);
    void *user_;
    size_t text_max_;
};

struct branch_request {
    const char *prompt, *system, *effort; /* system, effort: NULL for none */
    const char *const *fallbacks;         /* NULL-terminated */
    int64_t max_output_tokens;            /* 0: chosen by the gate */
    int64_t max_cost_nano;                /* -1: not given */
    bool web, zdr;
    size_t branches; /* of the call */
};

/* Asks branch->model. -1 and err when the gate or the client refuses: the branch has ended then
 * (failed and facts are set), and on_end does not run. on_delta runs inside the transfer: it may
 * show, and nothing else. */
int branch_start(struct branch *branch, struct program *program,
                 const struct branch_request *request,
                 void (*on_delta)(void *user, struct branch *branch, enum chat_part part,
                                  struct slice text),
                 void (*on_end)(void *user, struct branch *branch), void *user, struct err *err);

/* Writes into branch->section what branch_start would send; holds and sends nothing. */
int branch_preview(struct branch *branch, struct program *program,
                   const struct branch_request *request, struct err *err);

/* The time is over: ends a branch in flight with what it has, without on_end. */
void branch_cut(struct branch *branch);

void branch_done(struct branch *branch);
