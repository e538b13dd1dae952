/* sample - many figures, and the one that stands for them. */
#include "tests/bench/sample.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static int compare_values(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

double sample_median(const double *values, size_t count)
{
    double *sorted = xcalloc(count, sizeof(*sorted)), middle;

    assert(count > 0);
    memcpy(sorted, values, count * sizeof(*sorted));
    qsort(sorted, count, sizeof(*sorted), compare_values);
    middle = sorted[count / 2];
    free(sorted);
    return middle;
}

static int compare_times(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

double sample_us(int64_t *times_ns, size_t count, size_t percent)
{
    size_t index = count * percent / 100;

    assert(index < count);
    qsort(times_ns, count, sizeof(*times_ns), compare_times);
    return (double)times_ns[index] / 1e3;
}
