/* Any lines as the client of a whole server: each line of output is JSON of one form, each request
 * is answered once, none after it was cancelled, and a subscription speaks only while it is open.
 *
 * A line "@250" lets that many milliseconds pass, "@t", "@p" and "@r" change a list, "@utest://one"
 * a resource, "@e" ends the server. All others are sent.
 */
#include "offers.h"

#include "base/clock.h"
#include "base/limits.h"
#include "mcp/rpc.h"
#include "mcp/server.h"
#include "tests/witness/witness.h"
#include "json/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define INPUT_MAX   KIB(16)
#define TEXT_MAX    KIB(32) /* a pipe holds it, with another state and the rest of the input */
#define IDS_MAX     2048
#define OUT_BY_LINE KIB(64) /* more than any answer to 16 KiB of batch */

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* What is known of an id that the client has used. */
struct known {
    char *id;
    int due;       /* answers that may come */
    bool is_exact; /* and that must come */
    bool in_batch, is_listen, is_acknowledged;
};

static struct client {
    struct loop *loop;
    struct server *server;
    int in_fd, out_fd; /* ours */
    struct buf out, state;
    struct known ids[IDS_MAX];
    size_t id_count, lines, asked, legacy_calls;
    bool batches, ended;
    struct witness *witness;
} client;

static int64_t now_ms;

static int64_t now(void)
{
    return now_ms;
}

static void must(bool is_true)
{
    if (!is_true)
        abort();
}

static struct known *know(struct slice id)
{
    for (size_t i = 0; i < client.id_count; i++)
        if (slice_is(slice_of(client.ids[i].id), id))
            return &client.ids[i];
    return NULL;
}

static struct known *note(struct slice id)
{
    struct known *known = know(id);

    if (known || client.id_count == IDS_MAX)
        return known;
    client.ids[client.id_count] = (struct known){ .id = slice_dup(id) };
    return &client.ids[client.id_count++];
}

/* One more answer by that id, unless it runs: then it is refused without one. In a batch an answer
 * may be there that waits for the others, and nobody can tell. */
static void owe(struct known *known, bool in_batch)
{
    if (known->due > 0 && !in_batch && !known->in_batch)
        return;
    known->is_exact = known->due == 0;
    known->in_batch = in_batch || known->due > 0;
    known->is_acknowledged = false;
    known->due++;
}

static void note_request(const struct rpc_message *message, bool in_batch)
{
    struct known *known = note(message->id);
    struct slice meta = scan_member(message->params, "_meta");

    if (!known)
        return;
    if (strcmp(message->method, "subscriptions/listen") == 0)
        known->is_listen = true;
    else if (scan_member(meta, DIALECT_META_VERSION).size == 0)
        client.legacy_calls++;
    owe(known, in_batch);
}

static void note_cancel(const struct rpc_message *message)
{
    struct known *known = know(scan_member(message->params, "requestId"));

    if (!known)
        return;
    known->is_exact = false;
    if (!known->in_batch)
        known->due = 0;
}

static void note_message(struct slice text, bool in_batch)
{
    struct rpc_message message;
    enum rpc_kind kind = rpc_read(text, &message);
    struct known *known;

    if (kind == RPC_REQUEST) {
        note_request(&message, in_batch);
    } else if (kind == RPC_NOTIFICATION && strcmp(message.method, "notifications/cancelled") == 0) {
        note_cancel(&message);
    } else if (kind == RPC_INVALID && message.id.size > 0 && (known = note(message.id))) {
        owe(known, in_batch);
    }
}

/* A request that the gate refuses is answered under its id, as far as that can be read. */
static void note_unreadable(struct slice line)
{
    CLEANUP(buf_done) struct buf repaired = BUF_MAX(3 * line.size);
    struct rpc_message message;
    struct slice sound;
    struct known *known;
    struct err err;

    if (gate_repair(line, &gate_upstream, &repaired, &sound, &err) < 0)
        return;
    if (rpc_read(sound, &message) == RPC_RESPONSE)
        return;
    known = message.id.size > 0 ? note(message.id) : NULL;
    if (known)
        owe(known, false);
}

static void note_line(struct slice line)
{
    struct err err;
    struct slice element;

    if (gate_check(line, &gate_client, &err) < 0) {
        note_unreadable(line);
    } else if (scan_type(line) != SCAN_ARRAY) {
        note_message(line, false);
    } else if (client.batches) {
        for (size_t at = 0; scan_next(line, &at, NULL, &element);)
            note_message(element, true);
    }
}

static void hear_answer(struct slice message)
{
    struct slice id = scan_member(message, "id"), result = scan_member(message, "result");
    struct slice version = scan_member(result, "protocolVersion");
    struct slice state = scan_member(result, "requestState");
    struct known *known = know(id);

    must((result.size > 0) != (scan_member(message, "error").size > 0));
    if (version.size > 0)
        client.batches = scan_is(version, "2025-03-26");
    if (state.size > 0) {
        buf_clear(&client.state);
        scan_string(state, &client.state); /* a longer one is not gone on with */
    }
    if (id.size == 0) {
        must(result.size == 0);
        return;
    }
    must(known && known->due > 0);
    known->due--;
}

static void hear_notification(struct slice message)
{
    struct slice meta = scan_path(message, "params", "_meta");
    struct slice id = scan_member(meta, "io.modelcontextprotocol/subscriptionId");
    bool acknowledges =
        scan_is(scan_member(message, "method"), "notifications/subscriptions/acknowledged");
    struct known *known = know(id);

    if (id.size == 0) {
        must(!acknowledges);
        return;
    }
    must(known && known->due > 0 && known->is_listen && known->is_acknowledged != acknowledges);
    known->is_acknowledged = true;
}

/* Only the era before 2026-07-28 has requests of the server's, each under an id of its own. */
static void hear_request(struct slice message)
{
    char id[32];

    snprintf(id, sizeof(id), "ask-%zu", ++client.asked);
    must(scan_is(scan_member(message, "id"), id) && client.legacy_calls > 0);
}

static void hear_message(struct slice message)
{
    must(scan_type(message) == SCAN_OBJECT && scan_is(scan_member(message, "jsonrpc"), "2.0"));
    if (scan_member(message, "method").size == 0)
        hear_answer(message);
    else if (scan_member(message, "id").size == 0)
        hear_notification(message);
    else
        hear_request(message);
}

static void hear(void)
{
    struct slice rest = buf_slice(&client.out), line, element;
    struct err err;

    while (slice_split(&rest, '\n', &line)) {
        must(gate_check(line, &gate_upstream, &err) == 0);
        if (scan_type(line) != SCAN_ARRAY) {
            hear_message(line);
            continue;
        }
        must(client.batches || client.lines > 1);
        for (size_t at = 0; scan_next(line, &at, NULL, &element);)
            hear_message(element);
    }
    must(client.out.size <= OUT_BY_LINE * (client.lines + 1));
    buf_clear(&client.out);
}

static void testify(struct slice bytes)
{
    struct err err;

    if (witness_received_bytes(client.witness, bytes, &err) == 0)
        return;
    fprintf(stderr, "the server wrote: %s\n", err.text);
    abort();
}

static void settle(void)
{
    char chunk[65536];

    for (int idle = 0; idle < 3; idle++) {
        ssize_t size;

        loop_turn(client.loop, 0);
        while ((size = read(client.out_fd, chunk, sizeof(chunk))) > 0) {
            testify((struct slice){ chunk, (size_t)size });
            buf_add(&client.out, (struct slice){ chunk, (size_t)size });
            idle = 0;
        }
    }
    witness_quiet(client.witness);
    hear();
}

/* What happens on the server's side. */
static void happen(struct slice event)
{
    static const struct {
        char letter;
        enum family family;
    } lists[] = { { 't', FAMILY_TOOL }, { 'p', FAMILY_PROMPT }, { 'r', FAMILY_TEMPLATE } };
    char what = event.size > 0 ? event.data[0] : '0';
    int64_t ms;

    for (size_t i = 0; i < ARRAY_COUNT(lists); i++)
        if (lists[i].letter == what)
            server_list_changed(client.server, lists[i].family);
    if (what == 'u') {
        CLEANUP(freep) char *uri = slice_dup(slice_from(event, 1));

        server_resource_updated(client.server, uri);
    } else if (what == 'e') {
        server_end(client.server);
    } else if (scan_int(event, &ms)) {
        now_ms += llabs(ms % (CALL_MAX_S * 1000));
    }
    settle();
}

static void send_line(struct slice line)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(MIB(1));

    for (size_t i = 0; i < line.size; i++) {
        bool is_state = line.data[i] == '$' && text.size < TEXT_MAX;

        buf_add(&text, is_state ? buf_slice(&client.state) : (struct slice){ line.data + i, 1 });
    }
    note_line(slice_trim(buf_slice(&text)));
    buf_addc(&text, '\n');
    witness_sent_bytes(client.witness, buf_slice(&text));
    must(write(client.in_fd, text.data, text.size) == (ssize_t)text.size);
    settle();
}

static void take_line(struct slice line)
{
    client.lines++;
    if (slice_starts(line, SLICE("@")))
        happen(slice_from(line, 1));
    else if (!client.ended)
        send_line(line);
}

/* Every deadline passes; then only subscriptions are open, and they end with the input. */
static void finish(void)
{
    for (int i = 0; i < ASK_ROUNDS_MAX + 2; i++)
        happen(SLICE("3599999"));
    for (size_t i = 0; i < client.id_count && !client.ended; i++)
        must(!client.ids[i].is_exact || client.ids[i].due == 0 || client.ids[i].is_acknowledged);
    close(client.in_fd);
    settle();
    now_ms += DRAIN_MS;
    settle();
    must(client.ended);
}

static void on_end(void *user)
{
    *(bool *)user = true;
}

static const struct registry *the_registry(void)
{
    static const struct clock_source source = { now, now };
    static struct registry *registry;
    struct err err;

    if (!registry) {
        witness_use(NULL);
        signal(SIGPIPE, SIG_IGN);
        clock_replace(&source);
        registry = registry_new(
            &(struct offers){ tools, prompts, resources, "{\"synonyms\":{},\"comma_lists\":[]}" },
            &err);
        must(registry != NULL);
    }
    return registry;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const struct registry *registry = the_registry();
    struct slice rest = { (const char *)bytes, size }, line;
    int in[2], out[2];

    if (size > INPUT_MAX)
        return 0;
    must(pipe(in) == 0 && pipe2(out, O_NONBLOCK) == 0);
    now_ms = 1000000;
    client = (struct client){ .loop = loop_new(), .in_fd = in[1], .out_fd = out[0] };
    client.out = BUF_MAX(MIB(64));
    client.witness = witness_new();
    client.state = BUF_MAX(KIB(8));
    client.server = server_new(client.loop, &(struct server_options){ .name = "fuzz",
                                                                      .version = "1",
                                                                      .registry = registry,
                                                                      .logging = true,
                                                                      .list_changed = true,
                                                                      .subscribe = true,
                                                                      .in_fd = in[0],
                                                                      .out_fd = out[1],
                                                                      .on_end = on_end,
                                                                      .user = &client.ended });
    while (slice_split(&rest, '\n', &line))
        take_line(line);
    finish();
    server_free(client.server);
    loop_turn(client.loop, 0);
    loop_free(client.loop);
    buf_done(&client.out);
    witness_free(client.witness);
    buf_done(&client.state);
    while (client.id_count > 0)
        free(client.ids[--client.id_count].id);
    close(in[0]);
    close(out[0]);
    close(out[1]);
    return 0;
}
