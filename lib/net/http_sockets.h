/* http_sockets - the sockets that libcurl has open, to be found by their local address.
 *
 * libcurl tells a callback which connection it is about to use by that address only.
 */
#pragma once

#include <curl/curl.h>
#include <stddef.h>

struct http_sockets {
    curl_socket_t *fds;
    size_t count, capacity;
};

void http_sockets_add(struct http_sockets *sockets, curl_socket_t fd);
void http_sockets_remove(struct http_sockets *sockets, curl_socket_t fd);
void http_sockets_done(struct http_sockets *sockets);

/* CURL_SOCKET_BAD when there is none. ip is a numeric address. */
curl_socket_t http_sockets_find(const struct http_sockets *sockets, const char *ip, int port);
