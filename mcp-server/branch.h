/* branch - one model's part of a paid call: the money for it, the question, what came back.
 *
 *   branch_start -> (the money is there) -> (deltas) -> on_end, with what the reader will see in
 *   section and footer
 *
 * The money is settled before on_end runs. Whoever owns a branch calls branch_done, which cancels
 * what is still in flight; what a cancelled question has cost is looked up behind its back.
 */
#pragma once

#include "base/limits.h"
#include "mcp-server/stake.h"

/* Its strings are kept until the branch has ended. */
struct branch_request {
    const char *tool, *tag;               /* for the ledger; tag: NULL for none */
    const char *prompt, *system, *effort; /* system, effort: NULL for none */
    const char *const *fallbacks;         /* NULL-terminated */
    int64_t max_output_tokens;            /* 0: chosen by the gate */
    int64_t deadline_ms;                  /* of the call, by clock_ms; 0: none */
    int64_t max_cost_nano;                /* -1: not given */
    bool web, zdr;
    size_t branches; /* of the call */
};

struct branch {
    char model[MODEL_NAME_MAX + 1]; /* as the caller named it, or as it was chosen for him */
    const char *role, *role_why;    /* the role or alias that became it and why, kept; "": none */

    /* From branch_start on. */
    struct stake stake;
    struct chat *chat; /* in flight */
    size_t bytes;      /* of text that have come so far */

    /* Once it has ended. */
    struct err failed; /* kind ERR_NONE: it has text */
    struct buf section, footer;
    cJSON *facts; /* owned; TAKE it for the result's _meta */
    int64_t cost_nano;

    struct program *program_;
    struct branch_request request_;
    void (*on_delta_)(void *user, struct branch *branch, enum chat_part part, struct slice text);
    void (*on_end_)(void *user, struct branch *branch);
    void *user_;
    size_t text_max_;
};

/* Asks branch->model. -1 and err when the gate refuses: the branch has ended then (failed and facts
 * are set), and on_end does not run. on_delta runs inside the transfer: it may
 * show, and nothing else. */
int branch_start(struct branch *branch, struct program *program,
                 const struct branch_request *request,
                 void (*on_delta)(void *user, struct branch *branch, enum chat_part part,
                                  struct slice text),
                 void (*on_end)(void *user, struct branch *branch), void *user, struct err *err);

/* Writes into branch->section what branch_start would send, as things stand in the ledger; holds
 * and sends nothing. */
int branch_preview(struct branch *branch, struct program *program,
                   const struct ledger_standing *standing, const struct branch_request *request,
                   struct err *err);

/* The time is over: ends a branch in flight with what it has, without on_end. */
void branch_cut(struct branch *branch);

void branch_done(struct branch *branch);
