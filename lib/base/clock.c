/* clock - the two times there are. */
#include "base/clock.h"

#include <stddef.h>

static const struct clock_source *replaced;

int64_t clock_ms(void)
{
    struct timespec now;

    if (replaced)
        return replaced->ms();
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_unix_s(void)
{
    return replaced ? replaced->unix_s() : (int64_t)time(NULL);
}

struct timespec clock_moment(int in_ms)
{
    struct timespec moment;

    clock_gettime(CLOCK_MONOTONIC, &moment);
    moment.tv_sec += in_ms / 1000;
    moment.tv_nsec += (long)(in_ms % 1000) * 1000000;
    if (moment.tv_nsec >= 1000000000) {
        moment.tv_sec++;
        moment.tv_nsec -= 1000000000;
    }
    return moment;
}

void clock_replace(const struct clock_source *source)
{
    replaced = source;
}
