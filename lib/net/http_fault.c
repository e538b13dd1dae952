/* http_fault - why a request failed, in words for someone who cannot look. */
#include "net/http_fault.h"

#include "base/limits.h"

#include <inttypes.h>
#include <stdio.h>

/* Which half of a sentence the words are. */
enum fault_place {
    CONNECTING, /* "cannot connect to openrouter.ai: ..." */
    REACH,      /* the same, and what the system says of it */
    TRUST,      /* the same, and what the trouble with TLS is */
    ANSWER,     /* "openrouter.ai ..." */
    CUT,        /* the connection ended: the words depend on how far the request had come */
    OURS,       /* nothing the user could do */
};

static const struct fault {
    CURLcode code;
    enum fault_place place;
    enum err_kind kind;
    const char *words;
} faults[] = {
    { CURLE_COULDNT_RESOLVE_HOST, CONNECTING, ERR_NETWORK,
      "the name could not be resolved; check the network" },
    { CURLE_COULDNT_RESOLVE_PROXY, CONNECTING, ERR_NETWORK,
      "the proxy's name could not be resolved; check https_proxy and the network" },
    { CURLE_COULDNT_CONNECT, REACH, ERR_NETWORK, NULL },
    { CURLE_PROXY, CONNECTING, ERR_NETWORK, "the proxy did not do its part; check https_proxy" },
    { CURLE_SSL_CONNECT_ERROR, TRUST, ERR_NETWORK,
      "the TLS handshake failed, as when a firewall does not let it pass" },
    { CURLE_OPERATION_TIMEDOUT, CONNECTING, ERR_TIMEOUT, "it took too long; check the network" },
    { CURLE_PEER_FAILED_VERIFICATION, TRUST, ERR_CONFIG, "its certificate is not trusted" },
    { CURLE_SSL_CACERT_BADFILE, TRUST, ERR_CONFIG, "the file of trusted certificates is unusable" },
    { CURLE_SSL_ISSUER_ERROR, TRUST, ERR_CONFIG, "its certificate is not trusted" },
    { CURLE_UNSUPPORTED_PROTOCOL, ANSWER, ERR_PROTOCOL, "did not answer in HTTP/1.1" },
    { CURLE_WEIRD_SERVER_REPLY, ANSWER, ERR_PROTOCOL, "did not answer in HTTP/1.1" },
    { CURLE_BAD_CONTENT_ENCODING, ANSWER, ERR_PROTOCOL, "sent a compressed answer that is broken" },
    { CURLE_GOT_NOTHING, CUT, ERR_LOST, NULL },
    { CURLE_SEND_ERROR, CUT, ERR_LOST, NULL },
    { CURLE_RECV_ERROR, CUT, ERR_LOST, NULL },
    { CURLE_PARTIAL_FILE, CUT, ERR_LOST, NULL },
    { CURLE_SEND_FAIL_REWIND, CUT, ERR_LOST, NULL },
    { CURLE_ABORTED_BY_CALLBACK, CUT, ERR_LOST, NULL }, /* the guard of POSTs */
};

static const struct fault *fault_find(CURLcode code)
{
    static const struct fault other = { CURLE_OK, OURS, ERR_INTERNAL, NULL };

    for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++)
        if (faults[i].code == code)
            return &faults[i];
    return &other;
}

static void fault_cut(const struct http_slot *slot, enum http_sent sent, struct err *err)
{
    const char *name = slot->address.name;

    if (sent == HTTP_SENT_NOTHING)
        err_set(err, ERR_NETWORK,
                "the connection to %s ended before the request was sent; it can be sent again",
                name);
    else if (sent == HTTP_SENT_ALL)
        err_set(err, ERR_LOST, "the connection to %s was lost in the middle of the answer", name);
    else
        err_set(err, ERR_LOST, "the connection to %s was lost before an answer came%s", name,
                slot->is_post && !slot->is_free ? "; the request may have been served and billed"
                                                : "");
}

static void fault_reach(const struct http_slot *slot, struct err *err)
{
    long error = slot->socket_errno;
    const char *words;

    if (error == 0)
        curl_easy_getinfo(slot->easy, CURLINFO_OS_ERRNO, &error);
    words = error ? strerrordesc_np((int)error) : NULL;
    /* To this machine there is neither network nor proxy. */
    err_set(err, ERR_NETWORK, "cannot connect to %s: %s%s", slot->address.name,
            words ? words : "nothing answers there",
            slot->address.is_loopback ? "" : "; check the network, and the proxy if one is set");
}

/* The proxy's own refusal comes as a connection that ended. */
static bool fault_proxy(const struct http_slot *slot, enum http_sent sent, struct err *err)
{
    long status = 0;

    curl_easy_getinfo(slot->easy, CURLINFO_HTTP_CONNECTCODE, &status);
    if (sent != HTTP_SENT_NOTHING || status == 0 || (status >= 200 && status < 300))
        return false;
    if (status == 407)
        err_set(err, ERR_CONFIG,
                "cannot connect to %s: the proxy asks for a user name and password (407); they can "
                "stand in https_proxy, and only the Basic method is supported",
                slot->address.name);
    else
        err_set(err, ERR_NETWORK, "cannot connect to %s: the proxy refused with status %ld",
                slot->address.name, status);
    return true;
}

void http_fault(const struct http_slot *slot, CURLcode code, enum http_sent sent, struct err *err)
{
    const struct fault *fault = fault_find(code);
    const char *name = slot->address.name;

    if (fault_proxy(slot, sent, err))
        return;
    switch (fault->place) {
    case CONNECTING:
        err_set(err, fault->kind, "cannot connect to %s: %s", name, fault->words);
        break;
    case REACH:
        fault_reach(slot, err);
        break;
    case TRUST:
        err_set(err, fault->kind,
                "cannot connect to %s: %s (%.200s); where a proxy signs anew what passes through "
                "it, set ca_file to its certificate",
                name, fault->words, slot->curl_text);
        break;
    case ANSWER:
        err_set(err, fault->kind, "%s %s", name, fault->words);
        break;
    case CUT:
        fault_cut(slot, sent, err);
        break;
    case OURS:
        err_set(err, fault->kind, "the request to %s failed inside libcurl (%d, %s)", name,
                (int)code, curl_easy_strerror(code));
        break;
    }
}

void http_fault_late(const struct http_slot *slot, struct err *err)
{
    const char *name = slot->address.name;
    int64_t limit_ms = slot->limit_ms[slot->state];
    char limit[32];

    snprintf(limit, sizeof(limit), limit_ms % 1000 ? "%" PRId64 " ms" : "%" PRId64 " s",
             limit_ms % 1000 ? limit_ms : limit_ms / 1000);
    switch (slot->state) {
    case HTTP_SLOT_QUEUED:
        err_set(err, ERR_BUSY,
                "no place became free within %s: %d requests are running already; wait for some of "
                "them to end",
                limit, UPSTREAM_ACTIVE_MAX);
        break;
    case HTTP_SLOT_CONNECTING:
        err_set(err, ERR_TIMEOUT, "cannot connect to %s: not done after %s; check the network",
                name, limit);
        break;
    case HTTP_SLOT_SENDING:
        err_set(err, ERR_TIMEOUT, "%s did not begin to answer within %s", name, limit);
        break;
    case HTTP_SLOT_READING:
    case HTTP_SLOT_ENDED:
        err_set(err, ERR_TIMEOUT, "%s sent nothing for %s in the middle of its answer", name,
                limit);
        break;
    }
}
