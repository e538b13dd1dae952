/* keys - finds the key that an object has twice. For the gate.
 *
 * Keys are compared as decoded text, so "a" and "\u0061" are one. Small objects are compared pair
 * by pair, large ones sorted: an object of 100,000 keys costs milliseconds, not minutes.
 */
#pragma once

#include "base/limits.h"
#include "base/slice.h"

#include <stdint.h>

struct key {
    struct slice raw; /* between the quotes */
    uint64_t hash;    /* of the decoded text */
};

/* The keys of all objects that are open now, the innermost last. */
struct keys {
    struct key *list; /* few, until it is too small */
    size_t count, capacity;
    size_t first[UPSTREAM_DEPTH_MAX]; /* by depth of object */
    size_t depth;
    struct key few[32];
};

void keys_init(struct keys *keys);
void keys_done(struct keys *keys);

void keys_open(struct keys *keys);
void keys_add(struct keys *keys, struct slice raw);

/* Ends the innermost object: true when a key of it occurs twice, which is then in *twice. */
bool keys_close(struct keys *keys, struct slice *twice);
