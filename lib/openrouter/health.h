/* health - whom to leave alone for a while: the key, and each model. Pure: time is given.
 *
 * A model that fails again and again is not asked until its breaker lets one request through. A key
 * that was refused (or that has no money left) is not shown again for KEY_REFUSED_MS: who comes in
 * that time hears the same sentence, without contact. So that a crowd does not make the same
 * failing request all at once, the first request of a process goes ahead, and the others wait until
 * its answer begins, for KEY_PROOF_MS at most.
 */
#pragma once

#include "net/breaker.h"
#include "net/retry.h"
#include "openrouter/problem.h"

struct health;

/* One who wants to hear that something has become known of the key. Embedded; zeroed: nobody. */
struct health_listener {
    void (*on_news)(void *user); /* may run inside libcurl: may set timers, and nothing else */
    void *user;
    struct health_listener *next_, **link_;
};

/* Without breakers everybody is always asked. */
struct health *health_new(bool has_breakers);
struct health *health_free(struct health *health); /* everybody must have left */

/* The repetitions of the process draw on it. */
struct retry_bucket *health_bucket(struct health *health);

void health_join(struct health *health, struct health_listener *listener);
/* Once the question is over, however it ended. Leaving twice does nothing. */
void health_leave(struct health *health, struct health_listener *listener);

/* Whether listener should wait for news: another one's first request is out, and nothing is known
 * of the key. If not, and nothing is known, listener's request is that first one. */
bool health_must_wait(struct health *health, struct health_listener *listener);

/* 0, or -1 and why the key is not shown for this model. */
int health_check_key(struct health *health, const char *model, int64_t now_ms, struct err *err);

/* Which of models (NULL-terminated, the first is preferred) may be asked now: its index; who gets
 * one says what came of it, by note or forget. -1 and why none of them, with how long it lasts. */
int health_admit(struct health *health, const char *const *models, int64_t now_ms, struct err *err);

/* Whether any of models is not being left alone; asks nobody. */
bool health_has_any(struct health *health, const char *const *models, int64_t now_ms);

/* An answer has begun in a way that only a good key gets. May be called inside libcurl. */
void health_note_key(struct health *health);

/* The key was refused, in these words. */
void health_refuse_key(struct health *health, const struct err *why, int64_t now_ms);

/* What came of a request that was admitted: problem is NULL for an answer. hint_ms as in net/retry.
 */
void health_note(struct health *health, const char *model, const struct problem *problem,
                 int64_t hint_ms, int64_t now_ms);

/* It was given up: nothing is known. */
void health_forget(struct health *health, const char *model);
