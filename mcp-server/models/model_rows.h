/* model_rows - the models that suit a query and that the user's rules allow, best first. */
#pragma once

#include "mcp-server/program.h"
#include "openrouter/model_query.h"

struct model_rows {
    struct model_row *list;
    size_t count;
    size_t hidden; /* suit, but the rules forbid them */
};

/* Of the catalogue as it is now, which must be there (as must the rankings that the query needs).
 */
void model_rows_find(struct model_rows *rows, const struct program *program,
                     const struct model_query *query);
void model_rows_done(struct model_rows *rows);
