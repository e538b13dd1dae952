/* conduct - what must hold of everything the server writes, whatever is asked of it.
 *
 * Every line is one JSON value that passes the strict gate; it is a response to a request that was
 * sent and not yet answered, or a notification; progress increases and ends with the answer; the
 * key is nowhere.
 */
#pragma once

#include "json/json.h"

struct conduct_request {
    char *id, *token; /* as JSON text; token of progress: NULL for none */
    bool answered;
    bool cancelled; /* or otherwise not owed an answer */
    double progress;
};

struct conduct {
    const char *key; /* must not be seen */
    struct conduct_request *requests;
    size_t count;
};

void conduct_done(struct conduct *conduct);

/* Takes note of what the client sends. */
void conduct_sent(struct conduct *conduct, struct slice line);

/* 0 and the tree (owned by the caller), or -1 and what is wrong with the line. */
int conduct_line(struct conduct *conduct, struct slice line, cJSON **tree, struct err *err);

/* How many requests have neither an answer nor were cancelled. */
size_t conduct_open(const struct conduct *conduct);
