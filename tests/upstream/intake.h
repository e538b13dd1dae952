/* intake - requests out of the bytes of a connection, however they are cut. Pure.
 *
 * HTTP/1.1: Content-Length or chunked bodies, several requests one after the other. */
#pragma once

#include "base/buf.h"

#include <stdint.h>

#define INTAKE_MAX ((size_t)64 << 20)

enum intake_state {
    INTAKE_MORE,  /* bytes are missing */
    INTAKE_HEAD,  /* the same, and the head has just become whole: said once */
    INTAKE_WHOLE, /* a request is there */
    INTAKE_BAD    /* no HTTP, or too large */
};

/* Borrowed until intake_drop. */
struct request {
    struct slice head; /* as it came, blank line included */
    struct slice body; /* without its chunks */
    struct slice method, path, query;
    bool keeps; /* the connection may stay */
};

struct intake {
    struct buf raw;
    struct request request;
    size_t head_size, searched; /* 0: no head yet */
    size_t body_size;           /* by Content-Length */
    bool chunked;
    size_t chunk_at; /* the next chunk's size line */
    struct buf body; /* decoded chunks */
};

void intake_init(struct intake *intake);
void intake_done(struct intake *intake);

int intake_feed(struct intake *intake, struct slice bytes);
enum intake_state intake_next(struct intake *intake);

/* Forgets the whole request that is there, and keeps what came after it. */
void intake_drop(struct intake *intake);

/* The value of a header of a head, by its lower-case name; empty when there is none. */
struct slice intake_header(struct slice head, const char *name);
