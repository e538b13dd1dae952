/* relay - a wire of some length between the server and the stand-in, which can be cut. */
#include "tests/load/relay.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/limits.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 512

/* What a question is known by: its first line, the blank line, and then its body. */
static const char *const marks[] = { "POST /api/v1/chat/completions ", "\r\n\r\n" };

/* Bytes on their way; an empty one is the end of the stream, or a reset. */
struct parcel {
    struct parcel *next;
    int64_t due_ms;
    bool is_reset;
    size_t size, written;
    char bytes[];
};

/* One direction. */
struct lane {
    struct cable *cable;
    int from, to;
    struct loop_watch watch; /* of from */
    struct loop_timer timer;
    struct parcel *first, **end;
    size_t mark, matched; /* mark: which of marks is looked for, or the body's first byte */
    bool is_outbound, has_ended, is_over; /* ended: from; over: to */
};

struct cable {
    struct relay *relay;
    struct cable *next, **place;
    struct lane out, in;
    bool resets;
    struct loop_task reap;
};

struct relay {
    struct loop *loop;
    struct relay_options options;
    int fd, port;
    struct loop_watch watch;
    struct cable *cables;
    size_t connection_count, head_count, body_count, repeat_count;
    bool has_body; /* since relay_expect */
};

static void lane_done(struct lane *lane)
{
    struct loop *loop = lane->cable->relay->loop;

    loop_unwatch(loop, &lane->watch);
    loop_timer_stop(loop, &lane->timer);
    for (struct parcel *next, *parcel = lane->first; parcel; parcel = next) {
        next = parcel->next;
        free(parcel);
    }
}

static void cable_free(struct cable *cable, bool reset)
{
    static const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };
    const int fds[] = { cable->out.from, cable->in.from };

    lane_done(&cable->out);
    lane_done(&cable->in);
    loop_task_drop(cable->relay->loop, &cable->reap);
    for (size_t i = 0; i < ARRAY_COUNT(fds); i++) {
        if (reset)
            setsockopt(fds[i], SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
        close(fds[i]);
    }
    *cable->place = cable->next;
    if (cable->next)
        cable->next->place = cable->place;
    free(cable);
}

static void on_reap(void *user)
{
    struct cable *cable = user;

    cable_free(cable, cable->resets);
}

/* In no mark does its first letter come again where a match could begin in mid-way. */
static void look_at(struct lane *lane, char byte)
{
    struct relay *relay = lane->cable->relay;
    const char *mark;

    if (lane->mark == ARRAY_COUNT(marks)) {
        relay->body_count++;
        relay->has_body = true;
        lane->mark = lane->matched = 0;
    }
    mark = marks[lane->mark];
    if (byte != mark[lane->matched])
        lane->matched = 0;
    lane->matched += byte == mark[lane->matched];
    if (mark[lane->matched] == '\0') {
        relay->head_count += lane->mark == 0;
        relay->repeat_count += lane->mark == 0 && relay->has_body;
        lane->mark++;
        lane->matched = 0;
    }
}

/* Writes what it can of a parcel; a peer that is gone takes everything. */
static bool hand_over(struct lane *lane, struct parcel *parcel)
{
    ssize_t count;

    if (parcel->size == 0) {
        if (!parcel->is_reset)
            shutdown(lane->to, SHUT_WR);
        lane->cable->resets = lane->cable->resets || parcel->is_reset;
        lane->is_over = true;
        return true;
    }
    count = send(lane->to, parcel->bytes + parcel->written, parcel->size - parcel->written,
                 MSG_NOSIGNAL);
    if (count < 0 && errno == EAGAIN)
        return false;
    parcel->written = count < 0 ? parcel->size : parcel->written + (size_t)count;
    return parcel->written == parcel->size;
}

static void deliver(void *user)
{
    struct lane *lane = user;
    struct cable *cable = lane->cable;

    for (struct parcel *parcel;
         (parcel = lane->first) && parcel->due_ms <= clock_ms() && hand_over(lane, parcel);) {
        lane->first = parcel->next;
        if (!lane->first)
            lane->end = &lane->first;
        free(parcel);
    }
    if (lane->first) {
        int64_t wait_ms = lane->first->due_ms - clock_ms();

        loop_timer_set(cable->relay->loop, &lane->timer, wait_ms > 0 ? wait_ms : 1);
    }
    if (cable->resets || (cable->out.is_over && cable->in.is_over))
        loop_task_queue(cable->relay->loop, &cable->reap);
}

static void on_ready(void *user, short revents)
{
    static char bytes[65536];
    struct lane *lane = user;
    struct relay *relay = lane->cable->relay;
    ssize_t count = recv(lane->from, bytes, sizeof(bytes), 0);
    struct parcel *parcel;
    bool is_reset;

    (void)revents;
    if ((count < 0 && errno == EAGAIN) || lane->has_ended)
        return;
    lane->has_ended = count <= 0;
    if (lane->has_ended)
        loop_unwatch(relay->loop, &lane->watch);
    is_reset = count < 0;
    count = is_reset ? 0 : count;
    for (ssize_t i = 0; i < count && lane->is_outbound; i++)
        look_at(lane, bytes[i]);
    parcel = xmalloc(sizeof(*parcel) + (size_t)count);
    *parcel = (struct parcel){ .due_ms = clock_ms() + relay->options.delay_ms,
                               .size = (size_t)count,
                               .is_reset = is_reset };
    memcpy(parcel->bytes, bytes, (size_t)count);
    *lane->end = parcel;
    lane->end = &parcel->next;
    deliver(lane);
}

static void lane_begin(struct lane *lane, struct cable *cable, int from, int to)
{
    static const int yes = 1;

    *lane = (struct lane){ .cable = cable, .from = from, .to = to, .end = &lane->first };
    lane->watch = (struct loop_watch){ .on_ready = on_ready, .user = lane };
    lane->timer = (struct loop_timer){ .on_due = deliver, .user = lane };
    setsockopt(from, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
    loop_watch(cable->relay->loop, &lane->watch, from, POLLIN);
}

/* The stand-in's port is in this process: the system accepts for it, so this does not wait. */
static int connect_to(int port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
        close(fd);
        return -1;
    }
    fcntl(fd, F_SETFL, O_NONBLOCK);
    return fd;
}

static void on_connection(void *user, short revents)
{
    struct relay *relay = user;
    int server = accept4(relay->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    int standin = server < 0 ? -1 : connect_to(relay->options.to_port);
    struct cable *cable;

    (void)revents;
    if (server < 0)
        return;
    relay->connection_count++;
    if (standin < 0) {
        close(server);
        return;
    }
    cable = xcalloc(1, sizeof(*cable));
    cable->relay = relay;
    cable->next = relay->cables;
    cable->place = &relay->cables;
    if (cable->next)
        cable->next->place = &cable->next;
    relay->cables = cable;
    cable->reap = (struct loop_task){ .on_turn = on_reap, .user = cable };
    lane_begin(&cable->out, cable, server, standin);
    lane_begin(&cable->in, cable, standin, server);
    cable->out.is_outbound = true;
}

struct relay *relay_new(struct loop *loop, const struct relay_options *options, struct err *err)
{
    struct relay *relay = xcalloc(1, sizeof(*relay));
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t size = sizeof(address);

    *relay = (struct relay){ .loop = loop, .options = *options };
    relay->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    inet_pton(AF_INET, options->address, &address.sin_addr);
    if (bind(relay->fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
        listen(relay->fd, BACKLOG) < 0 ||
        getsockname(relay->fd, (struct sockaddr *)&address, &size) < 0) {
        err_set(err, ERR_NETWORK, "cannot listen on %s: %s", options->address, strerror(errno));
        return relay_free(relay);
    }
    relay->port = ntohs(address.sin_port);
    relay->watch = (struct loop_watch){ .on_ready = on_connection, .user = relay };
    loop_watch(loop, &relay->watch, relay->fd, POLLIN);
    return relay;
}

struct relay *relay_free(struct relay *relay)
{
    if (!relay)
        return NULL;
    relay_cut(relay, false);
    loop_unwatch(relay->loop, &relay->watch);
    close(relay->fd);
    free(relay);
    return NULL;
}

int relay_port(const struct relay *relay)
{
    return relay->port;
}

size_t relay_connection_count(const struct relay *relay)
{
    return relay->connection_count;
}

size_t relay_head_count(const struct relay *relay)
{
    return relay->head_count;
}

size_t relay_body_count(const struct relay *relay)
{
    return relay->body_count;
}

void relay_expect(struct relay *relay)
{
    relay->has_body = false;
}

size_t relay_repeat_count(const struct relay *relay)
{
    return relay->repeat_count;
}

/* What had come may have been served, so it is looked at before. */
void relay_cut(struct relay *relay, bool reset)
{
    while (relay->cables) {
        on_ready(&relay->cables->out, 0);
        cable_free(relay->cables, reset);
    }
}
