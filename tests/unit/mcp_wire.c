/* Units of mcp/wire. */
#include "base/buf.h"
#include "base/limits.h"
#include "mcp/wire.h"
#include "test.h"

#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

/* What a wire told, as text: lines in brackets, "!" overlong, "." input end, "W" written, "X"
 * broken. */
static struct buf told = { .size_max = MIB(64) };
static struct wire *wire;
static bool close_after_line;

static void on_line(void *user, struct slice line)
{
    (void)user;
    buf_addc(&told, '[');
    if (line.size > 1000)
        buf_addf(&told, "%zu", line.size);
    else
        buf_add(&told, line);
    buf_addc(&told, ']');
    if (close_after_line)
        wire_close_input(wire);
}

static void on_overlong(void *user)
{
    (void)user;
    buf_addc(&told, '!');
}

static void on_input_end(void *user)
{
    (void)user;
    buf_addc(&told, '.');
}

static void on_written(void *user)
{
    (void)user;
    buf_addc(&told, 'W');
}

static void on_broken(void *user)
{
    (void)user;
    buf_addc(&told, 'X');
}

static const struct wire_handler handler = { on_line, on_overlong, on_input_end, on_written,
                                             on_broken };
static struct loop *loop;
static int in[2], out[2]; /* the wire reads in[0], writes out[1] */

static void open_wire(void)
{
    signal(SIGPIPE, SIG_IGN);
    buf_clear(&told);
    close_after_line = false;
    CHECK(pipe(in) == 0 && pipe(out) == 0);
    fcntl(in[1], F_SETFL, O_NONBLOCK);
    fcntl(out[0], F_SETFL, O_NONBLOCK);
    loop = loop_new();
    wire = wire_new(loop, in[0], out[1], &handler, NULL);
}

static void close_wire(void)
{
    wire_free(wire);
    loop_free(loop);
    for (int i = 0; i < 2; i++) {
        if (in[i] >= 0)
            close(in[i]);
        if (out[i] >= 0)
            close(out[i]);
    }
}

static void feed(struct slice bytes)
{
    while (bytes.size > 0) {
        ssize_t size = write(in[1], bytes.data, bytes.size);

        if (size > 0)
            bytes = slice_from(bytes, (size_t)size);
        loop_turn(loop, 0);
    }
}

static void hang_up(void)
{
    close(in[1]);
    in[1] = -1;
    loop_turn(loop, 0);
    loop_turn(loop, 0);
}

TEST("wire: lines are the same wherever the bytes are cut (F1)")
{
    static const char text[] = "one\n\r\ntwo\r\n \t\nth ree \n\n\nfour";

    for (size_t cut = 0; cut <= sizeof(text) - 1; cut++) {
        open_wire();
        feed((struct slice){ text, cut });
        feed((struct slice){ text + cut, sizeof(text) - 1 - cut });
        hang_up();
        CHECK_STR(buf_text(&told), "[one][two][th ree][four].");
        close_wire();
    }
    open_wire();
    for (size_t i = 0; i < sizeof(text) - 1; i++)
        feed((struct slice){ text + i, 1 });
    hang_up();
    CHECK_STR(buf_text(&told), "[one][two][th ree][four].");
    close_wire();
}

TEST("wire: NUL bytes are bytes of a line")
{
    open_wire();
    feed(SLICE("a\0b\n"));
    CHECK_INT(told.size, 5);
    close_wire();
}

/* count bytes of "a" in pieces, then the rest. */
static void feed_letters(size_t count, struct slice rest)
{
    static char letters[65536];

    memset(letters, 'a', sizeof(letters));
    for (; count > 0; count -= count < sizeof(letters) ? count : sizeof(letters))
        feed((struct slice){ letters, count < sizeof(letters) ? count : sizeof(letters) });
    feed(rest);
}

TEST("wire: a line of 8 MiB is handed on, one of a byte more is told once and then forgotten (F1)")
{
    open_wire();
    feed_letters(LINE_IN_MAX, SLICE("\nnext\n"));
    CHECK_STR(buf_text(&told), "[8388608][next]");
    buf_clear(&told);
    feed_letters(LINE_IN_MAX + 1, SLICE("\nnext\n"));
    CHECK_STR(buf_text(&told), "![next]");
    close_wire();
}

TEST("wire: a line of 100 MiB is told of at once, and kept in no memory (fault C9)")
{
    open_wire();
    feed_letters(LINE_IN_MAX + 1, SLICE("a"));
    CHECK_STR(buf_text(&told), "!");
    CHECK(mallinfo2().uordblks < MIB(1));
    feed_letters(MIB(92), SLICE("a"));
    CHECK(mallinfo2().uordblks < MIB(1));
    feed(SLICE("\nnext\n"));
    CHECK_STR(buf_text(&told), "![next]");
    feed_letters(LINE_IN_MAX + 1, SLICE(""));
    hang_up();
    CHECK_STR(buf_text(&told), "![next]!.");
    close_wire();
}

TEST("wire: once input is closed, not even a line that was already read is handed on")
{
    open_wire();
    close_after_line = true;
    feed(SLICE("one\ntwo\nthree"));
    hang_up();
    CHECK_STR(buf_text(&told), "[one]");
    close_wire();
}

TEST("wire: what is sent in one turn leaves in one write")
{
    int pair[2];
    char packet[64];

    open_wire();
    CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, pair) == 0);

    struct wire *other = wire_new(loop, in[0], pair[0], &handler, NULL);

    wire_send(other, SLICE("a"));
    wire_send(other, SLICE("b"));
    wire_send(other, SLICE("c"));
    CHECK(wire_has_unwritten(other));
    CHECK(read(pair[1], packet, sizeof(packet)) < 0);
    loop_turn(loop, 0);
    CHECK_INT(read(pair[1], packet, sizeof(packet)), 6);
    CHECK(memcmp(packet, "a\nb\nc\n", 6) == 0);
    CHECK(read(pair[1], packet, sizeof(packet)) < 0);
    CHECK(!wire_has_unwritten(other));
    CHECK_STR(buf_text(&told), "W");
    wire_free(other);
    close(pair[0]);
    close(pair[1]);
    close_wire();
}

TEST("wire: with a reader that takes little at a time every line arrives whole and in order (F2) "
     "(fault C3)")
{
    static struct buf got = { .size_max = MIB(64) };
    char line[256], chunk[777];
    size_t sent = 0, wanted = 0;

    open_wire();
    buf_clear(&got);
    fcntl(out[1], F_SETPIPE_SZ, 4096);
    while (got.size < MIB(2)) {
        for (int i = 0; i < 20 && sent < 16000; i++) {
            snprintf(line, sizeof(line), "%zu %0*d", sent, (int)(sent % 200), 0);
            sent++;
            wire_send(wire, slice_of(line));
        }
        loop_turn(loop, 0);

        ssize_t size = read(out[0], chunk, sizeof(chunk));

        if (size > 0)
            buf_add(&got, (struct slice){ chunk, (size_t)size });
        else if (!wire_has_unwritten(wire) && sent == 16000)
            break;
    }

    struct slice rest = buf_slice(&got), piece;

    for (; slice_split(&rest, '\n', &piece); wanted++) {
        snprintf(line, sizeof(line), "%zu %0*d", wanted, (int)(wanted % 200), 0);
        CHECK(slice_is(piece, slice_of(line)));
    }
    CHECK_INT(wanted, 16000);
    CHECK(told.size > 0 && told.data[told.size - 1] == 'W' && !strchr(buf_text(&told), 'X'));
    close_wire();
}

TEST("wire: 64 MiB wait for a reader; one line more ends it, and sending then does nothing (fault "
     "C3)")
{
    static char line[MIB(1)];

    open_wire();
    memset(line, 'x', sizeof(line));
    for (int i = 0; i < 63; i++)
        wire_send(wire, (struct slice){ line, sizeof(line) });
    loop_turn(loop, 0);
    loop_turn(loop, 0);
    CHECK(wire_has_unwritten(wire));
    CHECK_STR(buf_text(&told), "");
    for (int i = 0; i < 2; i++)
        wire_send(wire, (struct slice){ line, sizeof(line) });
    CHECK_STR(buf_text(&told), "");
    loop_turn(loop, 0);
    CHECK_STR(buf_text(&told), "X");
    CHECK(!wire_has_unwritten(wire));
    wire_send(wire, SLICE("more"));
    loop_turn(loop, 0);
    CHECK_STR(buf_text(&told), "X");
    close_wire();
}

TEST("wire: what was read makes room again, so that only what waits counts")
{
    static char line[MIB(1)], chunk[65536];

    open_wire();
    memset(line, 'x', sizeof(line));
    for (int i = 0; i < 40; i++)
        wire_send(wire, (struct slice){ line, sizeof(line) });
    for (size_t left = MIB(19); left > 0;) {
        ssize_t size;

        loop_turn(loop, 0);
        size = read(out[0], chunk, sizeof(chunk));
        if (size > 0)
            left -= (size_t)size < left ? (size_t)size : left;
    }
    for (int i = 0; i < 40; i++)
        wire_send(wire, (struct slice){ line, sizeof(line) });
    loop_turn(loop, 0);
    CHECK_STR(buf_text(&told), "");
    close_wire();
}

TEST("wire: a reader that has gone is noticed without a write, and with one (F4)")
{
    for (int with_write = 0; with_write < 2; with_write++) {
        open_wire();
        loop_turn(loop, 0);
        close(out[0]);
        out[0] = -1;
        if (with_write)
            wire_send(wire, SLICE("a"));
        loop_turn(loop, 0);
        loop_turn(loop, 0);
        CHECK_STR(buf_text(&told), "X");
        close_wire();
    }
}

TEST("wire: the descriptors get their mode back, also when both are one")
{
    int pair[2];

    open_wire();
    CHECK(fcntl(in[0], F_GETFL) & O_NONBLOCK && fcntl(out[1], F_GETFL) & O_NONBLOCK);
    wire = wire_free(wire);
    CHECK(!(fcntl(in[0], F_GETFL) & O_NONBLOCK) && !(fcntl(out[1], F_GETFL) & O_NONBLOCK));
    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
    wire_free(wire_new(loop, pair[0], pair[0], &handler, NULL));
    CHECK(!(fcntl(pair[0], F_GETFL) & O_NONBLOCK));
    close(pair[0]);
    close(pair[1]);
    close_wire();
}
