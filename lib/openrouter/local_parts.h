/* local_parts - what the two files of local share, and nobody else. */
#pragma once

#include "base/limits.h"
#include "net/http_address.h"
#include "openrouter/local.h"
#include "openrouter/models.h"

struct local_server {
    struct local *local;
    struct local_endpoint is;
    struct http_address address; /* its name is "" when none is known */
    struct client *client;       /* NULL: it cannot be asked */
    struct client_get *get;
    struct models models;
    int64_t told_ms, failed_ms; /* when it last did; -1: never. A new answer ends a failure */
    struct err why;             /* of the failure */
};

struct local {
    struct loop *loop;
    struct local_server endpoints[LOCAL_ENDPOINTS_MAX + 1];
    size_t count;
    struct local_wait *waits;
};

/* local_find: the endpoint in a name, and the row of a server's own name for a model; NULL: none.
 */
struct local_server *local_find_server(const struct local *local, const char *name);
const struct model *local_find_row(const struct local_server *endpoint, const char *model);
