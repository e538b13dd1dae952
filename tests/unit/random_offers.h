/* random_offers - what a server offers to a random client, and how often each of it began and
 * ended. */
#pragma once

#include "base/limits.h"
#include "mcp/registry.h"
#include "json/json.h"

#include <stdio.h>

static struct {
    size_t started, stopped;
} runs;

static void runs_stop(void *state)
{
    (void)state;
    runs.stopped++;
}

static void echo_start(struct call *call)
{
    runs.started++;
    call_answer(call, slice_of(json_str(call_arguments(call), "text")), NULL);
}

static void fail_start(struct call *call)
{
    struct err err;

    runs.started++;
    err_set(&err, ERR_BUDGET, "the cap is $1");
    call_fail(call, &err);
}

static void big_start(struct call *call)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(MIB(1));

    runs.started++;
    for (int64_t left = json_int(call_arguments(call), "bytes", 0); left > 0; left -= 16)
        buf_adds(&text, "aaaaaaaaaaaaaaaa");
    call_answer(call, buf_slice(&text), NULL);
}

struct slow {
    struct call *call;
    struct loop_timer timer;
};

static void slow_on_due(void *user)
{
    call_answer(((struct slow *)user)->call, SLICE("slept"), NULL);
}

static void slow_start(struct call *call)
{
    struct slow *slow = call_state(call);

    runs.started++;
    *slow = (struct slow){ call, { slow_on_due, slow } };
    loop_timer_set(call_loop(call), &slow->timer, json_int(call_arguments(call), "ms", 0));
}

static void slow_stop(void *state)
{
    struct slow *slow = state;

    runs.stopped++;
    loop_timer_stop(call_loop(slow->call), &slow->timer);
}

static void never_start(struct call *call)
{
    runs.started++;
    call_set_timeout_s(call, json_int(call_arguments(call), "timeout_s", CALL_DEFAULT_S));
}

static void steps_start(struct call *call)
{
    int64_t count = json_int(call_arguments(call), "count", 0);

    runs.started++;
    for (int64_t i = 1; i <= count; i++)
        call_progress(call, (double)i, (double)count, "step");
}

static cJSON *question(unsigned kind, int mark)
{
    char text[256];
    struct err err;

    if (kind == 0)
        snprintf(text, sizeof(text),
                 "{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":\"?\"}"
                 "}],\"maxTokens\":9,\"metadata\":{\"mark\":%d}}",
                 mark);
    else
        snprintf(text, sizeof(text),
                 "{\"message\":\"?\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{}},"
                 "\"metadata\":{\"mark\":%d}}",
                 mark);
    return json_parse(slice_of(text), &gate_config, &err);
}

/* rounds of width questions of a kind: 0 for the client's model, 1 for its user. */
static void quiz_start(struct call *call)
{
    const cJSON *arguments = call_arguments(call);
    unsigned rounds = (unsigned)json_int(arguments, "rounds", 0);
    unsigned width = (unsigned)json_int(arguments, "width", 0);
    unsigned kind = (unsigned)json_int(arguments, "kind", 0);

    runs.started++;
    for (unsigned round = 0; round < rounds; round++) {
        bool is_complete = true;

        for (unsigned i = 0; i < width; i++) {
            char key[32];

            snprintf(key, sizeof(key), "k%u-%u", round, i);
            if (!call_ask(call, key, kind ? ASK_ELICITATION : ASK_SAMPLING,
                          question(kind, (int)json_int(arguments, "mark", 0))))
                is_complete = false;
        }
        if (!is_complete) {
            call_wait(call);
            return;
        }
    }
    call_answer(call, SLICE("all was said"), NULL);
}

static void read_start(struct call *call)
{
    const struct content block = { .kind = CONTENT_RESOURCE,
                                   .uri = json_str(call_arguments(call), "uri"),
                                   .text = SLICE("one") };

    runs.started++;
    call_answer_blocks(call, &block, 1);
}

static void greet_start(struct call *call)
{
    runs.started++;
    call_answer(call, slice_of(json_str(call_arguments(call), "name")), NULL);
}

static const struct handler big_tool = { "big", 0, big_start, NULL, runs_stop, NULL };
static const struct handler echo_tool = { "echo", 1, echo_start, NULL, runs_stop, NULL };
static const struct handler fail_tool = { "fail", 0, fail_start, NULL, runs_stop, NULL };
static const struct handler never_tool = { "never", 0, never_start, NULL, runs_stop, NULL };
static const struct handler quiz_tool = { "quiz", 8, quiz_start, NULL, runs_stop, NULL };
static const struct handler slow_tool = { "slow", sizeof(struct slow), slow_start,
                                          NULL,   slow_stop,           NULL };
static const struct handler steps_tool = { "steps", 0, steps_start, NULL, runs_stop, NULL };
static const struct handler greet_prompt = { "greet", 0, greet_start, NULL, runs_stop, NULL };
static const struct handler one_resource = { "one", 0, read_start, NULL, runs_stop, NULL };

#define QUIZ_TOOL(name, properties)                                                                \
    "{\"name\":\"" name "\",\"description\":\"d\",\"inputSchema\":{\"type\":\"object\","           \
    "\"properties\":{" properties "}}}"
#define QUIZ_INT(name) "\"" name "\":{\"type\":\"integer\"}"

static const struct offer quiz_tools[] = {
    { &big_tool, QUIZ_TOOL("big", QUIZ_INT("bytes")) },
    { &echo_tool, QUIZ_TOOL("echo", "\"text\":{\"type\":\"string\"}") },
    { &fail_tool, QUIZ_TOOL("fail", "") },
    { &never_tool, QUIZ_TOOL("never", QUIZ_INT("timeout_s")) },
    { &quiz_tool, QUIZ_TOOL("quiz", QUIZ_INT("rounds") "," QUIZ_INT("width") "," QUIZ_INT(
                                        "kind") "," QUIZ_INT("mark")) },
    { &slow_tool, QUIZ_TOOL("slow", QUIZ_INT("ms")) },
    { &steps_tool, QUIZ_TOOL("steps", QUIZ_INT("count")) },
    { NULL, NULL },
};
static const struct offer quiz_prompts[] = {
    { &greet_prompt, "{\"name\":\"greet\",\"description\":\"d\",\"arguments\":[{\"name\":\"name\","
                     "\"required\":true}]}" },
    { NULL, NULL },
};
static const struct offer quiz_resources[] = {
    { &one_resource, "{\"uri\":\"test://one\",\"name\":\"one\",\"description\":\"d\"}" },
    { NULL, NULL },
};

static const struct offers quiz_offers = { quiz_tools, quiz_prompts, quiz_resources,
                                           "{\"synonyms\":{},\"comma_lists\":[]}" };
