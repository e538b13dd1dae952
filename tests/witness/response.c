/* response - an answer: to what, and the first of it. */
#include "tests/witness/parts.h"

#include "tests/witness/forms.h"
#include "json/scan.h"

/* An error to what had no id. */
static int judge_nameless(struct witness *witness, const struct message *message, struct err *err)
{
    enum version version =
        witness->has_modern && witness->epoch_count == 1 ? V_MODERN : epoch_now(witness)->version;

    if (!json_at(message->tree, "error"))
        return accuse(err, "a result without an id");
    if (nameless_take(witness, message->in_array) < 0)
        return accuse(err, "an error without an id, but nothing was sent that is owed one: "
                           "notifications and responses are never answered");
    return judge_error(version, message->tree, err);
}

static int find_asked(struct witness *witness, const struct message *message, struct slice id,
                      struct asked **found, struct err *err)
{
    struct asked_hint hint = { message->in_array, json_at(message->tree, "result") };
    struct asked *asked = asked_find(&witness->asked, id, &hint);

    if (!is_id(id))
        return accuse(err, "id must be a string or an integer");
    if (!asked)
        return accuse(err, "an answer to id %.*s, which was not asked", SLICE_FMT(id));
    *found = asked;
    if (asked->is_muddled)
        return 0;
    if (asked->is_answered)
        return accuse(err, "a second answer to id %.*s", SLICE_FMT(id));
    if (is_over(witness, asked))
        return accuse(err, "an answer to id %.*s, which was cancelled before", SLICE_FMT(id));
    if (asked->in_array != message->in_array)
        return accuse(err, "id %.*s was asked %s an array and is answered %s one", SLICE_FMT(id),
                      asked->in_array ? "in" : "outside", asked->in_array ? "outside" : "in");
    return 0;
}

/* From its answer on, an initialize counts; also one that was refused. */
static int begin_epoch(struct witness *witness, const struct asked *asked, const cJSON *result,
                       struct err *err)
{
    struct epoch *epoch = &witness->epochs[asked->makes_epoch];
    enum version wanted = version_named(asked->wanted);

    epoch->version = version_named(json_str(result, "protocolVersion"));
    if (epoch->version > V_LEGACY)
        return accuse(err, "protocolVersion must be a revision that begins with initialize");
    epoch->is_resolved = true;
    epoch->offers = offers_read(json_at(result, "capabilities"));
    if (wanted <= V_LEGACY && epoch->version != wanted)
        return accuse(err, "initialize with %s must be answered with it, not with %s",
                      version_names[wanted], version_names[epoch->version]);
    return 0;
}

static void note_result(struct witness *witness, const struct asked *asked)
{
    struct epoch *epoch = epoch_at(witness, asked->epoch);

    if (strcmp(asked->method, "logging/setLevel") == 0)
        epoch->log_level = asked->log_level;
    if (strcmp(asked->method, "resources/subscribe") == 0)
        epoch->has_subscribed = true;
}

int judge_response(struct witness *witness, const struct message *message, struct err *err)
{
    const cJSON *result = json_at(message->tree, "result");
    struct slice id = scan_member(message->text, "id");
    struct asked *asked = NULL;

    if (!result == !json_at(message->tree, "error"))
        return accuse(err, "a response has exactly one of result and error");
    if (id.size == 0)
        return judge_nameless(witness, message, err);
    if (find_asked(witness, message, id, &asked, err) < 0)
        return -1;
    nameless_forget(witness, asked);
    asked_close(&witness->asked, asked);
    raise_fence(witness, asked->serial);
    if (!result)
        return judge_error(version_of(witness, asked), message->tree, err);
    if (asked->is_muddled && !span_fits(asked->method, result))
        return 0;
    if (asked->makes_epoch > 0 && begin_epoch(witness, asked, result, err) < 0)
        return -1;

    enum version version = asked->makes_epoch > 0 ? witness->epochs[asked->makes_epoch].version
                                                  : version_of(witness, asked);
    const char *envelope = version < V_2025_11_25 ? "JSONRPCResponse" : "JSONRPCResultResponse";

    if (forms_check(version, envelope, message->tree, err) < 0)
        return -1;
    note_result(witness, asked);
    return judge_result(witness, asked, message, err);
}
