/* branch - one model's part of a paid call: it joins an inquiry, and writes down what came back.
 *
 *   branch_start -> (deltas) -> on_end, with what the reader will see in section and footer
 *                -> an answer that does not fit the caller's schema -> asked once to mend it ->
 * on_end
 *
 * The money is settled before on_end runs. Whoever owns a branch calls branch_done, which cancels
 * what is still in flight and nobody else waits for.
 */
#pragma once

#include "base/limits.h"
#include "mcp-server/answer/structured.h"
#include "mcp-server/inquiry/conversation.h"
#include "mcp-server/inquiry/inquiry.h"

struct branch {
    char model[MODEL_NAME_MAX + 1]; /* as the caller named it, or as it was chosen for him */
    const char *role, *role_why;    /* the role or alias that became it and why, kept; "": none */
    const struct conversation *conversation; /* that it goes on with, kept; NULL: none */
    const struct structured *structured;     /* what its answer must fit, kept; NULL: nothing */

    size_t bytes; /* of text that have come so far */

    /* Once it has ended. */
    struct err failed; /* kind ERR_NONE: it has text */
    struct buf section, footer;
    cJSON *facts; /* owned; TAKE it for the result's _meta */
    int64_t cost_nano;

    struct program *program_;
    struct listener listener_;
    struct inquiry_request *request_; /* a copy: what was asked first */
    struct mend *mend_;               /* of an answer that does not fit */
    cJSON *first_facts_;              /* of that answer, until it is mended */
    struct chat_turn *turns_;         /* of the conversation, as many as this model has room for */
    size_t turn_count_;
    bool is_started_;
    void (*on_delta_)(void *user, struct branch *branch, enum chat_part part, struct slice text);
    void (*on_end_)(void *user, struct branch *branch);
    void *user_;
    size_t text_max_;
};

/* Asks branch->model, instead of that of request (copied). on_end comes later, once. on_delta runs
 * inside the transfer: it may show, and nothing else. */
void branch_start(struct branch *branch, struct program *program,
                  const struct inquiry_request *request,
                  void (*on_delta)(void *user, struct branch *branch, enum chat_part part,
                                   struct slice text),
                  void (*on_end)(void *user, struct branch *branch), void *user);

/* What branch_start would ask for, as things stand in the ledger: -1 and err when the gate refuses.
 * Holds and sends nothing. */
int branch_look(struct branch *branch, const struct program *program,
                const struct ledger_standing *standing, const struct inquiry_request *request,
                struct admission *admission, struct err *err);

/* Writes that into branch->section; -1: why not is in branch->failed. */
int branch_preview(struct branch *branch, struct program *program,
                   const struct ledger_standing *standing, const struct inquiry_request *request);

/* The time is over: ends a branch in flight with what it has, without on_end. */
void branch_cut(struct branch *branch);

/* gives_up: the client has only stopped waiting; what is on its way goes on (see inquiry_leave). */
void branch_done(struct branch *branch, bool gives_up);
