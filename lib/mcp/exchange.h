/* exchange - a request that is being worked on: its call, and the address its answer goes to.
 *
 *   exchange_start -> call_start -> on_result                           -> gone
 *                                -> on_ask (round.h) ...
 *                                -> cancelled, or the end of everything -> gone
 *
 * Private to lib/mcp.
 */
#pragma once

#include "mcp/call.h"
#include "mcp/method.h"
#include "mcp/round.h"

/* How a method puts the answer of a call into words. */
struct frame {
    /* Appends the members of the result; definition is that of the work. */
    void (*add)(struct buf *line, const struct dialect *dialect, const struct call_result *result,
                const cJSON *definition);
    /* Answers what went wrong; NULL: that is a result like any other (tools/call). */
    void (*refuse)(struct server *server, const struct address *to, const char *subject,
                   const struct err *err);
    const char *asking; /* the method, where its calls may ask the client; NULL: they may not */
};

/* What a method wants to have worked on. */
struct work {
    const struct handler *handler;
    const struct frame *frame;
    const char *subject;     /* the name or uri that was asked for */
    cJSON *arguments;        /* taken */
    const cJSON *definition; /* of what was asked for, where the answer shows some of it */
};

struct exchange {
    struct server *server;
    struct address to; /* its id is our own copy */
    const struct frame *frame;
    const cJSON *definition;
    char *id, *subject;
    char *token;          /* raw JSON; NULL: nobody listens for progress */
    enum log_level level; /* the least that its client hears of, in the stateless era */
    struct call *call;
    struct round round;
    struct exchange *next, **link;
};

/* The arguments of a request as a tree, of any type; {} where there are none (clients leave them
 * out, and send null). NULL and err for what is no JSON of ours. */
cJSON *exchange_read_arguments(struct slice text, struct err *err);

/* Starts the call of a request; refuses it when too many run. */
void exchange_start(struct server *server, const struct request *request, const struct work *work);

/* That of a request that runs, or NULL. */
struct exchange *exchange_find(const struct server *server, struct slice id);

/* Ends it without an answer. */
void exchange_free(struct exchange *exchange);
void exchange_stop_all(struct server *server);

/* Answers a request that has no exchange. */
void exchange_answer(struct server *server, const struct address *to, const struct frame *frame,
                     const struct call_result *result, const cJSON *definition);
void exchange_answer_error(struct server *server, const struct address *to,
                           const struct frame *frame, const struct err *err);

/* For frames whose errors are JSON-RPC errors: -32602 for what the client can correct, -32603 for
 * the rest. */
void exchange_refuse(struct server *server, const struct address *to, const char *subject,
                     const struct err *err);
