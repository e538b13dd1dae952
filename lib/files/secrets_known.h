/* secrets_known - values that must not be sent, of which only digests are kept; inside of
 * secrets*.c.
 *
 * Each value is a mark of 16 bits, made of its first eight bytes, which each place of the text is
 * compared with, and where that fits a SipHash of the whole, keyed by bytes that are random for
 * each process. So no copy of a password lies in memory because of us.
 */
#pragma once

#include "base/limits.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

struct known {
    char name[SECRET_KNOWN_NAME_SIZE];
    uint64_t digest;
    uint16_t mark, size;
};

struct known_set {
    uint64_t key[2];
    struct known values[SECRET_KNOWN_COUNT_MAX];
    size_t count;
    unsigned char marks[65536 / 8];
};

void known_init(struct known_set *set, const unsigned char seed[16]);

/* value has at least SECRET_KNOWN_MIN bytes. false when the set is full. */
bool known_add(struct known_set *set, const char *name, struct slice value);

/* The first place from at on where a value stands, and which; the longest if several do. NULL and
 * text.size without. */
const struct known *known_next(const struct known_set *set, struct slice text, size_t *at);
