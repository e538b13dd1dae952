/* account - what was spent, and on what. */
#pragma once

#include "base/buf.h"
#include "tests/upstream/exchange.h"

#define GENERATIONS_KEPT 16384 /* what GET /generation remembers */

struct generation {
    size_t number; /* of its exchange; 0: none */
    int64_t tokens, cost_pico;
    char model[160];
    bool cancelled;
};

#define ACCOUNT_LIMIT_PICO 100000000000000 /* a hundred dollars */

/* Zeroed: nothing spent. */
struct account {
    struct generation generations[GENERATIONS_KEPT];
    int64_t spent_pico;
};

/* A completion has ended. */
void account_settle(struct account *account, const struct exchange *exchange);

/* The bodies of GET /key, /credits, /keys, /activity and /generation; false when there is no such
 * generation. */
void account_key(const struct account *account, int64_t limit_pico, struct buf *out); /* -1: none */
void account_credits(const struct account *account, struct buf *out);
void account_keys(const struct account *account, struct buf *out);
void account_activity(struct buf *out); /* of the three days before today */
bool account_generation(const struct account *account, const char *id, struct buf *out);
