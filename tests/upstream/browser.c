/* browser - what a user's browser does with an address of this machine. */
#include "tests/upstream/browser.h"

#include "base/limits.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define REDIRECTS_MAX 3

/* "http://host:port" and what is behind it. */
struct place {
    char host[64];
    int port;
    const char *target;
};

static int read_address(const char *address, struct place *place)
{
    const char *start = "http://", *colon;
    char *rest;

    if (strncmp(address, start, strlen(start)) != 0)
        return -1;
    address += strlen(start);
    colon = strchr(address, ':');
    if (!colon)
        return -1;
    place->port = (int)strtol(colon + 1, &rest, 10);
    if (rest == colon + 1 || *rest != '/')
        return -1;
    snprintf(place->host, sizeof(place->host), "%.*s", (int)(rest - address), address);
    place->target = rest;
    return 0;
}

static int ask(const struct place *place, struct buf *answer)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)place->port) };
    CLEANUP(buf_done) struct buf request = BUF_MAX(KIB(16));
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    char bytes[4096];
    ssize_t size;

    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0) {
        close(fd);
        return -1;
    }
    buf_addf(&request, "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", place->target,
             place->host);
    size = send(fd, request.data, request.size, MSG_NOSIGNAL);
    while (size > 0 && (size = recv(fd, bytes, sizeof(bytes), 0)) > 0)
        buf_add(answer, (struct slice){ bytes, (size_t)size });
    close(fd);
    return size < 0 ? -1 : 0;
}

/* The address of a redirect, owned by the caller; NULL when there is none. */
static char *location_of(struct buf *answer)
{
    const char *at = strstr(buf_text(answer), "\r\nLocation: ");

    if (!at)
        return NULL;
    at += strlen("\r\nLocation: ");
    return slice_dup((struct slice){ at, strcspn(at, "\r\n") });
}

int browser_visit(const char *address, struct buf *page, struct err *err)
{
    CLEANUP(freep) char *next = xstrdup(address);

    for (int i = 0; i < REDIRECTS_MAX; i++) {
        CLEANUP(buf_done) struct buf answer = BUF_MAX(MIB(1));
        struct place place;
        char *location;

        if (read_address(next, &place) < 0 || ask(&place, &answer) < 0)
            return err_set(err, ERR_NETWORK, "%s cannot be visited", next);
        location = location_of(&answer);
        if (!location) {
            const char *body = strstr(buf_text(&answer), "\r\n\r\n");

            buf_adds(page, body ? body + 4 : "");
            return (int)strtol(buf_text(&answer) + strcspn(buf_text(&answer), " "), NULL, 10);
        }
        free(next);
        next = location;
    }
    return err_set(err, ERR_NETWORK, "%s leads round and round", address);
}
