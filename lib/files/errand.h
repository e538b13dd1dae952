/* errand - something to be done with the user's files, on a thread that may get stuck there.
 *
 *     errand_start -> (the files thread) run -> on_done | dispose
 *                  -> (the loop's timer) too late: on_done, the thread is left behind
 *
 * A mount that never answers holds up nobody: the loop's timer ends the wait, the thread is left
 * behind with what it works on, and the next errand gets a new one (FILES_STUCK_MAX times at most).
 */
#pragma once

#include "base/err.h"
#include "base/loop.h"

#include <stdint.h>

/* For the thread to see whether anybody still waits. */
struct errand_pace {
    int64_t due_ms; /* of clock_ms: its own, before the loop's */
    bool is_wanted; /* set to false by the loop's thread; atomic */
};

bool errand_is_late(const struct errand_pace *pace);

struct errand_kind {
    void (*run)(void *data, const struct errand_pace *pace); /* on the thread */
    void (*dispose)(void *data); /* gives data back; once, last; of a thread that was left behind
                                    when that comes back */
    const char *late; /* "the files were not read": what is said when the time is over ... */
    const char *help; /* "Name files elsewhere": ... and what helps; no full stop behind it */
};

struct errands;
struct errand;

struct errands *errands_new(struct loop *loop);

/* Every errand must be freed. Waits for the thread at most wait_ms. */
struct errands *errands_free(struct errands *errands, int wait_ms);

/* Takes data. on_done comes once, from the loop, never from inside errand_start: with err NULL when
 * run has ended (data is borrowed then), or with ERR_TIMEOUT or ERR_BUSY. The errand is the
 * caller's to free, also from on_done; freeing one that is not done drops it. */
struct errand *errand_start(struct errands *errands, const struct errand_kind *kind, void *data,
                            int wait_ms,
                            void (*on_done)(void *user, void *data, const struct err *err),
                            void *user);
struct errand *errand_free(struct errand *errand);
