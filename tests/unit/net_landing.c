/* Units of net/landing, with sockets for browsers. */
#include "net/landing.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/limits.h"
#include "test.h"
#include "vault/secret.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define PAGE "The code has arrived. You can close this window."

static struct loop *loop;
static struct landing *landing;
static char query[256], path[64];
static unsigned asked_count;
static bool verdict;
static int port;
static int64_t now_ms; /* where the clock is told */

static bool on_query(void *user, struct slice text)
{
    CHECK(user == &loop);
    asked_count++;
    snprintf(query, sizeof(query), "%.*s", SLICE_FMT(text));
    return verdict;
}

static void begin(void)
{
    struct err err = { 0 };

    CHECK_INT(secret_init(&err), 0);
    loop = loop_new();
    landing = landing_new(loop, on_query, &loop, &err);
    CHECK_STR(err.text, "");

    const char *url = landing_url(landing), *start = "http://localhost:";
    char *rest;

    CHECK(slice_starts(slice_of(url), slice_of(start)));
    port = (int)strtol(url + strlen(start), &rest, 10);
    snprintf(path, sizeof(path), "%s", rest);
    asked_count = 0;
    verdict = true;
    query[0] = '\0';
}

static void end(void)
{
    landing_free(landing);
    loop_free(loop);
}

static int dial(void)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0);
    return fd;
}

static void turn(int times)
{
    for (int i = 0; i < times; i++)
        loop_turn(loop, 1);
}

static void say(int fd, const char *text)
{
    send(fd, text, strlen(text), MSG_NOSIGNAL);
    turn(5);
}

/* What has come, and whether the other side hung up behind it ("|"). Closes nothing. */
static const char *heard(int fd)
{
    static char text[4096];
    size_t size = 0;
    ssize_t n = 1;

    turn(5);
    while (size < sizeof(text) - 2 &&
           (n = recv(fd, text + size, sizeof(text) - 2 - size, MSG_DONTWAIT)) > 0)
        size += (size_t)n;
    if (n == 0)
        text[size++] = '|';
    text[size] = '\0';
    return text;
}

/* The status line's number of a whole request. */
static int asks(const char *method, const char *target, const char *headers)
{
    CLEANUP(buf_done) struct buf request = BUF_MAX(KIB(64));
    int fd = dial(), status = 0;

    buf_addf(&request, "%s %s HTTP/1.1\r\n%s\r\n", method, target, headers);
    say(fd, buf_text(&request));

    const char *text = heard(fd);

    if (slice_starts(slice_of(text), SLICE("HTTP/1.1 ")))
        status = (int)strtol(text + strlen("HTTP/1.1 "), NULL, 10);
    CHECK(status == 0 || strchr(text, '|'));
    close(fd);
    return status;
}

static const char *host_of(const char *name)
{
    static char line[80];

    snprintf(line, sizeof(line), "Host: %s:%d\r\n", name, port);
    return line;
}

static const char *with(const char *tail)
{
    static char target[256];

    snprintf(target, sizeof(target), "%s%s", path, tail);
    return target;
}

TEST("landing: the page that was named takes the query, answers with a page and hangs up")
{
    char request[256];
    int fd;

    begin();
    fd = dial();
    snprintf(request, sizeof(request), "GET %s?code=abc HTTP/1.1\r\nHost: localhost:%d\r\n\r\n",
             path, port);
    say(fd, request);

    const char *text = heard(fd);

    CHECK_SAYS(text, "HTTP/1.1 200 OK\r\n");
    CHECK_SAYS(text, "\r\nCache-Control: no-store\r\n");
    CHECK_SAYS(text, "default-src 'none'");
    CHECK_SAYS(text, PAGE "</p>\n|");
    CHECK_STR(query, "code=abc");
    CHECK_INT(asked_count, 1);
    close(fd);
    end();
}

TEST("landing: its address holds 128 random bits, other ones each time")
{
    char other[64];

    begin();
    CHECK_INT(strspn(path + 1, "abcdefghijklmnopqrstuvwxyz234567"), 26);
    CHECK_INT(strlen(path), 27);
    memcpy(other, path, sizeof(other));
    end();
    begin();
    CHECK(strcmp(other, path) != 0);
    end();
}

TEST("landing: every other path, method and form is told that there is no such page")
{
    begin();
    static const char *const targets[] = { "/", "/?code=x", "*", "http://localhost/?code=x", "" };

    for (size_t i = 0; i < ARRAY_COUNT(targets); i++)
        CHECK_INT(asks("GET", targets[i], host_of("localhost")), 404);
    CHECK_INT(asks("GET", with("x?code=1"), host_of("localhost")), 404);
    CHECK_INT(asks("GET", with("/?code=1"), host_of("localhost")), 404);
    for (size_t i = 1; path[i]; i++) {
        char was = path[i];

        path[i] = was == 'a' ? 'b' : 'a';
        CHECK_INT(asks("GET", with("?code=1"), host_of("localhost")), 404);
        path[i] = was;
    }
    static const char *const methods[] = { "HEAD", "POST", "PUT", "OPTIONS", "get", "CONNECT" };

    for (size_t i = 0; i < ARRAY_COUNT(methods); i++)
        CHECK_INT(asks(methods[i], with("?code=1"), host_of("localhost")), 404);
    CHECK_INT(asked_count, 0);
    CHECK_INT(asks("GET", with(""), host_of("localhost")), 200); /* the query is the owner's */
    CHECK_STR(query, "");
    end();
}

TEST("landing: only this machine's names are taken as Host, once, and with the port")
{
    char line[200];

    begin();
    static const char *const good[] = { "localhost", "127.0.0.1", "[::1]" };
    static const char *const bad[] = {
        "evil.example", "localhost.evil.example", "127.0.0.2", "localhost:80", "", "user@localhost"
    };

    for (size_t i = 0; i < ARRAY_COUNT(good); i++)
        CHECK_INT(asks("GET", with("?code=1"), host_of(good[i])), 200);
    CHECK_INT(asked_count, ARRAY_COUNT(good));
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++)
        CHECK_INT(asks("GET", with("?code=1"), host_of(bad[i])), 404);
    CHECK_INT(asks("GET", with("?code=1"), ""), 404);
    CHECK_INT(asks("GET", with("?code=1"), "Host: localhost\r\n"), 404);
    CHECK_INT(asks("GET", with("?code=1"), "Host: localhost:1\r\n"), 404);
    snprintf(line, sizeof(line), "%sHost: evil.example\r\n", host_of("localhost"));
    CHECK_INT(asks("GET", with("?code=1"), line), 404);
    CHECK_INT(asked_count, ARRAY_COUNT(good));
    snprintf(line, sizeof(line), "hOST:   localhost:%d  \r\nX-Host: evil.example\r\n", port);
    CHECK_INT(asks("GET", with("?code=1"), line), 200);
    end();
}

TEST("landing: what its owner does not want is no page, and asking again is allowed")
{
    begin();
    verdict = false;
    CHECK_INT(asks("GET", with("?state=1"), host_of("localhost")), 404);
    verdict = true;
    CHECK_INT(asks("GET", with("?code=1"), host_of("localhost")), 200);
    CHECK_INT(asks("GET", with("?code=2"), host_of("localhost")), 200);
    CHECK_INT(asked_count, 3);
    end();
}

TEST("landing: a request may come byte by byte, beside another one that says nothing")
{
    char request[256];
    int silent, fd;

    begin();
    silent = dial();
    fd = dial();
    snprintf(request, sizeof(request), "GET %s?code=abc HTTP/1.1\r\nHost: localhost:%d\r\n\r\n",
             path, port);
    for (const char *at = request; *at; at++) {
        CHECK_INT(asked_count, 0);
        send(fd, at, 1, MSG_NOSIGNAL);
        turn(2);
    }
    CHECK_SAYS(heard(fd), PAGE);
    CHECK_INT(asked_count, 1);
    CHECK_STR(heard(silent), "");
    close(fd);
    close(silent);
    end();
}

static int64_t told_ms(void)
{
    return now_ms;
}

static const struct clock_source told = { told_ms, told_ms };

TEST("landing: who is not done in time is hung up on, and not a moment before")
{
    int fd;

    now_ms = 1000;
    clock_replace(&told);
    begin();
    fd = dial();
    say(fd, "GET / HTTP/1.1\r\nHost:");
    now_ms += LANDING_MS - 1;
    CHECK_STR(heard(fd), "");
    say(fd, " x"); /* more bytes win no time */
    now_ms++;
    CHECK_STR(heard(fd), "|");
    close(fd);
    end();
    clock_replace(NULL);
}

TEST("landing: a head of the greatest size is read, one that is larger is refused")
{
    CLEANUP(buf_done) struct buf headers = BUF_MAX(KIB(64));

    begin();
    buf_adds(&headers, host_of("localhost"));
    buf_adds(&headers, "Cookie: ");

    size_t around = strlen("GET  HTTP/1.1\r\n\r\n\r\n") + strlen(with("?code=1")) + headers.size;

    while (headers.size + around < LANDING_HEAD_MAX + strlen(host_of("localhost")) + 8)
        buf_addc(&headers, 'x');
    buf_adds(&headers, "\r\n");
    CHECK_INT(asks("GET", with("?code=1"), buf_text(&headers)), 200);
    headers.size -= 2;
    buf_adds(&headers, "y\r\n");

    int status = asks("GET", with("?code=1"), buf_text(&headers));

    CHECK(status == 431 || status == 0); /* the reset may overtake the answer */
    CHECK_INT(asked_count, 1);
    end();
}

TEST("landing: of too many callers the one that has waited longest makes room")
{
    int fds[LANDING_CALLERS_MAX + 1];

    now_ms = 1000;
    clock_replace(&told);
    begin();
    for (size_t i = 0; i < ARRAY_COUNT(fds); i++) {
        fds[i] = dial();
        turn(3);
        now_ms++;
    }
    CHECK_STR(heard(fds[0]), "|");
    for (size_t i = 1; i < ARRAY_COUNT(fds); i++)
        CHECK_STR(heard(fds[i]), "");
    for (size_t i = 0; i < ARRAY_COUNT(fds); i++)
        close(fds[i]);
    turn(20);
    CHECK_INT(asks("GET", with("?code=1"), host_of("localhost")), 200);
    end();
    clock_replace(NULL);
}

TEST("landing: callers that go away, send rubbish or only half a request do no harm")
{
    static const char *const said[] = {
        "",          "\r\n\r\n", "GET\r\n\r\n", "GET  HTTP/1.1\r\n\r\n", "\x16\x03\x01\x02",
        " \r\n\r\n", "GET /x"
    };

    begin();
    for (size_t i = 0; i < ARRAY_COUNT(said); i++) {
        int fd = dial();

        say(fd, said[i]);
        close(fd);
        turn(3);
    }
    CHECK_INT(asked_count, 0);
    CHECK_INT(asks("GET", with("?code=1"), host_of("localhost")), 200);
    end();
}

static int reaches(const struct sockaddr *to, socklen_t size)
{
    int fd = socket(to->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int rc = fd < 0 ? -1 : connect(fd, to, size);

    close(fd);
    return rc;
}

TEST("landing: it listens on 127.0.0.1, and on no other address of IPv4")
{
    struct sockaddr_in to = { .sin_family = AF_INET };

    begin();
    to.sin_port = htons((uint16_t)port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK_INT(reaches((struct sockaddr *)&to, sizeof(to)), 0);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1);
    CHECK_INT(reaches((struct sockaddr *)&to, sizeof(to)), -1);
    end();
}

TEST("landing: it listens on ::1 as well, where browsers look for localhost first")
{
    struct sockaddr_in6 to = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
    int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int rc = fd < 0 ? -1 : bind(fd, (struct sockaddr *)&to, sizeof(to));

    close(fd);
    if (rc < 0)
        SKIP("this machine has no ::1");
    begin();
    to.sin6_port = htons((uint16_t)port);
    CHECK_INT(reaches((struct sockaddr *)&to, sizeof(to)), 0);
    end();
}
