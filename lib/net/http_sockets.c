/* http_sockets - the sockets that libcurl has open, to be found by their local address. */
#include "net/http_sockets.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

void http_sockets_add(struct http_sockets *sockets, curl_socket_t fd)
{
    if (sockets->count == sockets->capacity) {
        sockets->capacity = sockets->capacity ? sockets->capacity * 2 : 16;
        sockets->fds = xrealloc(sockets->fds, sockets->capacity * sizeof(*sockets->fds));
    }
    sockets->fds[sockets->count++] = fd;
}

void http_sockets_remove(struct http_sockets *sockets, curl_socket_t fd)
{
    for (size_t i = 0; i < sockets->count; i++) {
        if (sockets->fds[i] != fd)
            continue;
        sockets->fds[i] = sockets->fds[--sockets->count];
        return;
    }
}

void http_sockets_done(struct http_sockets *sockets)
{
    free(sockets->fds);
    *sockets = (struct http_sockets){ 0 };
}

static bool is_at(curl_socket_t fd, const char *ip, int port)
{
    union {
        struct sockaddr_in6 ip6;
        struct sockaddr_in ip4;
        struct sockaddr any;
    } local = { { 0 } };
    socklen_t size = sizeof(local);
    char text[INET6_ADDRSTRLEN];

    if (getsockname(fd, &local.any, &size) < 0)
        return false;
    if (local.any.sa_family == AF_INET)
        return ntohs(local.ip4.sin_port) == port &&
               inet_ntop(AF_INET, &local.ip4.sin_addr, text, sizeof(text)) && strcmp(text, ip) == 0;
    return local.any.sa_family == AF_INET6 && ntohs(local.ip6.sin6_port) == port &&
           inet_ntop(AF_INET6, &local.ip6.sin6_addr, text, sizeof(text)) && strcmp(text, ip) == 0;
}

curl_socket_t http_sockets_find(const struct http_sockets *sockets, const char *ip, int port)
{
    for (size_t i = 0; i < sockets->count; i++)
        if (is_at(sockets->fds[i], ip, port))
            return sockets->fds[i];
    return CURL_SOCKET_BAD;
}
