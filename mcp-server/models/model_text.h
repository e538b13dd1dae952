/* model_text - a model in words: one line of a list, or one sheet. Pure. */
#pragma once

#include "base/buf.h"
#include "openrouter/endpoints.h"

struct job_size {
    int64_t in_tokens, out_tokens; /* both 0: no job was named */
};

/* "openai/gpt-5.6-sol · $1.25/$10 · 400k ctx · tools vision reasoning · coding 62.1 · job $0.012",
 * at most 150 bytes, without a line end. */
void model_text_add_row(struct buf *out, const struct model *model, const struct job_size *job);

/* Everything that is known of a local model; address: its endpoint's, in words. */
void model_text_add_local(struct buf *out, const struct model *model, const char *address);

/* Everything that is known of a model; endpoints may be NULL (not_known says why then). */
void model_text_add_sheet(struct buf *out, const struct model *model, const struct job_size *job,
                          const struct endpoint_list *endpoints, const char *not_known);
