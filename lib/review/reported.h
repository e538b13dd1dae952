/* reported - one finding in the members that a model wrote, whatever it called them. Pure.
 *
 * For findings.c and verdict.c.
 */
#pragma once

#include "review/finding.h"

enum reported_field {
    REPORTED_TITLE,
    REPORTED_FILE,
    REPORTED_QUOTE,
    REPORTED_WHY,
    REPORTED_FIX,
    REPORTED_RULE,
    REPORTED_LINE,
    REPORTED_END_LINE,
    REPORTED_SEVERITY,
    REPORTED_CATEGORY,
    REPORTED_CONFIDENCE,
    REPORTED_COUNT
};

struct reported {
    struct slice values[REPORTED_COUNT]; /* raw; empty: not there */
    unsigned char ranks[REPORTED_COUNT]; /* of the name that it had: the usual one is 1 */
};

/* The answer behind what was thought aloud, where it begins with that (<think>...</think>): what
 * was thought and not said is no finding, and no verdict. */
struct slice reported_answer(struct slice text);

/* Keeps value if key is a name of a field that is not there, or only by a less usual name. */
void reported_add(struct reported *reported, struct slice key, struct slice value);

/* What an inner object says, as if the outer one said it: {"location": {"file", "line"}}. */
void reported_add_all(struct reported *outer, const struct reported *inner);

/* How many of the three are there without which it is no finding: words, a file, a quote. */
size_t reported_size(const struct reported *reported);

/* Whether words, file and quote are there and say nothing: the form itself, written down once more
 * ({"title": "...", "file": "...", ...}). */
bool reported_is_form(const struct reported *reported);

/* Fills finding, which is zeroed. false, and nothing is filled in, when one of the three is not
 * there or is empty. */
bool reported_read(const struct reported *reported, size_t reviewer, struct finding *finding);

/* A text of at most size_max bytes, owned by the caller, with "..." where it was cut; NULL when it
 * is empty, or only says that there is none. */
char *reported_words(struct slice value, size_t size_max);
