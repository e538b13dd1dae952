/* Any bytes as the client's side of a connection: the same answers in pieces as in one, each a line
 * of JSON with one result or error, and an end that comes. */
#include "base/limits.h"
#include "mcp/server.h"
#include "json/json.h"
#include "json/scan.h"

#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void echo_start(struct call *call)
{
    const char *text = json_str(call_arguments(call), "text");

    call_progress(call, 1, 2, "%s", text);
    call_answer(call, slice_of(text), NULL);
}

static const struct handler echo = { "echo", 8, echo_start, NULL, NULL };
static const struct offer tools[] = {
    { &echo, "{\"name\":\"echo\",\"description\":\"d\",\"inputSchema\":{\"type\":\"object\","
             "\"properties\":{\"text\":{\"type\":\"string\"}},\"required\":[\"text\"]}}" },
    { NULL, NULL },
};

static void on_end(void *user)
{
    *(bool *)user = true;
}

static void check_line(struct slice line)
{
    struct err err;
    struct slice key, value;
    bool is_array;

    if (gate_check(line, &gate_upstream, &err) < 0)
        abort();
    is_array = scan_type(line) == SCAN_ARRAY;
    for (size_t at = 0; is_array && scan_next(line, &at, &key, &value);)
        check_line(value);
    if (!is_array && scan_member(line, "method").size == 0 &&
        (scan_member(line, "result").size > 0) == (scan_member(line, "error").size > 0))
        abort();
}

static void take(int fd, struct buf *out)
{
    char chunk[65536];
    ssize_t size = read(fd, chunk, sizeof(chunk));

    if (size > 0)
        buf_add(out, (struct slice){ chunk, (size_t)size });
}

static void converse(const struct registry *registry, struct slice input, size_t piece_size,
                     struct buf *out)
{
    struct loop *loop = loop_new();
    bool ended = false;
    int in[2], answers[2];

    if (pipe(in) < 0 || pipe(answers) < 0)
        abort();

    struct server *server = server_new(loop, &(struct server_options){ .name = "fuzz",
                                                                       .version = "1",
                                                                       .registry = registry,
                                                                       .in_fd = in[0],
                                                                       .out_fd = answers[1],
                                                                       .on_end = on_end,
                                                                       .user = &ended });

    for (; input.size > 0; input = slice_from(input, piece_size)) {
        piece_size = input.size < piece_size ? input.size : piece_size;
        if (write(in[1], input.data, piece_size) != (ssize_t)piece_size)
            abort();
        loop_turn(loop, 0);
    }
    close(in[1]);
    for (int turns = 0; turns < 10000; turns++) {
        if (ended)
            break;

        struct pollfd ready = { .fd = answers[0], .events = POLLIN };

        loop_turn(loop, 0);
        while (poll(&ready, 1, 0) > 0 && (ready.revents & POLLIN))
            take(answers[0], out);
    }
    if (!ended)
        abort();
    server_free(server);
    loop_turn(loop, 0);
    loop_free(loop);
    close(in[0]);
    close(answers[0]);
    close(answers[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct registry *registry;
    CLEANUP(buf_done) struct buf whole = BUF_MAX(MIB(64));
    CLEANUP(buf_done) struct buf cut = BUF_MAX(MIB(64));
    struct err err;

    if (!registry) {
        json_init();
        signal(SIGPIPE, SIG_IGN);
        registry = registry_new(
            &(struct offers){ .tools = tools, .coercions = "{\"synonyms\":{},\"comma_lists\":[]}" },
            &err);
    }
    if (size == 0 || size > KIB(16))
        return 0;

    struct slice input = { (const char *)bytes + 1, size - 1 };

    converse(registry, input, SIZE_MAX, &whole);
    converse(registry, input, size / 8 + bytes[0] % 32 + 1u, &cut);
    if (!slice_is(buf_slice(&whole), buf_slice(&cut)))
        abort();

    struct slice rest = buf_slice(&whole), line;

    while (slice_split(&rest, '\n', &line))
        check_line(line);
    return 0;
}
