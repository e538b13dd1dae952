/* scene - a server, its far side and a client that counts, for one check.
 *
 *     int64_t id = scene_ask(scene, "openai/gpt-77", "");
 *     while (!scene->answers[id].came)
 *         if (scene_turn(scene) < 0)
 *             return -1;
 *
 * Checks run the loop themselves until what they wait for has come, so that each reads from top to
 * bottom. Whatever they do, every line of the server is held to the rules of tests/cases/conduct.h.
 */
#pragma once

#include "tests/cases/stage.h"
#include "tests/load/relay.h"

#define SCENE_REQUESTS_MAX 2048
#define SCENE_STUCK_MS     15000 /* nothing that is waited for takes that long */

/* Sanitizers make everything slower; limits are held to the millisecond without them. */
#ifdef SANITIZED
#define SCENE_PATIENCE 8
#else
#define SCENE_PATIENCE 1
#endif

struct answer {
    bool came, is_error;
    int64_t at_ms;
    char *text; /* of the content's first part; NULL for what is no result of a tool */
};

struct scene {
    struct loop *loop;
    struct stage stage;
    struct relay *relay;                       /* NULL until scene_relay */
    struct answer answers[SCENE_REQUESTS_MAX]; /* by id */
    int64_t last_id;
    int64_t waits_since_ms; /* of the first turn since something came */
    bool exited;
    int status;
    int64_t exited_ms;
    struct buf figures; /* what was measured, for the reader */
    struct err err;
};

/* With tls the stand-in speaks TLS; the server trusts it once SSL_CERT_FILE is set. */
int scene_open(struct scene *scene, struct loop *loop, const char *program, bool tls);
void scene_close(struct scene *scene);

/* How the stand-in behaves; closes every connection and forgets every request. */
int scene_follow(struct scene *scene, const char *script);

/* The path of the certificate that the stand-in's is signed with: "<home>/ca.pem". */
void scene_trust(struct scene *scene, const char *variable);

/* Puts a relay between the server and the stand-in. Before the server starts. */
int scene_relay(struct scene *scene, const char *address, int64_t delay_ms);

/* Starts the server and shakes hands; with a server that runs, ends that one first. */
int scene_start(struct scene *scene);

/* The same, and waits until what it fetches by itself is there and it rests. */
int scene_start_warm(struct scene *scene);

/* Each answers the id of the request. members: of the arguments, each with a comma before it. */
int64_t scene_request(struct scene *scene, const char *method_and_params);
int64_t scene_ask(struct scene *scene, const char *model, const char *members);
void scene_cancel(struct scene *scene, int64_t id);

/* One turn of the loop. -1 and err: the server misbehaved or ended, or nothing comes any more. */
int scene_turn(struct scene *scene);
int scene_await(struct scene *scene, int64_t id);
int scene_await_exit(struct scene *scene);
/* Lets time pass, whatever happens in it. */
int scene_rest(struct scene *scene, int64_t ms);

/* Sends a ping and awaits it: what was to be said before has been said then. */
int scene_ping(struct scene *scene);

/* Complains; -1. */
int scene_fail(struct scene *scene, const char *format, ...) PRINTF(2, 3);

/* Whether an exchange is a question to a model; the nth of them from 0, NULL: there are fewer. */
bool scene_is_question(const struct exchange *exchange);
const struct exchange *scene_question(const struct scene *scene, size_t index);
size_t scene_question_count(const struct scene *scene);
size_t scene_open_count(const struct scene *scene); /* not yet ended */
