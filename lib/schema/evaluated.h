/* evaluated - which members or elements of a value some schema has looked at: what `unevaluated...`
 * leaves out. For the files of this folder.
 *
 * A visit collects in a set of its own, which joins that of the schema above when it succeeds; so
 * what a branch saw that did not fit is forgotten.
 */
#pragma once

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct evaluated {
    uint64_t *bits; /* few, until it is too small */
    size_t words;
    uint64_t few[1];
};

/* An empty set for the children of value; counts what it took into *cost. */
void evaluated_init(struct evaluated *set, const cJSON *value, size_t *cost);
void evaluated_done(struct evaluated *set);

/* NULL is a set that nobody asks for. */
void evaluated_add(struct evaluated *set, size_t index);
void evaluated_add_all(struct evaluated *set);
void evaluated_join(struct evaluated *set, const struct evaluated *other);

bool evaluated_has(const struct evaluated *set, size_t index);
