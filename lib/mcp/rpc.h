/* rpc - JSON-RPC 2.0: one message taken apart, and the error it may be answered with. Pure. */
#pragma once

#include "base/buf.h"

#define METHOD_SIZE 64 /* of a method's name, with its NUL; longer ones are cut, and unknown */

enum rpc_kind {
    RPC_REQUEST,
    RPC_NOTIFICATION, /* never answered, not even with an error */
    RPC_RESPONSE,     /* to a request of the server's; ignored where there is none */
    RPC_INVALID,      /* answered with -32600; id is there when it can be echoed */
};

enum rpc_code {
    RPC_PARSE_ERROR = -32700,
    RPC_INVALID_REQUEST = -32600,
    RPC_METHOD_NOT_FOUND = -32601,
    RPC_INVALID_PARAMS = -32602,
    RPC_INTERNAL_ERROR = -32603,
    RPC_RESOURCE_NOT_FOUND = -32002,  /* up to 2025-11-25 */
    RPC_MISSING_CAPABILITY = -32021,  /* 2026-07-28: the client's */
    RPC_UNSUPPORTED_VERSION = -32022, /* 2026-07-28 */
};

/* Borrows from the text. Slices are raw JSON, empty where there is nothing. */
struct rpc_message {
    struct slice id; /* a string or an integer as it was written, at most ID_MAX bytes */
    char method[METHOD_SIZE];
    struct slice params; /* of any type */
    struct slice result; /* of a response */
    struct slice error;  /* the same */
    const char *problem; /* RPC_INVALID: what is wrong */
};

/* Takes a value apart that passed the gate. */
enum rpc_kind rpc_read(struct slice text, struct rpc_message *message);

/* true for a string or an integer of at most ID_MAX bytes: what may be an id or a token. */
bool rpc_is_id(struct slice value);

struct rpc_error {
    enum rpc_code code;
    const char *message;
    struct slice data; /* raw JSON; empty: none */
};

/* Appends an error response; an empty id is left out. */
void rpc_add_error(struct buf *line, struct slice id, const struct rpc_error *error);
