/* Units of the pure parts of net/http: addresses, the option profile, the lines of a head. */
#include "base/limits.h"
#include "net/http_address.h"
#include "net/http_preamble.h"
#include "net/http_profile.h"
#include "test.h"

#include <stdlib.h>

static const char *address_of(const char *url)
{
    static char text[1100];
    struct http_address address = { 0 };
    struct err err = { 0 };

    if (http_address_read(url, &address, &err) < 0) {
        CHECK_INT(err.kind, ERR_ARGUMENT);
        snprintf(text, sizeof(text), "no: %s", err.text);
    } else {
        snprintf(text, sizeof(text), "%s%s%s", address.name, address.is_plain ? " plain" : "",
                 address.is_loopback ? " loopback" : "");
    }
    return text;
}

TEST("address: https may go anywhere, http only where it does not leave the machine")
{
    CHECK_STR(address_of("https://openrouter.ai/api/v1/chat?x=1#y"), "openrouter.ai");
    CHECK_STR(address_of("HTTPS://OpenRouter.ai:8443/"), "OpenRouter.ai:8443");
    CHECK_STR(address_of("https://[::1]/"), "[::1] loopback");
    CHECK_STR(address_of("http://127.0.0.1:80/x"), "127.0.0.1:80 plain loopback");
    CHECK_STR(address_of("http://127.255.255.254/x"), "127.255.255.254 plain loopback");
    CHECK_STR(address_of("http://localhost:4000"), "localhost:4000 plain loopback");
    CHECK_STR(address_of("http://[::1]:4000/"), "[::1]:4000 plain loopback");
}

TEST("address: what only looks like loopback, other schemes and user names are refused")
{
    static const char *const urls[] = {
        "http://openrouter.ai/",
        "http://127.0.0.1.evil.test/",
        "http://localhost.evil.test/",
        "http://128.0.0.1/",
        "http://126.255.255.255/",
        "http://10.0.0.1/",
        "http://0.0.0.0/",
        "http://[::ffff:10.0.0.1]/",
        "http://[::2]/",
        "http://evil.test/127.0.0.1/",
        "http://evil.test#@127.0.0.1",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "https://user@openrouter.ai/",
        "https://u:p@openrouter.ai/",
        "http://127.0.0.1@evil.test/",
        "",
        "https://",
        "https://?x",
        "no url",
        "https://a b/",
        "https://a\r\nb/",
        "//openrouter.ai/",
    };

    for (size_t i = 0; i < ARRAY_COUNT(urls); i++)
        if (strncmp(address_of(urls[i]), "no: ", 4) != 0)
            test_fail(__FILE__, __LINE__, "%s was taken as %s", urls[i], address_of(urls[i]));
    CHECK_SAYS(address_of("http://openrouter.ai/secret?key=1"), "openrouter.ai");
    CHECK(!strstr(address_of("http://openrouter.ai/secret?key=1"), "secret"));
    CHECK(!strstr(address_of("https://u:p4ss@openrouter.ai/"), "p4ss"));
}

TEST("address: an URL of URL_MAX bytes passes, a longer one does not")
{
    char url[URL_MAX + 2] = "https://openrouter.ai/";

    memset(url + strlen(url), 'x', URL_MAX - strlen(url));
    CHECK_STR(address_of(url), "openrouter.ai");
    url[URL_MAX] = 'x';
    CHECK_SAYS(address_of(url), "longer than 8192 bytes");
}

/* The row's value as text; NULL when there is no such row. */
static const char *profile_value(const char *name)
{
    static char text[32];

    for (size_t i = 0; i < http_profile_count; i++) {
        if (strcmp(http_profile[i].name, name) != 0)
            continue;
        if (http_profile[i].text)
            return http_profile[i].text;
        snprintf(text, sizeof(text), "%ld", http_profile[i].number);
        return text;
    }
    return NULL;
}

TEST("profile: every promise of ours has its row, with the value it rests on")
{
    static const char *const promises[][2] = {
        { "PROTOCOLS_STR", "https" },
        { "REDIR_PROTOCOLS_STR", "https" },
        { "FOLLOWLOCATION", "0" },
        { "MAXREDIRS", "0" },
        { "DISALLOW_USERNAME_IN_URL", "1" },
        { "NETRC", "0" },
        { "SSL_VERIFYPEER", "1" },
        { "SSL_VERIFYHOST", "2" },
        { "SSLVERSION", "6" },   /* TLS 1.2 or newer */
        { "HTTP_VERSION", "2" }, /* HTTP/1.1 */
        { "HTTP09_ALLOWED", "0" },
        { "HTTPAUTH", "0" },
        { "PROXYAUTH", "1" }, /* Basic */
        { "UNRESTRICTED_AUTH", "0" },
        { "HEADEROPT", "1" }, /* separate */
        { "SUPPRESS_CONNECT_HEADERS", "1" },
        { "VERBOSE", "0" },
        { "NOSIGNAL", "1" },
        { "QUICK_EXIT", "1" },
        { "TIMEOUT_MS", "0" },
        { "FRESH_CONNECT", "0" },
        { "MAXAGE_CONN", "390" },
        { "DNS_CACHE_TIMEOUT", "600" },
        { "TCP_KEEPALIVE", "1" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(promises); i++)
        CHECK_STR(profile_value(promises[i][0]), promises[i][1]);
    CHECK(!profile_value("POSTFIELDS"));
    CHECK(!profile_value("SEEKFUNCTION"));
}

TEST("profile: this libcurl takes every row, and no row stands twice")
{
    CURL *easy = curl_easy_init();
    const char *unknown = http_profile_apply(easy);

    curl_easy_cleanup(easy);
    CHECK(!unknown);
    for (size_t i = 0; i < http_profile_count; i++)
        for (size_t j = 0; j < i; j++)
            CHECK(http_profile[i].option != http_profile[j].option);
}

/* Feeds a head line by line, as libcurl does; -1 at the first line that is refused. */
static int read_head(struct http_preamble *preamble, const char *text, struct err *err)
{
    *preamble = (struct http_preamble){ 0 };
    while (*text) {
        size_t size = strcspn(text, "\n") + 1;
        char *line = slice_dup((struct slice){ text, size });
        int rc = http_preamble_line(preamble, (struct slice){ line, size }, err);

        free(line);
        if (rc < 0)
            return -1;
        text += size;
    }
    return 0;
}

TEST("preamble: the fields we read, in any case, with blanks around, the last one counts")
{
    struct http_preamble preamble;
    struct err err = { 0 };

    CHECK_INT(read_head(&preamble,
                        "HTTP/1.1 503 Busy: very\r\ncontent-type:\tAPPLICATION/Json ; charset=x\r\n"
                        "RETRY-AFTER:  1\r\nRetry-After: 2 \r\nX-Generation-ID:gen\r\n\r\n",
                        &err),
              0);

    struct http_head head = http_preamble_head(&preamble);

    CHECK_INT(head.status, 503);
    CHECK(preamble.is_whole);
    CHECK(slice_is(head.content_type, SLICE("application/json")));
    CHECK(slice_is(head.retry_after, SLICE("2")));
    CHECK(slice_is(head.generation_id, SLICE("gen")));
    CHECK_INT(head.date.size, 0);
}

TEST("preamble: values are cut to their place and made printable")
{
    struct http_preamble preamble;
    struct err err = { 0 };
    char text[600];

    snprintf(text, sizeof(text),
             "HTTP/1.1 200 OK\r\nX-Generation-Id: a\x1b[2J\xC3\xA4\x7F\r\nRetry-After: %0500d\r\n"
             "Content-Type:\r\n\r\n",
             7);
    CHECK_INT(read_head(&preamble, text, &err), 0);

    struct http_head head = http_preamble_head(&preamble);

    CHECK(slice_is(head.generation_id, SLICE("a?[2J???")));
    CHECK_INT(head.retry_after.size, 63);
    CHECK_INT(head.content_type.size, 0);
}

TEST("preamble: interim answers leave nothing behind, trailers change nothing (fault U43)")
{
    struct http_preamble preamble;
    struct err err = { 0 };

    CHECK_INT(read_head(&preamble,
                        "HTTP/1.1 103 Early\r\nRetry-After: 9\r\nContent-Encoding: br\r\n\r\n",
                        &err),
              0);
    CHECK_INT(preamble.status, 0);
    CHECK(!preamble.is_whole);
    CHECK_INT(read_head(&preamble,
                        "HTTP/1.1 103 Early\r\nRetry-After: 9\r\nContent-Encoding: br\r\n\r\n"
                        "HTTP/1.1 200 OK\r\nHTTP/1.1 500: no\r\n\r\nRetry-After: 8\r\n\r\n",
                        &err),
              0);
    CHECK_INT(preamble.status, 200);
    CHECK(preamble.is_whole);
    CHECK(!preamble.is_encoded);
    CHECK_INT(http_preamble_head(&preamble).retry_after.size, 0);
}

TEST("preamble: a change of protocol is refused (fault U43)")
{
    struct http_preamble preamble;
    struct err err = { 0 };

    CHECK_INT(read_head(&preamble, "HTTP/1.1 101 Switching\r\n", &err), -1);
    CHECK_INT(err.kind, ERR_PROTOCOL);
}

TEST("preamble: every encoding but gzip and identity is seen as one")
{
    static const struct {
        const char *value;
        bool is_encoded, is_gzip;
    } rows[] = {
        { "gzip", false, true },    { "X-GZip", false, true },     { "identity", false, false },
        { "", false, false },       { "br", true, false },         { "zstd", true, false },
        { "deflate", true, false }, { "gzip, gzip", true, false }, { "gzipp", true, false },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct http_preamble preamble;
        struct err err = { 0 };
        char text[100];

        snprintf(text, sizeof(text), "HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\n\r\n",
                 rows[i].value);
        CHECK_INT(read_head(&preamble, text, &err), 0);
        CHECK_INT(preamble.is_encoded, rows[i].is_encoded);
        CHECK_INT(preamble.is_gzip, rows[i].is_gzip);
    }
}
