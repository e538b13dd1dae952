/* fixture_tools - tools that answer by themselves: each kind of content, progress, log, changes. */
#include "base/limits.h"
#include "tests/conformance/fixture.h"
#include "json/json.h"

#define STEPS       3
#define LOG_STEP_MS 50

static const struct content image = { .kind = CONTENT_IMAGE,
                                      .base64 = SLICE(FIXTURE_PNG),
                                      .mime_type = "image/png" };
static const struct content audio = { .kind = CONTENT_AUDIO,
                                      .base64 = SLICE(FIXTURE_WAV),
                                      .mime_type = "audio/wav" };

static void simple_start(struct call *call)
{
    call_answer(call, SLICE("This is a simple text response for testing."), NULL);
}

static void image_start(struct call *call)
{
    call_answer_blocks(call, &image, 1);
}

static void audio_start(struct call *call)
{
    call_answer_blocks(call, &audio, 1);
}

static void embedded_start(struct call *call)
{
    const struct content block = {
        .kind = CONTENT_RESOURCE,
        .text = SLICE("This is an embedded resource content."),
        .mime_type = "text/plain",
        .uri = "test://embedded-resource",
    };

    call_answer_blocks(call, &block, 1);
}

static void mixed_start(struct call *call)
{
    const struct content blocks[] = {
        { .kind = CONTENT_TEXT, .text = SLICE("Multiple content types test:") },
        image,
        { .kind = CONTENT_RESOURCE,
          .text = SLICE("{\"test\":\"data\",\"value\":123}"),
          .mime_type = "application/json",
          .uri = "test://mixed-content-resource" },
    };

    call_answer_blocks(call, blocks, ARRAY_COUNT(blocks));
}

static void error_start(struct call *call)
{
    call_answer_error(call, SLICE("This tool intentionally returns an error for testing"), NULL);
}

/* A tool that takes its time: something happens at once, and again after each pause. */
struct steps {
    struct call *call;
    struct loop_timer timer;
    void (*take)(struct call *call, int step);
    int64_t pause_ms;
    int step;
};

static void steps_take(void *user)
{
    struct steps *steps = user;

    steps->take(steps->call, steps->step);
    if (++steps->step < STEPS)
        loop_timer_set(call_loop(steps->call), &steps->timer, steps->pause_ms);
    else
        call_answer(steps->call, SLICE("All steps are done."), NULL);
}

static void steps_begin(struct call *call, void (*take)(struct call *call, int step),
                        int64_t pause_ms)
{
    struct steps *steps = call_state(call);

    *steps = (struct steps){
        .call = call,
        .timer = { .on_due = steps_take, .user = steps },
        .take = take,
        .pause_ms = pause_ms,
    };
    steps_take(steps);
}

static void steps_stop(void *state)
{
    struct steps *steps = state;

    loop_timer_stop(call_loop(steps->call), &steps->timer);
}

static void take_logged_step(struct call *call, int step)
{
    static const char *const texts[STEPS] = {
        "Tool execution started",
        "Tool processing data",
        "Tool execution completed",
    };

    call_log(call, LEVEL_INFO, slice_of(texts[step]));
}

static void logged_start(struct call *call)
{
    steps_begin(call, take_logged_step, LOG_STEP_MS);
}

static void take_step(struct call *call, int step)
{
    call_progress(call, 50.0 * step, 100, "step %d of %d", step + 1, STEPS);
}

/* Slow enough for each step to be told. */
static void progress_start(struct call *call)
{
    steps_begin(call, take_step, PROGRESS_MIN_MS);
}

static void log_once_start(struct call *call)
{
    call_log(call, LEVEL_INFO, SLICE("A line of log"));
    call_answer(call, SLICE("A line was logged for those who listen."), NULL);
}

static void tools_changed_start(struct call *call)
{
    struct fixture *fixture = call_context(call);

    server_list_changed(fixture->server, FAMILY_TOOL);
    call_answer(call, SLICE("The list of tools has changed."), NULL);
}

static void prompts_changed_start(struct call *call)
{
    struct fixture *fixture = call_context(call);

    server_list_changed(fixture->server, FAMILY_PROMPT);
    call_answer(call, SLICE("The list of prompts has changed."), NULL);
}

static void resource_updated_start(struct call *call)
{
    struct fixture *fixture = call_context(call);

    server_resource_updated(fixture->server, "test://watched-resource");
    call_answer(call, SLICE("test://watched-resource was updated."), NULL);
}

static void arguments_start(struct call *call)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(LINE_IN_MAX);

    json_print(call_arguments(call), &text);
    call_answer(call, buf_slice(&text), NULL);
}

#define SCHEMA_2020_12                                                                             \
    "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"type\":\"object\","           \
    "\"$defs\":{\"address\":{\"$anchor\":\"addressDef\",\"type\":\"object\",\"properties\":{"      \
    "\"street\":{\"type\":\"string\"},\"city\":{\"type\":\"string\"}}}},"                          \
    "\"properties\":{\"name\":{\"type\":\"string\"},\"address\":{\"$ref\":\"#/$defs/address\"},"   \
    "\"contactMethod\":{\"type\":\"string\",\"enum\":[\"phone\",\"email\"]},"                      \
    "\"phone\":{\"type\":\"string\"},\"email\":{\"type\":\"string\"}},"                            \
    "\"allOf\":[{\"anyOf\":[{\"required\":[\"phone\"]},{\"required\":[\"email\"]}]}],"             \
    "\"if\":{\"properties\":{\"contactMethod\":{\"const\":\"phone\"}},"                            \
    "\"required\":[\"contactMethod\"]},\"then\":{\"required\":[\"phone\"]},"                       \
    "\"else\":{\"required\":[\"email\"]},\"additionalProperties\":false}"

static const struct handler simple = { "test_simple_text", 0, simple_start, NULL, NULL };
static const struct handler with_image = { "test_image_content", 0, image_start, NULL, NULL };
static const struct handler with_audio = { "test_audio_content", 0, audio_start, NULL, NULL };
static const struct handler embedded = { "test_embedded_resource", 0, embedded_start, NULL, NULL };
static const struct handler mixed = { "test_multiple_content_types", 0, mixed_start, NULL, NULL };
static const struct handler error = { "test_error_handling", 0, error_start, NULL, NULL };
static const struct handler logged = { "test_tool_with_logging", sizeof(struct steps), logged_start,
                                       NULL, steps_stop };
static const struct handler progress = { "test_tool_with_progress", sizeof(struct steps),
                                         progress_start, NULL, steps_stop };
static const struct handler log_once = { "test_logging_tool", 0, log_once_start, NULL, NULL };
static const struct handler tools_changed = { "test_trigger_tool_change", 0, tools_changed_start,
                                              NULL, NULL };
static const struct handler prompts_changed = { "test_trigger_prompt_change", 0,
                                                prompts_changed_start, NULL, NULL };
static const struct handler resource_updated = { "test_trigger_resource_update", 0,
                                                 resource_updated_start, NULL, NULL };
static const struct handler arguments = { "json_schema_2020_12_tool", 0, arguments_start, NULL,
                                          NULL };

const struct offer fixture_tools[] = {
    { &simple, FIXTURE_PLAIN_TOOL("test_simple_text", "Answers with a text") },
    { &with_image, FIXTURE_PLAIN_TOOL("test_image_content", "Answers with an image") },
    { &with_audio, FIXTURE_PLAIN_TOOL("test_audio_content", "Answers with a sound") },
    { &embedded, FIXTURE_PLAIN_TOOL("test_embedded_resource", "Answers with a resource") },
    { &mixed, FIXTURE_PLAIN_TOOL("test_multiple_content_types", "Answers with several blocks") },
    { &error, FIXTURE_PLAIN_TOOL("test_error_handling", "Fails") },
    { &logged, FIXTURE_PLAIN_TOOL("test_tool_with_logging", "Logs three lines while it works") },
    { &progress, FIXTURE_PLAIN_TOOL("test_tool_with_progress", "Says three times how far it is") },
    { &log_once, FIXTURE_PLAIN_TOOL("test_logging_tool", "Logs a line") },
    { &tools_changed, FIXTURE_PLAIN_TOOL("test_trigger_tool_change", "Changes the tools") },
    { &prompts_changed, FIXTURE_PLAIN_TOOL("test_trigger_prompt_change", "Changes the prompts") },
    { &resource_updated, FIXTURE_PLAIN_TOOL("test_trigger_resource_update", "Changes a resource") },
    { &arguments, "{\"name\":\"json_schema_2020_12_tool\",\"description\":\"Answers with its "
                  "arguments\",\"inputSchema\":" SCHEMA_2020_12 "}" },
    { NULL, NULL },
};
