/* crowd - all that may answer one request: the model and its fallbacks, taken together. Pure.
 *
 * The dearest price of all, the smallest maximum of all; the context is the first one's, since a
 * fallback with a shorter one is passed over by OpenRouter.
 */
#pragma once

#include "mcp-server/gate/admit.h"
#include "mcp-server/gate/bound.h"

struct crowd {
    struct rates rates; /* of crowd_fit for those without listed prices */
    int64_t context;    /* 0 unknown */
    int64_t output_max; /* 0 unknown */
    bool reasons;       /* expected to think before it writes */
    bool is_free;       /* all of them cost nothing */
    bool online;        /* a name with ":online": one search is always made */
    struct amounts fit; /* what crowd_fit found */
};

/* Whether settings choose among providers, so that the listed price may not be the one that serves.
 */
bool crowd_is_narrowed(const struct config *config);

void crowd_begin(struct crowd *crowd, const struct model_name *name, enum effort effort,
                 bool narrowed);
void crowd_join(struct crowd *crowd, const struct model_name *name, enum effort effort,
                bool narrowed);

/* What the request should get. No answer tokens: the prompt has no chance to fit the context. */
struct amounts crowd_measure(const struct crowd *crowd, const struct admit_request *request);

/* The longest answer, at most the wanted one, that cost_nano pays for, with as many searches as
 * leave a useful one. -1 when there is none; with exact the whole wanted answer or none. */
int crowd_fit(struct crowd *crowd, const struct amounts *wanted, bool exact, int64_t cost_nano);

/* The shortest answer that is worth its question. */
int64_t crowd_useful_tokens(const struct crowd *crowd, const struct amounts *wanted);
