/* breaker - what has failed again and again is left alone for a while. */
#include "net/breaker.h"

#include "base/limits.h"
#include "base/mem.h"

#include <stdlib.h>

#define SPAN_MS (BREAKER_WINDOW_MS / BREAKER_SPANS)

struct named {
    char *name;
    uint64_t used; /* the higher, the later */
    struct breaker breaker;
};

struct breakers {
    struct named all[BREAKERS_MAX];
    size_t count;
    uint64_t uses;
};

int64_t breaker_wait_ms(struct breaker *breaker, int64_t now_ms)
{
    if (breaker->open_until_ms == 0)
        return 0;
    if (now_ms < breaker->open_until_ms)
        return breaker->open_until_ms - now_ms;
    /* A probe that never came back must not close the door for ever. */
    if (breaker->is_probing && now_ms - breaker->probe_ms < BREAKER_OPEN_MS)
        return BREAKER_OPEN_MS - (now_ms - breaker->probe_ms);
    breaker->is_probing = true;
    breaker->probe_ms = now_ms;
    return 0;
}

void breaker_open(struct breaker *breaker, int64_t for_ms, int64_t now_ms)
{
    breaker->open_until_ms = now_ms + for_ms;
    breaker->is_probing = false;
}

static void count(struct breaker *breaker, bool has_failed, int64_t now_ms)
{
    int64_t number = now_ms / SPAN_MS;
    size_t i = (size_t)(number % BREAKER_SPANS);

    if (breaker->spans[i].number != number) {
        breaker->spans[i].number = number;
        breaker->spans[i].calls = breaker->spans[i].failures = 0;
    }
    breaker->spans[i].calls++;
    breaker->spans[i].failures += has_failed;
    breaker->streak = has_failed ? breaker->streak + 1 : 0;
}

static bool fails_mostly(const struct breaker *breaker, int64_t now_ms)
{
    int64_t oldest = now_ms / SPAN_MS - BREAKER_SPANS + 1;
    int calls = 0, failures = 0;

    for (size_t i = 0; i < BREAKER_SPANS; i++)
        if (breaker->spans[i].number >= oldest) {
            calls += breaker->spans[i].calls;
            failures += breaker->spans[i].failures;
        }
    return breaker->streak >= BREAKER_STREAK || (calls >= BREAKER_LEAST && 2 * failures >= calls);
}

static void close_it(struct breaker *breaker)
{
    *breaker = (struct breaker){ 0 };
}

void breaker_note(struct breaker *breaker, bool has_failed, int64_t hint_ms, int64_t now_ms)
{
    bool was_probe = breaker->is_probing;

    if (was_probe && !has_failed) {
        close_it(breaker);
        return;
    }
    count(breaker, has_failed, now_ms);
    if (has_failed && (was_probe || fails_mostly(breaker, now_ms)))
        breaker_open(breaker, hint_ms > BREAKER_OPEN_MS ? hint_ms : BREAKER_OPEN_MS, now_ms);
}

void breaker_forget(struct breaker *breaker)
{
    breaker->is_probing = false;
}

struct breakers *breakers_new(void)
{
    return xcalloc(1, sizeof(struct breakers));
}

struct breakers *breakers_free(struct breakers *breakers)
{
    if (!breakers)
        return NULL;
    for (size_t i = 0; i < breakers->count; i++)
        free(breakers->all[i].name);
    free(breakers);
    return NULL;
}

/* The place of that name, or the one to be used for it. */
static struct named *place_of(struct breakers *breakers, const char *name)
{
    struct named *oldest = &breakers->all[0];

    for (size_t i = 0; i < breakers->count; i++) {
        struct named *named = &breakers->all[i];

        if (strcmp(named->name, name) == 0)
            return named;
        if (named->used < oldest->used)
            oldest = named;
    }
    return breakers->count < BREAKERS_MAX ? &breakers->all[breakers->count++] : oldest;
}

struct breaker *breakers_of(struct breakers *breakers, const char *name)
{
    struct named *named = place_of(breakers, name);

    if (!named->name || strcmp(named->name, name) != 0) {
        free(named->name);
        *named = (struct named){ .name = xstrdup(name) };
    }
    named->used = ++breakers->uses;
    return &named->breaker;
}
