/* forge_judge - whether what came out can be taken for something else than it is.
 *
 * It links nothing of the server: the forbidden characters, the marks and the footer are written
 * down here a second time.
 */
#pragma once

#include "base/buf.h"

#define FORGE_ANSWERS_MAX 20000

struct forge_judge {
    int failures;
    const char *kind, *place; /* of the attack that is judged, for what is printed */
    const char *kind_printed; /* once in a row is enough */
    long sections, errors, misfits, code_points; /* looked at */
    long forbidden, forged, live;     /* must stay 0: characters, boundaries, tags and images */
    long inside, joined;              /* marks of others inside; joiners that are kept */
    char marks[FORGE_ANSWERS_MAX][7]; /* of all sections so far */
};

/* Every code point of a line of the server, written out or escaped. */
void forge_judge_line(struct forge_judge *judge, struct slice line);

/* The text of a result: a section between its marks, and a footer of one line. */
void forge_judge_section(struct forge_judge *judge, struct slice text);

/* The text of a result that is an error: one line, which holds no mark. */
void forge_judge_error(struct forge_judge *judge, struct slice text);
