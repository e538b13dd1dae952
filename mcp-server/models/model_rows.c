/* model_rows - the models that suit a query and that the user's rules allow, best first. */
#include "mcp-server/models/model_rows.h"

#include "mcp-server/gate/policy.h"

#include <stdio.h>
#include <stdlib.h>

void model_rows_find(struct model_rows *rows, const struct program *program,
                     const struct model_query *query)
{
    size_t count = catalogue_count(program->catalogue);

    *rows = (struct model_rows){ .list = xcalloc(count, sizeof(*rows->list)) };
    for (size_t i = 0; i < count; i++) {
        const struct model *model = catalogue_at(program->catalogue, i);
        struct model_name name = { .model = model };
        struct err ignored;

        if (model_query_misses(query, model, ranking_list_of(program->zdr)))
            continue;
        snprintf(name.text, sizeof(name.text), "%s", model->id);
        if (policy_admit(program->config, &name, &ignored) < 0)
            rows->hidden++;
        else
            rows->list[rows->count++].model = model;
    }
    model_query_sort(query, rows->list, rows->count, ranking_list_of(program->throughput));
}

void model_rows_done(struct model_rows *rows)
{
    free(rows->list);
    *rows = (struct model_rows){ 0 };
}
