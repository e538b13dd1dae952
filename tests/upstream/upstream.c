/* upstream - a stand-in for OpenRouter on a loopback port. */
#include "tests/upstream/upstream.h"

#include "base/clock.h"
#include "tests/upstream/local.h"
#include "tests/upstream/tls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 512

struct upstream {
    struct loop *loop;
    struct upstream_options options;
    struct service *service;
    struct tls *tls;
    int fd;
    char url[64];
    struct loop_watch watch;
    struct peer_owner owner;
    struct peer *peers;
    size_t connection_count, open_count, post_count, request_number;
    struct exchange **kept;
    size_t kept_count, kept_capacity;
};

static struct exchange *exchange_new(const struct request *request)
{
    struct exchange *exchange = xcalloc(1, sizeof(*exchange));

    exchange->head = slice_dup(request->head);
    exchange->head_size = request->head.size;
    exchange->body = slice_dup(request->body);
    exchange->body_size = request->body.size;
    /* The same places in our own copy of the head. */
    exchange->method = request->method;
    exchange->path = request->path;
    exchange->query = request->query;
    exchange->method.data = exchange->head + (request->method.data - request->head.data);
    exchange->path.data = exchange->head + (request->path.data - request->head.data);
    if (request->query.size > 0)
        exchange->query.data = exchange->head + (request->query.data - request->head.data);
    exchange->received_ms = clock_ms();
    exchange->first_byte_ms = exchange->ended_ms = -1;
    return exchange;
}

static void exchange_free(struct exchange *exchange)
{
    free(exchange->head);
    free(exchange->body);
    free(exchange);
}

static void keep(struct upstream *upstream, struct exchange *exchange)
{
    if (upstream->kept_count == upstream->kept_capacity) {
        upstream->kept_capacity = upstream->kept_capacity ? upstream->kept_capacity * 2 : 16;
        upstream->kept =
            xrealloc(upstream->kept, upstream->kept_capacity * sizeof(*upstream->kept));
    }
    upstream->kept[upstream->kept_count++] = exchange;
}

static struct exchange *on_request(void *user, size_t connection, const struct request *request,
                                   struct reply *reply)
{
    struct upstream *upstream = user;
    struct exchange *exchange = exchange_new(request);

    exchange->number = ++upstream->request_number;
    exchange->connection = connection;
    /* A server of the user's own is not below /api. */
    if (slice_starts(exchange->path, SLICE("/v1/")))
        local_answer(service_script(upstream->service), exchange, reply);
    else
        service_answer(upstream->service, exchange, reply);
    exchange->status = reply->status;
    if (upstream->options.keeps)
        keep(upstream, exchange);
    return exchange;
}

static void on_event(void *user, enum peer_event event, size_t connection,
                     struct exchange *exchange)
{
    struct upstream *upstream = user;

    upstream->post_count += event == PEER_POSTED;
    upstream->open_count += event == PEER_OPENED;
    upstream->open_count -= event == PEER_CLOSED;
    if (event == PEER_ENDED)
        service_settle(upstream->service, exchange);
    if (upstream->options.on_event)
        upstream->options.on_event(upstream->options.user, event, connection, exchange);
    if (event == PEER_ENDED && !upstream->options.keeps)
        exchange_free(exchange);
}

static void accept_one(struct upstream *upstream, int fd)
{
    static const int yes = 1;
    const struct behaviour *how = script_next(service_script(upstream->service), "connection");
    struct link *link = link_new(fd, how ? NULL : upstream->tls);

    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
    upstream->connection_count++;
    if (how && how->cut) {
        link_free(link, strcmp(how->cut, "reset") == 0);
        return;
    }
    peer_new(&upstream->owner, &upstream->peers, link, upstream->connection_count,
             how && how->stall_at > 0);
}

static void on_connections(void *user, short revents)
{
    struct upstream *upstream = user;

    (void)revents;
    for (;;) {
        int fd = accept4(upstream->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

        if (fd < 0)
            return;
        accept_one(upstream, fd);
    }
}

static int listen_on(struct upstream *upstream, int port, struct err *err)
{
    static const int yes = 1;
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    socklen_t size = sizeof(address);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    upstream->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    setsockopt(upstream->fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    if (bind(upstream->fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
        listen(upstream->fd, BACKLOG) < 0 ||
        getsockname(upstream->fd, (struct sockaddr *)&address, &size) < 0)
        return err_set(err, ERR_NETWORK, "cannot listen on 127.0.0.1:%d: %s", port,
                       strerror(errno));
    snprintf(upstream->url, sizeof(upstream->url), "%s://127.0.0.1:%d/api/v1",
             upstream->tls ? "https" : "http", ntohs(address.sin_port));
    return 0;
}

struct upstream *upstream_new(struct loop *loop, const struct upstream_options *options,
                              struct err *err)
{
    struct upstream *upstream = xcalloc(1, sizeof(*upstream));

    upstream->loop = loop;
    upstream->options = *options;
    upstream->fd = -1;
    if (options->tls_dir) {
        upstream->tls = tls_new(options->tls_dir, err);
        if (!upstream->tls)
            return upstream_free(upstream);
    }
    upstream->service = service_new();
    upstream->owner =
        (struct peer_owner){ loop, options->wire_bytes, on_request, on_event, upstream };
    if (listen_on(upstream, options->port, err) < 0)
        return upstream_free(upstream);
    upstream->watch = (struct loop_watch){ .on_ready = on_connections, .user = upstream };
    loop_watch(loop, &upstream->watch, upstream->fd, POLLIN);
    return upstream;
}

static void close_all(struct upstream *upstream)
{
    while (upstream->peers)
        peer_free(upstream->peers);
}

struct upstream *upstream_free(struct upstream *upstream)
{
    if (!upstream)
        return NULL;
    close_all(upstream);
    loop_unwatch(upstream->loop, &upstream->watch);
    if (upstream->fd >= 0)
        close(upstream->fd);
    upstream_forget(upstream);
    free(upstream->kept);
    service_free(upstream->service);
    tls_free(upstream->tls);
    free(upstream);
    return NULL;
}

const char *upstream_url(const struct upstream *upstream)
{
    return upstream->url;
}

int upstream_follow(struct upstream *upstream, struct slice script, size_t wire_bytes,
                    struct err *err)
{
    struct script *read = NULL;

    if (script.size > 0 && !(read = script_new(script, err)))
        return -1;
    /* Answers in flight borrow from the old script. */
    close_all(upstream);
    service_follow(upstream->service, read);
    upstream->owner.wire_bytes = wire_bytes;
    upstream_forget(upstream);
    upstream->connection_count = upstream->post_count = 0;
    return 0;
}

size_t upstream_request_count(const struct upstream *upstream)
{
    return upstream->kept_count;
}

const struct exchange *upstream_request_at(const struct upstream *upstream, size_t index)
{
    return upstream->kept[index];
}

size_t upstream_connection_count(const struct upstream *upstream)
{
    return upstream->connection_count;
}

size_t upstream_open_count(const struct upstream *upstream)
{
    return upstream->open_count;
}

size_t upstream_post_count(const struct upstream *upstream)
{
    return upstream->post_count;
}

void upstream_forget(struct upstream *upstream)
{
    size_t open = 0;

    /* An exchange that is not over still belongs to its peer, too. */
    for (size_t i = 0; i < upstream->kept_count; i++) {
        if (upstream->kept[i]->outcome == EXCHANGE_OPEN)
            upstream->kept[open++] = upstream->kept[i];
        else
            exchange_free(upstream->kept[i]);
    }
    upstream->kept_count = open;
}
