/* stake - the money behind one branch: fitted by the gate, held in the ledger, ended by its cost.
 *
 *   start -> admit -> store_hold -> on_held -> (the request) -> stake_note -> stake_end
 *                       | others have spent what session or day had left
 *                       +-> admit, as things stand now -> store_hold ...
 *
 * Nothing may be sent before on_held says so. A stake that is dropped before is void. A server of
 * the user's own costs nothing: it is held as $0 and passes every cap, and where there is no ledger
 * that can be used it is asked all the same.
 */
#pragma once

#include "mcp-server/program.h"

struct stake_request {
    struct admit_request admit; /* its strings are kept until on_held */
    const char *tool, *tag;     /* kept as well; NULL for none */
    const char *digest;         /* of the request, kept; NULL: it has none */
    bool joins;                 /* not while another process asks the same */
};

struct stake {
    struct admission admission; /* from stake_start on; final when on_held has run */

    struct program *program_;
    struct stake_request request_;
    struct store_hold *hold_;
    struct loop_task unheld_; /* on_held is to come, without a ledger */
    bool is_given_, has_twin_;
    unsigned tries_;
    int64_t told_then_;
    void (*on_held_)(void *user, const struct err *err);
    void *user_;
};

/* -1 and err when the gate refuses at once, or there is no key; then on_held does not run. It comes
 * once otherwise: err NULL when the money is there, else why it is not (the words of the gate, or
 * of the ledger). */
int stake_start(struct stake *stake, struct program *program, const struct stake_request *request,
                void (*on_held)(void *user, const struct err *err), void *user, struct err *err);

/* In on_held with an error: whether it is that another process asks the same. */
bool stake_has_twin(const struct stake *stake);

/* The number of the row in the ledger, once it is given. */
int64_t stake_number(const struct stake *stake);

/* The name of the generation: what a process that comes after us can look the cost up by. */
void stake_note(struct stake *stake, const char *generation);

/* The request has ended as reply says, whole or cut off. error: its kind's name, or NULL. Answers
 * what it counts as: its cost, nothing when nothing was sent, else the whole hold; then is_bound is
 * true, and the cost is looked up later where the generation has a name. */
int64_t stake_end(struct stake *stake, const struct chat_reply *reply, const char *error,
                  bool *is_bound);

/* What is still held was not needed: nothing was sent. */
void stake_done(struct stake *stake);
