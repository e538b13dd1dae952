/* health - whom to leave alone for a while: the key, and each model. */
#include "openrouter/health.h"

#include "base/limits.h"
#include "base/slice.h"

#include <inttypes.h>
#include <stdio.h>

#include <stdlib.h>

struct health {
    struct retry_bucket bucket;
    bool has_breakers;
    struct breakers *models;
    struct breaker key;
    struct err refused;            /* in which words the key was */
    bool is_key_known;             /* to be good */
    struct health_listener *first; /* whose request went ahead; NULL: nobody's */
    struct health_listener *listeners;
};

struct health *health_new(bool has_breakers)
{
    struct health *health = xcalloc(1, sizeof(*health));

    *health = (struct health){
        .bucket = RETRY_BUCKET_START,
        .has_breakers = has_breakers,
        .models = breakers_new(),
        .is_key_known = !has_breakers,
    };
    return health;
}

struct health *health_free(struct health *health)
{
    if (!health)
        return NULL;
    breakers_free(health->models);
    free(health);
    return NULL;
}

struct retry_bucket *health_bucket(struct health *health)
{
    return &health->bucket;
}

void health_join(struct health *health, struct health_listener *listener)
{
    listener->next_ = health->listeners;
    listener->link_ = &health->listeners;
    if (listener->next_)
        listener->next_->link_ = &listener->next_;
    health->listeners = listener;
}

/* Listeners only set timers: the list stays as it is. */
static void tell(struct health *health)
{
    health->first = NULL;
    for (struct health_listener *listener = health->listeners; listener; listener = listener->next_)
        listener->on_news(listener->user);
}

void health_leave(struct health *health, struct health_listener *listener)
{
    if (!listener->link_)
        return;
    *listener->link_ = listener->next_;
    if (listener->next_)
        listener->next_->link_ = listener->link_;
    listener->link_ = NULL;
    if (health->first == listener)
        tell(health);
}

bool health_must_wait(struct health *health, struct health_listener *listener)
{
    if (health->is_key_known || health->key.open_until_ms > 0)
        return false;
    if (!health->first)
        health->first = listener;
    return health->first != listener;
}

/* What costs nothing is answered without money, too. */
static bool is_concerned(const struct health *health, const char *model)
{
    return health->refused.kind != ERR_CREDIT || !slice_ends(slice_of(model), SLICE(":free"));
}

static int64_t seconds(int64_t ms)
{
    return (ms + 999) / 1000;
}

int health_check_key(struct health *health, const char *model, int64_t now_ms, struct err *err)
{
    int64_t wait_ms = is_concerned(health, model) ? breaker_wait_ms(&health->key, now_ms) : 0;

    if (wait_ms == 0)
        return 0;
    return err_set(err, health->refused.kind,
                   "%s Nothing was sent: the key was refused just now, and is tried again in "
                   "%" PRId64 " s.",
                   health->refused.text, seconds(wait_ms));
}

static int refuse_model(struct health *health, const char *model, int64_t now_ms, struct err *err)
{
    const struct breaker *breaker = breakers_of(health->models, model);
    int64_t left_ms = breaker->open_until_ms - now_ms;
    char last[48] = "without an answer";

    if (breaker->last > 0)
        snprintf(last, sizeof(last), "with %d", breaker->last);
    return err_set(err, breaker->last == 429 ? ERR_RATE : ERR_UPSTREAM,
                   "model '%s' has failed again and again, the last time %s, and is left alone for "
                   "%" PRId64 " s. Nothing was sent. Choose another model, name fallbacks, or ask "
                   "again then.",
                   model, last, seconds(left_ms > 0 ? left_ms : BREAKER_OPEN_MS));
}

int health_admit(struct health *health, const char *const *models, int64_t now_ms, struct err *err)
{
    if (!health->has_breakers)
        return 0;
    if (health_check_key(health, models[0], now_ms, err) < 0)
        return -1;
    for (int i = 0; models[i]; i++)
        if (breaker_wait_ms(breakers_of(health->models, models[i]), now_ms) == 0)
            return i;
    breaker_forget(&health->key);
    return refuse_model(health, models[0], now_ms, err);
}

bool health_has_any(struct health *health, const char *const *models, int64_t now_ms)
{
    for (; *models; models++)
        if (breakers_of(health->models, *models)->open_until_ms <= now_ms)
            return true;
    return false;
}

void health_note_key(struct health *health)
{
    if (health->is_key_known)
        return;
    health->is_key_known = true;
    tell(health);
}

void health_refuse_key(struct health *health, const struct err *why, int64_t now_ms)
{
    if (!health->has_breakers)
        return;
    health->refused = *why;
    health->is_key_known = false;
    breaker_open(&health->key, KEY_REFUSED_MS, now_ms);
    tell(health);
}

/* What a model or its provider can be blamed for, and the way there. */
static bool is_failure(enum err_kind kind)
{
    return kind == ERR_RATE || kind == ERR_UPSTREAM || kind == ERR_NETWORK || kind == ERR_LOST ||
           kind == ERR_TIMEOUT;
}

void health_note(struct health *health, const char *model, const struct problem *problem,
                 int64_t hint_ms, int64_t now_ms)
{
    struct breaker *breaker = breakers_of(health->models, model);

    if (!health->has_breakers)
        return;
    if (!problem) {
        breaker_note(breaker, false, -1, now_ms);
        if (is_concerned(health, model))
            health->key = (struct breaker){ 0 };
        health_note_key(health);
        return;
    }
    breaker_forget(&health->key);
    if (problem->of_key)
        health_refuse_key(health, &problem->err, now_ms);
    if (is_failure(problem->err.kind)) {
        breaker->last = problem->code;
        breaker_note(breaker, true, hint_ms, now_ms);
    } else {
        breaker_forget(breaker);
    }
    if (health->first)
        tell(health); /* the next one goes ahead */
}

void health_forget(struct health *health, const char *model)
{
    breaker_forget(breakers_of(health->models, model));
    breaker_forget(&health->key);
}
