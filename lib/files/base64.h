/* base64 - bytes as RFC 4648 writes them, with padding, in as many pieces as they come.
 *
 *     struct base64 coder = { 0 };
 *     base64_add(&coder, piece, &out);
 *     base64_end(&coder, &out);
 */
#pragma once

#include "base/buf.h"

struct base64 {
    unsigned char held[3]; /* bytes that make no whole group yet */
    unsigned held_count;
};

/* 0, or -1 when out is full: then out has a prefix, and nothing more should be added. */
int base64_add(struct base64 *coder, struct slice piece, struct buf *out);
int base64_end(struct base64 *coder, struct buf *out);

/* How many characters so many bytes become. */
size_t base64_size(size_t size);
