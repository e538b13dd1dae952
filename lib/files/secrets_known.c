/* secrets_known - values that must not be sent, of which only digests are kept. */
#include "files/secrets_known.h"

#include "base/buf.h"
#include "base/mem.h"

#include <stdio.h>

static uint64_t word_of(const unsigned char *bytes, size_t size)
{
    uint64_t word = 0;

    for (size_t i = 0; i < size; i++)
        word |= (uint64_t)bytes[i] << (8 * i);
    return word;
}

static uint64_t turn(uint64_t x, unsigned by)
{
    return x << by | x >> (64 - by);
}

static void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[2] += v[3];
    v[1] = turn(v[1], 13) ^ v[0];
    v[3] = turn(v[3], 16) ^ v[2];
    v[0] = turn(v[0], 32);
    v[2] += v[1];
    v[0] += v[3];
    v[1] = turn(v[1], 17) ^ v[2];
    v[3] = turn(v[3], 21) ^ v[0];
    v[2] = turn(v[2], 32);
}

/* SipHash-2-4. */
static uint64_t digest_of(const uint64_t key[2], struct slice value)
{
    const unsigned char *bytes = (const unsigned char *)value.data;
    uint64_t v[4] = { key[0] ^ 0x736f6d6570736575u, key[1] ^ 0x646f72616e646f6du,
                      key[0] ^ 0x6c7967656e657261u, key[1] ^ 0x7465646279746573u };
    size_t whole = value.size / 8;

    for (size_t i = 0; i <= whole; i++) {
        uint64_t word = i < whole ? word_of(bytes + 8 * i, 8)
                                  : word_of(bytes + 8 * i, value.size % 8) |
                                        (uint64_t)(value.size & 0xFF) << 56;

        v[3] ^= word;
        sip_round(v);
        sip_round(v);
        v[0] ^= word;
    }
    v[2] ^= 0xFF;
    for (int i = 0; i < 4; i++)
        sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

static uint16_t mark_of(const struct known_set *set, const char *bytes)
{
    uint64_t word;

    memcpy(&word, bytes, sizeof(word));
    return (uint16_t)(((word ^ set->key[0]) * (set->key[1] | 1)) >> 48);
}

static bool is_marked(const struct known_set *set, uint16_t mark)
{
    return (set->marks[mark / 8] >> (mark % 8) & 1) != 0;
}

void known_init(struct known_set *set, const unsigned char seed[16])
{
    set->key[0] = word_of(seed, 8);
    set->key[1] = word_of(seed + 8, 8);
}

bool known_add(struct known_set *set, const char *name, struct slice value)
{
    if (set->count == SECRET_KNOWN_COUNT_MAX)
        return false;

    struct known *known = &set->values[set->count++];

    snprintf(known->name, sizeof(known->name), "%s", name);
    known->size = (uint16_t)value.size;
    known->mark = mark_of(set, value.data);
    known->digest = digest_of(set->key, value);
    set->marks[known->mark / 8] |= (unsigned char)(1u << (known->mark % 8));
    return true;
}

static const struct known *known_at(const struct known_set *set, struct slice text, uint16_t mark)
{
    const struct known *best = NULL;

    for (size_t i = 0; i < set->count; i++) {
        const struct known *known = &set->values[i];

        if (known->mark == mark && known->size <= text.size &&
            (!best || known->size > best->size) &&
            digest_of(set->key, (struct slice){ text.data, known->size }) == known->digest)
            best = known;
    }
    return best;
}

const struct known *known_next(const struct known_set *set, struct slice text, size_t *at)
{
    size_t from = *at;

    *at = text.size;
    if (set->count == 0 || text.size < SECRET_KNOWN_MIN)
        return NULL;
    for (size_t i = from; i <= text.size - SECRET_KNOWN_MIN; i++) {
        uint16_t mark = mark_of(set, text.data + i);
        const struct known *known =
            is_marked(set, mark) ? known_at(set, slice_from(text, i), mark) : NULL;

        if (!known)
            continue;
        *at = i;
        return known;
    }
    return NULL;
}
