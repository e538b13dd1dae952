/* Units of mcp: progress and deadlines, as the client sees them. */
#include "peer.h"

#define FAILED(id, text)                                                                           \
    "{\"jsonrpc\":\"2.0\",\"id\":" id                                                              \
    ",\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"" text
#define IS_ERROR "\"}],\"isError\":true"
#define CANCEL(id)                                                                                 \
    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":" id "}}"

#define TOKEN(token) ",\"_meta\":{\"progressToken\":" token "}"
#define PROGRESS(token, value, more)                                                               \
    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{"                      \
    "\"progressToken\":" token ",\"progress\":" value more "}}\n"

TEST("progress: without a token nothing is sent (G1)")
{
    struct peer peer;

    peer_open(&peer);
    CHECK_STR(peer_call(&peer, "1", "steps", "{\"count\":3}", ""), "");
    peer_wait(&peer, 60000);
    CHECK_STR(peer_heard(&peer), "");
    peer_close(&peer);
}

TEST("progress: the first at once, then the newest at most twice a second, repeated every 5 s (G1)")
{
    struct peer peer;

    peer_open(&peer);
    CHECK_STR(peer_call(&peer, "1", "steps", "{\"count\":3}", TOKEN("\"t\"")),
              PROGRESS("\"t\"", "1", ",\"total\":3,\"message\":\"step 1\""));
    peer_wait(&peer, PROGRESS_MIN_MS - 1);
    CHECK_STR(peer_heard(&peer), "");
    peer_wait(&peer, 1);
    CHECK_STR(peer_heard(&peer), PROGRESS("\"t\"", "3", ",\"total\":3,\"message\":\"step 3\""));
    peer_wait(&peer, PROGRESS_MAX_MS - 1);
    CHECK_STR(peer_heard(&peer), "");
    peer_wait(&peer, 1);
    CHECK_STR(peer_heard(&peer),
              PROGRESS("\"t\"", "3.0001", ",\"total\":3.0001,\"message\":\"step 3\""));
    peer_close(&peer);
}

TEST("progress: the oldest revision has no message (G1, L3)")
{
    struct peer peer;

    peer_open(&peer);
    peer_initialize(&peer, "2024-11-05");
    CHECK_STR(peer_call(&peer, "1", "steps", "{\"count\":1}", TOKEN("0")),
              PROGRESS("0", "1", ",\"total\":1"));
    peer_close(&peer);
}

TEST("progress: tokens come back byte for byte; what is no token is not answered to (G1) (fault "
     "C17)")
{
    static const char *const tokens[] = { "0", "\"\"", "123456789012345678901234567890",
                                          "\"\\u0041\\n\"" };
    static const char *const others[] = { "null", "1.5", "{}", "[1]", "true" };
    struct peer peer;
    char more[128], wanted[256];

    peer_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(tokens); i++) {
        snprintf(more, sizeof(more), TOKEN("%s"), tokens[i]);
        snprintf(wanted, sizeof(wanted), "\"progressToken\":%s,\"progress\":1,", tokens[i]);
        CHECK_SAYS(peer_call(&peer, "1", "steps", "{\"count\":1}", more), wanted);
        peer_ask(&peer, CANCEL("1"));
    }
    for (size_t i = 0; i < ARRAY_COUNT(others); i++) {
        snprintf(more, sizeof(more), TOKEN("%s"), others[i]);
        CHECK_STR(peer_call(&peer, "1", "steps", "{\"count\":1}", more), "");
        peer_ask(&peer, CANCEL("1"));
    }
    peer_close(&peer);
}

TEST("progress: nothing comes after the answer, nor after a cancel (G1) (fault C17)")
{
    struct peer peer;

    peer_open(&peer);
    peer_call(&peer, "1", "steps", "{\"count\":2}", TOKEN("1"));
    peer_ask(&peer, CANCEL("1"));
    peer_wait(&peer, 60000);
    CHECK_STR(peer_heard(&peer), "");
    peer_call(&peer, "1", "steps", "{\"count\":2}", TOKEN("1"));
    for (int i = 0; i < CALL_DEFAULT_S / 4; i++)
        peer_wait(&peer, 4000);

    const char *heard = peer_heard(&peer), *last = strstr(heard, "isError");

    CHECK(last && !strstr(last, "notifications/progress"));
    peer_wait(&peer, 60000);
    CHECK_STR(peer_heard(&peer), "");
    peer_close(&peer);
}

TEST("deadline: the tool answers with what there is; one that does not, or cannot, fails plainly")
{
    struct peer peer;

    peer_open(&peer);
    peer_call(&peer, "1", "partial", "{\"timeout_s\":5}", "");
    peer_call(&peer, "2", "negligent", "{\"timeout_s\":6}", "");
    peer_call(&peer, "3", "never", "{\"timeout_s\":7}", "");
    peer_call(&peer, "4", "never", "{}", "");
    peer_wait(&peer, 4999);
    CHECK_STR(peer_heard(&peer), "");
    peer_wait(&peer, 1);
    CHECK_STR(peer_heard(&peer), FAILED("1", "what there was" IS_ERROR "}}\n"));
    peer_wait(&peer, 1000);
    CHECK_SAYS(peer_heard(&peer), FAILED("2", "negligent gave no answer within 6 s. "));
    peer_wait(&peer, 1000);
    CHECK_SAYS(peer_heard(&peer), FAILED("3", "never gave no answer within 7 s. "));
    peer_wait(&peer, (CALL_DEFAULT_S - 8) * 1000);
    CHECK_STR(peer_heard(&peer), "");
    peer_wait(&peer, 1000);
    CHECK_SAYS(peer_heard(&peer), FAILED("4", "never gave no answer within 600 s. "));
    CHECK_INT(tools_seen.deadlines, 2);
    CHECK_INT(tools_seen.stopped, 4);
    peer_close(&peer);
}
