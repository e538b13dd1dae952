/* role_sheet - what a role or an alias stands for now, and why, for list_models. */
#pragma once

#include "mcp-server/models/model_text.h"
#include "mcp-server/models/selection.h"

struct role_sheet {
    const struct program *program;
    const char *word;   /* as written */
    const char *client; /* what the client calls itself */
    const struct job_size *job;
    size_t limit; /* rows of those that come next */
};

/* The rule in words, who was chosen, who comes next, what the user's rules leave out. The lists
 * that selection_need names must be there. -1 and err when the word stands for nothing. */
int role_sheet_add(struct buf *out, const struct role_sheet *sheet, struct err *err);
