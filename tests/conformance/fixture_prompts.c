/* fixture_prompts - prompts of each kind, one of them completed, one that asks. */
#include "base/limits.h"
#include "tests/conformance/fixture.h"
#include "json/json.h"

static void answer_with(struct call *call, const struct content *first, const char *text)
{
    const struct content blocks[] = {
        *first,
        { .kind = CONTENT_TEXT, .text = slice_of(text) },
    };

    call_answer_blocks(call, blocks, ARRAY_COUNT(blocks));
}

static void simple_start(struct call *call)
{
    call_answer(call, SLICE("This is a simple prompt for testing."), NULL);
}

static void arguments_start(struct call *call)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(LINE_IN_MAX);

    buf_addf(&text, "Prompt with arguments: arg1='%s', arg2='%s'",
             json_str(call_arguments(call), "arg1"), json_str(call_arguments(call), "arg2"));
    call_answer(call, buf_slice(&text), NULL);
}

static void resource_start(struct call *call)
{
    const struct content block = {
        .kind = CONTENT_RESOURCE,
        .text = SLICE("Embedded resource content for testing."),
        .mime_type = "text/plain",
        .uri = json_str(call_arguments(call), "resourceUri"),
    };

    answer_with(call, &block, "Please process the embedded resource above.");
}

static void image_start(struct call *call)
{
    const struct content block = { .kind = CONTENT_IMAGE,
                                   .base64 = SLICE(FIXTURE_PNG),
                                   .mime_type = "image/png" };

    answer_with(call, &block, "Please analyze the image above.");
}

static void context_start(struct call *call)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(LINE_IN_MAX);
    const cJSON *reply =
        call_ask(call, "user_context", ASK_ELICITATION,
                 fixture_form("What context should the prompt use?",
                              "{\"type\":\"object\",\"properties\":{"
                              "\"context\":{\"type\":\"string\"}},\"required\":[\"context\"]}"));

    if (!reply) {
        call_wait(call);
        return;
    }

    const char *context = json_str(json_at(reply, "content"), "context");

    buf_addf(&text, "Context: %s", context ? context : "none");
    call_answer(call, buf_slice(&text), NULL);
}

static void complete_start(struct call *call)
{
    static const char *const words[] = { "paris", "park", "party" };
    struct slice typed = slice_of(json_str(call_arguments(call), "value"));
    bool is_first = strcmp(json_str(call_arguments(call), "argument"), "arg1") == 0;
    struct content values[ARRAY_COUNT(words)];
    size_t count = 0;

    for (size_t i = 0; is_first && i < ARRAY_COUNT(words); i++)
        if (slice_starts(slice_of(words[i]), typed))
            values[count++] = (struct content){ .kind = CONTENT_TEXT, .text = slice_of(words[i]) };
    call_answer_blocks(call, values, count);
}

static const struct handler complete = { "complete", 0, complete_start, NULL, NULL };
static const struct handler simple = { "test_simple_prompt", 0, simple_start, NULL, NULL };
static const struct handler arguments = {
    "test_prompt_with_arguments", 0, arguments_start, NULL, NULL, &complete
};
static const struct handler resource = { "test_prompt_with_embedded_resource", 0, resource_start,
                                         NULL, NULL };
static const struct handler image = { "test_prompt_with_image", 0, image_start, NULL, NULL };
static const struct handler context = { "test_input_required_result_prompt", 0, context_start, NULL,
                                        NULL };

#define ARGUMENT(name, description)                                                                \
    "{\"name\":\"" name "\",\"description\":\"" description "\",\"required\":true}"

const struct offer fixture_prompts[] = {
    { &simple, "{\"name\":\"test_simple_prompt\",\"description\":\"A text\"}" },
    { &arguments,
      "{\"name\":\"test_prompt_with_arguments\",\"description\":\"A text with two gaps\","
      "\"arguments\":[" ARGUMENT("arg1", "First test argument") "," //
      ARGUMENT("arg2", "Second test argument") "]}" },
    { &resource, "{\"name\":\"test_prompt_with_embedded_resource\",\"description\":\"A resource, "
                 "and what to do with it\",\"arguments\":[" //
      ARGUMENT("resourceUri", "URI of the resource to embed") "]}" },
    { &image, "{\"name\":\"test_prompt_with_image\",\"description\":\"An image, and what to do "
              "with it\"}" },
    { &context, "{\"name\":\"test_input_required_result_prompt\",\"description\":\"A text that "
                "asks the user first\"}" },
    { NULL, NULL },
};
