/* Units of mcp: resources/list, resources/templates/list and resources/read. */
#include "offered.h"

static const char *read_uri(struct peer *peer, const char *uri, bool is_stateless)
{
    CLEANUP(buf_done) struct buf params = BUF_MAX(KIB(16));

    buf_addf(&params, "{\"uri\":\"%s\"", uri);
    return offered_ask(peer, "resources/read", buf_text(&params), is_stateless);
}

#define STATELESS_END ",\"ttlMs\":300000,\"cacheScope\":\"private\"," PEER_COMPLETE "}}}\n"

TEST("resources/list has the resources, resources/templates/list the templates (R1)")
{
    struct peer peer;

    offered_open(&peer);
    peer_initialize(&peer, "2025-06-18");

    CHECK_STR(
        offered_ask(&peer, "resources/list", "{", false),
        RESULT("\"resources\":[{\"uri\":\"test://bytes\",\"name\":\"n\",\"description\":\"d\"},"
               "{\"uri\":\"test://plain\",\"name\":\"plain\",\"title\":\"T\","
               "\"description\":\"d\",\"mimeType\":\"text/plain\"},"
               "{\"uri\":\"test://never\",\"name\":\"n\",\"description\":\"d\"},"
               "{\"uri\":\"test://vast\",\"name\":\"n\",\"description\":\"d\"}]}}\n"));
    CHECK_STR(
        offered_ask(&peer, "resources/templates/list", "{", false),
        RESULT("\"resourceTemplates\":["
               "{\"uriTemplate\":\"test://fails/{kind}\",\"name\":\"n\",\"description\":\"d\"},"
               "{\"uriTemplate\":\"test://items/{id}\",\"name\":\"n\",\"description\":\"d\"},"
               "{\"uriTemplate\":\"test://models/{author}/{slug}\",\"name\":\"n\","
               "\"description\":\"d\"},"
               "{\"uriTemplate\":\"test://mute/{a}\",\"name\":\"n\",\"description\":\"d\"}]}}\n"));
    CHECK_SAYS(offered_ask(&peer, "resources/list", "{", true),
               "],\"ttlMs\":3600000,\"cacheScope\":\"public\"," PEER_COMPLETE);
    CHECK_SAYS(offered_ask(&peer, "resources/templates/list", "{", true),
               "],\"ttlMs\":3600000,\"cacheScope\":\"public\"," PEER_COMPLETE);
    peer_initialize(&peer, "2025-03-26");
    CHECK(!strstr(offered_ask(&peer, "resources/list", "{", false), "\"title\""));
    peer_close(&peer);
}

TEST("resources/read: a resource is its contents; only a stateless answer says how long they may "
     "be kept, and by whom (R1, M3)")
{
    struct peer peer;

    offered_open(&peer);
    CHECK_STR(read_uri(&peer, "test://plain", false),
              RESULT("\"contents\":[{\"uri\":\"test://plain\",\"mimeType\":\"text/plain\","
                     "\"text\":\"{\\\"uri\\\":\\\"test://plain\\\"}\"}]}}\n"));
    CHECK_STR(read_uri(&peer, "test://plain", true),
              RESULT("\"contents\":[{\"uri\":\"test://plain\",\"mimeType\":\"text/plain\","
                     "\"text\":\"{\\\"uri\\\":\\\"test://plain\\\"}\"}]" STATELESS_END));
    peer_close(&peer);
}

TEST("resources/read: contents may be bytes, empty, and several (R1)")
{
    struct peer peer;

    offered_open(&peer);
    CHECK_STR(read_uri(&peer, "test://bytes", false),
              RESULT("\"contents\":[{\"uri\":\"test://bytes\",\"blob\":\"AAEC\"},"
                     "{\"uri\":\"test://bytes#2\",\"text\":\"\"}]}}\n"));
    peer_close(&peer);
}

TEST(
    "resources/read: the variables of a template are arguments, decoded, beside the whole (R1, R3)")
{
    struct peer peer;

    offered_open(&peer);
    CHECK_SAYS(read_uri(&peer, "test://models/~a/b%3Afree", false),
               "\"contents\":[{\"uri\":\"test://models/~a/b%3Afree\",\"mimeType\":\"text/plain\","
               "\"text\":\"{\\\"author\\\":\\\"~a\\\",\\\"slug\\\":\\\"b:free\\\","
               "\\\"uri\\\":\\\"test://models/~a/b%3Afree\\\"}\"}]");
    CHECK_SAYS(read_uri(&peer, "test://items/{id}", false), "\\\"id\\\":\\\"{id}\\\"");
    peer_close(&peer);
}

TEST("resources/read: what there is not is never an empty list, but -32002 and from 2026-07-28 on "
     "-32602, with the uri as data (R1)")
{
    static const char *const uris[] = {
        "",
        "test://",
        "test://Plain",
        "test://plain/",
        "test://models/a",
        "test://models/a/b/c",
        "test://items/a%2Fb",
        "test://items/%00",
        "test://items/%FF",
        "file:///etc/passwd",
        "test://a\\\"b\\u0001",
    };
    static const char *const versions[] = { "2024-11-05", "2025-03-26", "2025-06-18",
                                            "2025-11-25" };
    struct peer peer;
    char data[256];

    offered_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(uris); i++) {
        snprintf(data, sizeof(data),
                 ". There are: test://bytes, test://plain, test://never, test://vast, "
                 "test://fails/{kind}, test://items/{id}, test://models/{author}/{slug}, "
                 "test://mute/{a}\",\"data\":{\"uri\":\"%s\"}}}\n",
                 uris[i]);
        for (size_t j = 0; j < ARRAY_COUNT(versions); j++) {
            peer_initialize(&peer, versions[j]);
            CHECK_SAYS(read_uri(&peer, uris[i], false), ERROR("-32002") "Resource not found: ");
            CHECK_SAYS(read_uri(&peer, uris[i], false), data);
        }
        CHECK_SAYS(read_uri(&peer, uris[i], true), ERROR("-32602") "Resource not found: ");
        CHECK_SAYS(read_uri(&peer, uris[i], true), data);
    }
    CHECK_INT(tools_seen.started, 0);
    peer_close(&peer);
}

TEST("resources/read: a resource that its handler does not find is not found, other failures are "
     "-32603 (R1)")
{
    static const struct {
        const char *kind, *legacy, *stateless;
    } cases[] = {
        { "argument", "-32002", "-32602" }, { "model", "-32002", "-32602" },
        { "network", "-32603", "-32603" },  { "policy", "-32603", "-32603" },
        { "internal", "-32603", "-32603" },
    };
    struct peer peer;
    char uri[64], wanted[256];

    offered_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        for (int is_stateless = 0; is_stateless < 2; is_stateless++) {
            const char *code = is_stateless ? cases[i].stateless : cases[i].legacy;

            snprintf(uri, sizeof(uri), "test://fails/%s", cases[i].kind);
            snprintf(wanted, sizeof(wanted),
                     "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":%s,\"message\":\"it is "
                     "%s.\"%s%s%s}}"
                     "\n",
                     code, cases[i].kind, i < 2 ? ",\"data\":{\"uri\":\"" : "", i < 2 ? uri : "",
                     i < 2 ? "\"}" : "");
            CHECK_STR(read_uri(&peer, uri, is_stateless), wanted);
        }
    peer_close(&peer);
}

TEST("resources/read: a uri as long as can be is looked for, a longer one and none are -32602 (J4)")
{
    static const char *const params[] = { "{", "{\"uri\":null", "{\"uri\":7",
                                          "{\"uri\":[\"test://plain\"]" };
    struct peer peer;
    char uri[URI_MAX + 2] = "test://items/";

    offered_open(&peer);
    memset(uri + strlen(uri), 'x', URI_MAX - strlen(uri));
    CHECK_SAYS(read_uri(&peer, uri, false), "\"contents\":[{\"uri\":\"test://items/xxx");
    uri[URI_MAX] = 'x';
    CHECK_STR(
        read_uri(&peer, uri, false),
        ERROR("-32602") "resources/read: params.uri must be a string of at most 2048 bytes\"}}"
                        "\n");
    uri[0] = 'T';
    uri[URI_MAX] = '\0';

    const char *heard = read_uri(&peer, uri, false);

    CHECK_SAYS(heard, "xxx... There are: test://bytes, ");
    CHECK_SAYS(heard, uri);
    for (size_t i = 0; i < ARRAY_COUNT(params); i++)
        CHECK_SAYS(offered_ask(&peer, "resources/read", params[i], false),
                   ERROR("-32602") "resources/read: params.uri must be a string");
    CHECK_SAYS(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/read\"}"),
               ERROR("-32602"));
    peer_close(&peer);
}

TEST("resources/read: an unknown uri of 2 KiB that must be escaped comes back whole")
{
    struct peer peer;
    struct buf uri = BUF_MAX(6 * URI_MAX), wanted = BUF_MAX(8 * URI_MAX);

    offered_open(&peer);
    while (uri.size < 6 * URI_MAX)
        buf_adds(&uri, "\\u0001");
    buf_addf(&wanted, "\"data\":{\"uri\":\"%s\"}}}\n", buf_text(&uri));
    CHECK_SAYS(read_uri(&peer, buf_text(&uri), true), buf_text(&wanted));
    buf_done(&uri);
    buf_done(&wanted);
    peer_close(&peer);
}

TEST("resources/read: more than a line can hold is an error; it can be cancelled (X1)")
{
    struct peer peer;

    offered_open(&peer);
    CHECK_SAYS(read_uri(&peer, "test://vast", false),
               ERROR("-32603") "The answer has more than 10 MiB");
    CHECK_STR(read_uri(&peer, "test://never", true), "");
    CHECK_STR(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
                              "\"params\":{\"requestId\":1}}"),
              "");
    CHECK_INT(tools_seen.stopped, 1);
    peer_close(&peer);
}
