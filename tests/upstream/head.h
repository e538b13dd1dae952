/* head - the status line and headers of an answer, and the framing of its body. */
#pragma once

#include "base/buf.h"
#include "json/json.h"

struct head {
    int status;
    const char *content_type;  /* NULL: no body */
    const char *generation_id; /* NULL: none */
    const char *lines;         /* whole header lines, or NULL */
    const cJSON *more;         /* an object of further headers, or NULL */
    bool chunked, closes, streams;
    int64_t length; /* Content-Length; -1: not said */
};

void head_write(const struct head *head, struct buf *out);

/* Bytes of a body; chunked ones in HTTP chunks of chunk_bytes at most (0: in one). */
void head_body(bool chunked, size_t chunk_bytes, struct slice bytes, struct buf *out);
void head_body_end(bool chunked, struct buf *out);
