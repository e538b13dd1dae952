/* Units of mcp: how a connection ends. */
#include "peer.h"

#define PING(id) "{\"jsonrpc\":\"2.0\",\"id\":" id ",\"method\":\"ping\"}"
#define PONG(id) "{\"jsonrpc\":\"2.0\",\"id\":" id ",\"result\":{}}\n"

TEST("end of input: every call is stopped without an answer, then on_end comes once (F4)")
{
    struct peer peer;

    peer_open(&peer);
    peer_call(&peer, "1", "never", "{}", "");
    peer_call(&peer, "2", "slow", "{\"ms\":10}", "");
    peer_hang_up(&peer);
    CHECK_INT(tools_seen.stopped, 2);
    CHECK_INT(peer.ended, 1);
    peer_wait(&peer, 60000);
    CHECK_STR(peer_heard(&peer), "");
    CHECK_INT(peer.ended, 1);
    peer_close(&peer);
}

TEST("end of input: what was asked before it is answered, also by a line without its end (F4)")
{
    struct peer peer;

    peer_open(&peer);
    peer_write(&peer, SLICE(PING("1") "\n" PING("2")));
    CHECK_STR(peer_heard(&peer), PONG("1"));
    peer_hang_up(&peer);
    CHECK_STR(peer_heard(&peer), PONG("2"));
    CHECK_INT(peer.ended, 1);
    peer_close(&peer);

    peer_open(&peer);
    peer_write(&peer, SLICE(PING("1") "\n{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"pi"));
    peer_hang_up(&peer);

    const char *heard = peer_heard(&peer);

    CHECK(strncmp(heard, PONG("1"), strlen(PONG("1"))) == 0);
    CHECK(!strstr(heard, "\"id\":2"));
    CHECK_INT(peer.ended, 1);
    peer_close(&peer);
}

TEST("server_end: nothing is read any more, and what is queued is written before on_end")
{
    struct peer peer;

    peer_open(&peer);
    peer_call(&peer, "1", "never", "{}", "");
    witness_sent_bytes(peer.witness, SLICE(PING("2") "\n"));
    CHECK(write(peer.in_fd, PING("2") "\n", strlen(PING("2") "\n")) > 0);
    loop_turn(peer.loop, 0);
    server_end(peer.server);
    server_end(peer.server);
    CHECK_INT(tools_seen.stopped, 1);
    CHECK_INT(peer.ended, 0);
    peer_write(&peer, SLICE(PING("3") "\n"));
    CHECK_STR(peer_heard(&peer), PONG("2"));
    CHECK_INT(peer.ended, 1);
    peer_close(&peer);
}

TEST("server_end: a client that does not read is waited for 100 ms and no longer (F4)")
{
    struct peer peer;
    int out_fd;

    peer_open(&peer);
    out_fd = peer.out_fd;
    peer.out_fd = -1; /* not read */
    peer_call(&peer, "1", "big", "{\"bytes\":1000000}", "");
    server_end(peer.server);
    peer_wait(&peer, DRAIN_MS - 1);
    CHECK_INT(peer.ended, 0);
    peer_wait(&peer, 1);
    CHECK_INT(peer.ended, 1);
    peer.out_fd = out_fd;
    peer_close(&peer);
}

TEST("server_end: a slow client gets the whole of a large answer when it reads within that time")
{
    struct peer peer;
    int out_fd;

    peer_open(&peer);
    out_fd = peer.out_fd;
    peer.out_fd = -1;
    peer_call(&peer, "1", "big", "{\"bytes\":1000000}", "");
    server_end(peer.server);
    peer_wait(&peer, DRAIN_MS - 1);
    peer.out_fd = out_fd;
    CHECK(strlen(peer_heard(&peer)) > 1000000);
    CHECK_INT(peer.ended, 1);
    peer_close(&peer);
}

TEST("nobody reads: the calls are stopped and the end comes at once (F4)")
{
    struct peer peer;

    peer_open(&peer);
    peer_call(&peer, "1", "never", "{}", "");
    close(peer.out_fd);
    peer.out_fd = -1;
    peer_settle(&peer);
    CHECK_INT(tools_seen.stopped, 1);
    CHECK_INT(peer.ended, 1);
    peer_close(&peer);
}

TEST("nobody reads: 64 MiB of answers that wait are the end, and the memory is given back")
{
    struct peer peer;
    int out_fd;

    peer_open(&peer);
    out_fd = peer.out_fd;
    peer.out_fd = -1;
    for (int i = 0; i < 8 && peer.ended == 0; i++)
        peer_call(&peer, "1", "big", "{\"bytes\":10000000}", "");
    CHECK_INT(peer.ended, 1);
    CHECK_INT(tools_seen.started, 7);
    peer.out_fd = out_fd;
    peer_close(&peer);
}

TEST("end of input in a batch: what was answered of it is sent")
{
    struct peer peer;

    peer_open(&peer);
    peer_initialize(&peer, "2025-03-26");
    CHECK_STR(peer_ask(&peer, "[" PING("1") ",{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":"
                                            "\"tools/call\",\"params\":{\"name\":\"never\"}}]"),
              "");
    peer_hang_up(&peer);
    CHECK_STR(peer_heard(&peer), "[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}]\n");
    CHECK_INT(tools_seen.stopped, 1);
    peer_close(&peer);
}

TEST("server_free: with calls running, they are stopped")
{
    struct peer peer;

    peer_open(&peer);
    peer_call(&peer, "1", "never", "{}", "");
    peer_close(&peer);
    CHECK_INT(tools_seen.stopped, 1);
    CHECK_INT(peer.ended, 0);
}

TEST("a line that is too long is one error without an id, and the connection lives (F1)")
{
    static char line[LINE_IN_MAX + 2]; /* its last byte stays NUL */
    struct peer peer;

    peer_open(&peer);
    memset(line, ' ', sizeof(line) - 1);
    memcpy(line, PING("1"), strlen(PING("1")));
    line[LINE_IN_MAX] = '\0';
    CHECK_STR(peer_ask(&peer, line), PONG("1"));
    line[LINE_IN_MAX] = ' ';
    CHECK_STR(peer_ask(&peer, line),
              "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32600,\"message\":"
              "\"Invalid request: a line may have at most 8388608 bytes\"}}\n");
    CHECK_STR(peer_ask(&peer, PING("2")), PONG("2"));
    peer_close(&peer);
}

TEST("input fed one byte at a time is answered as if it came whole")
{
    static const char input[] = PING(
        "1") "\r\n\n{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":"
             "\"echo\",\"arguments\":{\"text\":\"\xE2\x82\xAC\"}}}\nx\n" PING(
                 "\"3\"") "\n"
                          "{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"tools/"
                          "list\",\"params\":{" PEER_META "}}\n{\"jsonrpc\":\"2.0\",\"method\":"
                          "\"notifications/initialized\"}\n[]\n";
    static char whole[16384];
    struct peer peer;

    peer_open(&peer);
    peer_write(&peer, slice_of(input));
    snprintf(whole, sizeof(whole), "%s", peer_heard(&peer));
    CHECK(strlen(whole) > 1000);
    peer_close(&peer);
    peer_open(&peer);
    for (size_t i = 0; i < sizeof(input) - 1; i++)
        peer_write(&peer, (struct slice){ input + i, 1 });
    CHECK_STR(peer_heard(&peer), whole);
    peer_close(&peer);
}
