/* brief - what a reviewer and a refuter are told. Pure.
 *
 * The same words to every reviewer of a part of the change: what it is for, what is looked for,
 * the project's rules, then the code. What comes from the repository is set in lines that begin
 * with a mark, so that nothing in it can pass for our own words.
 */
#pragma once

#include "mcp-server/review/subject.h"
#include "review/finding.h"
#include "review/view.h"

/* Appends the prompt for one part of the change, the number-th of count. */
void brief_add_part(struct buf *out, const struct subject *subject, const struct view_chunk *part,
                    size_t number, size_t count);

/* Appends the prompt about one finding: its claim, its quote and the lines around it. Not who found
 * it, and not how many. */
void brief_add_claim(struct buf *out, const struct subject *subject, const struct finding *finding);
