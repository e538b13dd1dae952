/* round - questions to the client, and its replies, in both eras.
 *
 *   2026-07-28   on_ask -> a result that is not complete: inputRequests, requestState   -> gone
 *                the request again, with inputResponses                                 -> on_ask
 * ... before       on_ask -> a request of our own for each question -> responses -> call_resume
 *
 * Private to lib/mcp.
 */
#pragma once

#include "base/limits.h"
#include "mcp/call.h"
#include "mcp/method.h"

struct exchange;
struct work;

/* Where an exchange of before 2026-07-28 stands. */
struct round {
    struct open {
        uint64_t number; /* in the id of our request */
        const struct question *question;
    } open[ASK_QUESTIONS_MAX]; /* not answered yet */
    size_t open_count;
    cJSON *replies; /* that have come */
};

/* What the client can be asked in this request, and what it has replied already. -1: the request
 * was refused for that. */
int round_begin(struct server *server, const struct request *request, const struct work *work,
                struct call_setup *setup);

/* Puts the questions of the exchange's call, which may be gone afterwards. */
void round_ask(struct exchange *exchange, const struct question *questions, size_t count);

/* A response of the client. Ignored when it answers nothing that is open. */
void round_take_response(struct server *server, const struct rpc_message *message);

/* Whether a result, which says that asking led to nothing, is an error for the client program and
 * not for the model; then it is said. */
bool round_refuses(struct exchange *exchange, const struct call_result *result);

/* Takes back what is open. */
void round_done(struct exchange *exchange);
