/* Units of mcp: what a server says unasked, of its lists and resources. */
#include "listening.h"

TEST("subscriptions/listen (M6): acknowledged first, then each message carries its id")
{
    struct peer peer;

    peer_open_as(&peer, &everything, declared);
    CHECK_STR(
        listen_for(&peer, "\"s\"", ALL_LISTS ",\"resourceSubscriptions\":[\"x://a\",\"x://t/1\"]"),
        ACKNOWLEDGED("\"s\"", ALL_LISTS ",\"resourceSubscriptions\":[\"x://a\",\"x://t/1\"]"));
    CHECK_STR(change_all(&peer),
              CHANGED("tools", "\"s\"") CHANGED("prompts", "\"s\"") CHANGED("resources", "\"s\"")
                  UPDATED("x://a", "\"s\"") UPDATED("x://t/1", "\"s\""));
    server_resource_updated(peer.server, "x://b");
    server_resource_updated(peer.server, "x://t/2");
    CHECK_STR(peer_heard(&peer), "");
    peer_close(&peer);
}

TEST("subscriptions/listen (M6): what was not asked for is not said, false is not asking")
{
    struct peer peer;

    peer_open_as(&peer, &everything, declared);
    CHECK_STR(listen_for(&peer, "1", ""), ACKNOWLEDGED("1", ""));
    CHECK_STR(change_all(&peer), "");
    CHECK_STR(listen_for(&peer, "2", "\"promptsListChanged\":true,\"toolsListChanged\":false"),
              ACKNOWLEDGED("2", "\"promptsListChanged\":true"));
    CHECK_STR(change_all(&peer), CHANGED("prompts", "2"));
    peer_close(&peer);
}

TEST("subscriptions/listen (M6): only what is declared is acknowledged")
{
    static const char wishes[] = ALL_LISTS ",\"resourceSubscriptions\":[\"x://a\"]";
    struct peer peer;

    peer_open_as(&peer, &everything, only_lists);
    CHECK_STR(listen_for(&peer, "1", wishes), ACKNOWLEDGED("1", ALL_LISTS));
    peer_close(&peer);

    peer_open_as(&peer, &only_tools, declared);
    CHECK_STR(listen_for(&peer, "1", wishes), ACKNOWLEDGED("1", "\"toolsListChanged\":true"));
    CHECK_STR(change_all(&peer), CHANGED("tools", "1"));
    peer_close(&peer);

    peer_open_as(&peer, &everything, nothing);
    CHECK_STR(listen_for(&peer, "1", wishes), ACKNOWLEDGED("1", ""));
    CHECK_STR(change_all(&peer), "");
    peer_close(&peer);
}

TEST("subscriptions/listen (M6): resources that do not exist, and those named twice, fall away")
{
    struct peer peer;

    peer_open_as(&peer, &everything, declared);
    CHECK_STR(listen_for(&peer, "1",
                         "\"resourceSubscriptions\":[\"x://z\",\"x://b\",\"\",\"x://b\","
                         "\"x://t/\",\"\\u0078://b\"]"),
              ACKNOWLEDGED("1", "\"resourceSubscriptions\":[\"x://b\"]"));
    server_resource_updated(peer.server, "x://b");
    server_resource_updated(peer.server, "x://z");
    CHECK_STR(peer_heard(&peer), UPDATED("x://b", "1"));
    CHECK_STR(listen_for(&peer, "2", "\"resourceSubscriptions\":[\"x://z\"]"),
              ACKNOWLEDGED("2", "\"resourceSubscriptions\":[]"));
    peer_close(&peer);
}

TEST("subscriptions/listen (M6): a list of resources changes with its templates")
{
    struct peer peer;

    peer_open_as(&peer, &everything, declared);
    listen_for(&peer, "1", ALL_LISTS);
    server_list_changed(peer.server, FAMILY_TEMPLATE);
    CHECK_STR(peer_heard(&peer), CHANGED("resources", "1"));
    peer_close(&peer);
}

TEST("subscriptions/listen (M6, J1): the id comes back byte for byte, in every message")
{
    struct peer peer;

    peer_open_as(&peer, &everything, declared);
    CHECK_STR(listen_for(&peer, "123456789012345678901234567890", "\"toolsListChanged\":true"),
              ACKNOWLEDGED("123456789012345678901234567890", "\"toolsListChanged\":true"));
    CHECK_STR(listen_for(&peer, "\"\\u0041\\n\"", "\"promptsListChanged\":true"),
              ACKNOWLEDGED("\"\\u0041\\n\"", "\"promptsListChanged\":true"));
    CHECK_STR(change_all(&peer), CHANGED("tools", "123456789012345678901234567890")
                                     CHANGED("prompts", "\"\\u0041\\n\""));
    peer_hang_up(&peer);
    CHECK_STR(peer_heard(&peer), ENDED("\"\\u0041\\n\"") ENDED("123456789012345678901234567890"));
    peer_close(&peer);
}

TEST("subscriptions/listen (M6): cancelled, it is silent, and its id is free again")
{
    struct peer peer;

    peer_open_as(&peer, &everything, declared);
    listen_for(&peer, "1", ALL_LISTS ",\"resourceSubscriptions\":[\"x://a\"]");
    listen_for(&peer, "\"1\"", "\"toolsListChanged\":true");
    CHECK_STR(peer_ask(&peer, CANCEL("1")), "");
    CHECK_STR(change_all(&peer), CHANGED("tools", "\"1\""));
    CHECK_STR(peer_ask(&peer, CANCEL("1")), "");
    CHECK_STR(listen_for(&peer, "1", ""), ACKNOWLEDGED("1", ""));
    peer_close(&peer);
}

TEST("subscriptions/listen (M6): while it is open a second request of its id is refused")
{
    struct peer peer;

    peer_open_as(&peer, &everything, declared);
    listen_for(&peer, "7", ALL_LISTS);
    CHECK_SAYS(listen_for(&peer, "7", ""), "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32600,");
    CHECK_SAYS(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\"}"),
               "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32600,");
    CHECK_SAYS(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"a\",\"method\":\"b\"}"),
               "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32700,");
    server_list_changed(peer.server, FAMILY_TOOL);
    CHECK_STR(peer_heard(&peer), CHANGED("tools", "7"));
    peer_close(&peer);
}

TEST("subscriptions/listen (M6): at the end of the server each is answered, once, and nobody else "
     "is told")
{
    struct peer peer;

    peer_open_as(&peer, &everything, declared);
    peer_initialize(&peer, "2025-11-25");
    watch(&peer, "subscribe", "{\"uri\":\"x://a\"}");
    listen_for(&peer, "1", ALL_LISTS);
    listen_for(&peer, "2", "");
    server_end(peer.server);
    server_list_changed(peer.server, FAMILY_TOOL);
    server_resource_updated(peer.server, "x://a");
    CHECK_STR(peer_heard(&peer), ENDED("2") ENDED("1"));
    CHECK_INT(peer.ended, 1);
    peer_close(&peer);
}

TEST("subscriptions/listen (M6): those that a client does not read hold the end up for 100 ms")
{
    struct peer peer;
    int out_fd;

    peer_open_as(&peer, &everything, declared);
    out_fd = peer.out_fd;
    peer.out_fd = -1; /* not read */
    peer_call(&peer, "9", "big", "{\"bytes\":1000000}", "");
    listen_for(&peer, "1", ALL_LISTS);
    server_end(peer.server);
    peer_wait(&peer, DRAIN_MS - 1);
    CHECK_INT(peer.ended, 0);
    peer_wait(&peer, 1);
    CHECK_INT(peer.ended, 1);
    peer.out_fd = out_fd;
    peer_close(&peer);
}

TEST("subscriptions/listen: freed with the server, they are not answered")
{
    struct peer peer;

    peer_open_as(&peer, &everything, declared);
    listen_for(&peer, "1", ALL_LISTS ",\"resourceSubscriptions\":[\"x://a\",\"x://b\"]");
    watch(&peer, "subscribe", "{\"uri\":\"x://a\"}");
    peer_close(&peer);
}

TEST("subscriptions/listen: wrong types are -32602, and name what is wrong")
{
    static const struct {
        const char *params, *says;
    } cases[] = {
        { "", "params.notifications must be an object" },
        { "\"notifications\":null,", "params.notifications must be an object" },
        { "\"notifications\":[],", "params.notifications must be an object" },
        { "\"notifications\":true,", "params.notifications must be an object" },
        { "\"notifications\":{\"toolsListChanged\":1},", "toolsListChanged must be true or false" },
        { "\"notifications\":{\"promptsListChanged\":null},", "promptsListChanged must be true" },
        { "\"notifications\":{\"resourcesListChanged\":\"true\"},", "resourcesListChanged must" },
        { "\"notifications\":{\"resourceSubscriptions\":\"x://a\"},", "must be an array of URIs" },
        { "\"notifications\":{\"resourceSubscriptions\":{}},", "must be an array of URIs" },
        { "\"notifications\":{\"resourceSubscriptions\":[\"x://a\",1]},", "an array of URIs" },
        { "\"notifications\":{\"resourceSubscriptions\":[null]},", "must be an array of URIs" },
    };
    struct peer peer;

    peer_open_as(&peer, &everything, declared);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        const char *heard = listen_with(&peer, "5", cases[i].params);

        CHECK_SAYS(heard, "{\"jsonrpc\":\"2.0\",\"id\":5,\"error\":{\"code\":-32602,");
        CHECK_SAYS(heard, cases[i].says);
    }
    CHECK_STR(change_all(&peer), "");
    CHECK_STR(listen_for(&peer, "5", "\"tasks\":{\"x\":1},\"toolsListChanged\":true"),
              ACKNOWLEDGED("5", "\"toolsListChanged\":true"));
    peer_close(&peer);
}

TEST("subscriptions/listen (E2): without the members of _meta that it needs it is -32602")
{
    struct peer peer;

    peer_open_as(&peer, &everything, declared);
    CHECK_SAYS(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscriptions/listen\","
                               "\"params\":{\"notifications\":{}}}"),
               "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32602,");
    CHECK_SAYS(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscriptions/listen\","
                               "\"params\":{\"notifications\":{},\"_meta\":{"
                               "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}}}"),
               "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32602,");
    CHECK_STR(change_all(&peer), "");
    peer_close(&peer);
}

TEST("subscriptions/listen: 64 may be open; one more is refused until one of them ends")
{
    struct peer peer;
    char id[16], wanted[64];

    peer_open_as(&peer, &everything, declared);
    for (int i = 1; i <= SUBSCRIPTIONS_MAX; i++) {
        snprintf(id, sizeof(id), "%d", i);
        CHECK_SAYS(listen_for(&peer, id, "\"toolsListChanged\":true"), "acknowledged");
    }
    CHECK_SAYS(listen_for(&peer, "100", ""), "{\"jsonrpc\":\"2.0\",\"id\":100,\"error\":{\"code\":"
                                             "-32600,\"message\":\"subscriptions/listen: 64 are "
                                             "open, which is the most");
    peer_ask(&peer, CANCEL("32"));
    CHECK_STR(listen_for(&peer, "100", ""), ACKNOWLEDGED("100", ""));
    server_list_changed(peer.server, FAMILY_TOOL);

    const char *heard = peer_heard(&peer);

    for (int i = 1; i <= SUBSCRIPTIONS_MAX; i++) {
        snprintf(wanted, sizeof(wanted), "subscriptionId\":%d}}}\n", i);
        CHECK((strstr(heard, wanted) != NULL) == (i != 32));
    }
    peer_close(&peer);
}

/* So many URIs of a template, from a first one on. */
static const char *uris(int first, int count)
{
    static struct buf text = { .size_max = KIB(64) };

    buf_clear(&text);
    buf_adds(&text, "\"resourceSubscriptions\":[");
    for (int i = first; i < first + count; i++)
        buf_addf(&text, "%s\"x://t/%d\"", i > first ? "," : "", i);
    buf_addc(&text, ']');
    return buf_text(&text);
}

TEST("watching: 256 resources in all, of both eras; one more is refused, one less makes room")
{
    struct peer peer;

    peer_open_as(&peer, &everything, declared);
    CHECK_SAYS(listen_for(&peer, "91", uris(0, SUBSCRIBED_MAX + 1)),
               "subscriptions/listen: at most 256 resources may be watched at once");
    CHECK_SAYS(listen_for(&peer, "91", uris(0, SUBSCRIBED_MAX - 1)), "\"x://t/254\"]}}}");
    CHECK_STR(watch(&peer, "subscribe", "{\"uri\":\"x://a\"}"), EMPTY("1"));
    CHECK_SAYS(listen_for(&peer, "92", uris(0, 1)), "-32602");
    CHECK_SAYS(watch(&peer, "subscribe", "{\"uri\":\"x://b\"}"),
               "\"error\":{\"code\":-32602,\"message\":\"resources/subscribe: at most 256 ");
    CHECK_STR(watch(&peer, "subscribe", "{\"uri\":\"x://a\"}"), EMPTY("1"));
    CHECK_STR(watch(&peer, "unsubscribe", "{\"uri\":\"x://a\"}"), EMPTY("1"));
    CHECK_STR(watch(&peer, "subscribe", "{\"uri\":\"x://b\"}"), EMPTY("1"));
    peer_ask(&peer, CANCEL("91"));
    CHECK_SAYS(listen_for(&peer, "91", uris(0, SUBSCRIBED_MAX - 1)), "acknowledged");
    peer_close(&peer);
}

TEST("legacy (T8): a changed list is told to everybody once initialize was answered")
{
    struct peer peer;

    peer_open_as(&peer, &everything, declared);
    CHECK_STR(change_all(&peer), "");
    peer_initialize(&peer, "2025-11-25");
    CHECK_STR(change_all(&peer),
              CHANGED_FOR_ALL("tools") CHANGED_FOR_ALL("prompts") CHANGED_FOR_ALL("resources"));
    peer_close(&peer);
}

TEST("legacy (T8): what was not declared is not told")
{
    struct peer peer;

    peer_open_as(&peer, &everything, nothing);
    peer_initialize(&peer, "2025-11-25");
    CHECK_STR(change_all(&peer), "");
    peer_close(&peer);
    peer_open_as(&peer, &only_tools, declared);
    peer_initialize(&peer, "2024-11-05");
    CHECK_STR(change_all(&peer), CHANGED_FOR_ALL("tools"));
    peer_close(&peer);
}

TEST("both eras on one connection (E1): each hears in its own way")
{
    struct peer peer;

    peer_open_as(&peer, &everything, declared);
    peer_initialize(&peer, "2025-06-18");
    listen_for(&peer, "91", "\"toolsListChanged\":true,\"resourceSubscriptions\":[\"x://a\"]");
    watch(&peer, "subscribe", "{\"uri\":\"x://a\"}");
    server_list_changed(peer.server, FAMILY_TOOL);
    server_resource_updated(peer.server, "x://a");
    CHECK_STR(peer_heard(&peer), CHANGED_FOR_ALL("tools") CHANGED("tools", "91")
                                     UPDATED_FOR_ALL("x://a") UPDATED("x://a", "91"));
    peer_close(&peer);
}

TEST("resources/subscribe (R2): updates come from then on, until resources/unsubscribe")
{
    struct peer peer;

    peer_open_as(&peer, &everything, declared);
    peer_initialize(&peer, "2025-11-25");
    server_resource_updated(peer.server, "x://a");
    CHECK_STR(peer_heard(&peer), "");
    CHECK_STR(watch(&peer, "subscribe", "{\"uri\":\"x://a\"}"), EMPTY("1"));
    CHECK_STR(watch(&peer, "subscribe", "{\"uri\":\"x://a\"}"), EMPTY("1"));
    CHECK_STR(watch(&peer, "subscribe", "{\"uri\":\"x://t/q\"}"), EMPTY("1"));
    server_resource_updated(peer.server, "x://a");
    server_resource_updated(peer.server, "x://b");
    server_resource_updated(peer.server, "x://t/q");
    CHECK_STR(peer_heard(&peer), UPDATED_FOR_ALL("x://a") UPDATED_FOR_ALL("x://t/q"));
    CHECK_STR(watch(&peer, "unsubscribe", "{\"uri\":\"x://a\"}"), EMPTY("1"));
    CHECK_STR(watch(&peer, "unsubscribe", "{\"uri\":\"x://a\"}"), EMPTY("1"));
    server_resource_updated(peer.server, "x://a");
    server_resource_updated(peer.server, "x://t/q");
    CHECK_STR(peer_heard(&peer), UPDATED_FOR_ALL("x://t/q"));
    peer_close(&peer);
}

TEST("resources/subscribe (R2): an unknown uri is not found; one that nobody watches may be left")
{
    static const char not_found[] =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32002,\"message\":"
        "\"Resource not found: x://z. There are: ";
    struct peer peer;

    peer_open_as(&peer, &everything, declared);
    CHECK_SAYS(watch(&peer, "subscribe", "{\"uri\":\"x://z\"}"), not_found);
    CHECK_SAYS(watch(&peer, "subscribe", "{\"uri\":\"x://z\"}"), "\"data\":{\"uri\":\"x://z\"}}}");
    CHECK_STR(watch(&peer, "unsubscribe", "{\"uri\":\"x://z\"}"), EMPTY("1"));
    peer_close(&peer);
}

TEST("resources/subscribe: a uri that is no string, or longer than 2 KiB, is -32602")
{
    static const char *const params[] = { "{}", "{\"uri\":null}", "{\"uri\":1}", "{\"uri\":[]}" };
    static char uri[URI_MAX + 1], text[URI_MAX + 64];
    struct peer peer;

    peer_open_as(&peer, &everything, declared);
    for (size_t i = 0; i < ARRAY_COUNT(params); i++) {
        CHECK_SAYS(watch(&peer, "subscribe", params[i]), "\"error\":{\"code\":-32602,");
        CHECK_SAYS(watch(&peer, "unsubscribe", params[i]), "\"error\":{\"code\":-32602,");
    }
    memset(uri, 'u', URI_MAX);
    memcpy(uri, "x://t/", 6);
    snprintf(text, sizeof(text), "{\"uri\":\"%su\"}", uri);
    CHECK_SAYS(watch(&peer, "subscribe", text), "must be a string of at most 2048 bytes");
    snprintf(text, sizeof(text), "{\"uri\":\"%s\"}", uri);
    CHECK_STR(watch(&peer, "subscribe", text), EMPTY("1"));
    server_resource_updated(peer.server, uri);
    CHECK_SAYS(peer_heard(&peer), uri);
    peer_close(&peer);
}

TEST("resources/subscribe (L2): not declared, it does not exist; nor without resources")
{
    struct peer peer;

    peer_open_as(&peer, &everything, only_lists);
    CHECK_SAYS(watch(&peer, "subscribe", "{\"uri\":\"x://a\"}"), "\"code\":-32601,");
    CHECK_SAYS(watch(&peer, "unsubscribe", "{\"uri\":\"x://a\"}"), "\"code\":-32601,");
    peer_close(&peer);
    peer_open_as(&peer, &only_tools, declared);
    CHECK_SAYS(watch(&peer, "subscribe", "{\"uri\":\"x://a\"}"), "\"code\":-32601,");
    peer_close(&peer);
}

TEST("resources/subscribe, resources/unsubscribe (E5): with modern _meta they are -32601")
{
    struct peer peer;

    peer_open_as(&peer, &everything, declared);
    CHECK_SAYS(watch(&peer, "subscribe", "{\"uri\":\"x://a\"," PEER_META "}"), "\"code\":-32601,");
    CHECK_SAYS(watch(&peer, "unsubscribe", "{\"uri\":\"x://a\"," PEER_META "}"),
               "\"code\":-32601,");
    peer_close(&peer);
}

TEST("subscriptions/listen: in a batch it is refused, for it would hold up the rest for ever")
{
    struct peer peer;

    peer_open_as(&peer, &everything, declared);
    peer_initialize(&peer, "2025-03-26");
    CHECK_SAYS(peer_ask(&peer, "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscriptions/listen\","
                               "\"params\":{\"notifications\":{}," PEER_META "}}]"),
               "[{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32600,\"message\":"
               "\"subscriptions/listen may not be in a batch\"}}]\n");
    CHECK_STR(peer_ask(&peer, "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/subscribe\","
                              "\"params\":{\"uri\":\"x://a\"}}]"),
              "[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}]\n");
    peer_close(&peer);
}

TEST("capabilities: what was declared stands in initialize and server/discover")
{
    static const char wanted[] =
        "\"capabilities\":{\"tools\":{\"listChanged\":true},\"prompts\":{\"listChanged\":true},"
        "\"resources\":{\"listChanged\":true,\"subscribe\":true}}";
    struct peer peer;

    peer_open_as(&peer, &everything, declared);
    CHECK_SAYS(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":"
                               "{\"protocolVersion\":\"2025-11-25\"}}"),
               wanted);
    CHECK_SAYS(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server/discover\","
                               "\"params\":{" PEER_META "}}"),
               wanted);
    peer_close(&peer);
}

TEST("lists (M3): they may be kept for an hour, unless they may change: then not at all")
{
    static const char *const methods[] = { "tools/list", "prompts/list", "resources/list",
                                           "resources/templates/list" };
    struct peer peer;
    char line[512];

    for (size_t i = 0; i < 2 * ARRAY_COUNT(methods); i++) {
        peer_open_as(&peer, &everything, i % 2 ? declared : nothing);
        snprintf(line, sizeof(line),
                 "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":{" PEER_META "}}",
                 methods[i / 2]);
        CHECK_SAYS(peer_ask(&peer, line), i % 2 ? "\"ttlMs\":0," : "\"ttlMs\":3600000,");
        peer_close(&peer);
    }
}
