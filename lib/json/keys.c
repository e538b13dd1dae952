/* keys - finds the key that an object has twice. */
#include "json/keys.h"

#include "base/mem.h"
#include "json/text.h"

#include <assert.h>
#include <stdlib.h>

#define PAIRWISE_MAX 16 /* up to here comparing all pairs is cheaper than sorting */

void keys_init(struct keys *keys)
{
    keys->list = keys->few;
    keys->count = 0;
    keys->capacity = ARRAY_COUNT(keys->few);
    keys->depth = 0;
}

void keys_done(struct keys *keys)
{
    if (keys->list != keys->few)
        free(keys->list);
}

void keys_open(struct keys *keys)
{
    assert(keys->depth < ARRAY_COUNT(keys->first));
    keys->first[keys->depth++] = keys->count;
}

/* FNV-1a over code points. Equal hashes are only a hint: whoever makes them collide makes the
 * comparison fall back to the text, and no slower than sorting by it. */
static uint64_t hash_of(struct slice raw)
{
    uint64_t hash = 0xCBF29CE484222325u;

    while (raw.size > 0) {
        size_t plain = text_plain(raw);

        for (size_t i = 0; i < plain; i++)
            hash = (hash ^ (unsigned char)raw.data[i]) * 0x100000001B3u;
        raw = slice_from(raw, plain);
        if (raw.size == 0)
            break;

        struct text_char next = text_next(raw);

        hash = (hash ^ next.code_point) * 0x100000001B3u;
        raw = slice_from(raw, next.size);
    }
    return hash;
}

static void grow(struct keys *keys)
{
    struct key *old = keys->list == keys->few ? NULL : keys->list;

    keys->capacity *= 2;
    keys->list = xrealloc(old, keys->capacity * sizeof(*keys->list));
    if (!old)
        memcpy(keys->list, keys->few, sizeof(keys->few));
}

void keys_add(struct keys *keys, struct slice raw)
{
    if (keys->count == keys->capacity)
        grow(keys);
    keys->list[keys->count++] = (struct key){ raw, hash_of(raw) };
}

static int compare(const void *a, const void *b)
{
    const struct key *left = a, *right = b;

    if (left->hash != right->hash)
        return left->hash < right->hash ? -1 : 1;
    return text_compare(left->raw, right->raw);
}

/* Of two equal keys the one that comes later in the text. */
static struct slice later(const struct key *a, const struct key *b)
{
    return a->raw.data > b->raw.data ? a->raw : b->raw;
}

static bool twice_by_pairs(const struct key *list, size_t count, struct slice *twice)
{
    for (size_t i = 1; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (list[i].hash == list[j].hash && compare(&list[i], &list[j]) == 0) {
                *twice = later(&list[i], &list[j]);
                return true;
            }
    return false;
}

static bool twice_by_sorting(struct key *list, size_t count, struct slice *twice)
{
    qsort(list, count, sizeof(*list), compare);
    for (size_t i = 1; i < count; i++)
        if (compare(&list[i - 1], &list[i]) == 0) {
            *twice = later(&list[i - 1], &list[i]);
            return true;
        }
    return false;
}

bool keys_close(struct keys *keys, struct slice *twice)
{
    assert(keys->depth > 0);

    size_t first = keys->first[--keys->depth];
    struct key *list = keys->list + first;
    size_t count = keys->count - first;

    keys->count = first;
    return count <= PAIRWISE_MAX ? twice_by_pairs(list, count, twice)
                                 : twice_by_sorting(list, count, twice);
}
