/* http_slot - one request on the wire: its handle, libcurl's callbacks, and what is known of it.
 *
 * The callbacks stand in the order in which they happen. A callback that has seen enough puts the
 * reason into why (or sets is_stopped) and fails, whereupon libcurl ends the transfer and closes
 * the connection.
 */
#include "net/http_slot.h"

#include "base/clock.h"
#include "base/limits.h"
#include "net/http_fault.h"
#include "net/http_profile.h"

#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define LARGE_BODY       KIB(64) /* libcurl's usual piece; larger ones save turns of the loop */
#define LARGE_BODY_PIECE ((long)KIB(512))

#define SET(easy, option, value)                                                                   \
    do {                                                                                           \
        CURLcode code_ = curl_easy_setopt(easy, option, value);                                    \
        assert(code_ == CURLE_OK);                                                                 \
    } while (0)

void http_slot_enter(struct http_slot *slot, enum http_slot_state state)
{
    assert(slot->state <= state);
    slot->state = state;
    slot->since_ms = clock_ms();
    loop_timer_stop(slot->loop, &slot->timer);
    if (state != HTTP_SLOT_ENDED && slot->limit_ms[state] > 0)
        loop_timer_set(slot->loop, &slot->timer, slot->limit_ms[state]);
}

/* Bytes only write down the time; a timer that is set anew for each of them costs more than one
 * that is due now and then for nothing. */
bool http_slot_is_overdue(struct http_slot *slot)
{
    int64_t rest_ms = slot->since_ms + slot->limit_ms[slot->state] - clock_ms();

    if (rest_ms > 0) {
        loop_timer_set(slot->loop, &slot->timer, rest_ms);
        return false;
    }
    http_fault_late(slot, &slot->why);
    return true;
}

/* The key is readable from here until libcurl has copied its line into the request it writes: while
 * libcurl holds its copy, and in OpenSSL's buffers, it is not guarded. */
static void show_key(struct http_slot *slot)
{
    if (!slot->bearer || slot->shows_key)
        return;
    slot->bearer_line = (struct curl_slist){ .next = slot->headers };
    slot->bearer_line.data = (char *)(uintptr_t)secret_peek_bearer(slot->bearer);
    slot->shows_key = true;
    SET(slot->easy, CURLOPT_HTTPHEADER, &slot->bearer_line);
}

static void hide_key(struct http_slot *slot)
{
    if (!slot->shows_key)
        return;
    SET(slot->easy, CURLOPT_HTTPHEADER, slot->headers);
    slot->bearer_line.data = NULL;
    slot->shows_key = false;
    secret_hide(slot->bearer);
}

/* Whatever a proxy setting or a name resolves to: TCP or nothing, and plain text stays here. */
static curl_socket_t on_open_socket(void *user, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct http_slot *slot = user;
    bool is_ip = address->family == AF_INET || address->family == AF_INET6;

    if (purpose != CURLSOCKTYPE_IPCXN || !is_ip || address->socktype != SOCK_STREAM)
        return CURL_SOCKET_BAD;
    if (slot->address.is_plain) {
        const struct sockaddr_in *ip4 = (const void *)&address->addr;
        const struct sockaddr_in6 *ip6 = (const void *)&address->addr;
        bool is_here = address->family == AF_INET ? ntohl(ip4->sin_addr.s_addr) >> 24 == 127
                                                  : IN6_IS_ADDR_LOOPBACK(&ip6->sin6_addr);

        if (!is_here)
            return CURL_SOCKET_BAD;
    }

    int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);

    slot->socket_errno = fd < 0 ? errno : 0;
    if (fd < 0)
        return CURL_SOCKET_BAD;
    http_sockets_add(slot->sockets, fd);
    return fd;
}

/* Long after the slot that opened it, perhaps. */
static int on_close_socket(void *user, curl_socket_t fd)
{
    http_sockets_remove(user, fd);
    return close(fd);
}

/* Between two requests nobody may say anything: bytes on a kept connection are TLS's or HTTP's way
 * to say goodbye. libcurl looks for the end of the connection only, does not see it behind these
 * bytes, and would write the request to nobody, or take them for the answer. */
static bool is_dead(curl_socket_t fd)
{
    char byte;

    return fd != CURL_SOCKET_BAD &&
           (recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0 || errno != EAGAIN);
}

static bool is_new_connection(const struct http_slot *slot)
{
    long connects = 0;

    curl_easy_getinfo(slot->easy, CURLINFO_NUM_CONNECTS, &connects);
    return connects > 0;
}

/* Each time before the request is written. A POST may be written once: when the kept connection
 * turned out dead and libcurl has opened another one, this is where it is stopped. */
static int on_before_request(void *user, char *remote_ip, char *local_ip, int remote_port,
                             int local_port)
{
    struct http_slot *slot = user;

    (void)remote_ip, (void)remote_port;
    if (slot->is_post && slot->attempts > 0)
        return CURL_PREREQFUNC_ABORT;
    slot->met_dead = slot->attempts == 0 && !is_new_connection(slot) &&
                     is_dead(http_sockets_find(slot->sockets, local_ip, local_port));
    if (slot->met_dead)
        return CURL_PREREQFUNC_ABORT;
    slot->attempts++;
    show_key(slot);
    http_slot_enter(slot, HTTP_SLOT_SENDING);
    return CURL_PREREQFUNC_OK;
}

/* Of its own, so that it happens once. */
void http_slot_renew(struct http_slot *slot)
{
    assert(slot->met_dead);
    assert(slot->attempts == 0);
    slot->met_dead = false;
    SET(slot->easy, CURLOPT_FRESH_CONNECT, 1L);
}

/* libcurl has written the request's head when it asks for the body. There is no way to rewind. */
static size_t on_body_wanted(char *piece, size_t size, size_t count, void *user)
{
    struct http_slot *slot = user;
    struct slice rest = slice_from(slot->body, slot->body_sent);

    hide_key(slot);
    if (rest.size > size * count)
        rest.size = size * count;
    if (rest.size > 0)
        memcpy(piece, rest.data, rest.size);
    slot->body_sent += rest.size;
    slot->since_ms = clock_ms();
    return rest.size;
}

static int on_head_whole(struct http_slot *slot)
{
    const struct http_preamble *preamble = &slot->preamble;

    if (preamble->is_encoded || (preamble->is_gzip && !slot->compressed))
        return err_set(&slot->why, ERR_PROTOCOL,
                       "%s answered in a compressed form that was not asked for",
                       slot->address.name);
    /* Two lengths of one body: whoever reads it differently would see the next answer elsewhere. */
    if (preamble->framing_count > 1)
        SET(slot->easy, CURLOPT_FORBID_REUSE, 1L);
    http_slot_enter(slot, HTTP_SLOT_READING);
    if (slot->handler->on_head) {
        struct http_head head = http_preamble_head(preamble);

        slot->is_stopped = slot->handler->on_head(slot->user, &head) == HTTP_STOP;
    }
    return slot->is_stopped ? -1 : 0;
}

static size_t on_header(char *line, size_t size, size_t count, void *user)
{
    struct http_slot *slot = user;
    bool was_whole = slot->preamble.is_whole;

    hide_key(slot);
    if (http_preamble_line(&slot->preamble, (struct slice){ line, size * count }, &slot->why) < 0) {
        err_wrap(&slot->why, "%s", slot->address.name);
        return 0;
    }
    if (slot->preamble.status && slot->first_byte_ms < 0)
        slot->first_byte_ms = clock_ms() - slot->started_ms;
    if (slot->preamble.is_whole && !was_whole && on_head_whole(slot) < 0)
        return 0;
    return size * count;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *user)
{
    struct http_slot *slot = user;
    struct slice chunk = { bytes, size * count };
    bool is_too_large = chunk.size > slot->response_max - slot->response_size;

    slot->since_ms = clock_ms();
    if (is_too_large)
        chunk.size = slot->response_max - slot->response_size;
    slot->response_size += chunk.size;
    if (chunk.size > 0)
        slot->is_stopped = slot->handler->on_data(slot->user, chunk) == HTTP_STOP;
    if (is_too_large && !slot->is_stopped)
        err_set(&slot->why, ERR_TOO_LARGE, "the answer of %s is larger than %zu bytes, the limit",
                slot->address.name, slot->response_max);
    return is_too_large || slot->is_stopped ? 0 : size * count;
}

enum http_sent http_slot_sent(const struct http_slot *slot)
{
    if (slot->preamble.status)
        return HTTP_SENT_ALL;
    if (slot->attempts == 0 || (slot->body.size > 0 && slot->body_sent == 0))
        return HTTP_SENT_NOTHING;
    return HTTP_SENT_UNKNOWN;
}

void http_slot_judge(struct http_slot *slot, CURLcode code, struct http_result *result,
                     struct err *err)
{
    *result = (struct http_result){
        .status = slot->preamble.status,
        .sent = http_slot_sent(slot),
        .complete = code == CURLE_OK && !slot->is_stopped && slot->why.kind == ERR_NONE,
        .total_ms = slot->started_ms ? clock_ms() - slot->started_ms : 0,
        .first_byte_ms = slot->first_byte_ms,
        .new_connection = is_new_connection(slot),
        .had_connection = slot->attempts > 0,
    };
    if (result->complete || slot->is_stopped)
        return;
    if (slot->why.kind != ERR_NONE)
        *err = slot->why;
    else
        http_fault(slot, code, result->sent, err);
    result->err = err;
}

/* Printable, and a name before the colon: a line end inside would begin a header of its own. */
static int add_header(struct http_slot *slot, const char *line, struct err *err)
{
    size_t name_size = strcspn(line, ":");

    for (const char *c = line; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7F)
            return err_set(err, ERR_ARGUMENT,
                           "a header holds a control character and cannot be sent");
    if (name_size == 0 || !line[name_size] || memchr(line, ' ', name_size))
        return err_set(err, ERR_ARGUMENT, "a header is not of the form \"Name: value\"");
    slot->headers = curl_slist_append(slot->headers, line);
    assert(slot->headers);
    return 0;
}

static int copy_headers(struct http_slot *slot, const char *const *headers, struct err *err)
{
    for (; headers && *headers; headers++)
        if (add_header(slot, *headers, err) < 0)
            return -1;
    if (!slot->is_post)
        return 0;
    /* "100-continue" costs round trips on large prompts, and buys nothing here. */
    slot->headers = curl_slist_append(slot->headers, "Expect:");
    assert(slot->headers);
    return 0;
}

static void set_callbacks(struct http_slot *slot)
{
    CURL *easy = slot->easy;

    SET(easy, CURLOPT_PRIVATE, slot);
    SET(easy, CURLOPT_ERRORBUFFER, slot->curl_text);
    SET(easy, CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
    SET(easy, CURLOPT_OPENSOCKETDATA, slot);
    SET(easy, CURLOPT_CLOSESOCKETFUNCTION, on_close_socket);
    SET(easy, CURLOPT_CLOSESOCKETDATA, slot->sockets);
    SET(easy, CURLOPT_PREREQFUNCTION, on_before_request);
    SET(easy, CURLOPT_PREREQDATA, slot);
    SET(easy, CURLOPT_HEADERFUNCTION, on_header);
    SET(easy, CURLOPT_HEADERDATA, slot);
    SET(easy, CURLOPT_WRITEFUNCTION, on_body);
    SET(easy, CURLOPT_WRITEDATA, slot);
}

static void set_post(struct http_slot *slot)
{
    CURL *easy = slot->easy;

    SET(easy, CURLOPT_POST, 1L);
    SET(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)slot->body.size);
    SET(easy, CURLOPT_READFUNCTION, on_body_wanted);
    SET(easy, CURLOPT_READDATA, slot);
    if (slot->body.size > LARGE_BODY)
        SET(easy, CURLOPT_UPLOAD_BUFFERSIZE, LARGE_BODY_PIECE);
}

int http_slot_prepare(struct http_slot *slot, const struct http_request *request, struct err *err)
{
    assert(request->response_max > 0);
    assert(!(request->compressed && request->streams)); /* gzip would hold tokens back */
    slot->is_post = request->body.data != NULL;
    slot->is_free = request->is_free;
    slot->streams = request->streams;
    slot->compressed = request->compressed;
    slot->bearer = request->bearer;
    slot->response_max = request->response_max;
    slot->first_byte_ms = -1;
    slot->limit_ms[HTTP_SLOT_QUEUED] = QUEUE_MS;
    slot->limit_ms[HTTP_SLOT_CONNECTING] = CONNECT_MS;
    slot->limit_ms[HTTP_SLOT_SENDING] = request->headers_ms;
    slot->limit_ms[HTTP_SLOT_READING] = request->idle_ms;
    if (http_address_read(request->url, &slot->address, err) < 0 ||
        copy_headers(slot, request->headers, err) < 0)
        return -1;
    slot->body = (struct slice){ slice_dup(request->body), request->body.size };

    slot->easy = curl_easy_init();
    assert(slot->easy);

    const char *unknown = http_profile_apply(slot->easy);

    assert(!unknown); /* http_new has tried it */
    set_callbacks(slot);
    SET(slot->easy, CURLOPT_URL, request->url);
    SET(slot->easy, CURLOPT_HTTPHEADER, slot->headers);
    if (slot->address.is_plain)
        SET(slot->easy, CURLOPT_PROTOCOLS_STR, "http");
    if (slot->compressed)
        SET(slot->easy, CURLOPT_ACCEPT_ENCODING, "gzip");
    SET(slot->easy, CURLOPT_BUFFERSIZE, (long)(slot->streams ? KIB(16) : KIB(128)));
    if (slot->is_post)
        set_post(slot);
    return 0;
}

void http_slot_done(struct http_slot *slot)
{
    loop_timer_stop(slot->loop, &slot->timer);
    if (slot->easy) {
        hide_key(slot);
        curl_easy_cleanup(slot->easy);
    }
    slot->easy = NULL;
    curl_slist_free_all(slot->headers);
    slot->headers = NULL;
    free((char *)(uintptr_t)slot->body.data);
    slot->body = (struct slice){ NULL, 0 };
}
