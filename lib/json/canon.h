/* canon - a tree as the one text that all equal trees have: members in the order of their names.
 *
 * For comparing, and for what is bound to a value; not for anybody to read. Pure.
 */
#pragma once

#include "json/json.h"

/* Appends the text to out. -1 when it does not fit, or the tree is deeper than what the gates let
 * through. */
int canon_print(const cJSON *tree, struct buf *out);
