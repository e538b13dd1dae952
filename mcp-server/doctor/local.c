/* local - the servers of the user's own: whether each answers, and what it offers. */
#include "mcp-server/doctor/groups.h"

static void add(struct checkup *checkup, const struct local_standing *standing)
{
    switch (standing->state) {
    case LOCAL_ANSWERS:
        finding_ok(checkup, standing->name, "%s offers %zu model%s, as local/%s/...",
                   standing->address, standing->model_count, standing->model_count == 1 ? "" : "s",
                   standing->name);
        break;
    case LOCAL_SILENT:
        finding_err(checkup, standing->name, &standing->err,
                    "start it, or correct endpoints in config.json");
        break;
    case LOCAL_UNKNOWN:
        finding_note(checkup, standing->name, "openrouter-mcp doctor --online, which waits for it",
                     "no answer yet from %s", standing->address);
        break;
    }
}

/* Who was not configured and is not there is no news. */
void doctor_local(struct checkup *checkup)
{
    const struct local *local = checkup->program->local;

    for (size_t i = 0; i < local_endpoint_count(local); i++) {
        struct local_standing standing;

        local_tell(local, i, &standing);
        if (!standing.is_implied || standing.state == LOCAL_ANSWERS)
            add(checkup, &standing);
    }
}
