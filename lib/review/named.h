/* named - which file of a change a reviewer means. Pure. */
#pragma once

#include "files/diff.h"

/* Its number in the diff; diff->count when it is none, or not clear which. As it is written; then
 * without "./", "a/", "b/", a line number; then the end of one path that is sent, and the only one;
 * then the same in another case. */
size_t named_find(const struct diff *diff, const char *name);
