/* witness - hears both directions of one connection: its life, and the way of a line. */
#include "tests/witness/parts.h"

#include "base/limits.h"
#include "tests/witness/forms.h"
#include "json/scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

/* In memory that the children of a test count in, too. */
struct witness_totals *witness_counts(void)
{
    static struct witness_totals own, *shared;
    void *memory;

    if (shared)
        return shared;
    memory = mmap(NULL, sizeof(own), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    shared = memory == MAP_FAILED ? &own : memory;
    return shared;
}

void witness_use(const char *data_folder)
{
    json_init();
    witness_counts();
    forms_use(data_folder);
}

struct witness *witness_new(void)
{
    struct witness *witness = xcalloc(1, sizeof(*witness));

    /* What a server speaks that was not initialized, and has declared nothing. */
    witness->epochs = xcalloc(1, sizeof(*witness->epochs));
    witness->epochs[0] = (struct epoch){ .version = V_LEGACY, .offers = ~0U, .log_level = -1 };
    witness->epoch_count = 1;
    witness->modern_offers = ~0U;
    witness->sent = BUF_MAX(LINE_IN_MAX + 1);
    witness->received = BUF_MAX(LINE_OUT_MAX + 1);
    return witness;
}

struct witness *witness_free(struct witness *witness)
{
    if (!witness)
        return NULL;
    asked_done(&witness->asked);
    free(witness->epochs);
    free(witness->nameless);
    for (size_t i = 0; i < witness->demand_count; i++)
        free(witness->demands[i]);
    free(witness->demands);
    buf_done(&witness->sent);
    buf_done(&witness->received);
    free(witness);
    return NULL;
}

struct epoch *epoch_at(const struct witness *witness, size_t epoch)
{
    while (epoch > 0 && !witness->epochs[epoch].is_resolved)
        epoch--;
    return &witness->epochs[epoch];
}

struct epoch *epoch_now(const struct witness *witness)
{
    return epoch_at(witness, witness->epoch_count - 1);
}

bool may_batch(const struct epoch *epoch)
{
    return epoch->version == V_2025_03_26 || epoch->version == V_UNKNOWN;
}

enum version version_of(const struct witness *witness, const struct asked *asked)
{
    return asked->is_modern ? V_MODERN : epoch_at(witness, asked->epoch)->version;
}

bool is_over(const struct witness *witness, const struct asked *asked)
{
    return asked->cancel_serial > 0 && asked->cancel_serial < witness->fence;
}

void raise_fence(struct witness *witness, size_t serial)
{
    if (serial > witness->fence)
        witness->fence = serial;
}

void witness_quiet(struct witness *witness)
{
    raise_fence(witness, witness->serial + 1);
}

static int judge(struct witness *witness, const struct message *message, struct err *err)
{
    const cJSON *tree = message->tree;

    if (!cJSON_IsObject(tree))
        return accuse(err, "a message must be an object");
    if (!scan_is(scan_member(message->text, "jsonrpc"), "2.0"))
        return accuse(err, "jsonrpc must be \"2.0\"");
    if (!json_at(tree, "method"))
        return judge_response(witness, message, err);
    if (message->in_array)
        return accuse(err, "an array may hold nothing but responses");
    if (json_at(tree, "result") || json_at(tree, "error"))
        return accuse(err, "a message with a method may have neither result nor error");
    return json_at(tree, "id") ? judge_demand(witness, message, err)
                               : judge_notice(witness, message, err);
}

static int count(struct witness *witness, const struct message *message, struct err *err)
{
    struct err why = { 0 };

    witness_counts()->messages++;
    if (judge(witness, message, &why) == 0)
        return 0;
    witness_counts()->invalid++;
    if (err->kind != ERR_NONE)
        return -1;
    return accuse(err, "%.600s\n      %.*s", why.text,
                  message->text.size < 300 ? (int)message->text.size : 300, message->text.data);
}

static int judge_array(struct witness *witness, const struct message *array, struct err *err)
{
    const cJSON *child = array->tree->child;
    struct message message = { .in_array = true };
    int rc = 0;

    if (!child || !witness->has_batches) {
        witness_counts()->messages++;
        witness_counts()->invalid++;
        return accuse(err, child ? "an array, in a revision without batches" : "an empty array");
    }
    for (size_t at = 0; scan_next(array->text, &at, NULL, &message.text); child = child->next) {
        message.tree = child;
        if (count(witness, &message, err) < 0)
            rc = -1;
    }
    return rc;
}

static int refuse_line(struct slice line, const struct err *why, struct err *err)
{
    witness_counts()->messages++;
    witness_counts()->invalid++;
    return accuse(err, "%.600s\n      %.*s", why->text, line.size < 300 ? (int)line.size : 300,
                  line.data ? line.data : "");
}

int witness_received(struct witness *witness, struct slice line, cJSON **tree, struct err *err)
{
    struct message message = { .text = line };
    struct err why = { 0 };
    cJSON *value = NULL;
    int rc;

    *err = (struct err){ 0 };
    if (tree)
        *tree = NULL;
    if (line.size > LINE_OUT_MAX)
        accuse(&why, "a line may have at most %zu bytes", LINE_OUT_MAX);
    else
        value = json_parse(line, &gate_upstream, &why);
    if (!value)
        return refuse_line(line, &why, err);
    message.tree = value;
    if (cJSON_IsArray(value))
        rc = judge_array(witness, &message, err);
    else
        rc = count(witness, &message, err);
    if (tree)
        *tree = value;
    else
        json_free(value);
    return rc;
}

size_t witness_open(const struct witness *witness)
{
    size_t open = 0;

    for (const struct asked *asked = witness->asked.open; asked; asked = asked->next_open)
        open += asked->cancel_serial == 0 && !asked->is_twin;
    return open;
}

struct witness_totals witness_totals(void)
{
    return *witness_counts();
}

void witness_report(void)
{
    struct witness_totals totals = witness_totals();

    printf("witness: %zu messages, %zu invalid, %zu of no form%s\n", totals.messages,
           totals.invalid, totals.formless,
           forms_are_there() ? "" : "; their forms: skipped: no schemas");
}
