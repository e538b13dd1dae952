/* offers - what the server under fuzz offers: each way that a handler can behave. */
#pragma once

#include "mcp/registry.h"
#include "json/json.h"

/* Answers at once, having said how far it is. */
static void echo_start(struct call *call)
{
    const char *text = json_str(call_arguments(call), "text");

    call_progress(call, 1, 2, "%s", text ? text : "");
    call_log(call, LEVEL_WARNING, slice_of(text));
    call_answer(call, slice_of(text), NULL);
}

/* Answers after so many milliseconds; says three times how far it is. */
struct slow {
    struct call *call;
    struct loop_timer timer;
    int left;
};

static void slow_on_due(void *user)
{
    struct slow *slow = user;

    call_log(slow->call, LEVEL_INFO, SLICE("due"));
    if (slow->left-- == 0) {
        call_answer(slow->call, SLICE("slept"), NULL);
        return;
    }
    call_progress(slow->call, 3 - slow->left, 3, "%d left", slow->left);
    loop_timer_set(call_loop(slow->call), &slow->timer,
                   json_int(call_arguments(slow->call), "ms", 0) % 100000);
}

static void slow_start(struct call *call)
{
    struct slow *slow = call_state(call);

    *slow = (struct slow){ call, { slow_on_due, slow }, 3 };
    slow_on_due(slow);
}

static void slow_stop(void *state)
{
    struct slow *slow = state;

    loop_timer_stop(call_loop(slow->call), &slow->timer);
}

static void never_start(struct call *call)
{
    call_set_timeout_s(call, json_int(call_arguments(call), "timeout_s", 600));
}

static void fail_start(struct call *call)
{
    struct err err;

    err_set(&err, (enum err_kind)json_int(call_arguments(call), "kind", ERR_BUDGET), "it failed");
    call_fail(call, &err);
}

/* A form, then two questions at once. */
static void ask_start(struct call *call)
{
    static const char form[] =
        "{\"message\":\"who?\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{"
        "\"name\":{\"type\":\"string\"}},\"required\":[\"name\"]}}";
    static const char sampling[] =
        "{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":\"?\"}}],"
        "\"maxTokens\":9}";
    struct err err;
    const cJSON *who =
        call_ask(call, "who", ASK_ELICITATION, json_parse(slice_of(form), &gate_config, &err));

    if (!who) {
        call_wait(call);
        return;
    }
    if (!call_can_ask(call, ASK_SAMPLING)) {
        call_answer(call, slice_of(json_str(who, "action")), NULL);
        return;
    }

    const cJSON *text =
        call_ask(call, "text", ASK_SAMPLING, json_parse(slice_of(sampling), &gate_config, &err));
    const cJSON *roots = call_ask(call, "roots", ASK_ROOTS, cJSON_CreateObject());

    if (!text || !roots)
        call_wait(call);
    else
        call_answer(call, slice_of(json_str(text, "model")), NULL);
}

static void greet_start(struct call *call)
{
    const struct content blocks[] = {
        { .kind = CONTENT_TEXT, .text = slice_of(json_str(call_arguments(call), "name")) },
        { .kind = CONTENT_LINK, .uri = "test://one", .name = "one", .role = "assistant" },
        { .kind = CONTENT_AUDIO, .base64 = SLICE("AA=="), .mime_type = "audio/wav" },
    };

    call_answer_blocks(call, blocks, ARRAY_COUNT(blocks));
}

static void read_start(struct call *call)
{
    const char *id = json_str(call_arguments(call), "id");
    const struct content block = { .kind = CONTENT_RESOURCE,
                                   .uri = json_str(call_arguments(call), "uri"),
                                   .text = slice_of(id ? id : "one") };
    struct err err;

    if (id && strcmp(id, "none") == 0) {
        err_set(&err, ERR_MODEL, "there is no such thing");
        call_fail(call, &err);
        return;
    }
    call_answer_blocks(call, &block, 1);
}

/* More values than may be sent. */
static void complete_start(struct call *call)
{
    struct content blocks[120];
    const char *value = json_str(call_arguments(call), "value");

    for (size_t i = 0; i < ARRAY_COUNT(blocks); i++)
        blocks[i] = (struct content){ .kind = CONTENT_TEXT, .text = slice_of(value) };
    call_answer_blocks(call, blocks, value && value[0] ? 1 : ARRAY_COUNT(blocks));
}

static const struct handler completer = { "complete", 0, complete_start, NULL, NULL, NULL };
static const struct handler ask = { "ask", 8, ask_start, NULL, NULL, NULL };
static const struct handler echo = { "echo", 8, echo_start, NULL, NULL, NULL };
static const struct handler fail = { "fail", 0, fail_start, NULL, NULL, NULL };
static const struct handler never = { "never", 0, never_start, NULL, NULL, NULL };
static const struct handler slow = {
    "slow", sizeof(struct slow), slow_start, NULL, slow_stop, NULL
};
static const struct handler greet = { "greet", 0, greet_start, NULL, NULL, &completer };
static const struct handler puzzle = { "puzzle", 0, ask_start, NULL, NULL, NULL };
static const struct handler reader = { "read", 0, read_start, NULL, NULL, &completer };

#define TOOL(name, property, type)                                                                 \
    "{\"name\":\"" name "\",\"description\":\"d\",\"inputSchema\":{\"type\":\"object\","           \
    "\"properties\":{\"" property "\":{\"type\":\"" type "\"}}}}"

static const struct offer tools[] = {
    { &ask, TOOL("ask", "a", "string") },
    { &echo, TOOL("echo", "text", "string") },
    { &fail, "{\"name\":\"fail\",\"description\":\"d\",\"inputSchema\":{\"type\":\"object\","
             "\"properties\":{\"kind\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":6}}}}" },
    { &never, TOOL("never", "timeout_s", "integer") },
    { &slow, TOOL("slow", "ms", "integer") },
    { NULL, NULL },
};

static const struct offer prompts[] = {
    { &greet, "{\"name\":\"greet\",\"title\":\"T\",\"description\":\"d\",\"arguments\":["
              "{\"name\":\"name\",\"required\":true},{\"name\":\"other\"}]}" },
    { &puzzle, "{\"name\":\"puzzle\",\"description\":\"d\"}" },
    { NULL, NULL },
};

static const struct offer resources[] = {
    { &reader, "{\"uri\":\"test://one\",\"name\":\"one\",\"description\":\"d\"}" },
    { &reader, "{\"uriTemplate\":\"test://t/{id}/data\",\"name\":\"t\",\"description\":\"d\"}" },
    { &ask, "{\"uri\":\"test://ask\",\"name\":\"ask\",\"description\":\"d\"}" },
    { NULL, NULL },
};
