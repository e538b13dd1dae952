/* panel_judge - whether a review says of a change what is known of it.
 *
 * It reads the answer as a client does, and the report as a user does, from its file; it links
 * nothing of the server.
 */
#pragma once

#include "tests/prove/panel_script.h"

struct panel_judge {
    int failures;
    long found, clean;   /* reviews that were right */
    long dropped;        /* findings that were nowhere */
    long heard, unheard; /* third reviewers */
    long lone;           /* findings of one reviewer that were kept */
    long shifted;        /* reported lines that were put right */
    int64_t cost_nano;
};

/* The result of one call of review_diff. */
void panel_judge_result(struct panel_judge *judge, const struct planted *planted, size_t turn,
                        bool is_buggy, const cJSON *result);
