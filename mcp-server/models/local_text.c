/* local_text - the user's own servers in words, for lists of models. */
#include "mcp-server/models/local_text.h"

#include "openrouter/local.h"

#include <strings.h>

void local_add_address(struct buf *out, const struct local *local, const char *name)
{
    struct slice endpoint = local_name_endpoint(name);

    for (size_t i = 0; i < local_endpoint_count(local); i++) {
        struct local_standing standing;

        local_tell(local, i, &standing);
        if (strlen(standing.name) == endpoint.size &&
            strncasecmp(standing.name, endpoint.data, endpoint.size) == 0)
            buf_addf(out, "%s at %s", standing.name, standing.address);
    }
}

void local_add_hidden(struct buf *out, const struct model_rows *rows, size_t shown)
{
    size_t count = 0;

    for (size_t i = 0; i < rows->count; i++) {
        if (rows->list[i].model->is_local && i < shown)
            return;
        count += rows->list[i].model->is_local;
    }
    if (count > 0)
        buf_addf(out, "%zu of them %s local ($0): list_models with vendor local\n", count,
                 count == 1 ? "is" : "are");
}

void local_add_silent(struct buf *out, const struct local *local, bool all)
{
    for (size_t i = 0; i < local_endpoint_count(local); i++) {
        struct local_standing standing;

        local_tell(local, i, &standing);
        if (standing.state != LOCAL_SILENT || (standing.is_implied && !all))
            continue;
        buf_addf(out, "%s%s%s does not answer: %s\n", standing.name,
                 standing.address[0] ? " at " : "", standing.address, standing.err.text);
    }
}
