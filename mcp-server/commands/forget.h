/* forget - the day before which things are forgotten. Pure. */
#pragma once

#include <stdint.h>

/* The beginning of a day, "2026-11-22" (UTC), in seconds since 1970; -1 when it is none. */
int64_t forget_read_day(const char *day);
