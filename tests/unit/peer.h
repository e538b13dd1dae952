/* peer - the client's end of a server under test, with a few tools and a clock of its own.
 *
 * A witness hears everything: what the server may not say fails the test in which it says it.
 *
 *     struct peer peer;
 *     peer_open(&peer);
 *     CHECK_STR(peer_ask(&peer, "{...}"), "{...}\n");
 *     peer_close(&peer);
 */
#pragma once

#include "base/buf.h"
#include "base/clock.h"
#include "base/limits.h"
#include "mcp/server.h"
#include "test.h"
#include "tests/witness/witness.h"
#include "json/json.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

static int64_t peer_now_ms = 1000000;

static inline int64_t peer_clock(void)
{
    return peer_now_ms;
}

static const struct clock_source peer_clock_source = { peer_clock, peer_clock };

/* How often each thing happened to the test tools since peer_open. */
static struct {
    int started, stopped, deadlines;
} tools_seen;

/* Answers at once with its text. */
static inline void echo_start(struct call *call)
{
    tools_seen.started++;
    call_answer(call, slice_of(json_str(call_arguments(call), "text")), NULL);
}

static inline void count_stop(void *state)
{
    (void)state;
    tools_seen.stopped++;
}

/* Answers after so many milliseconds. */
struct slow {
    struct call *call;
    struct loop_timer timer;
};

static inline void slow_on_due(void *user)
{
    struct slow *slow = user;
    cJSON *meta = cJSON_CreateObject();

    cJSON_AddNumberToObject(meta, "ms", json_num(call_arguments(slow->call), "ms", 0));
    call_answer(slow->call, SLICE("slept"), meta);
}

static inline void slow_start(struct call *call)
{
    struct slow *slow = call_state(call);

    tools_seen.started++;
    slow->call = call;
    slow->timer = (struct loop_timer){ slow_on_due, slow };
    loop_timer_set(call_loop(call), &slow->timer, json_int(call_arguments(call), "ms", 0));
}

static inline void slow_stop(void *state)
{
    struct slow *slow = state;

    tools_seen.stopped++;
    loop_timer_stop(call_loop(slow->call), &slow->timer);
}

/* Never answers; has a deadline of timeout_s when that is given. */
static inline void never_start(struct call *call)
{
    int64_t timeout_s = json_int(call_arguments(call), "timeout_s", 0);

    tools_seen.started++;
    if (timeout_s > 0)
        call_set_timeout_s(call, timeout_s);
}

static inline void partial_on_deadline(struct call *call)
{
    tools_seen.deadlines++;
    call_answer_error(call, SLICE("what there was"), NULL);
}

static inline void negligent_on_deadline(struct call *call)
{
    (void)call;
    tools_seen.deadlines++;
}

/* Says so often how far it is, then rests. */
static inline void steps_start(struct call *call)
{
    int64_t count = json_int(call_arguments(call), "count", 0);

    tools_seen.started++;
    for (int64_t i = 1; i <= count; i++)
        call_progress(call, (double)i, (double)count, "step %" PRId64, i);
}

static inline void fail_start(struct call *call)
{
    struct err err;

    tools_seen.started++;
    err_set(&err, ERR_BUDGET, "the cap is $1");
    call_fail(call, &err);
}

/* An answer of so many letters. */
static inline void big_start(struct call *call)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(MIB(16));

    tools_seen.started++;
    for (int64_t left = json_int(call_arguments(call), "bytes", 0); left > 0; left -= 16)
        buf_add(&text, (struct slice){ "aaaaaaaaaaaaaaaa", left < 16 ? (size_t)left : 16 });
    call_answer(call, buf_slice(&text), NULL);
}

static const struct handler big_tool = { "big", 0, big_start, NULL, count_stop };
static const struct handler echo_tool = { "echo", 1, echo_start, NULL, count_stop };
static const struct handler fail_tool = { "fail", 0, fail_start, NULL, NULL };
static const struct handler negligent_tool = { "negligent", 0, never_start, negligent_on_deadline,
                                               count_stop };
static const struct handler never_tool = { "never", 0, never_start, NULL, count_stop };
static const struct handler partial_tool = { "partial", 0, never_start, partial_on_deadline,
                                             count_stop };
static const struct handler slow_tool = { "slow", sizeof(struct slow), slow_start, NULL,
                                          slow_stop };
static const struct handler steps_tool = { "steps", 0, steps_start, NULL, count_stop };

#define PEER_SCHEMA(name, property, type, required)                                                \
    "{\"name\":\"" name "\",\"title\":\"T\",\"description\":\"d\","                                \
    "\"annotations\":{\"readOnlyHint\":true},\"_meta\":{\"x/y\":1},"                               \
    "\"inputSchema\":{\"type\":\"object\",\"properties\":{\"" property "\":{\"type\":\"" type      \
    "\"}}" required ",\"additionalProperties\":false}}"
#define PEER_TIMEOUT(name) PEER_SCHEMA(name, "timeout_s", "integer", "")

static const struct offer peer_tools[] = {
    { &big_tool, PEER_SCHEMA("big", "bytes", "integer", "") },
    { &echo_tool, PEER_SCHEMA("echo", "text", "string", ",\"required\":[\"text\"]") },
    { &fail_tool, PEER_SCHEMA("fail", "unused", "string", "") },
    { &negligent_tool, PEER_TIMEOUT("negligent") },
    { &never_tool, PEER_TIMEOUT("never") },
    { &partial_tool, PEER_TIMEOUT("partial") },
    { &slow_tool, PEER_SCHEMA("slow", "ms", "integer", "") },
    { &steps_tool, PEER_SCHEMA("steps", "count", "integer", "") },
    { NULL, NULL },
};

struct peer {
    struct loop *loop;
    struct registry *registry;
    struct server *server;
    int in_fd, out_fd;         /* ours: where we write, where we read */
    int server_in, server_out; /* the server's */
    struct buf out;            /* read and not yet looked at */
    struct witness *witness;
    int active, ended;
};

static inline void peer_on_active(void *user)
{
    ((struct peer *)user)->active++;
}

static inline void peer_on_end(void *user)
{
    ((struct peer *)user)->ended++;
}

__attribute__((constructor)) static inline void peer_report_at_end(void)
{
    test_at_end(witness_report);
}

/* The schemas are read once for all tests of a file. */
static inline struct witness *peer_witness(void)
{
    static bool is_ready;

    if (!is_ready)
        witness_use(test_data_dir());
    is_ready = true;
    return witness_new();
}

static inline void peer_open_with(struct peer *peer, const struct offer *tools)
{
    int in[2], out[2];
    struct err err = { 0 };

    json_init();
    signal(SIGPIPE, SIG_IGN);
    clock_replace(&peer_clock_source);
    memset(&tools_seen, 0, sizeof(tools_seen));
    CHECK(pipe(in) == 0 && pipe(out) == 0);
    fcntl(in[1], F_SETFL, O_NONBLOCK);
    fcntl(out[0], F_SETFL, O_NONBLOCK);
    *peer = (struct peer){
        .loop = loop_new(),
        .registry = registry_new(
            &(struct offers){
                .tools = tools,
                .coercions = "{\"synonyms\":{\"text\":[\"words\"]},\"comma_lists\":[]}",
            },
            &err),
        .in_fd = in[1],
        .out_fd = out[0],
        .server_in = in[0],
        .server_out = out[1],
        .out = BUF_MAX(MIB(128)),
        .witness = peer_witness(),
    };
    if (!peer->registry)
        test_fail(__FILE__, __LINE__, "%s", err.text);
    peer->server = server_new(peer->loop, &(struct server_options){
                                              .name = "test",
                                              .title = "A \"test\"",
                                              .version = "1.2",
                                              .description = "D",
                                              .website_url = "https://example.org",
                                              .instructions = "Read me.",
                                              .registry = peer->registry,
                                              .in_fd = in[0],
                                              .out_fd = out[1],
                                              .on_active = peer_on_active,
                                              .on_end = peer_on_end,
                                              .user = peer,
                                          });
}

static inline void peer_open(struct peer *peer)
{
    peer_open_with(peer, peer_tools);
}

static inline void peer_read(struct peer *peer)
{
    char chunk[65536];
    ssize_t size;
    struct err err;

    while (peer->out_fd >= 0 && (size = read(peer->out_fd, chunk, sizeof(chunk))) > 0) {
        struct slice bytes = { chunk, (size_t)size };

        buf_add(&peer->out, bytes);
        if (witness_received_bytes(peer->witness, bytes, &err) < 0)
            test_fail(__FILE__, __LINE__, "the server wrote: %s", err.text);
    }
}

/* Turns the loop until nothing more happens at this time. */
static inline void peer_settle(struct peer *peer)
{
    for (size_t before = SIZE_MAX, idle = 0; idle < 4; idle++) {
        loop_turn(peer->loop, 0);
        peer_read(peer);
        if (peer->out.size != before)
            idle = 0;
        before = peer->out.size;
    }
    if (peer->out_fd >= 0)
        witness_quiet(peer->witness);
}

static inline void peer_write(struct peer *peer, struct slice bytes)
{
    witness_sent_bytes(peer->witness, bytes);
    while (bytes.size > 0) {
        ssize_t size = write(peer->in_fd, bytes.data, bytes.size);

        if (size < 0 && errno != EAGAIN)
            return; /* the server has gone */
        if (size > 0)
            bytes = slice_from(bytes, (size_t)size);
        loop_turn(peer->loop, 0);
        peer_read(peer);
    }
}

/* What came since the last look. */
static inline const char *peer_heard(struct peer *peer)
{
    static struct buf heard = { .size_max = MIB(128) };

    peer_settle(peer);
    buf_clear(&heard);
    buf_add(&heard, buf_slice(&peer->out));
    buf_clear(&peer->out);
    return buf_text(&heard);
}

/* Sends a line, or several, in one piece, and hears what comes at once. */
static inline const char *peer_ask(struct peer *peer, const char *lines)
{
    CLEANUP(buf_done) struct buf piece = BUF_MAX(MIB(32));

    buf_adds(&piece, lines);
    buf_addc(&piece, '\n');
    peer_write(peer, buf_slice(&piece));
    return peer_heard(peer);
}

static inline void peer_wait(struct peer *peer, int64_t ms)
{
    peer_now_ms += ms;
    peer_settle(peer);
}

static inline void peer_hang_up(struct peer *peer)
{
    witness_sent_all(peer->witness);
    close(peer->in_fd);
    peer->in_fd = -1;
    peer_settle(peer);
}

static inline void peer_close(struct peer *peer)
{
    server_free(peer->server);
    loop_turn(peer->loop, 0);
    loop_free(peer->loop);
    registry_free(peer->registry);
    witness_free(peer->witness);
    buf_done(&peer->out);
    if (peer->in_fd >= 0)
        close(peer->in_fd);
    if (peer->out_fd >= 0)
        close(peer->out_fd);
    close(peer->server_in);
    close(peer->server_out);
    clock_replace(NULL);
}

/* The _meta of a stateless request, and what every stateless result of the test server ends with.
 */
#define PEER_META                                                                                  \
    "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","                       \
    "\"io.modelcontextprotocol/clientCapabilities\":{}}"
#define PEER_COMPLETE                                                                              \
    "\"resultType\":\"complete\",\"_meta\":{\"io.modelcontextprotocol/serverInfo\":{"              \
    "\"name\":\"test\",\"version\":\"1.2\",\"title\":\"A \\\"test\\\"\",\"description\":\"D\","    \
    "\"websiteUrl\":\"https://example.org\"}"

/* A request for a tool; more is what follows the arguments in params, with its comma, or "". */
static inline const char *peer_call_line(const char *id, const char *tool, const char *arguments,
                                         const char *more)
{
    static char line[4096];

    snprintf(line, sizeof(line),
             "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"tools/call\",\"params\":{\"name\":\"%s\","
             "\"arguments\":%s%s}}",
             id, tool, arguments, more);
    return line;
}

static inline const char *peer_call(struct peer *peer, const char *id, const char *tool,
                                    const char *arguments, const char *more)
{
    return peer_ask(peer, peer_call_line(id, tool, arguments, more));
}

static inline void peer_initialize(struct peer *peer, const char *version)
{
    char line[256];

    snprintf(line, sizeof(line),
             "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
             "\"protocolVersion\":\"%s\"}}",
             version);
    CHECK_SAYS(peer_ask(peer, line), version);
}
