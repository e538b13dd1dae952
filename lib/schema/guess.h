/* guess - the name that was probably meant, of those that exist. For the files of this folder. */
#pragma once

#include "json/json.h"

/* The nearest of the strings of an array, or of the keys of an object: equal but for case, blanks,
 * dashes and underscores; else the only one that begins with typed; else the one at the smallest
 * distance that is still a fair guess. NULL when there is none. Borrowed from names. */
const char *guess_name(const char *typed, const cJSON *names);

/* Whether two names differ in nothing but case, blanks, dashes and underscores. */
bool guess_same(const char *a, const char *b);
