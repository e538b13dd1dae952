/* synonym - the many names that models have for what has one here. Pure.
 *
 * Capitals, blanks, dashes and low lines make no difference: "errorHandling" is "error-handling".
 */
#pragma once

#include "base/slice.h"

struct synonym {
    const char *name;
    int value;
};

/* The row of a name; count when there is none. */
size_t synonym_find(const struct synonym *synonyms, size_t count, struct slice name);

/* The same for what a model wrote: a name, else the first of its words that is one ("High
 * severity", "bug (logic)"). false when there is none, or more than FINDING_NAME_MAX bytes. */
bool synonym_read(const struct synonym *synonyms, size_t count, const char *words, int *value);
