/* Units of mcp: JSON-RPC, on the wire. */
#include "peer.h"

#include <stdlib.h>

#define ANSWERED(id)  "{\"jsonrpc\":\"2.0\",\"id\":" id ",\"result\":{}}\n"
#define REFUSED(code) "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":" code ",\"message\":\""
#define ERROR(id, code)                                                                            \
    "{\"jsonrpc\":\"2.0\",\"id\":" id ",\"error\":{\"code\":" code ",\"message\":\""

static const char *ping(struct peer *peer, const char *id)
{
    char line[1024];

    snprintf(line, sizeof(line), "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"ping\"}", id);
    return peer_ask(peer, line);
}

/* One line, of an error with this beginning and nothing after it. */
static void check_one(const char *heard, const char *beginning)
{
    CHECK(strncmp(heard, beginning, strlen(beginning)) == 0 || (puts(heard), false));
    CHECK(strchr(heard, '\n') == heard + strlen(heard) - 1);
}

TEST("ids: strings and integers of any size come back byte for byte (J1) (fault C8)")
{
    static const char *const ids[] = {
        "0",
        "-1",
        "-0",
        "9007199254740993",
        "1000000000000000000000000000000",
        "\"1\"",
        "\"\"",
        "\"listen:0\"",
        "\"\\u0061\\/\\\"\"",
        "\"\xF0\x9F\x98\x80\"",
        "\"\\ud83d\\ude00\"",
    };
    struct peer peer;
    char wanted[256];

    peer_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(ids); i++) {
        snprintf(wanted, sizeof(wanted), "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":{}}\n", ids[i]);
        CHECK_STR(ping(&peer, ids[i]), wanted);
    }
    peer_close(&peer);
}

TEST("ids: null, fractions, exponents and structures are -32600, without an id (J1) (fault C8)")
{
    static const char *const ids[] = { "null", "1.5", "1.0", "1e3", "1E3", "true", "[1]", "{}" };
    struct peer peer;

    peer_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(ids); i++)
        check_one(ping(&peer, ids[i]), REFUSED("-32600"));
    peer_close(&peer);
}

TEST("ids: one of 256 bytes is echoed, one of 257 is refused")
{
    struct peer peer;
    char id[300], wanted[400];

    peer_open(&peer);
    memset(id, 'a', sizeof(id));
    id[0] = id[ID_MAX - 1] = '"';
    id[ID_MAX] = '\0';
    snprintf(wanted, sizeof(wanted), "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":{}}\n", id);
    CHECK_STR(ping(&peer, id), wanted);
    id[ID_MAX - 1] = 'a';
    id[ID_MAX] = '"';
    id[ID_MAX + 1] = '\0';
    check_one(ping(&peer, id), REFUSED("-32600"));
    peer_close(&peer);
}

TEST("a line that is no JSON is one -32700 without an id, and the next line is read as ever (J2)")
{
    static const char *const lines[] = {
        "x",
        "{",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}}",
        "{\"a\":1,}",
        "'a'",
        "01",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"",
        "\"\\x\"",
        "\x01",
        "nul",
        "[1,2",
        "\xEF\xBB\xBF{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}",
        "\xFF\xFE{",
        "NaN",
    };
    struct peer peer;

    peer_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(lines); i++) {
        check_one(peer_ask(&peer, lines[i]), REFUSED("-32700"));
        CHECK_STR(ping(&peer, "1"), ANSWERED("1"));
    }
    peer_close(&peer);
}

TEST("a NUL byte in a line is -32700, and the line is not cut there (fault C10)")
{
    struct peer peer;

    peer_open(&peer);
    peer_write(&peer, SLICE("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\0{}\n"));
    check_one(peer_heard(&peer), REFUSED("-32700"));
    peer_close(&peer);
}

TEST(
    "what the gate refuses although it is JSON is answered under its id, so that nobody waits (J2)")
{
    static const char *const lines[] = {
        "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"params\":{\"a\":\"\\u0000\"},\"id\":\"x\"}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"params\":{\"a\":\"\\ud800\"},\"id\":\"x\"}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"params\":{\"a\":1,\"a\":2},\"id\":\"x\"}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"params\":{\"a\":\"\xFF\"},\"id\":\"x\"}",
    };
    struct peer peer;

    peer_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(lines); i++)
        check_one(peer_ask(&peer, lines[i]), ERROR("\"x\"", "-32700"));
    peer_close(&peer);
}

TEST("a value that is no request object is -32600; its id is given back when it has one (J2) "
     "(fault C12)")
{
    static const struct {
        const char *line, *answer;
    } cases[] = {
        { "1", REFUSED("-32600") },
        { "\"ping\"", REFUSED("-32600") },
        { "null", REFUSED("-32600") },
        { "{}", REFUSED("-32600") },
        { "[]", REFUSED("-32600") },
        { "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]", REFUSED("-32600") },
        { "{\"id\":1,\"method\":\"ping\"}", ERROR("1", "-32600") },
        { "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}", ERROR("1", "-32600") },
        { "{\"jsonrpc\":2.0,\"id\":1,\"method\":\"ping\"}", ERROR("1", "-32600") },
        { "{\"jsonrpc\":\"2.0\",\"id\":1}", ERROR("1", "-32600") },
        { "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":1}", ERROR("1", "-32600") },
        { "{\"jsonrpc\":\"2.0\",\"method\":null}", REFUSED("-32600") },
        { "{\"JSONRPC\":\"2.0\",\"id\":1,\"method\":\"ping\"}", ERROR("1", "-32600") },
    };
    struct peer peer;

    peer_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        check_one(peer_ask(&peer, cases[i].line), cases[i].answer);
    peer_close(&peer);
}

TEST("an unknown method is -32601 with its name, cut to a sensible length (J3) (fault C13)")
{
    struct peer peer;
    char line[2048];

    peer_open(&peer);
    check_one(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\\nb\"}"),
              ERROR("1", "-32601") "Method not found: a\\nb\"}}");
    snprintf(line, sizeof(line), "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%0*d\"}", 1900, 0);
    CHECK(strlen(peer_ask(&peer, line)) < 200);
    peer_close(&peer);
}

TEST("params that are no object are -32602 (J4)")
{
    static const char *const params[] = { "[]", "1", "\"\"", "null", "true" };
    struct peer peer;
    char line[256];

    peer_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(params); i++) {
        snprintf(line, sizeof(line),
                 "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":%s}",
                 params[i]);
        check_one(peer_ask(&peer, line), ERROR("1", "-32602"));
    }
    peer_close(&peer);
}

#define NOTE(method, more) "{\"jsonrpc\":\"2.0\",\"method\":\"" method "\"" more "}"
#define CANCEL(params)     NOTE("notifications/cancelled", ",\"params\":" params)

TEST("notifications and responses are never answered, whatever is in them (J3) (fault C13)")
{
    static const char *const lines[] = {
        NOTE("notifications/initialized", ""),
        NOTE("notifications/unknown", ",\"params\":{\"a\":1}"),
        NOTE("notifications/cancelled", ""),
        CANCEL("[]"),
        CANCEL("{}"),
        CANCEL("{\"requestId\":{}}"),
        CANCEL("{\"requestId\":9}"),
        NOTE("tools/list", ",\"params\":7"),
        NOTE("tools/call", ",\"params\":{\"name\":\"never\"}"),
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"error\":{\"code\":-32601,\"message\":\"m\"}}",
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"m\"}}",
    };
    struct peer peer;

    peer_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(lines); i++)
        CHECK_STR(peer_ask(&peer, lines[i]), "");
    CHECK_INT(tools_seen.started, 0);
    CHECK_STR(ping(&peer, "1"), ANSWERED("1"));
    peer_close(&peer);
}

TEST("names are compared as decoded text, and members that nobody knows are ignored (J4)")
{
    struct peer peer;

    peer_open(&peer);
    CHECK_STR(peer_ask(&peer, " { \"x\" : [ { } ] , \"\\u0069d\" : 5 , \"method\" : "
                              "\"p\\u0069ng\" , \"jsonrpc\":\"2\\u002e0\", \"Id\":6 } "),
              ANSWERED("5"));
    peer_close(&peer);
}

TEST("blank lines are nothing, CRLF ends a line, and many lines may come at once (F1) (fault C9)")
{
    struct peer peer;

    peer_open(&peer);
    peer_write(&peer, SLICE("\n\r\n  \t\n{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\r\n\n"
                            "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}\n\r\n"));
    CHECK_STR(peer_heard(&peer), ANSWERED("1") ANSWERED("2"));
    peer_close(&peer);
}

TEST("depth 64 passes, depth 65 is refused under its id, and depth 100000 is refused at once "
     "(fault C11)")
{
    struct peer peer;
    static char line[400000];

    peer_open(&peer);
    for (size_t depth = 62; depth <= 63; depth++) {
        size_t length = (size_t)snprintf(line, sizeof(line),
                                         "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\","
                                         "\"params\":{\"a\":");

        memset(line + length, '[', depth);
        memset(line + length + depth, ']', depth);
        memcpy(line + length + 2 * depth, "}}", 3);
        if (depth == 62)
            CHECK_STR(peer_ask(&peer, line), ANSWERED("1"));
        else
            check_one(peer_ask(&peer, line), ERROR("1", "-32700"));
    }
    memset(line, '[', 200000);
    line[200000] = '\0';
    check_one(peer_ask(&peer, line), REFUSED("-32700"));
    peer_close(&peer);
}
