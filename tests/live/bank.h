/* bank - what OpenRouter itself says of the key and of a generation, asked beside the server.
 *
 * The server's figures are compared with these, so nothing here goes through the server.
 */
#pragma once

#include "base/buf.h"
#include "base/loop.h"
#include "net/http.h"

struct bank {
    struct loop *loop;
    struct http *http;
    struct secret *key;
    const char *base_url;
};

/* Keeps loop, key and base_url. false and err when libcurl cannot start. */
bool bank_open(struct bank *bank, struct loop *loop, const char *base_url, struct secret *key,
               struct err *err);
void bank_close(struct bank *bank);

/* One request below the base address, a POST when body has data. The status, 0 when no answer came;
 * answer is the body as it was, repaired JSON where it is JSON. */
int bank_ask(struct bank *bank, const char *path, struct slice body, struct buf *answer);

/* What the key has used so far. */
bool bank_used(struct bank *bank, int64_t *nano);

/* What a generation has cost; asked again for some seconds while it is not there yet. */
bool bank_cost(struct bank *bank, const char *generation, int64_t *nano);

/* Lets time pass. */
void bank_rest(struct bank *bank, int64_t ms);
