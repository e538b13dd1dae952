/* rpc - as little of JSON-RPC as an honest yardstick can do with: lines, by looking for words. */
#pragma once

#include "base/buf.h"

struct rpc_input {
    struct buf bytes; /* read and not yet used */
    size_t used;
};

#define RPC_INPUT ((struct rpc_input){ .bytes = { .size_max = (size_t)64 << 20 } })

/* One read(2); false at the end of input. */
bool rpc_read(struct rpc_input *input, int fd);
/* The next whole line, borrowed until the next read; false when there is none. */
bool rpc_line(struct rpc_input *input, struct slice *line);

bool rpc_has(struct slice line, const char *word);
/* The id as it was written; empty for a notification. */
struct slice rpc_id(struct slice line);
/* What stands between the quotes behind `"name":"`, still escaped; empty when there is no such. */
struct slice rpc_string(struct slice line, const char *name);

/* Writes all of it and empties the buffer. */
void rpc_flush(struct buf *out, int fd);

/* The whole answers that every yardstick gives; false for another method. */
bool rpc_answer_fixed(struct slice line, struct buf *out);
