/* problem_row - which kind of failure an upstream error is, and what to do about it. Pure.
 *
 * OpenRouter names the same failure in up to five places, of different age and precision. They are
 * asked in this order: words of the message that have one meaning, error.metadata.limit_source,
 * error.availability.code, error_type, the status code.
 */
#pragma once

#include "base/err.h"

#include <stdbool.h>

/* "" or 0 for what was not said; the texts are plain lines. */
struct problem_facts {
    bool is_local; /* a server of the user's own said it (local.h) */
    int code;
    char message[512];
    char error_type[64];
    char availability[64];
    char limit_source[64];
};

struct problem_row {
    enum err_kind kind;
    const char *what; /* follows "model 'x': " */
    const char *next; /* what to do, a sentence or two */
    bool of_key;      /* no matter which model is asked */
    bool lasts;       /* for hours: asking again is of no use, though the status says it is */
};

/* local_problem.c: what a server of the user's own means, by words and status. Never NULL. */
const struct problem_row *local_problem_row_of(const struct problem_facts *facts);

/* Never NULL: the last resort is a row for the class of the status code. */
const struct problem_row *problem_row_of(const struct problem_facts *facts);
