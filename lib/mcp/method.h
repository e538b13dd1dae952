/* method - what the methods of a server share: the server itself, one request, and its answer.
 *
 * Private to lib/mcp. A family of methods is one file; its rows stand in the table of method.c.
 */
#pragma once

#include "base/limits.h"
#include "mcp/batch.h"
#include "mcp/dialect.h"
#include "mcp/rpc.h"
#include "mcp/server.h"
#include "mcp/uri_set.h"
#include "mcp/wire.h"
#include "vault/seal.h"

/* Where an answer goes. */
struct address {
    struct slice id; /* raw */
    const struct dialect *dialect;
    struct batch *batch; /* the array that the request came in, or NULL */
};

/* One request or notification, borrowed from its line. */
struct request {
    struct address from;
    const char *method;
    struct slice params; /* raw: an object, or empty */
    struct slice meta;   /* raw: params._meta, or empty */
};

/* What a server declares, by what it was given. */
enum capability {
    NO_CAPABILITY,
    CAPABILITY_TOOLS,
    CAPABILITY_PROMPTS,
    CAPABILITY_RESOURCES,
    CAPABILITY_SUBSCRIBE, /* to resources */
    CAPABILITY_COMPLETIONS,
    CAPABILITY_LOGGING,
};

/* The pages of a list as they are sent, for one revision. */
struct pages {
    char **texts; /* the members of the result */
    size_t count;
};

enum server_state {
    SERVER_RUNNING,
    SERVER_DRAINING, /* no call runs, no input is read; what is queued is being written */
    SERVER_ENDED,    /* on_end is called, or about to be */
};

struct server {
    struct loop *loop;
    struct server_options options;
    struct wire *wire;
    enum server_state state;
    struct loop_timer drain;
    struct loop_task ending;

    const struct dialect *legacy;         /* as initialize has fixed it, for the whole connection */
    unsigned legacy_asks;                 /* the same: what the client can be asked */
    char legacy_client[CLIENT_NAME_SIZE]; /* the same: its name */
    struct buf about;                     /* serverInfo in the stateless revision */
    struct pages lists[FAMILY_COUNT][REVISION_COUNT];

    struct exchange *exchanges; /* what is being worked on */
    size_t exchange_count;
    uint64_t asked;    /* requests of our own; none has the id of another */
    struct seal *seal; /* of what clients carry; NULL until there is something */

    bool is_initialized;                /* initialize was answered: changes of lists are told */
    enum log_level level;               /* the least that is logged, in the era of sessions */
    struct subscription *subscriptions; /* of the stateless era */
    size_t subscription_count;
    struct uri_set watched; /* in the era of sessions */
    size_t watched_count;   /* in both */

    struct buf line;       /* where answers are put together */
    int64_t last_input_ms; /* when the last request came */
    bool was_active;       /* on_active was called for this connection */
};

/* method.c: a line that came, and one that was too long to be kept. */
void method_take_line(struct server *server, struct slice line);
void method_refuse_overlong(struct server *server);

/* server.c. Answering: begin, add the members of the result to the line that it gives (valid until
 * the next answer), send. server_try_send answers -1, and has sent nothing, when the line is too
 * long; server_send makes an error of that. */
struct buf *server_begin(struct server *server, const struct address *to);
int server_try_send(struct server *server, const struct address *to, const cJSON *meta);
void server_send(struct server *server, const struct address *to, const cJSON *meta);

/* server_try_send for a result that requires input. */
int server_try_require(struct server *server, const struct address *to);

void server_send_error(struct server *server, const struct address *to,
                       const struct rpc_error *error);
void server_refuse(struct server *server, const struct address *to, enum rpc_code code,
                   const char *format, ...) PRINTF(4, 5);

/* A notification, or a request of our own, as a whole line. */
void server_notify(struct server *server, struct slice line);

/* Lets go of a batch, and sends it when it is complete. */
void server_release(struct server *server, struct batch *batch);

/* lifecycle.c */
void on_initialize(struct server *server, const struct request *request);
void on_ping(struct server *server, const struct request *request);
void on_discover(struct server *server, const struct request *request);
void about_add(struct buf *out, const struct server_options *options,
               const struct dialect *dialect);
bool capability_is_declared(const struct server *server, enum capability capability);

/* list.c */
void on_tools_list(struct server *server, const struct request *request);
void on_prompts_list(struct server *server, const struct request *request);
void on_resources_list(struct server *server, const struct request *request);
void on_templates_list(struct server *server, const struct request *request);
void pages_done(struct pages *pages);

/* tool_call.c */
void on_tools_call(struct server *server, const struct request *request);

/* prompt_get.c, resource_read.c, completion.c */
void on_prompts_get(struct server *server, const struct request *request);
void on_resources_read(struct server *server, const struct request *request);
void on_completion(struct server *server, const struct request *request);

/* resource_read.c: there is no such resource. */
void resource_refuse_unmatched(struct server *server, const struct address *to, const char *uri);

/* exchange.c */
void on_cancelled(struct server *server, const struct request *request);

/* subscription.c, change.c */
void on_listen(struct server *server, const struct request *request);
void on_subscribe(struct server *server, const struct request *request);
void on_unsubscribe(struct server *server, const struct request *request);

/* logging.c */
void on_set_level(struct server *server, const struct request *request);
