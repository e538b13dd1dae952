/* cut - hunks that are too large to be read at once, cut in pieces. Pure.
 *
 * A new file of several thousand lines is one hunk; a piece of it is better read than nothing. Cut
 * where something begins on the left edge behind an empty line, if that is near, else anywhere.
 */
#pragma once

#include "review/grow.h"

/* Cuts every hunk of more than CUT_BYTES_MAX, as it is written in a view, in place. */
void cut_hunks(struct grown *grown);
