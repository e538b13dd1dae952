/* fixture_resources - resources: text, bytes, one that changes, and a template. */
#include "base/limits.h"
#include "tests/conformance/fixture.h"
#include "json/json.h"

/* Of that type, as the resource that was asked for. */
static void answer_text(struct call *call, const char *mime_type, struct slice text)
{
    const struct content block = {
        .kind = CONTENT_RESOURCE,
        .text = text,
        .mime_type = mime_type,
        .uri = json_str(call_arguments(call), "uri"),
    };

    call_answer_blocks(call, &block, 1);
}

static void text_start(struct call *call)
{
    answer_text(call, "text/plain", SLICE("This is the content of the static text resource."));
}

static void binary_start(struct call *call)
{
    const struct content block = {
        .kind = CONTENT_RESOURCE,
        .base64 = SLICE(FIXTURE_PNG),
        .mime_type = "image/png",
        .uri = json_str(call_arguments(call), "uri"),
    };

    call_answer_blocks(call, &block, 1);
}

static void watched_start(struct call *call)
{
    answer_text(call, "text/plain", SLICE("Watched resource content"));
}

static void template_start(struct call *call)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(4 * URI_MAX), data = BUF_MAX(2 * URI_MAX);
    struct slice id = slice_of(json_str(call_arguments(call), "id"));

    buf_addf(&data, "Data for ID: %.*s", SLICE_FMT(id));
    buf_adds(&text, "{\"id\":");
    json_quote(id, &text);
    buf_adds(&text, ",\"templateTest\":true,\"data\":");
    json_quote(buf_slice(&data), &text);
    buf_addc(&text, '}');
    answer_text(call, "application/json", buf_slice(&text));
}

static const struct handler text = { "static-text", 0, text_start, NULL, NULL };
static const struct handler binary = { "static-binary", 0, binary_start, NULL, NULL };
static const struct handler watched = { "watched-resource", 0, watched_start, NULL, NULL };
static const struct handler data = { "template-data", 0, template_start, NULL, NULL };

const struct offer fixture_resources[] = {
    { &text, "{\"uri\":\"test://static-text\",\"name\":\"static-text\","
             "\"description\":\"A text\",\"mimeType\":\"text/plain\"}" },
    { &binary, "{\"uri\":\"test://static-binary\",\"name\":\"static-binary\","
               "\"description\":\"An image\",\"mimeType\":\"image/png\"}" },
    { &watched, "{\"uri\":\"test://watched-resource\",\"name\":\"watched-resource\","
                "\"description\":\"Changes when test_trigger_resource_update is called\","
                "\"mimeType\":\"text/plain\"}" },
    { &data, "{\"uriTemplate\":\"test://template/{id}/data\",\"name\":\"template-data\","
             "\"description\":\"The data of an id\",\"mimeType\":\"application/json\"}" },
    { NULL, NULL },
};
