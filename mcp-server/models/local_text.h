/* local_text - the user's own servers in words, for lists of models. */
#pragma once

#include "mcp-server/models/model_rows.h"

/* "ollama at 127.0.0.1:11434": the endpoint of such a name. */
void local_add_address(struct buf *out, const struct local *local, const char *name);

/* How many of the rows are local, where none of those shown is: they are easily overlooked. */
void local_add_hidden(struct buf *out, const struct model_rows *rows, size_t shown);

/* A line for each endpoint that does not answer; of those that nobody configured only with all. */
void local_add_silent(struct buf *out, const struct local *local, bool all);
