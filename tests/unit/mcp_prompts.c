/* Units of mcp: prompts/list and prompts/get, as the client sees them. */
#include "offered.h"

static const char *get(struct peer *peer, const char *params)
{
    return offered_ask(peer, "prompts/get", params, false);
}

TEST("prompts/list: every prompt with its arguments, in the order of the table (P1)")
{
    struct peer peer;

    offered_open(&peer);
    peer_initialize(&peer, "2025-11-25");

    const char *heard = offered_ask(&peer, "prompts/list", "{", false);

    CHECK_SAYS(heard, RESULT("\"prompts\":[{\"name\":\"every\",\"description\":\"d\"},"));
    CHECK_SAYS(heard, "{\"name\":\"pair\",\"title\":\"T\",\"description\":\"Two \\\"words\\\"\","
                      "\"arguments\":[{\"name\":\"first\",\"description\":\"d\",\"required\":true},"
                      "{\"name\":\"second\",\"description\":\"d\"}]},{\"name\":\"plain\"");
    CHECK(!strstr(heard, "ttlMs"));
    peer_initialize(&peer, "2025-03-26");
    CHECK(!strstr(offered_ask(&peer, "prompts/list", "{", false), "\"title\""));
    CHECK_SAYS(offered_ask(&peer, "prompts/list", "{", true),
               "],\"ttlMs\":3600000,\"cacheScope\":\"public\"," PEER_COMPLETE "}}}\n");
    peer_close(&peer);
}

TEST("prompts/get: the description and one message for each block, the user's where no role is "
     "said (P1)")
{
    struct peer peer;

    offered_open(&peer);
    CHECK_STR(get(&peer, "{\"name\":\"pair\",\"arguments\":{\"first\":\"a\\\"b\"}"),
              RESULT("\"description\":\"Two \\\"words\\\"\",\"messages\":[{\"role\":\"user\","
                     "\"content\":{\"type\":\"text\",\"text\":\"{\\\"first\\\":\\\"a\\\\\\\"b"
                     "\\\"}\"}}]}}\n"));
    CHECK_STR(offered_ask(&peer, "prompts/get",
                          "{\"name\":\"pair\",\"arguments\":{\"first\":\"\",\"second\":\"\"}",
                          true),
              RESULT("\"description\":\"Two \\\"words\\\"\",\"messages\":[{\"role\":\"user\","
                     "\"content\":{\"type\":\"text\",\"text\":\"{\\\"first\\\":\\\"\\\",\\\"second"
                     "\\\":\\\"\\\"}\"}}]," PEER_COMPLETE "}}}\n"));
    peer_close(&peer);
}

TEST("prompts/get: a message may be of any kind of content, and of the assistant (P1, T7)")
{
    struct peer peer;

    offered_open(&peer);
    CHECK_STR(
        get(&peer, "{\"name\":\"every\""),
        RESULT(
            "\"description\":\"d\",\"messages\":["
            "{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":\"a \\\"b\\\"\\n\"}},"
            "{\"role\":\"user\",\"content\":{\"type\":\"image\",\"data\":\"AAEC\","
            "\"mimeType\":\"image/png\"}},"
            "{\"role\":\"user\",\"content\":{\"type\":\"audio\",\"data\":\"AwQF\","
            "\"mimeType\":\"audio/wav\"}},"
            "{\"role\":\"user\",\"content\":{\"type\":\"resource\",\"resource\":{\"uri\":\"x:1\","
            "\"mimeType\":\"text/x\",\"text\":\"t\"}}},"
            "{\"role\":\"assistant\",\"content\":{\"type\":\"resource\",\"resource\":{"
            "\"uri\":\"x:2\",\"blob\":\"BgcI\"}}},"
            "{\"role\":\"user\",\"content\":{\"type\":\"resource_link\",\"uri\":\"x:3\","
            "\"name\":\"three\"}}]}}\n"));
    peer_close(&peer);
}

TEST("prompts/get: arguments may be left out, null, or empty where none is required (J4)")
{
    static const char *const params[] = {
        "{\"name\":\"plain\"",
        "{\"name\":\"plain\",\"arguments\":null",
        "{\"name\":\"plain\",\"arguments\":{}",
        "{\"name\":\"plain\",\"unheard\":{\"of\":[]}",
    };
    struct peer peer;

    offered_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(params); i++)
        CHECK_SAYS(get(&peer, params[i]), "{\"type\":\"text\",\"text\":\"{}\"}");
    peer_close(&peer);
}

TEST("prompts/get: a name that is none is -32602 and hears which there are (P1)")
{
    static const char *const names[] = { "", "Pair", "pai", "pair ", "ask_model", "echo" };
    char params[4096], wanted[256], long_name[2048];
    struct peer peer;

    offered_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        snprintf(params, sizeof(params), "{\"name\":\"%s\"", names[i]);
        snprintf(wanted, sizeof(wanted),
                 ERROR("-32602") "Unknown prompt: %s. There are: every, fails, never, pair, plain, "
                                 "vast\"}}\n",
                 names[i]);
        for (int is_stateless = 0; is_stateless < 2; is_stateless++)
            CHECK_STR(offered_ask(&peer, "prompts/get", params, is_stateless), wanted);
    }
    memset(long_name, 'x', sizeof(long_name) - 1);
    long_name[sizeof(long_name) - 1] = '\0';
    snprintf(params, sizeof(params), "{\"name\":\"%s\"", long_name);
    CHECK_SAYS(get(&peer, params), ERROR("-32602") "Unknown prompt: xxx");
    CHECK_INT(tools_seen.started, 0);
    peer_close(&peer);
}

TEST("prompts/get: params without a name of text are -32602 (J4)")
{
    static const char *const params[] = {
        "{", "{\"name\":null", "{\"name\":1", "{\"name\":[\"pair\"]", "{\"Name\":\"pair\"",
    };
    struct peer peer;

    offered_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(params); i++)
        CHECK_SAYS(get(&peer, params[i]), ERROR("-32602") "prompts/get: params.name must be");
    CHECK_SAYS(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"prompts/get\"}"),
               ERROR("-32602"));
    CHECK_SAYS(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"prompts/get\","
                               "\"params\":[\"pair\"]}"),
               ERROR("-32602"));
    peer_close(&peer);
}

TEST("prompts/get: arguments that the prompt does not take as they are are -32602 and named (P1)")
{
    static const char *const cases[][2] = {
        { "{}",
          "Prompt pair needs the argument \\\"first\\\". It takes: first (required), second." },
        { "{\"second\":\"x\"}", "needs the argument \\\"first\\\"." },
        { "{\"first\":5}", "Prompt pair: argument \\\"first\\\" must be a string." },
        { "{\"first\":null}", "argument \\\"first\\\" must be a string." },
        { "{\"first\":[\"a\"]}", "argument \\\"first\\\" must be a string." },
        { "{\"first\":\"a\",\"second\":true}", "argument \\\"second\\\" must be a string." },
        { "{\"first\":\"a\",\"secnd\":\"b\"}",
          "Prompt pair has no argument \\\"secnd\\\"; perhaps \\\"second\\\" is meant. It takes: "
          "first (required), second." },
        { "{\"First\":\"a\"}", "no argument \\\"First\\\"; perhaps \\\"first\\\" is meant." },
        { "{\"first\":\"a\",\"whatever\":\"b\"}",
          "no argument \\\"whatever\\\". It takes: first (required), second." },
        { "{\"first\":\"a\",\"\":\"b\"}", "no argument \\\"\\\". It takes:" },
        { "[]", "Prompt pair: params.arguments must be an object." },
        { "\"first\"", "params.arguments must be an object." },
        { "7", "params.arguments must be an object." },
    };
    struct peer peer;
    char params[256];

    offered_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        snprintf(params, sizeof(params), "{\"name\":\"pair\",\"arguments\":%s", cases[i][0]);

        const char *heard = get(&peer, params);

        CHECK_SAYS(heard, ERROR("-32602"));
        CHECK_SAYS(heard, cases[i][1]);
    }
    CHECK_SAYS(get(&peer, "{\"name\":\"plain\",\"arguments\":{\"x\":\"y\"}"),
               "Prompt plain has no argument \\\"x\\\". It takes: no arguments.");
    CHECK_INT(tools_seen.started, 0);
    peer_close(&peer);
}

TEST("prompts/get: an argument's name of any length makes a whole sentence")
{
    char name[1500], params[2000];
    struct peer peer;

    offered_open(&peer);
    memset(name, 'y', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    snprintf(params, sizeof(params), "{\"name\":\"pair\",\"arguments\":{\"%s\":\"b\"}", name);

    const char *heard = get(&peer, params);

    CHECK_SAYS(heard, "Prompt pair has no argument \\\"yyyy");
    CHECK_SAYS(heard, "yyyy\\\". It takes: first (required), second.\"}}\n");
    CHECK(strlen(heard) < 300);
    peer_close(&peer);
}

TEST("prompts/get: a failure is -32602 when the caller can correct it, else -32603; its sentence "
     "is the message")
{
    static const char *const cases[][2] = {
        { "argument", "-32602" }, { "model", "-32602" },    { "network", "-32603" },
        { "upstream", "-32603" }, { "internal", "-32603" }, { "policy", "-32603" },
    };
    struct peer peer;
    char params[128], wanted[256];

    offered_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        snprintf(params, sizeof(params), "{\"name\":\"fails\",\"arguments\":{\"kind\":\"%s\"}",
                 cases[i][0]);
        snprintf(
            wanted, sizeof(wanted),
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":%s,\"message\":\"it is %s.\"}}\n",
            cases[i][1], cases[i][0]);
        CHECK_STR(get(&peer, params), wanted);
    }
    peer_close(&peer);
}

TEST("prompts/get: more than a line can hold is an error, not half an answer")
{
    struct peer peer;

    offered_open(&peer);
    CHECK_SAYS(get(&peer, "{\"name\":\"vast\""), ERROR("-32603") "The answer has more than 10 MiB");
    peer_close(&peer);
}

TEST("prompts/get: it can be cancelled, and is answered in its place of a batch (X1, J5)")
{
    struct peer peer;

    offered_open(&peer);
    CHECK_STR(get(&peer, "{\"name\":\"never\""), "");
    CHECK_STR(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
                              "\"params\":{\"requestId\":1}}"),
              "");
    CHECK_INT(tools_seen.stopped, 1);
    peer_initialize(&peer, "2025-03-26");
    CHECK_SAYS(peer_ask(&peer, "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"prompts/get\","
                               "\"params\":{\"name\":\"plain\"}},"
                               "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}]"),
               "[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"description\":\"d\",\"messages\":[");
    peer_close(&peer);
}

TEST("prompts/get: beyond the most calls there can be it is refused as an error")
{
    struct peer peer;
    char id[16];

    offered_open(&peer);
    for (int i = 0; i < CALLS_MAX; i++) {
        snprintf(id, sizeof(id), "\"%d\"", i);
        CHECK_STR(peer_call(&peer, id, "never", "{}", ""), "");
    }
    CHECK_SAYS(get(&peer, "{\"name\":\"plain\""), ERROR("-32603") "plain: 321 calls are running");
    peer_close(&peer);
}
