/* engine - libcurl's multi interface over epoll, with nothing around it. */
#include "tests/bench/peers/engine.h"

#include "base/mem.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#define TRANSFERS_MAX 1024
#define EVENTS_MAX    64
#define NS_PER_MS     1000000

struct transfer {
    struct engine *engine;
    CURL *easy;
    const struct engine_handler *handler;
    void *user;
    bool in_use;
};

struct engine {
    CURLM *multi;
    struct curl_slist *headers;
    char base_url[256];
    int epoll_fd;
    int64_t due_ns; /* of libcurl's timer; -1: not set */
    struct transfer *transfers[TRANSFERS_MAX];
    int watched_fd;
    void (*on_ready)(void *user);
    void *user;
};

int64_t engine_now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *user, void *known)
{
    struct engine *engine = user;
    struct epoll_event event = { .data.fd = fd };

    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        epoll_ctl(engine->epoll_fd, EPOLL_CTL_DEL, fd, NULL);
        return 0;
    }
    event.events = (what & CURL_POLL_IN ? (uint32_t)EPOLLIN : 0) |
                   (what & CURL_POLL_OUT ? (uint32_t)EPOLLOUT : 0);
    epoll_ctl(engine->epoll_fd, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event);
    curl_multi_assign(engine->multi, fd, engine);
    return 0;
}

static int on_timer(CURLM *multi, long delay_ms, void *user)
{
    struct engine *engine = user;

    (void)multi;
    engine->due_ns = delay_ms < 0 ? -1 : engine_now_ns() + delay_ms * NS_PER_MS;
    return 0;
}

static size_t on_bytes(char *bytes, size_t size, size_t count, void *user)
{
    struct transfer *transfer = user;

    transfer->handler->on_data(transfer->user, (struct slice){ bytes, size * count });
    return size * count;
}

struct engine *engine_new(const char *base_url, const char *key)
{
    struct engine *engine = xcalloc(1, sizeof(*engine));
    char line[512];

    curl_global_init(CURL_GLOBAL_DEFAULT);
    snprintf(engine->base_url, sizeof(engine->base_url), "%s", base_url);
    snprintf(line, sizeof(line), "Authorization: Bearer %s", key);
    engine->headers = curl_slist_append(NULL, line);
    engine->headers = curl_slist_append(engine->headers, "Content-Type: application/json");
    engine->headers = curl_slist_append(engine->headers, "Expect:");
    engine->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    engine->due_ns = -1;
    engine->watched_fd = -1;
    engine->multi = curl_multi_init();
    curl_multi_setopt(engine->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(engine->multi, CURLMOPT_SOCKETDATA, engine);
    curl_multi_setopt(engine->multi, CURLMOPT_TIMERFUNCTION, on_timer);
    curl_multi_setopt(engine->multi, CURLMOPT_TIMERDATA, engine);
    curl_multi_setopt(engine->multi, CURLMOPT_MAXCONNECTS, (long)TRANSFERS_MAX);
    return engine;
}

void engine_free(struct engine *engine)
{
    for (size_t i = 0; i < TRANSFERS_MAX && engine->transfers[i]; i++) {
        if (engine->transfers[i]->in_use)
            curl_multi_remove_handle(engine->multi, engine->transfers[i]->easy);
        curl_easy_cleanup(engine->transfers[i]->easy);
        free(engine->transfers[i]);
    }
    curl_multi_cleanup(engine->multi);
    curl_slist_free_all(engine->headers);
    close(engine->epoll_fd);
    free(engine);
}

/* Handles are used again: making one anew for each request costs libcurl several microseconds. */
static struct transfer *transfer_idle(struct engine *engine)
{
    for (size_t i = 0; i < TRANSFERS_MAX; i++) {
        struct transfer *transfer = engine->transfers[i];

        if (transfer && transfer->in_use)
            continue;
        if (transfer)
            return transfer;
        transfer = engine->transfers[i] = xcalloc(1, sizeof(*transfer));
        transfer->engine = engine;
        transfer->easy = curl_easy_init();
        curl_easy_setopt(transfer->easy, CURLOPT_PRIVATE, transfer);
        curl_easy_setopt(transfer->easy, CURLOPT_WRITEDATA, transfer);
        curl_easy_setopt(transfer->easy, CURLOPT_WRITEFUNCTION, on_bytes);
        curl_easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, engine->headers);
        curl_easy_setopt(transfer->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
        curl_easy_setopt(transfer->easy, CURLOPT_NOSIGNAL, 1L);
        return transfer;
    }
    abort();
}

struct transfer *engine_start(struct engine *engine, const char *path, struct slice body,
                              const struct engine_handler *handler, void *user)
{
    struct transfer *transfer = transfer_idle(engine);
    char url[512];

    snprintf(url, sizeof(url), "%s%s", engine->base_url, path);
    transfer->in_use = true;
    transfer->handler = handler;
    transfer->user = user;
    curl_easy_setopt(transfer->easy, CURLOPT_URL, url);
    if (body.data) {
        curl_easy_setopt(transfer->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.size);
        curl_easy_setopt(transfer->easy, CURLOPT_POSTFIELDS, body.data);
    } else {
        curl_easy_setopt(transfer->easy, CURLOPT_HTTPGET, 1L);
    }
    curl_multi_add_handle(engine->multi, transfer->easy);
    return transfer;
}

void engine_cancel(struct transfer *transfer)
{
    curl_multi_remove_handle(transfer->engine->multi, transfer->easy);
    transfer->in_use = false;
}

void engine_watch(struct engine *engine, int fd, void (*on_ready)(void *user), void *user)
{
    struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

    engine->watched_fd = fd;
    engine->on_ready = on_ready;
    engine->user = user;
    epoll_ctl(engine->epoll_fd, EPOLL_CTL_ADD, fd, &event);
}

static void finish(struct engine *engine)
{
    CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(engine->multi, &left))) {
        struct transfer *transfer = NULL;
        CURLcode code = message->data.result;
        long status = 0;

        if (message->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&transfer);
        curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &status);
        engine_cancel(transfer);
        transfer->handler->on_done(transfer->user, code == CURLE_OK && status == 200);
    }
}

static int wait_ms(const struct engine *engine)
{
    int64_t left_ns;

    if (engine->due_ns < 0)
        return -1;
    left_ns = engine->due_ns - engine_now_ns();
    return left_ns <= 0 ? 0 : (int)((left_ns + NS_PER_MS - 1) / NS_PER_MS);
}

void engine_turn(struct engine *engine)
{
    struct epoll_event events[EVENTS_MAX];
    int count = epoll_wait(engine->epoll_fd, events, EVENTS_MAX, wait_ms(engine));
    int running;

    for (int i = 0; i < count; i++) {
        int flags = (events[i].events & (uint32_t)EPOLLIN ? CURL_CSELECT_IN : 0) |
                    (events[i].events & (uint32_t)EPOLLOUT ? CURL_CSELECT_OUT : 0) |
                    (events[i].events & (uint32_t)(EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);

        if (events[i].data.fd == engine->watched_fd)
            engine->on_ready(engine->user);
        else
            curl_multi_socket_action(engine->multi, events[i].data.fd, flags, &running);
    }
    if (engine->due_ns >= 0 && engine_now_ns() >= engine->due_ns) {
        engine->due_ns = -1;
        curl_multi_socket_action(engine->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    }
    finish(engine);
}
