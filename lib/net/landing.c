/* landing - a page of this machine that a browser is sent back to.
 *
 *   listen -> accept -> head, bounded in bytes and time -> is it for us? -> answer, close
 */
#include "net/landing.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/limits.h"
#include "vault/secret.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

/* One connection; free while fd is -1. */
struct caller {
    struct landing *landing;
    int fd;
    struct loop_watch watch;
    struct loop_timer timer;
    int64_t since_ms;
    struct buf head;
};

struct door {
    struct landing *landing;
    int fd;
    struct loop_watch watch;
};

struct landing {
    struct loop *loop;
    landing_on_query *on_query;
    void *user;
    struct door doors[2]; /* 127.0.0.1, ::1 */
    struct caller callers[LANDING_CALLERS_MAX];
    char path[32], url[80];
    unsigned port;
};

static void hang_up(struct caller *caller)
{
    if (caller->fd < 0)
        return;
    loop_unwatch(caller->landing->loop, &caller->watch);
    loop_timer_stop(caller->landing->loop, &caller->timer);
    close(caller->fd);
    caller->fd = -1;
    buf_wipe(&caller->head);
}

static void on_late(void *user)
{
    hang_up(user);
}

/* A fresh socket takes an answer of this size at once. */
static void answer(struct caller *caller, const char *status, const char *sentence)
{
    CLEANUP(buf_done) struct buf page = BUF_MAX(KIB(1));
    CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(2));

    buf_addf(&page, "<!doctype html><meta charset=\"utf-8\"><title>openrouter</title><p>%s</p>\n",
             sentence);
    buf_addf(&text,
             "HTTP/1.1 %s\r\n"
             "Content-Type: text/html; charset=utf-8\r\n"
             "Content-Length: %zu\r\n"
             "Cache-Control: no-store\r\n"
             "Content-Security-Policy: default-src 'none'\r\n"
             "Referrer-Policy: no-referrer\r\n"
             "X-Content-Type-Options: nosniff\r\n"
             "Connection: close\r\n\r\n%s",
             status, page.size, buf_text(&page));
    send(caller->fd, text.data, text.size, MSG_NOSIGNAL | MSG_DONTWAIT);
    shutdown(caller->fd, SHUT_WR);
    hang_up(caller);
}

/* The value of the only header of that name; -1 when there is none, or another one. */
static int find_header(struct slice lines, const char *name, struct slice *value)
{
    size_t size = strlen(name);
    struct slice line;
    int found = 0;

    while (slice_split(&lines, '\n', &line))
        if (line.size > size && line.data[size] == ':' && strncasecmp(line.data, name, size) == 0) {
            *value = slice_trim(slice_from(line, size + 1));
            found++;
        }
    return found == 1 ? 0 : -1;
}

static bool names_us(const struct landing *landing, struct slice host)
{
    static const char *const names[] = { "localhost", "127.0.0.1", "[::1]" };
    char wanted[32];

    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        snprintf(wanted, sizeof(wanted), "%s:%u", names[i], landing->port);
        if (slice_is(host, slice_of(wanted)))
            return true;
    }
    return false;
}

/* The query of a request for our page: "GET /path?query HTTP/1.1", and a Host that is us. */
static int read_query(const struct landing *landing, struct slice head, struct slice *query)
{
    struct slice line, method, target, host, path;

    if (!slice_split(&head, '\n', &line) || !slice_split(&line, ' ', &method) ||
        !slice_split(&line, ' ', &target) || !slice_is(method, SLICE("GET")) ||
        !slice_starts(line, SLICE("HTTP/1.")))
        return -1;
    if (find_header(head, "Host", &host) < 0 || !names_us(landing, host))
        return -1;
    if (!slice_split(&target, '?', &path) || !slice_is(path, slice_of(landing->path)))
        return -1;
    *query = target;
    return 0;
}

static void serve(struct caller *caller)
{
    struct landing *landing = caller->landing;
    struct slice query;

    if (read_query(landing, buf_slice(&caller->head), &query) == 0 &&
        landing->on_query(landing->user, query))
        answer(caller, "200 OK", "The code has arrived. You can close this window.");
    else
        answer(caller, "404 Not Found", "There is no such page.");
}

static void on_bytes(void *user, short revents)
{
    struct caller *caller = user;
    char bytes[4096];
    ssize_t size = recv(caller->fd, bytes, sizeof(bytes), MSG_DONTWAIT);

    (void)revents;
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (size <= 0) {
        hang_up(caller);
        return;
    }

    int failed = buf_add(&caller->head, (struct slice){ bytes, (size_t)size });

    mem_wipe(bytes, (size_t)size);
    if (failed < 0)
        answer(caller, "431 Request Header Fields Too Large", "The request is too long.");
    else if (memmem(caller->head.data, caller->head.size, "\r\n\r\n", 4))
        serve(caller);
}

/* One that is free, else the one that has kept us waiting longest. */
static struct caller *make_room(struct landing *landing)
{
    struct caller *oldest = &landing->callers[0];

    for (size_t i = 0; i < LANDING_CALLERS_MAX; i++) {
        struct caller *caller = &landing->callers[i];

        if (caller->fd < 0)
            return caller;
        if (caller->since_ms < oldest->since_ms)
            oldest = caller;
    }
    hang_up(oldest);
    return oldest;
}

static void on_knock(void *user, short revents)
{
    struct door *door = user;
    struct landing *landing = door->landing;
    int fd = accept4(door->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    struct caller *caller;

    (void)revents;
    if (fd < 0)
        return; /* it went away again */
    caller = make_room(landing);
    *caller = (struct caller){ .landing = landing,
                               .fd = fd,
                               .watch = { .on_ready = on_bytes, .user = caller },
                               .timer = { .on_due = on_late, .user = caller },
                               .since_ms = clock_ms(),
                               .head = BUF_MAX(LANDING_HEAD_MAX) };
    loop_watch(landing->loop, &caller->watch, fd, POLLIN);
    loop_timer_set(landing->loop, &caller->timer, LANDING_MS);
}

static int listen_at(const struct sockaddr *address, socklen_t size)
{
    int fd = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int on = 1;

    if (fd < 0)
        return -1;
    if (address->sa_family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
    if (bind(fd, address, size) < 0 || listen(fd, LANDING_CALLERS_MAX) < 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static int open_doors(struct landing *landing, struct err *err)
{
    struct sockaddr_in ip4 = { .sin_family = AF_INET };
    struct sockaddr_in6 ip6 = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
    socklen_t size = sizeof(ip4);

    ip4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    landing->doors[0].fd = listen_at((struct sockaddr *)&ip4, sizeof(ip4));
    if (landing->doors[0].fd < 0 ||
        getsockname(landing->doors[0].fd, (struct sockaddr *)&ip4, &size) < 0)
        return err_set(err, ERR_NETWORK, "this machine gives no port to listen on: %s",
                       strerror(errno));
    landing->port = ntohs(ip4.sin_port);
    ip6.sin6_port = ip4.sin_port;
    landing->doors[1].fd = listen_at((struct sockaddr *)&ip6, sizeof(ip6));
    return 0;
}

struct landing *landing_new(struct loop *loop, landing_on_query *on_query, void *user,
                            struct err *err)
{
    struct landing *landing = xcalloc(1, sizeof(*landing));

    *landing = (struct landing){ .loop = loop, .on_query = on_query, .user = user };
    for (size_t i = 0; i < LANDING_CALLERS_MAX; i++)
        landing->callers[i].fd = -1;
    landing->doors[0].fd = landing->doors[1].fd = -1;
    secret_random_id(landing->path, "/");
    if (open_doors(landing, err) < 0)
        return landing_free(landing);
    snprintf(landing->url, sizeof(landing->url), "http://localhost:%u%s", landing->port,
             landing->path);
    for (size_t i = 0; i < ARRAY_COUNT(landing->doors); i++) {
        struct door *door = &landing->doors[i];

        door->landing = landing;
        door->watch = (struct loop_watch){ .on_ready = on_knock, .user = door };
        if (door->fd >= 0)
            loop_watch(loop, &door->watch, door->fd, POLLIN);
    }
    return landing;
}

struct landing *landing_free(struct landing *landing)
{
    if (!landing)
        return NULL;
    for (size_t i = 0; i < LANDING_CALLERS_MAX; i++)
        hang_up(&landing->callers[i]);
    for (size_t i = 0; i < ARRAY_COUNT(landing->doors); i++) {
        loop_unwatch(landing->loop, &landing->doors[i].watch);
        if (landing->doors[i].fd >= 0)
            close(landing->doors[i].fd);
    }
    free(landing);
    return NULL;
}

const char *landing_url(const struct landing *landing)
{
    return landing->url;
}
