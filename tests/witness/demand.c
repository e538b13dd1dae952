/* demand - a request of the server to the client: only before 2026-07-28, only what it can do. */
#include "tests/witness/parts.h"

#include "tests/witness/forms.h"
#include "json/scan.h"

#include <stdlib.h>

int judge_ability(const struct span *demand, const cJSON *params, unsigned abilities,
                  struct err *err)
{
    static const struct {
        unsigned trait;
        enum ability ability;
        const char *name;
    } rows[] = {
        { NEEDS_SAMPLING, CAN_SAMPLE, "sampling" },
        { NEEDS_ROOTS, CAN_ROOTS, "roots" },
        { NEEDS_FORM, CAN_FORM, "elicitation" },
    };
    const char *mode = json_str(params, "mode");

    if ((demand->traits & NEEDS_FORM) && mode && strcmp(mode, "url") == 0) {
        if (abilities & CAN_URL)
            return 0;
        return accuse(err, "the client has not declared elicitation.url");
    }
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
        if ((demand->traits & rows[i].trait) && !(abilities & rows[i].ability))
            return accuse(err, "the client has not declared %s", rows[i].name);
    return 0;
}

static int note_id(struct witness *witness, struct slice id, struct err *err)
{
    size_t size = (witness->demand_count + 1) * sizeof(*witness->demands);

    if (!is_id(id))
        return accuse(err, "id must be a string or an integer");
    for (size_t i = 0; i < witness->demand_count; i++)
        if (slice_is(slice_of(witness->demands[i]), id))
            return accuse(err, "a second request of the server with id %.*s", SLICE_FMT(id));
    witness->demands = xrealloc(witness->demands, size);
    witness->demands[witness->demand_count++] = slice_dup(id);
    return 0;
}

static int judge_in(const struct epoch *epoch, const struct message *message, struct err *err)
{
    const char *method = json_str(message->tree, "method");
    const struct span *span;

    if (!epoch->is_resolved)
        return accuse(err, "%s: a server may ask nothing of a client that has not initialized",
                      method);
    span = span_find(span_demands, method, epoch->version);
    if (!span)
        return accuse(err, "%s is no request of a server in %s", method,
                      version_name(epoch->version));
    if (judge_ability(span, json_at(message->tree, "params"), epoch->abilities, err) < 0 ||
        forms_check(epoch->version, "JSONRPCRequest", message->tree, err) < 0)
        return -1;
    return forms_check(epoch->version, span->definition, message->tree, err);
}

/* What began before another initialize goes on as it was. */
int judge_demand(struct witness *witness, const struct message *message, struct err *err)
{
    struct err ignored;

    if (!json_str(message->tree, "method"))
        return accuse(err, "method must be a string");
    if (note_id(witness, scan_member(message->text, "id"), err) < 0)
        return -1;
    for (size_t i = 0; i + 1 < witness->epoch_count; i++)
        if (judge_in(&witness->epochs[i], message, &ignored) == 0)
            return 0;
    return judge_in(epoch_now(witness), message, err);
}
