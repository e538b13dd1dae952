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

double ring_mean(const struct ring *ring)
{
    double sum = 0;

    for (size_t age = 0; age < ring->count; age++)
        sum += ring_at(ring, age);
    return ring->count ? sum / (double)ring->count : 0;
}
