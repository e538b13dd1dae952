/* glob - patterns of names below a root. Pure.
 *
 *     *        any characters of one component, none included, a leading dot as well
 *     ?        one character, which is no slash
 *     [a-z]    one of these, [!a-z] or [^a-z] none of these; ] and - stand for themselves at an end
 *     **       as a whole component: any number of components, none included; at the end of a
 *              pattern at least one
 *     {a,b}    one of these, which may be patterns, with slashes, and hold braces themselves
 *
 * A pattern is anchored: "*.c" is about the top of the root, "**" in front of it about every
 * folder. Upper and lower case differ. A bracket or a brace that is never closed, and braces
 * without a comma, stand for themselves.
 */
#pragma once

#include "base/err.h"
#include "base/slice.h"

#include <stdbool.h>

struct glob {
    char **patterns; /* one for each alternative */
    size_t count;
    char *start; /* the folder that all of them begin with, literally; "" is the root */
};

/* Whether name has any of * ? [ {. */
bool glob_is_pattern(const char *name);

/* glob_done is due in any case. -1 (ERR_ARGUMENT) when braces stand for more than
 * GLOB_ALTERNATIVES_MAX patterns. */
int glob_read(struct glob *glob, const char *pattern, struct err *err);
void glob_done(struct glob *glob);

/* Time is bounded by the product of both lengths. */
bool glob_matches(const struct glob *glob, const char *name);

/* Whether anything below the folder could match. */
bool glob_reaches(const struct glob *glob, const char *folder);

/* One pattern without braces: whether it matches one component, or a whole name. */
bool glob_match_part(struct slice pattern, struct slice part);
bool glob_match(struct slice pattern, struct slice name);
