/* link - bytes to and from one client, plain or under TLS. */
#include "tests/upstream/link.h"

#include "tests/upstream/tls.h"

#include <errno.h>
#include <limits.h>
#include <openssl/err.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct link {
    int fd;
    SSL *ssl; /* NULL: plain */
    bool wants_write;
};

struct link *link_new(int fd, struct tls *tls)
{
    struct link *link = xcalloc(1, sizeof(*link));

    link->fd = fd;
    if (tls) {
        link->ssl = SSL_new(tls->context);
        SSL_set_fd(link->ssl, fd);
        SSL_set_accept_state(link->ssl);
    }
    return link;
}

struct link *link_free(struct link *link, bool reset)
{
    static const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

    if (!link)
        return NULL;
    if (reset)
        setsockopt(link->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    else if (link->ssl)
        SSL_shutdown(link->ssl);
    ERR_clear_error();
    SSL_free(link->ssl);
    close(link->fd);
    free(link);
    return NULL;
}

int link_fd(const struct link *link)
{
    return link->fd;
}

static ssize_t of_errno(void)
{
    return errno == EAGAIN || errno == EINTR ? LINK_AGAIN : LINK_DEAD;
}

static ssize_t of_ssl(struct link *link, int rc)
{
    switch (SSL_get_error(link->ssl, rc)) {
    case SSL_ERROR_WANT_READ:
        return LINK_AGAIN;
    case SSL_ERROR_WANT_WRITE:
        link->wants_write = true;
        return LINK_AGAIN;
    case SSL_ERROR_ZERO_RETURN:
        return LINK_ENDED;
    default:
        ERR_clear_error();
        return LINK_DEAD;
    }
}

ssize_t link_read(struct link *link, char *bytes, size_t size)
{
    ssize_t count;

    link->wants_write = false;
    if (link->ssl) {
        int got = SSL_read(link->ssl, bytes, size < INT_MAX ? (int)size : INT_MAX);

        return got > 0 ? got : of_ssl(link, got);
    }
    count = recv(link->fd, bytes, size, 0);
    if (count == 0)
        return LINK_ENDED;
    return count < 0 ? of_errno() : count;
}

ssize_t link_write(struct link *link, const char *bytes, size_t size)
{
    ssize_t count;

    link->wants_write = false;
    if (link->ssl) {
        int put = SSL_write(link->ssl, bytes, size < INT_MAX ? (int)size : INT_MAX);

        return put > 0 ? put : of_ssl(link, put);
    }
    count = send(link->fd, bytes, size, MSG_NOSIGNAL);
    return count < 0 ? of_errno() : count;
}

bool link_wants_write(const struct link *link)
{
    return link->wants_write;
}

bool link_has_more(const struct link *link)
{
    return link->ssl && SSL_pending(link->ssl) > 0;
}
