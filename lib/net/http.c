/* http - requests over libcurl's multi interface, on our loop.
 *
 *   http_start -> (queue) -> begin -> libcurl, moved by on_ready and on_timer -> reap -> end
 *
 * libcurl says which sockets to watch (on_socket) and when to call it next (on_wish). Wherever it
 * is entered inside_curl is true: what it calls back may not come back to us.
 */
#include "net/http.h"

#include "base/limits.h"
#include "net/http_profile.h"
#include "net/http_setup.h"
#include "net/http_slot.h"

#include <assert.h>
#include <stdlib.h>

struct http {
    struct loop *loop;
    CURLM *multi;
    struct loop_timer timer;
    struct loop_task next; /* a place has become free */
    struct http_setup setup;
    struct http_sockets sockets;

    struct http_slot *queue, **queue_end;
    size_t active_count, queued_count, slot_count;
    bool inside_curl;
};

/* One socket of libcurl's. */
struct http_socket {
    struct loop_watch watch;
    struct http *http;
    curl_socket_t fd;
};

static void leave(struct http_slot *slot);
static void begin_anew(struct http_slot *slot);

/* The one way a request ends: on_done last, which may free the slot and any other. */
static void end(struct http_slot *slot, CURLcode code)
{
    struct http_result result;
    struct err err = { 0 };

    leave(slot);
    http_slot_judge(slot, code, &result, &err);
    http_slot_done(slot);
    slot->handler->on_done(slot->user, &result);
}

static void reap(struct http *http)
{
    int rest;

    for (const CURLMsg *message; (message = curl_multi_info_read(http->multi, &rest));) {
        CURLcode code = message->data.result;
        struct http_slot *slot = NULL;

        assert(message->msg == CURLMSG_DONE);
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&slot);
        if (slot->met_dead)
            begin_anew(slot);
        else
            end(slot, code);
    }
}

static void enter_curl(struct http *http, curl_socket_t fd, int events)
{
    int running;

    assert(!http->inside_curl);
    http->inside_curl = true;
    curl_multi_socket_action(http->multi, fd, events, &running);
    http->inside_curl = false;
    reap(http);
}

static void on_ready(void *user, short revents)
{
    /* The socket may be gone when libcurl comes back. */
    const struct http_socket *ready = user;
    int events = 0;

    if (revents & (POLLIN | POLLHUP))
        events |= CURL_CSELECT_IN;
    if (revents & POLLOUT)
        events |= CURL_CSELECT_OUT;
    if (revents & (POLLERR | POLLNVAL))
        events |= CURL_CSELECT_ERR;
    enter_curl(ready->http, ready->fd, events);
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *user, void *socket_user)
{
    struct http *http = user;
    struct http_socket *socket = socket_user;

    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        if (socket)
            loop_unwatch(http->loop, &socket->watch);
        free(socket);
        return 0;
    }
    if (!socket) {
        socket = xcalloc(1, sizeof(*socket));
        *socket = (struct http_socket){ { on_ready, socket, 0 }, http, fd };
        curl_multi_assign(http->multi, fd, socket);
    }

    short events =
        (short)((what & CURL_POLL_IN ? POLLIN : 0) | (what & CURL_POLL_OUT ? POLLOUT : 0));

    loop_watch(http->loop, &socket->watch, fd, events);
    return 0;
}

static void on_timer(void *user)
{
    enter_curl(user, CURL_SOCKET_TIMEOUT, 0);
}

static int on_wish(CURLM *multi, long delay_ms, void *user)
{
    struct http *http = user;

    (void)multi;
    if (delay_ms < 0)
        loop_timer_stop(http->loop, &http->timer);
    else
        loop_timer_set(http->loop, &http->timer, delay_ms);
    return 0;
}

static void begin(struct http_slot *slot)
{
    struct http *http = slot->http;

    http_slot_enter(slot, HTTP_SLOT_CONNECTING);
    slot->started_ms = slot->since_ms;
    http->active_count++;
    http->inside_curl = true;

    CURLMcode code = curl_multi_add_handle(http->multi, slot->easy);

    http->inside_curl = false;
    assert(code == CURLM_OK);
}

/* On a new connection; nothing of it was written on the old one, which is closed by now. Its place
 * and its time for connecting stay as they are. */
static void begin_anew(struct http_slot *slot)
{
    struct http *http = slot->http;

    http_slot_renew(slot);
    http->inside_curl = true;
    curl_multi_remove_handle(http->multi, slot->easy);

    CURLMcode code = curl_multi_add_handle(http->multi, slot->easy);

    http->inside_curl = false;
    assert(code == CURLM_OK);
}

static void join_queue(struct http_slot *slot)
{
    struct http *http = slot->http;

    slot->link = http->queue_end;
    *http->queue_end = slot;
    http->queue_end = &slot->next;
    http->queued_count++;
    http_slot_enter(slot, HTTP_SLOT_QUEUED);
}

static void leave_queue(struct http_slot *slot)
{
    struct http *http = slot->http;

    *slot->link = slot->next;
    if (slot->next)
        slot->next->link = slot->link;
    else
        http->queue_end = slot->link;
    slot->next = NULL;
    http->queued_count--;
}

static void on_place_free(void *user)
{
    struct http *http = user;

    while (http->queue && http->active_count < UPSTREAM_ACTIVE_MAX) {
        struct http_slot *slot = http->queue;

        leave_queue(slot);
        begin(slot);
    }
}

static void leave(struct http_slot *slot)
{
    struct http *http = slot->http;

    assert(!http->inside_curl);
    if (slot->state == HTTP_SLOT_QUEUED) {
        leave_queue(slot);
    } else if (slot->state != HTTP_SLOT_ENDED) {
        http->inside_curl = true;
        /* Closes the connection at once unless the answer has been read to its end. */
        curl_multi_remove_handle(http->multi, slot->easy);
        http->inside_curl = false;
        http->active_count--;
        loop_task_queue(http->loop, &http->next);
    }
    http_slot_enter(slot, HTTP_SLOT_ENDED);
}

static void on_slot_due(void *user)
{
    struct http_slot *slot = user;

    if (http_slot_is_overdue(slot))
        end(slot, CURLE_OPERATION_TIMEDOUT);
}

struct http_slot *http_start(struct http *http, const struct http_request *request,
                             const struct http_handler *handler, void *user, struct err *err)
{
    assert(!http->inside_curl);
    if (http->queued_count >= UPSTREAM_QUEUED_MAX) {
        err_set(err, ERR_BUSY, "%d requests are running and %d are waiting; try again later",
                UPSTREAM_ACTIVE_MAX, UPSTREAM_QUEUED_MAX);
        return NULL;
    }

    struct http_slot *slot = xcalloc(1, sizeof(*slot));

    http->slot_count++;
    slot->http = http;
    slot->loop = http->loop;
    slot->sockets = &http->sockets;
    slot->handler = handler;
    slot->user = user;
    slot->timer = (struct loop_timer){ .on_due = on_slot_due, .user = slot };
    slot->state = HTTP_SLOT_QUEUED;
    if (http_slot_prepare(slot, request, err) < 0) {
        http_slot_enter(slot, HTTP_SLOT_ENDED);
        return http_slot_free(slot);
    }

    http_setup_apply(&http->setup, slot->easy, slot->address.is_loopback);
    if (!http->queue && http->active_count < UPSTREAM_ACTIVE_MAX)
        begin(slot);
    else
        join_queue(slot);
    return slot;
}

struct http_slot *http_slot_free(struct http_slot *slot)
{
    if (!slot)
        return NULL;
    assert(!slot->http->inside_curl);
    if (slot->state != HTTP_SLOT_ENDED)
        leave(slot);
    http_slot_done(slot);
    slot->http->slot_count--;
    free(slot);
    return NULL;
}

size_t http_active(const struct http *http)
{
    return http->active_count;
}

size_t http_queued(const struct http *http)
{
    return http->queued_count;
}

static int start_curl(struct http *http, struct err *err)
{
    static bool is_global_done;

    if (!is_global_done &&
        curl_global_init_mem(CURL_GLOBAL_ALL, wiping_malloc, wiping_free, wiping_realloc,
                             wiping_strdup, wiping_calloc) != CURLE_OK)
        return err_set(err, ERR_INTERNAL, "libcurl cannot start");
    is_global_done = true;

    CURL *trial = curl_easy_init();
    const char *unknown = trial ? http_profile_apply(trial) : "handle";

    curl_easy_cleanup(trial);
    if (unknown)
        return err_set(err, ERR_INTERNAL, "this libcurl (%s) does not know the option %s",
                       curl_version(), unknown);
    http->multi = curl_multi_init();
    if (!http->multi)
        return err_set(err, ERR_INTERNAL, "libcurl cannot start");
    curl_multi_setopt(http->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(http->multi, CURLMOPT_SOCKETDATA, http);
    curl_multi_setopt(http->multi, CURLMOPT_TIMERFUNCTION, on_wish);
    curl_multi_setopt(http->multi, CURLMOPT_TIMERDATA, http);
    curl_multi_setopt(http->multi, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
    /* Room to keep each of them. How many are open at once is what our queue limits. */
    curl_multi_setopt(http->multi, CURLMOPT_MAXCONNECTS, (long)UPSTREAM_ACTIVE_MAX);
    return 0;
}

struct http *http_new(struct loop *loop, const struct http_options *options, struct err *err)
{
    struct http *http = xcalloc(1, sizeof(*http));

    http->loop = loop;
    http->timer = (struct loop_timer){ .on_due = on_timer, .user = http };
    http->next = (struct loop_task){ .on_turn = on_place_free, .user = http };
    http->queue_end = &http->queue;
    if (http_setup_init(&http->setup, options, err) < 0 || start_curl(http, err) < 0)
        return http_free(http);
    return http;
}

/* Kept connections are closed without waiting. curl_global_cleanup is left out: a thread of the
 * resolver may still hang in the system's resolver, and the process ends anyway. */
struct http *http_free(struct http *http)
{
    if (!http)
        return NULL;
    assert(http->slot_count == 0);
    if (http->multi)
        curl_multi_cleanup(http->multi);
    loop_timer_stop(http->loop, &http->timer);
    loop_task_drop(http->loop, &http->next);
    http_setup_done(&http->setup);
    http_sockets_done(&http->sockets);
    free(http);
    return NULL;
}
