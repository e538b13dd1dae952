/* diff_text - a diff in the words of git diff, ours and git's own, so that both can be compared. */
#pragma once

#include "files/diff.h"

/* Ours, as git would write it, but without what only git has to say: ids, likeness in per cent, the
 * function behind a hunk's head. Of a file that is not sent only its head. */
void text_of_diff(struct buf *out, const struct diff *diff);

/* git's, without the same things; and of the files that are not sent without their hunks, whose
 * lines are counted instead: "(+1-2)". */
void text_of_git(struct buf *out, struct slice text, const struct diff *diff);
