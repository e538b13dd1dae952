/* talk - an MCP client as fast as one can be. */
#include "tests/bench/talk.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define SILENCE_MS 60000
#define PIECE_SIZE 262144
#define BYTES_MAX  ((size_t)256 << 20)

static _Noreturn void give_up(const struct talk *talk, const char *what)
{
    fprintf(stderr, "bench: process %d: %s after %zu answers\n", (int)talk->child->pid, what,
            talk->answers);
    exit(2);
}

struct talk talk_new(struct child *child)
{
    return (struct talk){
        .child = child, .in = BUF_MAX(BYTES_MAX), .out = BUF_MAX(BYTES_MAX), .next_id = 1
    };
}

void talk_done(struct talk *talk)
{
    buf_done(&talk->in);
    buf_done(&talk->out);
}

static bool has(struct slice line, const char *word)
{
    return memmem(line.data, line.size, word, strlen(word)) != NULL;
}

/* A quote inside a string is escaped, so these words can only be members. */
static void on_line(struct talk *talk, struct slice line)
{
    if (has(line, "\"method\":\""))
        return;
    talk->answers++;
    if (!has(line, "\"isError\":true") && !has(line, "\"error\":{"))
        return;
    talk->failures++;
    snprintf(talk->last, sizeof(talk->last), "%.*s", SLICE_FMT(line));
}

static void read_lines(struct talk *talk)
{
    static char piece[PIECE_SIZE];
    ssize_t got = read(talk->child->out_fd, piece, sizeof(piece));
    struct slice rest;
    size_t used = 0;

    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0)
        give_up(talk, "ended");
    buf_add(&talk->in, (struct slice){ piece, (size_t)got });
    /* Lines of many megabytes come in many pieces: what was searched is not searched again. */
    for (rest = slice_from(buf_slice(&talk->in), talk->in_used); rest.size;) {
        const char *end = memchr(rest.data, '\n', rest.size);

        if (!end)
            break;
        on_line(talk,
                (struct slice){ talk->in.data + used, (size_t)(end - (talk->in.data + used)) });
        used = (size_t)(end + 1 - talk->in.data);
        rest = slice_from(buf_slice(&talk->in), used);
    }
    buf_consume(&talk->in, used);
    talk->in_used = talk->in.size;
}

static void write_some(struct talk *talk)
{
    ssize_t wrote;

    if (talk->out.size == 0)
        return;
    wrote = write(talk->child->in_fd, talk->out.data, talk->out.size);
    if (wrote < 0 && errno != EAGAIN && errno != EINTR)
        give_up(talk, "closed its input");
    if (wrote > 0)
        buf_consume(&talk->out, (size_t)wrote);
}

void talk_send(struct talk *talk, struct slice lines)
{
    buf_add(&talk->out, lines);
    write_some(talk);
}

void talk_wait(struct talk *talk, size_t answers)
{
    while (talk->answers < answers) {
        struct pollfd fds[] = {
            { .fd = talk->child->out_fd, .events = POLLIN },
            { .fd = talk->out.size ? talk->child->in_fd : -1, .events = POLLOUT },
        };

        if (poll(fds, ARRAY_COUNT(fds), SILENCE_MS) == 0)
            give_up(talk, "said nothing for a minute");
        if (fds[1].revents)
            write_some(talk);
        if (fds[0].revents)
            read_lines(talk);
    }
}

int64_t talk_hello(struct talk *talk)
{
    int64_t answered_ns;

    talk_send(talk, SLICE("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":"
                          "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                          "\"clientInfo\":{\"name\":\"bench\",\"version\":\"1\"}}}\n"));
    talk_wait(talk, talk->answers + 1);
    answered_ns = now_ns();
    talk_send(talk, SLICE("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n"));
    return answered_ns;
}

void talk_run(struct talk *talk, talk_line *line, const void *user, size_t count, size_t in_flight,
              int64_t *each_ns)
{
    size_t begin = talk->answers, sent = 0;

    for (size_t answered = 0; answered < count; answered = talk->answers - begin) {
        size_t open = sent - answered;
        int64_t sent_ns = now_ns();

        for (; sent < count && open < in_flight; sent++, open++)
            line(&talk->out, talk->next_id++, user);
        write_some(talk);
        talk_wait(talk, begin + answered + 1);
        if (each_ns)
            each_ns[answered] = now_ns() - sent_ns;
    }
}

void talk_check(const struct talk *talk, const char *what)
{
    if (talk->failures == 0)
        return;
    fprintf(stderr, "bench: %s: %zu of %zu answers failed, the last with\n    %s\n", what,
            talk->failures, talk->answers, talk->last);
    exit(2);
}
