/* Units of mcp: tools/list and tools/call, as the client sees them. */
#include "peer.h"

#define TEXT(id, text)                                                                             \
    "{\"jsonrpc\":\"2.0\",\"id\":" id                                                              \
    ",\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"" text "\"}]}}\n"
#define FAILED(id, text)                                                                           \
    "{\"jsonrpc\":\"2.0\",\"id\":" id                                                              \
    ",\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"" text
#define IS_ERROR "\"}],\"isError\":true"
#define CANCEL(id)                                                                                 \
    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":" id "}}"

TEST("tools/list: title, annotations and _meta are left out for revisions that do not know them "
     "(E3, L3)")
{
    static const struct {
        const char *version, *begins;
    } cases[] = {
        { "2024-11-05", "{\"name\":\"big\",\"description\":\"d\",\"inputSchema\":{\"type\":" },
        { "2025-03-26", "{\"name\":\"big\",\"description\":\"d\",\"annotations\":{"
                        "\"readOnlyHint\":true},\"inputSchema\":{\"type\":" },
        { "2025-06-18", "{\"name\":\"big\",\"title\":\"T\",\"description\":\"d\",\"annotations\":{"
                        "\"readOnlyHint\":true},\"_meta\":{\"x/y\":1},\"inputSchema\":{" },
        { "2025-11-25", "{\"name\":\"big\",\"title\":\"T\",\"description\":\"d\",\"annotations\":{"
                        "\"readOnlyHint\":true},\"_meta\":{\"x/y\":1},\"inputSchema\":{" },
    };
    struct peer peer;

    peer_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        peer_initialize(&peer, cases[i].version);
        for (int again = 0; again < 2; again++) {
            const char *heard =
                peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");

            CHECK_SAYS(heard, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[");
            CHECK_SAYS(heard, cases[i].begins);
            CHECK(!strstr(heard, "nextCursor") && !strstr(heard, "ttlMs"));
            CHECK(!strstr(heard, "resultType") && !strstr(heard, "serverInfo"));
        }
    }
    peer_close(&peer);
}

TEST(
    "tools/list: a stateless result says how long it may be kept, and by whom it was made (M1, M3)")
{
    struct peer peer;

    peer_open(&peer);
    CHECK_SAYS(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\","
                               "\"params\":{\"cursor\":\"\"," PEER_META "}}"),
               "],\"ttlMs\":3600000,\"cacheScope\":\"public\"," PEER_COMPLETE "}}}\n");
    peer_close(&peer);
}

#define MANY 250

TEST(
    "tools/list: pages of 100 follow each other by their cursors, each tool once and in order (T1)")
{
    static char names[MANY][16], texts[MANY][256];
    static struct handler tools[MANY];
    static struct offer entries[MANY + 1];
    struct peer peer;
    char line[256], cursor[64] = "\"\"", wanted[64];
    size_t seen = 0, page_count = 0;

    for (size_t i = 0; i < MANY; i++) {
        snprintf(names[i], sizeof(names[i]), "tool_%03zu", i);
        snprintf(texts[i], sizeof(texts[i]),
                 "{\"name\":\"%s\",\"description\":\"d\",\"inputSchema\":{\"type\":\"object\"}}",
                 names[i]);
        tools[i] = (struct handler){ names[i], 0, never_start, NULL, NULL };
        entries[i] = (struct offer){ &tools[i], texts[i] };
    }
    peer_open_with(&peer, entries);
    for (const char *next = ""; next; page_count++) {
        snprintf(line, sizeof(line),
                 "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{"
                 "\"cursor\":%s}}",
                 cursor);

        const char *heard = peer_ask(&peer, line);

        for (;; seen++) {
            snprintf(wanted, sizeof(wanted), "{\"name\":\"tool_%03zu\"", seen);
            if (!strstr(heard, wanted))
                break;
        }
        next = strstr(heard, "\"nextCursor\":");
        if (next)
            sscanf(next, "\"nextCursor\":%60[^}]", cursor);
    }
    CHECK_INT(page_count, 3);
    CHECK_INT(seen, MANY);
    peer_close(&peer);
}

TEST("tools/list: a cursor that was never given is -32602 (T1)")
{
    static const char *const cursors[] = {
        "\"0\"", "\"99\"", "\"100\"", "\"x\"", "1", "null", "{}", "\"18446744073709551616\""
    };
    struct peer peer;
    char line[256];

    peer_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(cursors); i++) {
        snprintf(line, sizeof(line),
                 "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{"
                 "\"cursor\":%s}}",
                 cursors[i]);
        CHECK_SAYS(peer_ask(&peer, line),
                   "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32602,");
    }
    peer_close(&peer);
}

TEST("tools/call: the answer is text, whatever is in it, and its state is released (T4)")
{
    struct peer peer;

    peer_open(&peer);
    CHECK_STR(peer_call(&peer, "1", "echo", "{\"text\":\"a\\n\\\"\\u0001\\ud83d\\ude00\"}", ""),
              TEXT("1", "a\\n\\\"\\u0001\xF0\x9F\x98\x80"));
    CHECK_INT(tools_seen.stopped, 1);
    peer_close(&peer);
}

TEST("tools/call: the facts of an answer are its _meta, beside serverInfo where that is known")
{
    struct peer peer;

    peer_open(&peer);
    CHECK_STR(peer_call(&peer, "1", "slow", "{\"ms\":0}", ""),
              "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"content\":[{\"type\":\"text\","
              "\"text\":\"slept\"}],\"_meta\":{\"ms\":0}}}\n");
    CHECK_STR(peer_call(&peer, "1", "slow", "{\"ms\":0}", "," PEER_META),
              "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"content\":[{\"type\":\"text\","
              "\"text\":\"slept\"}]," PEER_COMPLETE ",\"ms\":0}}}\n");
    peer_close(&peer);
}

TEST("tools/call: an unknown tool, and a name that is none, are protocol errors (T4) (fault C15)")
{
    struct peer peer;

    peer_open(&peer);
    CHECK_STR(peer_call(&peer, "1", "ech", "{}", ""),
              "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32602,"
              "\"message\":\"Unknown tool: ech\"}}\n");
    CHECK_SAYS(peer_call(&peer, "1", "Echo", "{}", ""), "Unknown tool: Echo");
    CHECK_SAYS(peer_call(&peer, "1", "", "{}", ""), "Unknown tool: \"");
    CHECK_SAYS(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\","
                               "\"params\":{\"name\":5}}"),
               "\"error\":{\"code\":-32602,");
    CHECK_SAYS(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\"}"),
               "\"error\":{\"code\":-32602,");
    CHECK_INT(tools_seen.started, 0);
    peer_close(&peer);
}

TEST("tools/call: missing arguments, and null, are an empty object (J4)")
{
    struct peer peer;

    peer_open(&peer);
    CHECK_SAYS(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\","
                               "\"params\":{\"name\":\"slow\"}}"),
               "slept");
    CHECK_SAYS(peer_call(&peer, "1", "slow", "null", ""), "slept");
    peer_close(&peer);
}

TEST("tools/call: arguments that the schema refuses are a tool error that says what to do (T5, T9)")
{
    static const char *const arguments[] = { "{}", "{\"text\":{}}", "[]", "\"x\"", "7" };
    struct peer peer;

    peer_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(arguments); i++) {
        const char *heard = peer_call(&peer, "1", "echo", arguments[i], "");

        CHECK_SAYS(heard, FAILED("1", ""));
        CHECK_SAYS(heard, IS_ERROR);
    }
    CHECK_INT(tools_seen.started, 0);
    peer_close(&peer);
}

TEST("tools/call: wrong shapes with one reading get that reading")
{
    struct peer peer;

    peer_open(&peer);
    CHECK_STR(peer_call(&peer, "1", "echo", "{\"words\":5}", ""), TEXT("1", "5"));
    CHECK_SAYS(peer_call(&peer, "1", "slow", "{\"ms\":\"0\"}", ""), "slept");
    peer_close(&peer);
}

TEST("tools/call: a failure is a result with the sentence and advice of its kind (T5)")
{
    struct peer peer;

    peer_open(&peer);
    CHECK_STR(peer_call(&peer, "1", "fail", "{}", ""),
              FAILED("1", "the cap is $1. Ask the user before spending more." IS_ERROR "}}\n"));
    peer_close(&peer);
}

TEST("tools/call: slow calls run side by side and hold nothing up; answers come as they are ready "
     "(F5)")
{
    struct peer peer;

    peer_open(&peer);
    CHECK_STR(peer_call(&peer, "1", "slow", "{\"ms\":300}", ""), "");
    CHECK_STR(peer_call(&peer, "\"2\"", "slow", "{\"ms\":200}", ""), "");
    CHECK_STR(peer_call(&peer, "3", "slow", "{\"ms\":100}", ""), "");
    CHECK_SAYS(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"ping\"}"), "{}");
    peer_wait(&peer, 100);
    CHECK_SAYS(peer_heard(&peer), "\"id\":3,");
    peer_wait(&peer, 100);
    CHECK_SAYS(peer_heard(&peer), "\"id\":\"2\",");
    peer_wait(&peer, 100);
    CHECK_SAYS(peer_heard(&peer), "\"id\":1,");
    CHECK_INT(tools_seen.stopped, 3);
    peer_close(&peer);
}

TEST("a duplicate id in flight is refused without it, and the first request is unharmed (J1) "
     "(fault C7)")
{
    struct peer peer;

    peer_open(&peer);
    CHECK_STR(peer_call(&peer, "1", "slow", "{\"ms\":100}", ""), "");
    CHECK_SAYS(peer_call(&peer, "1", "echo", "{\"text\":\"x\"}", ""),
               "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32600,");
    CHECK_SAYS(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}"),
               "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32600,");
    CHECK_SAYS(peer_ask(&peer, "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}"),
               "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32600,");
    CHECK_SAYS(
        peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"a\":\"\\u0000\"}"),
        "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32700,");
    CHECK_STR(peer_call(&peer, "\"1\"", "echo", "{\"text\":\"x\"}", ""), TEXT("\"1\"", "x"));
    peer_wait(&peer, 100);
    CHECK_SAYS(peer_heard(&peer), "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":");
    CHECK_STR(peer_call(&peer, "1", "echo", "{\"text\":\"again\"}", ""), TEXT("1", "again"));
    peer_close(&peer);
}

TEST("cancel: the call is stopped and nothing is sent for it any more (X1)")
{
    struct peer peer;

    peer_open(&peer);
    CHECK_STR(peer_call(&peer, "1", "slow", "{\"ms\":100}", ""), "");
    CHECK_STR(peer_ask(&peer, CANCEL("1")), "");
    CHECK_INT(tools_seen.stopped, 1);
    peer_wait(&peer, 1000);
    CHECK_STR(peer_heard(&peer), "");
    CHECK_STR(peer_ask(&peer, CANCEL("1")), "");
    CHECK_STR(peer_call(&peer, "1", "echo", "{\"text\":\"b\"}", ""), TEXT("1", "b"));
    peer_close(&peer);
}

TEST("cancel: the number 1 and the string \"1\" are different requests (J1, X1) (fault C6)")
{
    struct peer peer;

    peer_open(&peer);
    peer_call(&peer, "1", "never", "{}", "");
    CHECK_STR(peer_ask(&peer, CANCEL("\"1\"") "\n" CANCEL("[1]") "\n" CANCEL("11")), "");
    CHECK_INT(tools_seen.stopped, 0);
    peer_ask(&peer, CANCEL("1"));
    CHECK_INT(tools_seen.stopped, 1);
    peer_close(&peer);
}

#define CALL(tool, arguments)                                                                      \
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" tool         \
    "\",\"arguments\":" arguments "}}"

TEST("cancel: in the same read as the call, before its answer is due and after it was given (X1) "
     "(fault C5)")
{
    struct peer peer;

    peer_open(&peer);
    CHECK_STR(peer_ask(&peer, CALL("slow", "{\"ms\":0}") "\n" CANCEL("1")), "");
    CHECK_INT(tools_seen.stopped, 1);
    CHECK_STR(peer_ask(&peer, CALL("echo", "{\"text\":\"c\"}") "\n" CANCEL("1")), TEXT("1", "c"));
    peer_close(&peer);
}

TEST("calls beyond the most there can be are a tool error at once; cancelling makes room (T9)")
{
    struct peer peer;
    char id[16];

    peer_open(&peer);
    for (int i = 0; i < CALLS_MAX; i++) {
        snprintf(id, sizeof(id), "%d", i);
        CHECK_STR(peer_call(&peer, id, "never", "{}", ""), "");
    }
    CHECK_SAYS(peer_call(&peer, "\"more\"", "never", "{}", ""),
               FAILED("\"more\"", "never: 321 calls are running, which is the most there can be. "
                                  "Call again when other calls have ended." IS_ERROR));
    CHECK_STR(peer_ask(&peer, CANCEL("200")), "");
    CHECK_STR(peer_call(&peer, "\"more\"", "never", "{}", ""), "");
    CHECK_INT(tools_seen.started, CALLS_MAX + 1);
    peer_close(&peer);
    CHECK_INT(tools_seen.stopped, CALLS_MAX + 1);
}

TEST("an answer that just fits into 10 MiB with its line end is sent, one byte more is an error "
     "(T9)")
{
    struct peer peer;
    char arguments[64];
    /* Everything of the line but the text itself. */
    size_t frame = strlen(TEXT("1", ""));

    peer_open(&peer);
    snprintf(arguments, sizeof(arguments), "{\"bytes\":%zu}", LINE_OUT_MAX - frame);
    CHECK_INT(strlen(peer_call(&peer, "1", "big", arguments, "")), LINE_OUT_MAX);
    snprintf(arguments, sizeof(arguments), "{\"bytes\":%zu}", LINE_OUT_MAX - frame + 1);
    CHECK_SAYS(peer_call(&peer, "1", "big", arguments, ""),
               FAILED("1", "The answer has more than 10 MiB, "));
    peer_close(&peer);
}
