/* conduct - what must hold of everything the server writes, whatever is asked of it.
 *
 * A witness judges every line by the protocol; and the key is in none of them.
 */
#pragma once

#include "tests/witness/witness.h"

struct conduct {
    const char *key; /* must not be seen */
    struct witness *witness;
    size_t open; /* on connections before this one */
};

void conduct_done(struct conduct *conduct);

/* Another connection begins. */
void conduct_renew(struct conduct *conduct);

/* Takes note of what the client sends. */
void conduct_sent(struct conduct *conduct, struct slice line);

/* 0 and the tree (owned by the caller), or -1 and what is wrong with the line. */
int conduct_line(struct conduct *conduct, struct slice line, cJSON **tree, struct err *err);

/* How many requests have neither an answer nor were cancelled. */
size_t conduct_open(const struct conduct *conduct);
