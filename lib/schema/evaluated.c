/* evaluated - which members or elements of a value some schema has looked at. */
#include "schema/evaluated.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define BITS 64

void evaluated_init(struct evaluated *set, const cJSON *value, size_t *cost)
{
    size_t count = (size_t)cJSON_GetArraySize(value);

    *set = (struct evaluated){ .words = count / BITS + 1 };
    set->bits =
        set->words <= ARRAY_COUNT(set->few) ? set->few : xcalloc(set->words, sizeof(*set->bits));
    *cost += count / 8;
}

void evaluated_done(struct evaluated *set)
{
    if (set->bits != set->few)
        free(set->bits);
}

void evaluated_add(struct evaluated *set, size_t index)
{
    if (set)
        set->bits[index / BITS] |= (uint64_t)1 << index % BITS;
}

void evaluated_add_all(struct evaluated *set)
{
    if (set)
        memset(set->bits, 0xFF, set->words * sizeof(*set->bits));
}

void evaluated_join(struct evaluated *set, const struct evaluated *other)
{
    for (size_t i = 0; set && i < set->words; i++)
        set->bits[i] |= other->bits[i];
}

bool evaluated_has(const struct evaluated *set, size_t index)
{
    return set->bits[index / BITS] >> index % BITS & 1;
}
