/* stage - a server under test with its own far side: process, home and stand-in. */
#pragma once

#include "tests/cases/client.h"
#include "tests/cases/conduct.h"
#include "tests/cases/home.h"
#include "tests/upstream/upstream.h"

#define STAGE_KEY "sk-or-v1-canary0c4n4ry0d15c0vered0n0wh3r30"
#define ENV_MAX   64
#define NAMED_MAX 9

/* What answers have named, in the order in which they came: "$THREAD1" and so on. */
struct named {
    char list[NAMED_MAX][40];
    size_t count;
};

struct stage {
    struct loop *loop;
    const char *program;
    struct upstream *upstream;
    struct client *client;
    struct home home;
    struct conduct conduct;
    char *environment[ENV_MAX + 1];
    size_t environment_count;
    struct named threads, reviews;
};

/* A stand-in and a home; the server is not started yet. tls: the stand-in speaks it, and writes its
 * authority to ca.pem in the home. */
int stage_open(struct stage *stage, struct loop *loop, const char *program, bool tls,
               struct err *err);
void stage_close(struct stage *stage);

/* NAME=value for the server, in place of an earlier one of that name; without "=" the name goes. */
void stage_set(struct stage *stage, const char *assignment);

/* Starts the server. */
int stage_start(struct stage *stage, const struct client_handler *handler, void *user,
                struct err *err);

/* text with $KEY, $HOME, $UPSTREAM, $LOCAL, $THREAD1, $REVIEW1 (and so on) and $(repeat TEXT COUNT)
 * replaced; owned by the caller. */
char *stage_expand(const struct stage *stage, const char *text);

/* Takes note of the thread or the review that a line of the server names. */
void stage_note_names(struct stage *stage, const cJSON *line);

/* A client's line, its jsonrpc member added where it lacks; sends it and takes note. */
void stage_send(struct stage *stage, const char *line);

/* Where the key must not be when all is over: -1 and where it was. */
int stage_check_secrecy(const struct stage *stage, struct err *err);
