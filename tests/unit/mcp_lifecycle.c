/* Units of mcp: how a connection begins, and which revision a request is in. */
#include "peer.h"

#define PING "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}"

/* The answer to initialize with that version, id 0. */
static const char *initialize(struct peer *peer, const char *version)
{
    char line[512];

    snprintf(line, sizeof(line),
             "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
             "\"protocolVersion\":\"%s\",\"capabilities\":{},\"clientInfo\":{\"name\":\"c\","
             "\"version\":\"1\"}}}",
             version);
    return peer_ask(peer, line);
}

TEST("initialize: each legacy revision is answered as itself, with what it knows of serverInfo "
     "(L1, L3)")
{
    static const struct {
        const char *version, *about;
    } cases[] = {
        { "2024-11-05", "{\"name\":\"test\",\"version\":\"1.2\"}" },
        { "2025-03-26", "{\"name\":\"test\",\"version\":\"1.2\"}" },
        { "2025-06-18", "{\"name\":\"test\",\"version\":\"1.2\",\"title\":\"A \\\"test\\\"\"}" },
        { "2025-11-25", "{\"name\":\"test\",\"version\":\"1.2\",\"title\":\"A \\\"test\\\"\","
                        "\"description\":\"D\",\"websiteUrl\":\"https://example.org\"}" },
    };
    struct peer peer;
    char wanted[512];

    peer_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        snprintf(wanted, sizeof(wanted),
                 "{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{\"protocolVersion\":\"%s\","
                 "\"capabilities\":{\"tools\":{}},\"serverInfo\":%s,"
                 "\"instructions\":\"Read me.\"}}\n",
                 cases[i].version, cases[i].about);
        CHECK_STR(initialize(&peer, cases[i].version), wanted);
    }
    peer_close(&peer);
}

TEST("initialize: a revision that is not known, or has no handshake, is answered with the newest "
     "(L1)")
{
    static const char *const versions[] = { "2024-10-07", "2026-07-28", "2099-01-01", "", "x" };
    struct peer peer;

    peer_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(versions); i++)
        CHECK_SAYS(initialize(&peer, versions[i]), "\"protocolVersion\":\"2025-11-25\"");
    peer_close(&peer);
}

TEST("initialize: without a version, or with one that is no string, it is -32602 (L1)")
{
    struct peer peer;

    peer_open(&peer);
    CHECK_SAYS(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"initialize\"}"),
               "{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":{\"code\":-32602,");
    CHECK_SAYS(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"initialize\","
                               "\"params\":{\"protocolVersion\":20251125}}"),
               "{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":{\"code\":-32602,");
    peer_close(&peer);
}

TEST("ping: answered at once, also before initialize (L4)")
{
    struct peer peer;

    peer_open(&peer);
    CHECK_STR(peer_ask(&peer, PING), "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n");
    initialize(&peer, "2024-11-05");
    CHECK_STR(peer_ask(&peer, PING), "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n");
    peer_close(&peer);
}

TEST("legacy: requests are served without waiting for notifications/initialized, or initialize "
     "(E6) (faults C14, C21)")
{
    struct peer peer;

    peer_open(&peer);
    CHECK_SAYS(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}"),
               "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[{\"name\":\"big\"");
    peer_close(&peer);
}

TEST("server/discover: says the stateless revision, capabilities, instructions, and how fresh it "
     "is (M2, M3)")
{
    struct peer peer;

    peer_open(&peer);
    CHECK_STR(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":\"server-discover-probe-1\","
                              "\"method\":\"server/discover\",\"params\":{" PEER_META "}}"),
              "{\"jsonrpc\":\"2.0\",\"id\":\"server-discover-probe-1\",\"result\":{"
              "\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{}},"
              "\"instructions\":\"Read me.\",\"ttlMs\":3600000,\"cacheScope\":\"public\"," //
              PEER_COMPLETE "}}}\n");
    peer_close(&peer);
}

TEST("server/discover: without the members of _meta that it needs it is -32602 (E2, E4)")
{
    static const char *const params[] = {
        "",
        ",\"params\":{}",
        ",\"params\":{\"_meta\":{}}",
        ",\"params\":{\"_meta\":{\"io.modelcontextprotocol/clientCapabilities\":{}}}",
        ",\"params\":{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}}",
        ",\"params\":{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":1,"
        "\"io.modelcontextprotocol/clientCapabilities\":{}}}",
        ",\"params\":{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
        "\"io.modelcontextprotocol/clientCapabilities\":[]}}",
    };
    struct peer peer;
    char line[512];

    peer_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(params); i++) {
        snprintf(line, sizeof(line),
                 "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"server/discover\"%s}", params[i]);
        CHECK_SAYS(peer_ask(&peer, line),
                   "{\"jsonrpc\":\"2.0\",\"id\":3,\"error\":{\"code\":-32602,");
    }
    peer_close(&peer);
}

TEST("stateless: a version that is not served is -32022, with what is served and what was asked "
     "(E4)")
{
    static const char *const versions[] = { "2025-11-25", "2027-01-01", "" };
    struct peer peer;
    char line[512], wanted[128];

    peer_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(versions); i++) {
        snprintf(line, sizeof(line),
                 "{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"tools/list\",\"params\":{\"_meta\":{"
                 "\"io.modelcontextprotocol/protocolVersion\":\"%s\"}}}",
                 versions[i]);
        snprintf(wanted, sizeof(wanted),
                 "\"data\":{\"supported\":[\"2026-07-28\"],\"requested\":\"%s\"}}}\n", versions[i]);

        const char *heard = peer_ask(&peer, line);

        CHECK_SAYS(heard, "{\"jsonrpc\":\"2.0\",\"id\":4,\"error\":{\"code\":-32022,");
        CHECK_SAYS(heard, wanted);
    }
    peer_close(&peer);
}

TEST("stateless: methods of the other era, and methods that nobody declared, are -32601 (E5, L2)")
{
    static const char *const methods[] = {
        "initialize",
        "ping",
        "logging/setLevel",
        "resources/subscribe",
        "resources/unsubscribe",
        "prompts/list",
        "resources/list",
        "resources/read",
        "completion/complete",
        "tools/list/",
        "notifications/cancelled",
        "",
    };
    struct peer peer;
    char line[512];

    peer_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(methods); i++) {
        snprintf(line, sizeof(line),
                 "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"%s\",\"params\":{" PEER_META "}}",
                 methods[i]);
        CHECK_SAYS(peer_ask(&peer, line),
                   "{\"jsonrpc\":\"2.0\",\"id\":5,\"error\":{\"code\":-32601,");
    }
    peer_close(&peer);
}

TEST("stateless and legacy requests may be mixed: each is answered in its own revision (E1, M1) "
     "(fault C14)")
{
    struct peer peer;

    peer_open(&peer);
    initialize(&peer, "2024-11-05");
    CHECK_STR(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{"
                              "\"name\":\"echo\",\"arguments\":{\"text\":\"a\"}," PEER_META "}}"),
              "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{"
              "\"content\":[{\"type\":\"text\",\"text\":\"a\"}]," PEER_COMPLETE "}}}\n");
    CHECK_STR(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{"
                              "\"name\":\"echo\",\"arguments\":{\"text\":\"a\"}}}"),
              "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{"
              "\"content\":[{\"type\":\"text\",\"text\":\"a\"}]}}\n");
    peer_close(&peer);
}

TEST("stateless: what one request says of its client is not known to the next (M4)")
{
    struct peer peer;

    peer_open(&peer);
    CHECK_SAYS(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\","
                               "\"params\":{" PEER_META "}}"),
               PEER_COMPLETE);
    CHECK_SAYS(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\","
                               "\"params\":{\"_meta\":{"
                               "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}}}"),
               "\"id\":2,\"error\":{\"code\":-32602,");
    CHECK_SAYS(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"server/discover\"}"),
               "\"id\":3,\"error\":{\"code\":-32602,");
    CHECK(!strstr(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"tools/list\"}"),
                  "resultType"));
    peer_close(&peer);
}

TEST("on_active: after the first answer, and with a request after 390 s of silence")
{
    struct peer peer;

    peer_open(&peer);
    peer_write(&peer, SLICE("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n"));
    peer_settle(&peer);
    CHECK_INT(peer.active, 0);
    peer_ask(&peer, PING);
    CHECK_INT(peer.active, 1);
    peer_wait(&peer, CONNECTION_IDLE_S * 1000 - 1);
    peer_ask(&peer, PING);
    CHECK_INT(peer.active, 1);
    peer_wait(&peer, CONNECTION_IDLE_S * 1000);
    CHECK_INT(peer.active, 1);
    peer_ask(&peer, PING);
    CHECK_INT(peer.active, 2);
    peer_close(&peer);
}
