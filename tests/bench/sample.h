/* sample - many figures, and the one that stands for them. */
#pragma once

#include <stddef.h>
#include <stdint.h>

double sample_median(const double *values, size_t count);

/* Sorts times; the one that so many percent of them do not pass, in microseconds. */
double sample_us(int64_t *times_ns, size_t count, size_t percent);
