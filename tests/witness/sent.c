/* sent - what a line of the client means for what the server may say. */
#include "tests/witness/parts.h"

#include "base/limits.h"
#include "json/scan.h"

#define META_VERSION      "io.modelcontextprotocol/protocolVersion"
#define META_CAPABILITIES "io.modelcontextprotocol/clientCapabilities"
#define META_LOG_LEVEL    "io.modelcontextprotocol/logLevel"

static bool is_named(const struct asked *asked, const char *method)
{
    return strcmp(asked->method, method) == 0;
}

static cJSON *tree_of(struct slice value)
{
    struct err ignored;

    return value.size > 0 ? json_parse(value, &gate_upstream, &ignored) : NULL;
}

static void note_modern(struct asked *asked, struct slice params, struct slice meta)
{
    char level[16];

    scan_text(scan_member(meta, META_LOG_LEVEL), level, sizeof(level));
    asked->log_level = log_level_named(level);
    asked->abilities = abilities_read(scan_member(meta, META_CAPABILITIES));
    if (is_named(asked, "subscriptions/listen"))
        asked->wish = tree_of(scan_member(params, "notifications"));
}

static void begin_epoch(struct witness *witness, struct asked *asked, struct slice params)
{
    char version[32];

    scan_text(scan_member(params, "protocolVersion"), version, sizeof(version));
    asked->wanted = xstrdup(version);
    asked->makes_epoch = witness->epoch_count;
    witness->epochs =
        xrealloc(witness->epochs, (witness->epoch_count + 1) * sizeof(*witness->epochs));
    witness->epochs[witness->epoch_count++] = (struct epoch){
        .abilities = abilities_read(scan_member(params, "capabilities")),
        .log_level = -1,
    };
}

/* Which of several initialize of an id is answered cannot be told, nor what holds from then on. */
static void lose_epochs(struct witness *witness, struct slice id)
{
    for (const struct asked *asked = witness->asked.open; asked; asked = asked->next_open)
        if (asked->makes_epoch > 0 && slice_is(slice_of(asked->id), id)) {
            witness->epochs[asked->makes_epoch] = (struct epoch){
                .is_resolved = true,
                .version = V_UNKNOWN,
                .abilities = ~0U,
                .offers = ~0U,
                .log_level = -1,
            };
            witness->has_batches = true;
        }
}

/* In its answer the level counts, not in the request. */
static void note_level(struct asked *asked, struct slice params)
{
    char level[16];

    scan_text(scan_member(params, "level"), level, sizeof(level));
    asked->log_level = log_level_named(level);
}

static void note_request(struct witness *witness, struct slice message, struct slice id,
                         bool in_array)
{
    struct slice params = scan_member(message, "params"), meta = scan_member(params, "_meta");
    struct slice token = scan_member(meta, "progressToken");
    bool is_twin = asked_may_run(&witness->asked, id, witness->fence);
    struct asked *asked =
        asked_add(&witness->asked, id, is_id(token) ? token : SLICE(""), witness->fence);

    scan_text(scan_member(message, "method"), asked->method, sizeof(asked->method));
    asked->serial = witness->serial;
    asked->epoch = witness->epoch_count - 1;
    asked->in_array = in_array;
    asked->has_cursor = scan_type(scan_member(params, "cursor")) == SCAN_STRING &&
                        !scan_is(scan_member(params, "cursor"), "");
    asked->is_modern = scan_member(meta, META_VERSION).size > 0 ||
                       is_named(asked, "server/discover") ||
                       is_named(asked, "subscriptions/listen");
    *(asked->is_modern ? &witness->has_modern : &witness->has_legacy) = true;
    asked->is_twin = is_twin;
    if (is_twin) {
        asked_muddle(&witness->asked, id);
        nameless_add(witness, NAMELESS_TWIN, asked, in_array);
    }
    witness->subscribed += is_named(asked, "resources/subscribe");
    if (asked->is_modern)
        note_modern(asked, params, meta);
    else if (is_named(asked, "initialize") && !in_array)
        begin_epoch(witness, asked, params);
    else if (is_named(asked, "logging/setLevel"))
        note_level(asked, params);
    if (asked->is_muddled)
        lose_epochs(witness, id);
}

/* Only where an array is understood: in a revision without batches nothing of it is read. */
static void note_cancel(struct witness *witness, struct slice message, bool in_array)
{
    struct slice id = scan_path(message, "params", "requestId");

    if (id.size > 0 && (!in_array || may_batch(epoch_now(witness))))
        asked_cancel(&witness->asked, id, witness->serial);
}

/* A line that is JSON, but not as it must be here, may be refused by an id that is in it (there may
 * be several) or without one. */
static void note_unsound(struct witness *witness, struct slice message)
{
    struct slice key, value;

    nameless_add(witness, NAMELESS_GARBAGE, NULL, false);
    for (size_t at = 0; scan_next(message, &at, &key, &value);)
        if (scan_is(key, "id") && is_id(value) && value.size <= ID_MAX) {
            struct asked *asked = asked_add(&witness->asked, value, SLICE(""), witness->fence);

            asked->serial = witness->serial;
            asked->epoch = witness->epoch_count - 1;
            asked->is_twin = true;
            asked_muddle(&witness->asked, value);
        }
}

/* Whatever has an id is owed an answer by it, however wrong it is. Whatever has none is owed an
 * error, unless it is a notification or a response in good form. */
static void note(struct witness *witness, struct slice message, bool in_array)
{
    struct slice id = scan_member(message, "id"), method = scan_member(message, "method");

    if (method.size == 0 &&
        (scan_member(message, "result").size > 0 || scan_member(message, "error").size > 0))
        return;
    if (is_id(id) && id.size <= ID_MAX)
        note_request(witness, message, id, in_array);
    else if (id.size > 0 || scan_type(method) != SCAN_STRING ||
             !scan_is(scan_member(message, "jsonrpc"), "2.0"))
        nameless_add(witness, NAMELESS_GARBAGE, NULL, in_array);
    else if (scan_is(method, "notifications/cancelled"))
        note_cancel(witness, message, in_array);
}

static void note_array(struct witness *witness, struct slice array)
{
    struct slice element;
    size_t count = 0;

    for (size_t at = 0; scan_next(array, &at, NULL, &element);)
        count++;
    if (count == 0 || count > BATCH_MAX) {
        nameless_add(witness, NAMELESS_GARBAGE, NULL, false);
        return;
    }
    nameless_add(witness, NAMELESS_ARRAY, NULL, false);
    for (size_t at = 0; scan_next(array, &at, NULL, &element);)
        note(witness, element, true);
}

void witness_sent(struct witness *witness, struct slice line)
{
    CLEANUP(buf_done) struct buf repaired = BUF_MAX(3 * LINE_IN_MAX);
    struct slice text = slice_trim(line);
    struct err ignored;
    bool is_sound;

    if (text.size == 0)
        return;
    witness->serial++;
    is_sound = line.size <= LINE_IN_MAX && gate_check(text, &gate_client, &ignored) == 0;
    if (line.size > LINE_IN_MAX ||
        (!is_sound && gate_repair(text, &gate_upstream, &repaired, &text, &ignored) < 0))
        nameless_add(witness, NAMELESS_GARBAGE, NULL, false);
    else if (!is_sound)
        note_unsound(witness, text);
    else if (scan_type(text) == SCAN_ARRAY)
        note_array(witness, text);
    else
        note(witness, text, false);
}
