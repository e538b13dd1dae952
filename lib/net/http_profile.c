/* http_profile - the options that every request has, as a table.
 *
 * Also what is the default today stands here, where our promises rest on it.
 */
#include "net/http_profile.h"

#include "base/limits.h"
#include "base/mem.h"

#define NUMBER(option, value)                                                                      \
    {                                                                                              \
        CURLOPT_##option, #option, value, NULL                                                     \
    }
#define TEXT(option, value)                                                                        \
    {                                                                                              \
        CURLOPT_##option, #option, 0, value                                                        \
    }

const struct http_profile_row http_profile[] = {
    /* Where it may go. */
    TEXT(PROTOCOLS_STR, "https"), /* one slot on a loopback address changes it */
    TEXT(REDIR_PROTOCOLS_STR, "https"),
    NUMBER(FOLLOWLOCATION, 0), /* a 3xx is an answer; the key never follows one */
    NUMBER(MAXREDIRS, 0),
    NUMBER(DISALLOW_USERNAME_IN_URL, 1),
    NUMBER(NETRC, CURL_NETRC_IGNORED),
    NUMBER(SSL_VERIFYPEER, 1),
    NUMBER(SSL_VERIFYHOST, 2),
    NUMBER(SSLVERSION, CURL_SSLVERSION_TLSv1_2),

    /* What is said there. Each scheme left out is some of libcurl's history of holes left out. */
    NUMBER(HTTP_VERSION, CURL_HTTP_VERSION_1_1),
    NUMBER(HTTP09_ALLOWED, 0),
    NUMBER(HTTPAUTH, CURLAUTH_NONE),
    NUMBER(UNRESTRICTED_AUTH, 0),
    NUMBER(PROXYAUTH, CURLAUTH_BASIC),
    NUMBER(HEADEROPT, CURLHEADER_SEPARATE), /* our headers, the key among them, not to the proxy */
    NUMBER(SUPPRESS_CONNECT_HEADERS, 1),
    NUMBER(TRANSFER_ENCODING, 0),
    NUMBER(FAILONERROR, 0),
    NUMBER(VERBOSE, 0), /* would print headers */
    NUMBER(NOPROGRESS, 1),

    /* Time: connect, headers and idle are timers of ours. */
    NUMBER(NOSIGNAL, 1),
    NUMBER(QUICK_EXIT, 1), /* do not wait for a resolver that hangs: 5.5 s were measured */
    NUMBER(TIMEOUT_MS, 0),
    NUMBER(LOW_SPEED_TIME, 0),

    /* Connections: kept a little less long than the far side keeps them. */
    NUMBER(FRESH_CONNECT, 0),
    NUMBER(FORBID_REUSE, 0),
    NUMBER(MAXAGE_CONN, CONNECTION_IDLE_S),
    NUMBER(DNS_CACHE_TIMEOUT, DNS_CACHE_S),
    NUMBER(TCP_NODELAY, 1),
    NUMBER(TCP_KEEPALIVE, 1),
    NUMBER(TCP_KEEPIDLE, 60),
    NUMBER(TCP_KEEPINTVL, 60),
};
const size_t http_profile_count = ARRAY_COUNT(http_profile);

const char *http_profile_apply(CURL *easy)
{
    for (const struct http_profile_row *row = http_profile; row < http_profile + http_profile_count;
         row++) {
        CURLcode code = row->text ? curl_easy_setopt(easy, row->option, row->text)
                                  : curl_easy_setopt(easy, row->option, row->number);

        if (code != CURLE_OK)
            return row->name;
    }
    return NULL;
}
