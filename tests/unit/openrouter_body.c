/* Units of openrouter/chat_body. */
#include "base/limits.h"
#include "openrouter/chat.h"
#include "test.h"

static const struct chat_terms bare = {
    .max_tokens = 16, .max_prompt_pico = -1, .max_completion_pico = -1, .max_request_nano = -1
};

static const char *body_of(const struct chat_request *request)
{
    static struct buf out;

    buf_done(&out);
    out = BUF_MAX(KIB(64));
    CHECK_INT(chat_body(request, &out), 0);

    struct err err = { 0 };

    if (gate_check(buf_slice(&out), &gate_client, &err) < 0)
        test_fail(__FILE__, __LINE__, "%s: %s", err.text, buf_text(&out));
    return buf_text(&out);
}

TEST("body: a bare question has model, message, stream and cap, and no provider object")
{
    CHECK_STR(body_of(&(struct chat_request){ .model = "a/b", .prompt = "hi", .terms = &bare }),
              "{\"model\":\"a/b\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
              "\"stream\":true,\"max_tokens\":16}");
}

TEST("body: a server of the user's own is told its own name, and nothing that is OpenRouter's")
{
    struct chat_terms terms = { .max_tokens = 16, .deny_data_collection = true, .zdr = true };

    CHECK_STR(body_of(&(struct chat_request){
                  .model = "local/own/x/y:8b", .system = "s", .prompt = "hi", .terms = &terms }),
              "{\"model\":\"x/y:8b\",\"messages\":[{\"role\":\"system\",\"content\":\"s\"},"
              "{\"role\":\"user\",\"content\":\"hi\"}],\"stream\":true,\"max_tokens\":16,"
              "\"stream_options\":{\"include_usage\":true}}");
    CHECK_SAYS(body_of(&(struct chat_request){
                   .model = "local/own/x", .prompt = "hi", .effort = "low", .terms = &terms }),
               ",\"reasoning_effort\":\"low\"}");
}

TEST("body: everything that can be said stands in a fixed order")
{
    CLEANUP(json_freep) cJSON *order = cJSON_Parse("[\"azure\",\"openai\"]");
    CLEANUP(json_freep) cJSON *only = cJSON_Parse("[\"azure\"]");
    CLEANUP(json_freep) cJSON *none = cJSON_Parse("[]");
    const char *const fallbacks[] = { "c/d", "e/f", NULL };
    struct chat_terms terms = {
        .max_tokens = 4096,
        .use_max_completion_tokens = true,
        .deny_data_collection = true,
        .zdr = true,
        .max_prompt_pico = 2500000,
        .max_completion_pico = 1,
        .max_request_nano = 5000000,
        .order = order,
        .only = only,
        .ignore = none,
        .sort = "price",
    };

    CHECK_STR(body_of(&(struct chat_request){ .model = "a/b:nitro",
                                              .fallbacks = fallbacks,
                                              .system = "be \"brief\"",
                                              .prompt = "a\nb\001\xFF",
                                              .effort = "none",
                                              .web = true,
                                              .web_searches_max = 3,
                                              .terms = &terms }),
              "{\"model\":\"a/b:nitro\",\"models\":[\"c/d\",\"e/f\"],\"messages\":["
              "{\"role\":\"system\",\"content\":\"be \\\"brief\\\"\"},"
              "{\"role\":\"user\",\"content\":\"a\\nb\\u0001\xEF\xBF\xBD\"}],\"stream\":true,"
              "\"max_completion_tokens\":4096,\"reasoning\":{\"effort\":\"none\"},"
              "\"provider\":{\"data_collection\":\"deny\",\"zdr\":true,\"max_price\":"
              "{\"prompt\":\"2.5\",\"completion\":\"0.000001\",\"request\":\"0.005\"},"
              "\"order\":[\"azure\",\"openai\"],\"only\":[\"azure\"],\"sort\":\"price\"},"
              "\"tools\":[{\"type\":\"openrouter:web_search\",\"parameters\":{\"max_uses\":3}}]}");
}

TEST("body: each limit of the price may stand alone, zero included")
{
    struct chat_terms terms = bare;

    terms.max_completion_pico = 0;
    CHECK_SAYS(body_of(&(struct chat_request){ .model = "a/b", .prompt = "", .terms = &terms }),
               "\"provider\":{\"max_price\":{\"completion\":\"0\"}}");
    terms = bare;
    terms.max_request_nano = 0;
    CHECK_SAYS(body_of(&(struct chat_request){ .model = "a/b", .prompt = "", .terms = &terms }),
               "{\"max_price\":{\"request\":\"0\"}}");
}

TEST("body: labels stand at the end, each only when there is something to say")
{
    struct chat_request request = { .model = "a/b", .prompt = "hi", .terms = &bare };

    request.labels = (struct chat_labels){ .session_id = "s_1",
                                           .user = "ann \"the\" dev",
                                           .trace_name = "p",
                                           .generation_name = "t",
                                           .tag = "nightly",
                                           .repository = "shop" };
    CHECK_SAYS(body_of(&request),
               "\"max_tokens\":16,\"session_id\":\"s_1\",\"user\":\"ann \\\"the\\\" dev\","
               "\"trace\":{\"trace_name\":\"p\",\"generation_name\":\"t\",\"tag\":\"nightly\","
               "\"repository\":\"shop\"}}");
    request.labels = (struct chat_labels){ .user = "", .trace_name = "p", .repository = "" };
    CHECK_SAYS(body_of(&request), "\"max_tokens\":16,\"trace\":{\"trace_name\":\"p\"}}");
    request.labels = (struct chat_labels){ .tag = "without a trace" };
    CHECK_SAYS(body_of(&request), "\"max_tokens\":16}");
}

TEST("body: nothing is sent for empty lists, an empty system text, or no search limit")
{
    const char *const none[] = { NULL };
    const char *body = body_of(&(struct chat_request){ .model = "a/b",
                                                       .fallbacks = none,
                                                       .system = "",
                                                       .prompt = "x",
                                                       .web = true,
                                                       .terms = &bare });

    CHECK(!strstr(body, "models\""));
    CHECK(!strstr(body, "system"));
    CHECK_SAYS(body, "\"tools\":[{\"type\":\"openrouter:web_search\"}]");
}

TEST("body: a question that does not fit is refused")
{
    CLEANUP(buf_done) struct buf out = BUF_MAX(60);

    CHECK_INT(
        chat_body(&(struct chat_request){ .model = "a/b", .prompt = "hi", .terms = &bare }, &out),
        -1);
}
