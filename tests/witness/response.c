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

static int check_turn(const struct witness *witness, const struct message *message,
                      const struct asked *asked, struct err *err)
{
    if (asked->is_answered)
        return accuse(err, "a second answer to id %s", asked->id);
    if (asked->is_muddled)
        return 0;
    if (is_over(witness, asked))
        return accuse(err, "an answer to id %s, which was cancelled before", asked->id);
    if (asked->in_array != message->in_array)
        return accuse(err, "id %s was asked %s an array and is answered %s one", asked->id,
                      asked->in_array ? "in" : "outside", asked->in_array ? "outside" : "in");
    if (asked->in_array && !may_batch(epoch_at(witness, asked->epoch)))
        return accuse(err, "an array, in a revision without batches");
    return 0;
}

/* What is answered; it is open no longer. NULL and err: nothing, or not now. */
static struct asked *take_asked(struct witness *witness, const struct message *message,
                                struct slice id, struct err *err)
{
    struct asked_hint hint = { message->in_array, json_at(message->tree, "result") };
    struct asked *asked = asked_find(&witness->asked, id, &hint);

    if (!is_id(id)) {
        accuse(err, "id must be a string or an integer");
        return NULL;
    }
    if (!asked) {
        accuse(err, "an answer to id %.*s, which was not asked", SLICE_FMT(id));
        return NULL;
    }
    if (check_turn(witness, message, asked, err) < 0)
        return NULL;
    asked_close(&witness->asked, asked);
    if (!asked->is_muddled)
        raise_fence(witness, asked->serial);
    return asked;
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
    witness->has_batches = witness->has_batches || may_batch(epoch);
    epoch->offers = offers_read(json_at(result, "capabilities"));
    if (wanted <= V_LEGACY && epoch->version != wanted)
        return accuse(err, "initialize with %s must be answered with it, not with %s",
                      version_names[wanted], version_name(epoch->version));
    return 0;
}

/* That it is in, and what it changes. */
static enum version settle(struct witness *witness, const struct asked *asked)
{
    struct epoch *epoch = epoch_at(witness, asked->epoch);

    if (asked->makes_epoch > 0)
        return witness->epochs[asked->makes_epoch].version;
    if (strcmp(asked->method, "logging/setLevel") == 0)
        epoch->log_level = asked->log_level;
    return version_of(witness, asked);
}

/* Of a muddled id it is not known who asked: the message itself says in which era it is. */
static bool seems_modern(const cJSON *message)
{
    int64_t code = json_int(json_at(message, "error"), "code", 0);

    return json_at(json_at(message, "result"), "resultType") || code == -32021 || code == -32022;
}

static int judge_answer(struct witness *witness, const struct asked *asked,
                        const struct message *message, struct err *err)
{
    const cJSON *result = json_at(message->tree, "result");
    enum version version;

    if (!result && strcmp(asked->method, "resources/subscribe") == 0)
        witness->subscribed--;
    if (!result)
        return judge_error(version_of(witness, asked), message->tree, err);
    if (asked->makes_epoch > 0 && !asked->is_muddled &&
        begin_epoch(witness, asked, result, err) < 0)
        return -1;
    version = settle(witness, asked);
    if (judge_result(witness, asked, message, err) < 0)
        return -1;
    return forms_check(version,
                       version < V_2025_11_25 ? "JSONRPCResponse" : "JSONRPCResultResponse",
                       message->tree, err);
}

int judge_response(struct witness *witness, const struct message *message, struct err *err)
{
    const cJSON *result = json_at(message->tree, "result");
    struct slice id = scan_member(message->text, "id");
    const struct asked *asked;

    if (!result == !json_at(message->tree, "error"))
        return accuse(err, "a response has exactly one of result and error");
    if (id.size == 0)
        return judge_nameless(witness, message, err);
    asked = take_asked(witness, message, id, err);
    if (!asked)
        return -1;
    if (!asked->is_muddled)
        return judge_answer(witness, asked, message, err);

    struct asked guess = *asked;

    guess.is_modern = seems_modern(message->tree);
    guess.abilities = ~0U;
    if (!result)
        guess.method[0] = '\0';
    else if (!span_fits(guess.method, result) ||
             !span_find(span_results, guess.method, version_of(witness, &guess)))
        return 0;
    return judge_answer(witness, &guess, message, err);
}
