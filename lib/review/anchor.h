/* anchor - where a comment on a finding may stand. Pure.
 *
 * GitHub refuses a whole review for one comment on a line that is not in a hunk, so a line is named
 * only when it is inside a hunk of that side, as git cut it (three lines of context); else the
 * comment is on the file.
 */
#pragma once

#include "files/diff.h"
#include "review/finding.h"

/* Sets finding->anchor; after quote_check. */
void anchor_set(struct finding *finding, const struct diff *diff);
