/* clock - the two times there are. Tests replace both. */
#pragma once

#include <stdint.h>
#include <time.h>

/* Milliseconds that only go forward; for every wait, deadline and duration. */
int64_t clock_ms(void);

/* Seconds since 1970 UTC; for what is shown, stored, or compared across processes. */
int64_t clock_unix_s(void);

/* The moment in so many milliseconds, for the C library's own waits (CLOCK_MONOTONIC). Always of
 * the real clock. */
struct timespec clock_moment(int in_ms);

struct clock_source {
    int64_t (*ms)(void);
    int64_t (*unix_s)(void);
};

/* Keeps source until the next call; NULL gives the real clocks back. */
void clock_replace(const struct clock_source *source);
