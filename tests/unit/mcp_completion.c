/* Units of mcp: completion/complete. */
#include "offered.h"

#define PROMPT(name)   "{\"ref\":{\"type\":\"ref/prompt\",\"name\":\"" name "\"}"
#define RESOURCE(uri)  "{\"ref\":{\"type\":\"ref/resource\",\"uri\":\"" uri "\"}"
#define TYPED(n, v)    ",\"argument\":{\"name\":\"" n "\",\"value\":\"" v "\"}"
#define VALUES(values) RESULT("\"completion\":{\"values\":[" values "]")

static const char *complete(struct peer *peer, const char *params)
{
    return offered_ask(peer, "completion/complete", params, false);
}

TEST("completion: the completer of a prompt's argument gives the values (C1)")
{
    struct peer peer;

    offered_open(&peer);
    CHECK_STR(complete(&peer, PROMPT("pair") TYPED("second", "a\\\"")),
              VALUES("\"{\\\"argument\\\":\\\"second\\\",\\\"value\\\":\\\"a\\\\\\\"\\\","
                     "\\\"context\\\":{}}\"") ",\"total\":1,\"hasMore\":false}}}\n");
    CHECK_STR(offered_ask(&peer, "completion/complete", PROMPT("pair") TYPED("first", ""), true),
              VALUES("\"{\\\"argument\\\":\\\"first\\\",\\\"value\\\":\\\"\\\","
                     "\\\"context\\\":{}}\"") ",\"total\":1,\"hasMore\":false}," PEER_COMPLETE
                                              "}}}\n");
    peer_close(&peer);
}

TEST("completion: so does that of a template's variable, which hears of the others (C1)")
{
    struct peer peer;

    offered_open(&peer);
    CHECK_SAYS(
        complete(&peer,
                 RESOURCE("test://models/{author}/{slug}") TYPED(
                     "slug", "g") ",\"context\":{\"arguments\":{\"author\":\"a\"},\"more\":1}"),
        "{\\\"argument\\\":\\\"slug\\\",\\\"value\\\":\\\"g\\\","
        "\\\"context\\\":{\\\"author\\\":\\\"a\\\"}}");
    CHECK_SAYS(complete(&peer, RESOURCE("test://models/{author}/{slug}")
                                   TYPED("author", "") ",\"context\":{}"),
               "\\\"context\\\":{}}");
    peer_close(&peer);
}

TEST("completion: at most 100 values are sent, with the count of all and whether there are more")
{
    static const struct {
        const char *typed, *ends;
    } cases[] = {
        { "0", "\"values\":[],\"total\":0,\"hasMore\":false}" },
        { "1", "\"values\":[\"1\"],\"total\":1,\"hasMore\":false}" },
        { "99", ",\"98\",\"99\"],\"total\":99,\"hasMore\":false}" },
        { "100", ",\"99\",\"100\"],\"total\":100,\"hasMore\":false}" },
        { "101", ",\"99\",\"100\"],\"total\":101,\"hasMore\":true}" },
        { "5000", ",\"99\",\"100\"],\"total\":5000,\"hasMore\":true}" },
    };
    struct peer peer;
    char params[256];

    offered_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        snprintf(params, sizeof(params),
                 RESOURCE("test://items/{id}") ",\"argument\":{\"name\":\"id\",\"value\":\"%s\"}",
                 cases[i].typed);
        CHECK_SAYS(complete(&peer, params), cases[i].ends);
    }
    peer_close(&peer);
}

TEST("completion: what has no completer, and a resource without variables, completes nothing (C1)")
{
    static const char *const params[] = {
        PROMPT("fails") TYPED("kind", "a"),
        RESOURCE("test://mute/{a}") TYPED("a", ""),
        RESOURCE("test://plain") TYPED("uri", "5"),
        RESOURCE("test://bytes") TYPED("", ""),
    };
    struct peer peer;

    offered_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(params); i++)
        CHECK_STR(complete(&peer, params[i]), VALUES("") ",\"total\":0,\"hasMore\":false}}}\n");
    CHECK_INT(tools_seen.started, 0);
    peer_close(&peer);
}

TEST("completion: a reference to nothing is -32602 and hears what there is (C1)")
{
    static const char *const cases[][2] = {
        { PROMPT("pairs"), "There is no ref/prompt pairs. There are: every, fails, never, pair" },
        { PROMPT(""), "There is no ref/prompt . There are:" },
        { PROMPT("test://plain"), "There is no ref/prompt test://plain." },
        { RESOURCE("pair"), "There is no ref/resource pair. There are: test://fails/{kind}, " },
        { RESOURCE("test://models/a/b"), "There is no ref/resource test://models/a/b." },
        { RESOURCE(""), "There is no ref/resource ." },
        { "{\"ref\":{\"type\":\"ref/tool\",\"name\":\"echo\"}", "params.ref must be an object" },
        { "{\"ref\":{\"type\":\"ref/resource\",\"name\":\"pair\"}", "params.ref.uri must be" },
        { "{\"ref\":{\"type\":\"ref/prompt\",\"uri\":\"pair\"}", "params.ref.name must be" },
        { "{\"ref\":{\"type\":\"ref/prompt\",\"name\":7}", "params.ref.name must be" },
        { "{\"ref\":{\"type\":null,\"name\":\"pair\"}", "params.ref must be an object" },
        { "{\"ref\":{\"name\":\"pair\"}", "params.ref must be an object" },
        { "{\"ref\":{}", "params.ref must be an object" },
        { "{\"ref\":\"pair\"", "params.ref must be an object" },
        { "{\"ref\":[\"ref/prompt\"]", "params.ref must be an object" },
        { "{\"reference\":1", "params.ref must be an object" },
    };
    struct peer peer;
    char params[512];

    offered_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        snprintf(params, sizeof(params), "%s" TYPED("first", "a"), cases[i][0]);
        for (int is_stateless = 0; is_stateless < 2; is_stateless++) {
            const char *heard = offered_ask(&peer, "completion/complete", params, is_stateless);

            CHECK_SAYS(heard, ERROR("-32602"));
            CHECK_SAYS(heard, cases[i][1]);
        }
    }
    CHECK_SAYS(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"completion/complete\"}"),
               ERROR("-32602"));
    peer_close(&peer);
}

TEST("completion: an argument that there is not, or that is none, is -32602 (C1)")
{
    static const char *const cases[][2] = {
        { PROMPT("pair") TYPED("third", "a"), "pair has no argument \\\"third\\\"." },
        { PROMPT("pair") TYPED("First", "a"), "pair has no argument \\\"First\\\"." },
        { PROMPT("plain") TYPED("x", "1"), "plain has no argument \\\"x\\\"." },
        { RESOURCE("test://items/{id}") TYPED("i", "1"), "item has no argument \\\"i\\\"." },
        { RESOURCE("test://items/{id}") TYPED("{id}", "1"), "item has no argument" },
        { PROMPT("pair"), "params.argument must have a name and a value" },
        { PROMPT("pair") ",\"argument\":{}", "params.argument must" },
        { PROMPT("pair") ",\"argument\":null", "params.argument must" },
        { PROMPT("pair") ",\"argument\":\"first\"", "params.argument must" },
        { PROMPT("pair") ",\"argument\":{\"name\":\"first\"}", "params.argument must" },
        { PROMPT("pair") ",\"argument\":{\"value\":\"first\"}", "params.argument must" },
        { PROMPT("pair") ",\"argument\":{\"name\":\"first\",\"value\":1}", "params.argument must" },
        { PROMPT("pair") ",\"argument\":{\"name\":1,\"value\":\"a\"}", "params.argument must" },
        { PROMPT("pair") TYPED("first", "a") ",\"context\":7", "params.context must be an object" },
        { PROMPT("pair") TYPED("first", "a") ",\"context\":null", "params.context must be" },
        { PROMPT("pair") TYPED("first", "a") ",\"context\":{\"arguments\":[]}",
          "params.context.arguments must be an object of strings." },
        { PROMPT("pair") TYPED("first", "a") ",\"context\":{\"arguments\":\"x\"}",
          "params.context.arguments must" },
        { PROMPT("pair") TYPED("first", "a") ",\"context\":{\"arguments\":{\"a\":\"b\",\"c\":1}}",
          "params.context.arguments must" },
    };
    struct peer peer;

    offered_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        const char *heard = complete(&peer, cases[i][0]);

        CHECK_SAYS(heard, ERROR("-32602"));
        CHECK_SAYS(heard, cases[i][1]);
    }
    CHECK_INT(tools_seen.started, 0);
    peer_close(&peer);
}

TEST("completion: what was typed may be as long as a uri, and not longer")
{
    struct peer peer;
    char typed[URI_MAX + 2], params[URI_MAX + 256];

    offered_open(&peer);
    memset(typed, 'x', URI_MAX + 1);
    typed[URI_MAX + 1] = '\0';
    for (size_t size = URI_MAX + 1; size >= URI_MAX; size--) {
        typed[size] = '\0';
        snprintf(params, sizeof(params),
                 PROMPT("pair") ",\"argument\":{\"name\":\"first\",\"value\":\"%s\"}", typed);
        CHECK_SAYS(complete(&peer, params), size > URI_MAX
                                                ? ERROR("-32602") "params.argument must have"
                                                : RESULT("\"completion\":{\"values\":[\""));
    }
    peer_close(&peer);
}

TEST("completion: a completer that fails is an error, and one that takes its time can be cancelled")
{
    struct peer peer;

    offered_open(&peer);
    CHECK_STR(complete(&peer, RESOURCE("test://fails/{kind}") TYPED("kind", "network")),
              ERROR("-32603") "it is network.\"}}\n");
    CHECK_STR(complete(&peer, RESOURCE("test://fails/{kind}") TYPED("kind", "argument")),
              ERROR("-32602") "it is argument.\"}}\n");
    CHECK_STR(offered_ask(&peer, "completion/complete", PROMPT("never") TYPED("a", ""), true), "");
    CHECK_STR(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
                              "\"params\":{\"requestId\":1}}"),
              "");
    CHECK_INT(tools_seen.stopped, 1);
    peer_close(&peer);
}
