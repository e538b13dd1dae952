/* forge_attack - what a hostile model or provider says, by kind: the inside of a JSON string. Pure.
 */
#pragma once

#include "base/buf.h"

#include <stdint.h>

/* Stands where an attack may be divided among the events of a stream. */
#define FORGE_SEAM '\x01'

/* What the attacker knows. */
struct forge_lore {
    uint64_t chance; /* the state of the generator: not 0 */
    char mark[7];    /* of the answer before, which it has seen */
    char trap[64];   /* where it wants to be called */
};

unsigned forge_chance(struct forge_lore *lore, unsigned below);

size_t forge_kind_count(void);
const char *forge_kind_name(size_t kind);

/* Appends an attack of that kind. seams: it is divided at random places. */
void forge_attack(struct forge_lore *lore, size_t kind, bool seams, struct buf *json);
