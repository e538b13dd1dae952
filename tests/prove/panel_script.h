/* panel_script - what three reviewers say of a change whose bug is known.
 *
 * The first reports the bug with lines that are off. The second words it differently, indents the
 * code otherwise, is off on the other side, and reports something else that is nowhere in the
 * change. The third is down, or answers in a form that has to be mended: one way for each turn; and
 * in one of them reports something else that nobody else has seen, in the line beside the bug.
 */
#pragma once

#include "tests/prove/panel_corpus.h"

#define PANEL_REVIEWERS 3
#define PANEL_MADE_UP   "A wish nobody has written" /* title of the finding that is nowhere */

extern const char *const panel_models[PANEL_REVIEWERS];

#define PANEL_LONE "Alone with this one" /* title of the one of the third */

/* The ways of the third. */
struct panel_way {
    const char *name;
    bool is_heard;      /* something of it can be read */
    bool is_alone;      /* with a finding of its own */
    const char *status; /* of the reviewer, in the report */
    size_t asked;       /* requests that are billed */
};

size_t panel_way_count(void);
const struct panel_way *panel_way_at(size_t turn); /* turns go round */

/* Appends the stand-in's script for one review. is_buggy: else nobody finds anything real. */
void panel_script_add(struct buf *out, const struct planted *planted, size_t turn, bool is_buggy);

/* What one request of a reviewer costs, in billionths of a dollar. */
int64_t panel_price_nano(size_t reviewer);
