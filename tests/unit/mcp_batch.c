/* Units of mcp: batches, which exist in revision 2025-03-26 only. */
#include "peer.h"

#define PING(id) "{\"jsonrpc\":\"2.0\",\"id\":" id ",\"method\":\"ping\"}"
#define PONG(id) "{\"jsonrpc\":\"2.0\",\"id\":" id ",\"result\":{}}"
#define CANCEL(id)                                                                                 \
    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":" id "}}"
#define CALL(id, tool, arguments)                                                                  \
    "{\"jsonrpc\":\"2.0\",\"id\":" id ",\"method\":\"tools/call\",\"params\":{\"name\":\"" tool    \
    "\",\"arguments\":" arguments "}}"
#define INVALID "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32600,"

static void open_batching(struct peer *peer)
{
    peer_open(peer);
    peer_initialize(peer, "2025-03-26");
}

TEST("batch: answered with one array, in which notifications and responses have no place (J5)")
{
    struct peer peer;

    open_batching(&peer);
    CHECK_STR(peer_ask(&peer, "[" PING("1") "," CANCEL("9") "," PING(
                                  "\"b\"") ",{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}]"),
              "[" PONG("1") "," PONG("\"b\"") "]\n");
    peer_close(&peer);
}

TEST("batch: of notifications and responses only, it is not answered (J5)")
{
    struct peer peer;

    open_batching(&peer);
    CHECK_STR(peer_ask(&peer, "[" CANCEL("9") "," CANCEL("8") "]"), "");
    peer_close(&peer);
}

TEST("batch: empty it is one -32600, and so is one with 101 messages; 100 pass (J5)")
{
    static char line[16384];
    struct peer peer;
    size_t count = 0;

    open_batching(&peer);
    CHECK_SAYS(peer_ask(&peer, "[]"), INVALID);
    for (int length = 100; length <= 101; length++) {
        snprintf(line, sizeof(line), "[" PING("0"));
        for (int i = 1; i < length; i++)
            snprintf(line + strlen(line), sizeof(line) - strlen(line), "," PING("%d"), i);
        snprintf(line + strlen(line), sizeof(line) - strlen(line), "]");

        const char *heard = peer_ask(&peer, line);

        if (length == 101) {
            CHECK(strncmp(heard, INVALID, strlen(INVALID)) == 0);
            break;
        }
        for (; (heard = strstr(heard, "\"result\":{}")); heard++)
            count++;
    }
    CHECK_INT(count, 100);
    peer_close(&peer);
}

TEST(
    "batch: what is no request, and initialize, are errors in the array; the rest is answered (J5)")
{
    struct peer peer;

    open_batching(&peer);

    const char *heard = peer_ask(
        &peer,
        "[1," PING("1") ",{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"initialize\","
                        "\"params\":{\"protocolVersion\":\"2025-11-25\"}},[],{\"id\":null}]");

    CHECK_SAYS(heard, "[" INVALID);
    CHECK_SAYS(heard, "," PONG("1") ",{\"jsonrpc\":\"2.0\",\"id\":5,\"error\":{\"code\":-32600,");
    /* Nothing of it has changed the revision. */
    CHECK_STR(peer_ask(&peer, "[" PING("1") "]"), "[" PONG("1") "]\n");
    peer_close(&peer);
}

TEST("batch: waits for its slowest call, while other requests are answered (J5)")
{
    struct peer peer;

    open_batching(&peer);
    CHECK_STR(peer_ask(&peer, "[" CALL("1", "slow", "{\"ms\":200}") "," PING("2") "," CALL(
                                  "3", "slow", "{\"ms\":100}") "]"),
              "");
    CHECK_STR(peer_ask(&peer, PING("4")), PONG("4") "\n");
    peer_wait(&peer, 100);
    CHECK_STR(peer_heard(&peer), "");
    peer_wait(&peer, 100);

    const char *heard = peer_heard(&peer);

    CHECK_SAYS(heard, "[" PONG("2") ",{\"jsonrpc\":\"2.0\",\"id\":3,\"result\"");
    CHECK_SAYS(heard, ",{\"jsonrpc\":\"2.0\",\"id\":1,\"result\"");
    CHECK_SAYS(heard, "]\n");
    peer_close(&peer);
}

TEST("batch: a cancelled call has no place in it, and does not hold it up (J5, X1)")
{
    struct peer peer;

    open_batching(&peer);
    CHECK_STR(peer_ask(&peer, "[" PING("1") "," CALL("2", "never", "{}") "]"), "");
    CHECK_STR(peer_ask(&peer, CANCEL("2")), "[" PONG("1") "]\n");
    CHECK_STR(peer_ask(&peer, "[" CALL("2", "never", "{}") "," CANCEL("2") "]"), "");
    CHECK_STR(peer_ask(&peer, "[" CALL("2", "never", "{}") "]"), "");
    CHECK_STR(peer_ask(&peer, CANCEL("2")), "");
    peer_close(&peer);
}

TEST("batch: an id that runs is refused in it without the id")
{
    struct peer peer;

    open_batching(&peer);
    CHECK_STR(peer_ask(&peer, "[" CALL("2", "never", "{}") "," PING("2") "]"), "");
    CHECK_SAYS(peer_ask(&peer, CANCEL("2")), "[" INVALID);
    peer_close(&peer);
}

TEST("batch: a request of the stateless revision is answered in its own, in the array")
{
    struct peer peer;

    open_batching(&peer);
    CHECK_STR(peer_ask(&peer,
                       "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\","
                       "\"params\":{\"name\":\"echo\",\"arguments\":{\"text\":\"a\"}," PEER_META
                       "}}," PING("2") "]"),
              "[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"content\":[{\"type\":\"text\","
              "\"text\":\"a\"}]," PEER_COMPLETE "}}}," PONG("2") "]\n");
    peer_close(&peer);
}

TEST("batch: answers that do not fit together into 10 MiB are errors in their places")
{
    struct peer peer;

    open_batching(&peer);

    const char *heard = peer_ask(
        &peer,
        "[" CALL("1", "big", "{\"bytes\":6000000}") "," CALL(
            "2", "big", "{\"bytes\":6000000}") "," CALL("3", "big",
                                                        "{\"bytes\":4000000}") "," PING("4") "]");

    CHECK(strlen(heard) <= LINE_OUT_MAX);
    CHECK_SAYS(heard, "[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":");
    CHECK_SAYS(heard, ",{\"jsonrpc\":\"2.0\",\"id\":2,\"error\":{\"code\":-32603,");
    CHECK_SAYS(heard, ",{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":");
    CHECK_SAYS(heard, "," PONG("4") "]\n");
    peer_close(&peer);
}

TEST("batch: in every other revision an array is one -32600 and nothing of it is done (J5)")
{
    static const char *const versions[] = { "2024-11-05", "2025-06-18", "2025-11-25" };
    struct peer peer;

    peer_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(versions); i++) {
        peer_initialize(&peer, versions[i]);

        const char *heard = peer_ask(&peer, "[" CALL("1", "never", "{}") "," PING("2") "]");

        CHECK(strncmp(heard, INVALID, strlen(INVALID)) == 0);
        CHECK(strchr(heard, '\n') == heard + strlen(heard) - 1);
    }
    CHECK_INT(tools_seen.started, 0);
    peer_close(&peer);
}
