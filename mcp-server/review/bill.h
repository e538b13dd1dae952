/* bill - what several answers of one model have cost together. Pure. */
#pragma once

#include "base/buf.h"
#include "mcp-server/inquiry/audience.h"

#define BILL_IDS_MAX 26 /* parts of a change, each asked twice at most, and some */

struct bill {
    int64_t cost_nano;
    bool cost_is_bound; /* of some no cost was reported: it is the most that it can be */
    int64_t tokens_in, tokens_out, tokens_reasoning, tokens_cached; /* that were reported */
    int64_t ms;                                                     /* of the slowest */
    size_t requests, asked; /* asked: not answered from what was kept, or by another call */
    char provider[64];      /* of the first; inert */
    char answered_by[MODEL_NAME_MAX + 1]; /* another model than was asked; inert, "": none */
    char generations[BILL_IDS_MAX][72];
    size_t generation_count;
};

void bill_add(struct bill *bill, const struct inquiry_end *end);

/* A fallback has answered, or what a router chose. */
void bill_set_answered_by(struct bill *bill, const char *model);
void bill_add_bill(struct bill *bill, const struct bill *other);
