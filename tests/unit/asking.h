/* asking - tools that ask the client, and the client's end of it. On top of peer.h.
 *
 *     asking_open(&peer);
 *     CHECK_STR(asking_call(&peer, "1", "form", "{}", ""), "...");
 */
#pragma once

#include "peer.h"

#include <stdarg.h>
#include <stdlib.h>

/* How many runs there were since asking_open. Each must be stopped exactly once. */
static struct {
    int started, stopped;
} runs;

/* Seconds of the wall clock, apart from the loop's. */
static int64_t asking_unix_s = 1800000000;

static inline int64_t asking_clock(void)
{
    return asking_unix_s;
}

static const struct clock_source asking_clock_source = { peer_clock, asking_clock };

struct run {
    bool is_used; /* zeroed for every run */
};

static inline void run_begin(struct call *call)
{
    struct run *run = call_state(call);

    CHECK(!run->is_used);
    run->is_used = true;
    runs.started++;
}

static inline void run_stop(void *state)
{
    CHECK(((struct run *)state)->is_used);
    runs.stopped++;
}

static inline cJSON *tree_of(const char *text)
{
    struct err err;
    cJSON *tree = json_parse(slice_of(text), &gate_client, &err);

    if (!tree)
        test_fail(__FILE__, __LINE__, "%s: %s", text, err.text);
    return tree;
}

#define NAME_FORM                                                                                  \
    "{\"message\":\"Who?\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{"              \
    "\"name\":{\"type\":\"string\"}},\"required\":[\"name\"]}}"
#define URL_FORM                                                                                   \
    "{\"mode\":\"url\",\"message\":\"Look\",\"url\":\"https://example.org/x\","                    \
    "\"elicitationId\":\"e1\"}"
#define SAMPLE_FORM                                                                                \
    "{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":\"Say\"}}],"        \
    "\"maxTokens\":9}"

static const char *const forms[] = {
    [ASK_ELICITATION] = NAME_FORM,
    [ASK_ELICITATION_URL] = URL_FORM,
    [ASK_SAMPLING] = SAMPLE_FORM,
    [ASK_ROOTS] = "{}",
};

static inline const cJSON *ask_for(struct call *call, const char *key, enum ask_kind kind)
{
    return call_ask(call, key, kind, tree_of(forms[kind]));
}

/* Answers with the replies as they are. */
static inline void answer_with(struct call *call, const cJSON *const *replies, size_t count)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(MIB(16));

    for (size_t i = 0; i < count; i++)
        json_print(replies[i], &text);
    call_answer(call, buf_slice(&text), NULL);
}

static inline void ask_one(struct call *call, enum ask_kind kind)
{
    run_begin(call);

    const cJSON *reply = ask_for(call, "it", kind);

    if (reply)
        answer_with(call, &reply, 1);
    else
        call_wait(call);
}

static inline void form_start(struct call *call)
{
    ask_one(call, ASK_ELICITATION);
}

static inline void link_start(struct call *call)
{
    ask_one(call, ASK_ELICITATION_URL);
}

static inline void sample_start(struct call *call)
{
    ask_one(call, ASK_SAMPLING);
}

static inline void roots_start(struct call *call)
{
    ask_one(call, ASK_ROOTS);
}

/* One of each kind but links, at once. */
static inline void three_start(struct call *call)
{
    run_begin(call);

    const cJSON *replies[] = {
        ask_for(call, "a \"form\"", ASK_ELICITATION),
        ask_for(call, "sample", ASK_SAMPLING),
        ask_for(call, "roots", ASK_ROOTS),
    };

    if (replies[0] && replies[1] && replies[2])
        answer_with(call, replies, 3);
    else
        call_wait(call);
}

/* One form after the other: count of them, or as many as one likes. */
static inline void chain_start(struct call *call)
{
    int64_t count = json_int(call_arguments(call), "count", 1000);
    char key[32];

    run_begin(call);
    for (int64_t i = 1; i <= count; i++) {
        snprintf(key, sizeof(key), "q%d", (int)i);
        if (!ask_for(call, key, ASK_ELICITATION)) {
            call_wait(call);
            return;
        }
    }
    call_answer(call, SLICE("asked enough"), NULL);
}

/* Asks for a link and a form: what lacks is two members of one capability. */
static inline void both_start(struct call *call)
{
    run_begin(call);
    ask_for(call, "form", ASK_ELICITATION);
    ask_for(call, "link", ASK_ELICITATION_URL);
    ask_for(call, "sample", ASK_SAMPLING);
    call_wait(call);
}

/* A question of so many bytes, behind a small one. */
static inline void large_start(struct call *call)
{
    cJSON *params = tree_of(NAME_FORM);
    CLEANUP(buf_done) struct buf text = BUF_MAX(MIB(16));

    run_begin(call);
    for (int64_t left = json_int(call_arguments(call), "count", 0); left > 0; left--)
        buf_addc(&text, 'a');
    cJSON_AddStringToObject(params, "note", buf_text(&text));
    ask_for(call, "small", ASK_ELICITATION);
    call_ask(call, "large", ASK_ELICITATION, params);
    call_wait(call);
}

#define ASKING_TOOL(stem)                                                                          \
    static const struct handler stem##_tool = { #stem, sizeof(struct run), stem##_start, NULL,     \
                                                run_stop }
ASKING_TOOL(both);
ASKING_TOOL(chain);
ASKING_TOOL(form);
ASKING_TOOL(large);
ASKING_TOOL(link);
ASKING_TOOL(roots);
ASKING_TOOL(sample);
ASKING_TOOL(three);

#define ASKING_SCHEMA(stem)                                                                        \
    "{\"name\":\"" stem "\",\"description\":\"d\",\"inputSchema\":{\"type\":\"object\","           \
    "\"properties\":{\"tag\":{\"type\":\"string\"},\"count\":{\"type\":\"integer\"},"              \
    "\"more\":{\"type\":\"object\"}},\"additionalProperties\":false}}"

static const struct offer asking_tools[] = {
    { &both_tool, ASKING_SCHEMA("both") },
    { &chain_tool, ASKING_SCHEMA("chain") },
    { &echo_tool, PEER_SCHEMA("echo", "text", "string", ",\"required\":[\"text\"]") },
    { &form_tool, ASKING_SCHEMA("form") },
    { &large_tool, ASKING_SCHEMA("large") },
    { &link_tool, ASKING_SCHEMA("link") },
    { &roots_tool, ASKING_SCHEMA("roots") },
    { &sample_tool, ASKING_SCHEMA("sample") },
    { &three_tool, ASKING_SCHEMA("three") },
    { NULL, NULL },
};

static inline void asking_open(struct peer *peer)
{
    peer_open_with(peer, asking_tools);
    clock_replace(&asking_clock_source);
    memset(&runs, 0, sizeof(runs));
}

/* Every run that began has ended, once. */
static inline void asking_close(struct peer *peer)
{
    peer_close(peer);
    CHECK_INT(runs.stopped, runs.started);
}

#define ASKING_ALL "{\"elicitation\":{\"form\":{},\"url\":{}},\"sampling\":{},\"roots\":{}}"

/* A legacy connection whose client can be asked for these. */
static inline void asking_initialize(struct peer *peer, const char *version,
                                     const char *capabilities)
{
    char line[512];

    snprintf(line, sizeof(line),
             "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
             "\"protocolVersion\":\"%s\",\"capabilities\":%s}}",
             version, capabilities);
    CHECK_SAYS(peer_ask(peer, line), version);
}

/* A stateless call by a client that can be asked for these; more begins with its comma. */
static inline const char *asking_call_by(struct peer *peer, const char *capabilities,
                                         const char *tool, const char *arguments, const char *more)
{
    static struct buf line = { .size_max = MIB(8) };

    buf_clear(&line);
    buf_addf(&line,
             "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"%s\","
             "\"arguments\":%s,\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":"
             "\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":%s}%s}}",
             tool, arguments, capabilities, more);
    return peer_ask(peer, buf_text(&line));
}

static inline const char *asking_call(struct peer *peer, const char *tool, const char *arguments,
                                      const char *more)
{
    return asking_call_by(peer, ASKING_ALL, tool, arguments, more);
}

/* A line of the client's, from a format. */
static inline const char *asking_say(struct peer *peer, const char *format, ...) PRINTF(2, 3);
static inline const char *asking_say(struct peer *peer, const char *format, ...)
{
    CLEANUP(buf_done) struct buf line = BUF_MAX(MIB(8));
    va_list args;

    va_start(args, format);
    buf_vaddf(&line, format, args);
    va_end(args);
    return peer_ask(peer, buf_text(&line));
}

#define ACCEPTED "{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}"
#define DECLINED "{\"action\":\"decline\"}"
#define SAMPLED                                                                                    \
    "{\"role\":\"assistant\",\"content\":{\"type\":\"text\",\"text\":\"Yes\"},\"model\":\"m\"}"
#define ROOTED "{\"roots\":[{\"uri\":\"file:///p\"}]}"

static const char *const replies_of[] = {
    [ASK_ELICITATION] = ACCEPTED,
    [ASK_ELICITATION_URL] = "{\"action\":\"accept\"}",
    [ASK_SAMPLING] = SAMPLED,
    [ASK_ROOTS] = ROOTED,
};

/* The requestState of what was heard, with its quotes. Valid until the next. */
static inline const char *state_in(const char *heard)
{
    static char state[ASK_STATE_MAX + 16];
    const char *at = strstr(heard, "\"requestState\":\"");

    if (!at)
        test_fail(__FILE__, __LINE__, "no requestState in %s", heard);
    at += strlen("\"requestState\":");

    size_t size = strcspn(at + 1, "\"") + 2;

    CHECK(size < sizeof(state));
    memcpy(state, at, size);
    state[size] = '\0';
    return state;
}

/* A copy of it, for a short one. */
static inline void keep_state(char state[1024], const char *heard)
{
    const char *text = state_in(heard);

    CHECK(strlen(text) < 1024);
    memcpy(state, text, strlen(text) + 1);
}

/* What was heard with the state (which is different every time) as S. */
static inline const char *masked(const char *heard)
{
    static struct buf text = { .size_max = MIB(16) };
    const char *at = strstr(heard, "\"requestState\":\"");

    buf_clear(&text);
    if (at) {
        at += strlen("\"requestState\":\"");
        buf_add(&text, (struct slice){ heard, (size_t)(at - heard) });
        buf_addc(&text, 'S');
        heard = at + strcspn(at, "\"");
    }
    buf_adds(&text, heard);
    return buf_text(&text);
}
