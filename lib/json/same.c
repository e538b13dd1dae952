/* same - equality of values, and a number that equal values share. */
#include "json/same.h"

#include <stdlib.h>

#define FEW         16 /* members that are looked up one by one; more are sorted */
#define COST_BYTES  16
#define HASH_START  0xCBF29CE484222325U
#define HASH_PRIME  0x100000001B3U
#define HASH_SPREAD 0x9E3779B97F4A7C15U

static int by_name(const void *a, const void *b)
{
    return strcmp((*(const cJSON *const *)a)->string, (*(const cJSON *const *)b)->string);
}

/* The members sorted by name, owned by the caller. */
static const cJSON **sorted(const cJSON *object, size_t count)
{
    const cJSON **members = xcalloc(count, sizeof(const cJSON *)), *child;
    size_t i = 0;

    cJSON_ArrayForEach(child, object)
    {
        members[i++] = child;
    }
    qsort(members, count, sizeof(const cJSON *), by_name);
    return members;
}

static bool same_sorted(const cJSON *a, const cJSON *b, size_t count)
{
    CLEANUP(freep) const cJSON **left = sorted(a, count), **right = sorted(b, count);

    for (size_t i = 0; i < count; i++)
        if (strcmp(left[i]->string, right[i]->string) != 0 || !json_same(left[i], right[i]))
            return false;
    return true;
}

static bool same_members(const cJSON *a, const cJSON *b)
{
    const cJSON *left = a->child, *right = b->child;
    size_t count = (size_t)cJSON_GetArraySize(a);

    if (count != (size_t)cJSON_GetArraySize(b))
        return false;
    for (; left; left = left->next, right = right->next) {
        /* Most often they stand in the same order. */
        bool aligned = strcmp(left->string, right->string) == 0;

        if (!aligned && count > FEW)
            return same_sorted(a, b, count);

        const cJSON *other = aligned ? right : json_at(b, left->string);

        if (!other || !json_same(left, other))
            return false;
    }
    return true;
}

static bool same_elements(const cJSON *a, const cJSON *b)
{
    const cJSON *left = a->child, *right = b->child;

    while (left && right && json_same(left, right)) {
        left = left->next;
        right = right->next;
    }
    return !left && !right;
}

bool json_same(const cJSON *a, const cJSON *b)
{
    if ((a->type & 0xFF) != (b->type & 0xFF))
        return false;
    switch (a->type & 0xFF) {
    case cJSON_Number:
        return a->valuedouble == b->valuedouble;
    case cJSON_String:
        return strcmp(a->valuestring, b->valuestring) == 0;
    case cJSON_Array:
        return same_elements(a, b);
    case cJSON_Object:
        return same_members(a, b);
    default:
        return true;
    }
}

static uint64_t mix(uint64_t hash, uint64_t more)
{
    hash = (hash ^ more) * HASH_SPREAD;
    return hash ^ hash >> 32;
}

static uint64_t hash_text(const char *text, size_t *cost)
{
    uint64_t hash = HASH_START;
    const char *at = text;

    for (; *at; at++)
        hash = (hash ^ (unsigned char)*at) * HASH_PRIME;
    *cost += (size_t)(at - text) / COST_BYTES;
    return hash;
}

static uint64_t hash_number(double number)
{
    uint64_t bits = 0;

    /* -0 and 0 are one number. */
    if (number != 0)
        memcpy(&bits, &number, sizeof(bits));
    return bits;
}

uint64_t same_hash(const cJSON *value, size_t *cost)
{
    uint64_t hash = mix(HASH_START, (uint64_t)(value->type & 0xFF));
    const cJSON *child;

    ++*cost;
    if (cJSON_IsNumber(value))
        return mix(hash, hash_number(value->valuedouble));
    if (cJSON_IsString(value))
        return mix(hash, hash_text(value->valuestring, cost));
    cJSON_ArrayForEach(child, value)
    {
        uint64_t part = same_hash(child, cost);

        /* The order of members does not count, that of elements does. */
        if (cJSON_IsObject(value))
            hash += mix(hash_text(child->string, cost), part);
        else
            hash = mix(hash, part);
    }
    return mix(hash, 0);
}
