/* asking - the conversation of one call with the client: what it asks in this run, and the replies
 * to what it asked before. Private to lib/mcp. Pure.
 *
 *   asking_ask* -> asking_end_run -> (the questions are put) -> asking_add -> asking_ask* ...
 */
#pragma once

#include "base/limits.h"
#include "mcp/ask.h"

struct asking {
    unsigned asks;  /* the kinds that the client can be asked */
    cJSON *used;    /* {key: reply}: those that this run has been given */
    cJSON *replies; /* those that it has not asked for, from anybody */
    struct question questions[ASK_QUESTIONS_MAX]; /* of this run */
    size_t count, rounds;
};

/* The valid reply, borrowed until the run ends, or NULL: then it is a question. Takes params. */
const cJSON *asking_ask(struct asking *asking, const char *key, enum ask_kind kind, cJSON *params);

/* The kinds among the questions that the client cannot be asked. */
unsigned asking_lacks(const struct asking *asking);

/* What the run was given is kept for the next; what nobody asked for is dropped. */
void asking_end_run(struct asking *asking);

/* Begins another run. Takes replies, which replace earlier ones; NULL: none. */
void asking_add(struct asking *asking, cJSON *replies);

/* Adds to replies those of earlier that it lacks. Takes earlier; NULL: none. */
void asking_merge(cJSON *replies, cJSON *earlier);

void asking_done(struct asking *asking);
