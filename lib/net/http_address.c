/* http_address - which URLs may be asked, and how an error names them. */
#include "net/http_address.h"

#include "base/slice.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdio.h>

static void url_done(CURLU **url)
{
    curl_url_cleanup(*url);
}

static void part_done(char **part)
{
    curl_free(*part);
}

/* host is as libcurl writes it: "127.1" has become "127.0.0.1" already. */
static bool is_loopback(const char *host)
{
    struct in_addr ip4;

    if (strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0)
        return true;
    return inet_pton(AF_INET, host, &ip4) == 1 && ntohl(ip4.s_addr) >> 24 == 127;
}

int http_address_read(const char *url, struct http_address *address, struct err *err)
{
    CLEANUP(url_done) CURLU *parsed = curl_url();
    CLEANUP(part_done) char *scheme = NULL;
    CLEANUP(part_done) char *host = NULL;
    CLEANUP(part_done) char *port = NULL;

    if (strnlen(url, URL_MAX + 1) > URL_MAX)
        return err_set(err, ERR_ARGUMENT, "the URL is longer than %d bytes", URL_MAX);
    if (curl_url_set(parsed, CURLUPART_URL, url, CURLU_DISALLOW_USER) != CURLUE_OK ||
        curl_url_get(parsed, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
        curl_url_get(parsed, CURLUPART_HOST, &host, 0) != CURLUE_OK || strlen(host) > 255)
        return err_set(err, ERR_ARGUMENT,
                       "this is no URL that can be asked; it must be https://host/path, without a "
                       "user name");
    if (curl_url_get(parsed, CURLUPART_PORT, &port, 0) == CURLUE_OK)
        snprintf(address->name, sizeof(address->name), "%s:%s", host, port);
    else
        snprintf(address->name, sizeof(address->name), "%s", host);
    address->is_plain = strcmp(scheme, "http") == 0;
    address->is_loopback = is_loopback(host);
    if (strcmp(scheme, "https") == 0 || (address->is_plain && address->is_loopback))
        return 0;
    return err_set(err, ERR_ARGUMENT,
                   "%s cannot be asked by %s: only https can, and http for 127.0.0.1, [::1] and "
                   "localhost",
                   address->name, scheme);
}
