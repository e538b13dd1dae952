/* Units of mcp/round for prompts and resources: what is not a tool asks in the same way. */
#include "asking.h"
#include "declared.h"

static void word_start(struct call *call)
{
    call_answer(call, SLICE("word"), NULL);
}

static const struct handler word_completer = { "word", 0, word_start, NULL, NULL };
static const struct handler typed_prompt = { "typed", sizeof(struct run), form_start,
                                             NULL,    run_stop,           &word_completer };

static const struct offer asking_prompts[] = {
    { &typed_prompt,
      "{\"name\":\"typed\",\"description\":\"d\",\"arguments\":[{\"name\":\"tag\"}]}" },
    { &form_tool, "{\"name\":\"form\",\"description\":\"d\",\"arguments\":[{\"name\":\"tag\"}]}" },
    { &sample_tool, "{\"name\":\"sample\",\"description\":\"d\"}" },
    { &chain_tool, "{\"name\":\"chain\",\"description\":\"d\"}" },
    { NULL, NULL },
};

static const struct offer asking_resources[] = {
    { &form_tool, "{\"uri\":\"test://form\",\"name\":\"form\",\"description\":\"d\","
                  "\"mimeType\":\"text/plain\"}" },
    { &sample_tool, "{\"uri\":\"test://sample\",\"name\":\"sample\",\"description\":\"d\"}" },
    { &chain_tool, "{\"uri\":\"test://chain\",\"name\":\"chain\",\"description\":\"d\"}" },
    { &form_tool, "{\"uriTemplate\":\"test://of/{tag}\",\"name\":\"of\",\"description\":\"d\"}" },
    { NULL, NULL },
};

static void open_all(struct peer *peer)
{
    peer_open_as(peer,
                 &(struct offers){ .tools = asking_tools,
                                   .prompts = asking_prompts,
                                   .resources = asking_resources },
                 (struct server_options){ 0 });
    clock_replace(&asking_clock_source);
    memset(&runs, 0, sizeof(runs));
}

/* A request of either era; more begins with its comma. */
static const char *request(struct peer *peer, const char *method, const char *what,
                           const char *more)
{
    return asking_say(peer, "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"%s\",\"params\":{%s%s}}",
                      method, what, more);
}

#define META_OF(capabilities)                                                                      \
    ",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","                      \
    "\"io.modelcontextprotocol/clientCapabilities\":" capabilities "}"

static const char *modern(struct peer *peer, const char *method, const char *what,
                          const char *state, const char *responses)
{
    static struct buf more = { .size_max = KIB(64) };

    buf_clear(&more);
    buf_adds(&more, META_OF(ASKING_ALL));
    if (state)
        buf_addf(&more, ",\"requestState\":%s", state);
    if (responses)
        buf_addf(&more, ",\"inputResponses\":%s", responses);
    return request(peer, method, what, buf_text(&more));
}

static const struct {
    const char *method, *what, *answer;
} rows[] = {
    { "prompts/get", "\"name\":\"form\",\"arguments\":{\"tag\":\"t\"}",
      "\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":\"{\\\"action" },
    { "resources/read", "\"uri\":\"test://form\"", "\"contents\":[{" },
    { "resources/read", "\"uri\":\"test://of/x\"", "\"contents\":[{" },
};

TEST("round (M7, M3): prompts and resources require input, too, without ttlMs, and are answered")
{
    struct peer peer;

    open_all(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        const char *heard = modern(&peer, rows[i].method, rows[i].what, NULL, NULL);

        CHECK_SAYS(heard, "{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{\"inputRequests\":{\"it\":{"
                          "\"method\":\"elicitation/create\"");
        CHECK_SAYS(heard, "\"resultType\":\"input_required\"");
        CHECK(!strstr(heard, "ttlMs") && !strstr(heard, "cacheScope"));
        heard =
            modern(&peer, rows[i].method, rows[i].what, state_in(heard), "{\"it\":" ACCEPTED "}");
        CHECK_SAYS(heard, rows[i].answer);
        CHECK_SAYS(heard, "\"resultType\":\"complete\"");
    }
    asking_close(&peer);
}

TEST("round: before that, too, by requests of the server's own")
{
    struct peer peer;
    char id[8];

    open_all(&peer);
    asking_initialize(&peer, "2025-11-25", ASKING_ALL);
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        snprintf(id, sizeof(id), "ask-%zu", i + 1);
        CHECK_SAYS(request(&peer, rows[i].method, rows[i].what, ""), id);
        CHECK_SAYS(
            asking_say(&peer, "{\"jsonrpc\":\"2.0\",\"id\":\"%s\",\"result\":" ACCEPTED "}", id),
            rows[i].answer);
    }
    asking_close(&peer);
}

TEST("round (M7): a state of one method, name or uri is not good for another")
{
    static const struct {
        const char *method, *what;
    } all[] = {
        { "tools/call", "\"name\":\"form\"" },
        { "tools/call", "\"name\":\"form\",\"arguments\":{\"tag\":\"t\"}" },
        { "prompts/get", "\"name\":\"form\"" },
        { "prompts/get", "\"name\":\"form\",\"arguments\":{\"tag\":\"t\"}" },
        { "resources/read", "\"uri\":\"test://form\"" },
        { "resources/read", "\"uri\":\"test://of/a\"" },
        { "resources/read", "\"uri\":\"test://of/b\"" },
    };
    struct peer peer;
    char state[1024];

    open_all(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(all); i++) {
        keep_state(state, modern(&peer, all[i].method, all[i].what, NULL, NULL));
        for (size_t j = 0; j < ARRAY_COUNT(all); j++)
            CHECK_SAYS(modern(&peer, all[j].method, all[j].what, state, "{\"it\":" ACCEPTED "}"),
                       i == j ? "Ada" : "-32602");
    }
    asking_close(&peer);
}

TEST("round (M7): what the client lacks is -32021 for them, and -32602 before 2026-07-28")
{
    struct peer peer;

    open_all(&peer);
    asking_initialize(&peer, "2025-11-25", "{}");
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        CHECK_SAYS(request(&peer, rows[i].method, rows[i].what, META_OF("{}")),
                   "\"data\":{\"requiredCapabilities\":{\"elicitation\":{\"form\":{}}}}}}");

        const char *heard = request(&peer, rows[i].method, rows[i].what, "");

        CHECK_SAYS(heard, "\"error\":{\"code\":-32602,\"message\":\"form must ask this client "
                          "(elicitation/create), which did not declare that it can be asked.");
        CHECK(!strstr(heard, "\"data\""));
    }
    asking_close(&peer);
}

TEST("round: a client without a model ends them with an error that has its words")
{
    static const char *const whats[][2] = {
        { "prompts/get", "\"name\":\"sample\"" },
        { "resources/read", "\"uri\":\"test://sample\"" },
    };
    struct peer peer;

    open_all(&peer);
    asking_initialize(&peer, "2024-11-05", "{\"sampling\":{}}");
    for (size_t i = 0; i < ARRAY_COUNT(whats); i++) {
        CHECK_SAYS(request(&peer, whats[i][0], whats[i][1], ""), "sampling/createMessage");
        CHECK_SAYS(asking_say(&peer,
                              "{\"jsonrpc\":\"2.0\",\"id\":\"ask-%zu\",\"error\":{\"code\":-1,"
                              "\"message\":\"not today\"}}",
                              i + 1),
                   "needs sampling/createMessage, and the client answered with error -1: "
                   "\\\"not today\\\".\"}}");
    }
    asking_close(&peer);
}

TEST("round: eight rounds are enough for a prompt or a resource, too, and then it is -32602")
{
    static const char *const whats[][2] = {
        { "prompts/get", "\"name\":\"chain\"" },
        { "resources/read", "\"uri\":\"test://chain\"" },
    };
    struct peer peer;
    int id = 0;

    open_all(&peer);
    asking_initialize(&peer, "2025-06-18", ASKING_ALL);
    for (size_t i = 0; i < ARRAY_COUNT(whats); i++) {
        request(&peer, whats[i][0], whats[i][1], "");
        for (int round = 1; round <= ASK_ROUNDS_MAX; round++) {
            const char *heard = asking_say(
                &peer, "{\"jsonrpc\":\"2.0\",\"id\":\"ask-%d\",\"result\":" DECLINED "}", ++id);

            CHECK_SAYS(heard, round < ASK_ROUNDS_MAX
                                  ? "elicitation/create"
                                  : "\"error\":{\"code\":-32602,\"message\":\"chain: the client "
                                    "was asked 8 times");
        }
    }
    asking_close(&peer);
}

TEST("round (M7): what is refused before the call is refused, whatever inputResponses say")
{
    struct peer peer;

    open_all(&peer);
    CHECK_SAYS(modern(&peer, "prompts/get", "\"name\":\"nothing\"", "null", "null"), "-32602");
    CHECK_SAYS(modern(&peer, "resources/read", "\"uri\":\"test://nothing\"", "1", "1"), "-32602");
    CHECK_SAYS(modern(&peer, "tools/call", "\"name\":\"nothing\"", "1", "1"), "Unknown tool");
    CHECK_INT(runs.started, 0);
    asking_close(&peer);
}

TEST(
    "round (M7): a completion does not ask, and takes no notice of inputResponses and requestState")
{
    struct peer peer;

    open_all(&peer);
    CHECK_SAYS(modern(&peer, "completion/complete",
                      "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"typed\"},"
                      "\"argument\":{\"name\":\"tag\",\"value\":\"w\"}",
                      "1", "null"),
               "\"values\":[\"word\"]");
    asking_close(&peer);
}
