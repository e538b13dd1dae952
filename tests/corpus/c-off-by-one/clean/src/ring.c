/* A ring of samples: the newest overwrite the oldest. */
#include <stddef.h>
#include <string.h>

#define RING_SIZE 64

struct ring {
    double samples[RING_SIZE];
    size_t next;  /* where the next one goes */
    size_t count; /* how many are valid, at most RING_SIZE */
};

void ring_reset(struct ring *ring)
{
    memset(ring, 0, sizeof(*ring));
}

void ring_put(struct ring *ring, double sample)
{
    ring->samples[ring->next] = sample;
    ring->next = (ring->next + 1) % RING_SIZE;
    if (ring->count < RING_SIZE)
        ring->count++;
}

/* The sample that was put `age` puts ago; 0 is the newest. */
double ring_at(const struct ring *ring, size_t age)
{
    return ring->samples[(ring->next + RING_SIZE - 1 - age) % RING_SIZE];
}

/* Copies the newest samples, oldest first; answers how many there were. */
size_t ring_newest(const struct ring *ring, double *out, size_t max)
{
    size_t count = ring->count < max ? ring->count : max;

    for (size_t i = 0; i < count; i++)
        out[i] = ring_at(ring, count - 1 - i);
    return count;
}

/* The mean of the newest `window` samples. */
double ring_mean(const struct ring *ring, size_t window)
{
    double newest[RING_SIZE], sum = 0;
    size_t count = ring_newest(ring, newest, window < RING_SIZE ? window : RING_SIZE);

    for (size_t i = 0; i < count; i++)
        sum += newest[i];
    return count ? sum / (double)count : 0;
}
