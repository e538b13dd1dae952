/* quantity - counts and times as people write them. Pure. */
#pragma once

#include "base/buf.h"

#include <stdint.h>

/* 950, 8.1k, 400k, 1.2M. */
void quantity_add_count(struct buf *out, int64_t count);

/* 40 s, 12 min, 3 h, 2 days. */
void quantity_add_age(struct buf *out, int64_t age_s);

/* 2026-11-22 12:01:07 UTC, of seconds since 1970. */
void quantity_add_time(struct buf *out, int64_t time_s);
