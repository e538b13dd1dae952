/* bridge_message - one JSON-RPC message, read in place and rewritten in place. Pure.
 *
 * The bridge is a witness: what it passes on is what was written, byte for byte, but for the ids
 * that it has to make unique and the line ends that a line may not hold.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"

#include <stdint.h>

enum message_kind {
    MESSAGE_REQUEST,
    MESSAGE_NOTIFICATION,
    MESSAGE_RESPONSE,
    MESSAGE_BATCH,   /* an array */
    MESSAGE_INVALID, /* JSON, but none of these */
};

/* Slices are raw JSON inside text, empty where there is nothing. */
struct message {
    enum message_kind kind;
    struct slice text;
    struct slice id, method, params;
    struct slice meta;         /* of the params, or of the result */
    struct slice version;      /* these four are members of meta */
    struct slice capabilities; /* ... */
    struct slice subscription; /* ... */
    struct slice token;        /* in a progress notification: the member of its params */
    struct slice target;       /* the request that a cancelled notification is about */
    int64_t code;              /* of an error; 0: none */
    bool asks;                 /* a batch with a request in it */
};

/* Borrows text. -1 and err when it is not JSON. */
int message_read(struct slice text, struct message *message, struct err *err);

/* A string or an integer: what may be an id or a token. */
bool message_is_id(struct slice value);

/* Equal as JSON, for two of those. */
bool message_same(struct slice a, struct slice b);

/* One place of a text and what stands there instead; an empty place changes nothing. */
struct edit {
    struct slice place;
    const char *by;
};

#define EDITS_MAX 4

/* Appends text as one line without its end. Places do not overlap. Puts edits into order. */
void message_write(struct slice text, struct edit *edits, size_t count, struct buf *line);
