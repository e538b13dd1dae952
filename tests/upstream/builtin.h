/* builtin - models that behave in one way always, so that a demonstration needs no script. */
#pragma once

#include "tests/upstream/behaviour.h"

struct builtin {
    const char *id;          /* "standin/slow" */
    const char *description; /* as it stands in the catalogue */
    struct behaviour behaviour;
};

extern const struct builtin builtins[];
extern const size_t builtin_count;

/* NULL when it is none. */
const struct behaviour *builtin_find(const char *id);
