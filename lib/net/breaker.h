/* breaker - what has failed again and again is left alone for a while. Pure: time is given.
 *
 * One for each model, so that a provider's bad hour costs one quick refusal and not a minute of
 * everybody's patience; one for the key, so that five models asked with a bad key make one failing
 * request. It opens after BREAKER_STREAK failures in a row, or when half of at least BREAKER_LEAST
 * calls within BREAKER_WINDOW_MS failed; then after BREAKER_OPEN_MS, or as long as the other side
 * has asked for, one call is let through to see.
 */
#pragma once

#include "base/slice.h"

#include <stdint.h>

#define BREAKER_SPANS 6 /* the window, in steps */

struct breaker {
    int64_t open_until_ms; /* 0: closed */
    bool is_probing;       /* the one call that was let through is not back */
    int64_t probe_ms;      /* since when */
    int streak;
    int last; /* the owner's: what the last failure was */
    struct {
        int64_t number; /* of the span since the clock began */
        int calls, failures;
    } spans[BREAKER_SPANS];
};

/* 0: go on (and tell how it ended). Else how long to leave it alone. */
int64_t breaker_wait_ms(struct breaker *breaker, int64_t now_ms);

/* What came of a call that was let through. Failures are those of the model or key: 5xx, 429, no
 * connection; never what the caller got wrong. hint_ms: what the other side asked for, or -1. */
void breaker_note(struct breaker *breaker, bool has_failed, int64_t hint_ms, int64_t now_ms);

/* The call was cancelled: nothing is known of it. */
void breaker_forget(struct breaker *breaker);

/* Opens at once, for that long: a key that was refused. */
void breaker_open(struct breaker *breaker, int64_t for_ms, int64_t now_ms);

/* Breakers by name; the one that was not needed for longest makes room when there are
 * BREAKERS_MAX. */
struct breakers;
struct breakers *breakers_new(void);
struct breakers *breakers_free(struct breakers *breakers);
struct breaker *breakers_of(struct breakers *breakers, const char *name);
