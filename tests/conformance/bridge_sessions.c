/* bridge_sessions - the servers that run. */
#include "tests/conformance/bridge_sessions.h"

#include <stdio.h>
#include <sys/random.h>

#define SESSIONS_MAX 128

static void on_gone(void *user, struct backend *backend, bool well)
{
    struct sessions *sessions = user;

    sessions->flaw_count += !well;
    backend_free(backend);
    if (sessions->ending && !sessions->list)
        loop_stop(sessions->loop);
}

static struct backend *start(struct sessions *sessions, bool shared)
{
    const struct backend_options options = {
        .loop = sessions->loop,
        .arguments = sessions->arguments,
        .record = sessions->record,
        .shared = shared,
        .judged = sessions->judged,
        .on_gone = on_gone,
        .user = sessions,
    };
    struct backend *backend = backend_new(&options);

    if (!backend)
        return NULL;
    backend->next = sessions->list;
    backend->place = &sessions->list;
    if (backend->next)
        backend->next->place = &backend->next;
    sessions->list = backend;
    return backend;
}

static void make_room(struct sessions *sessions)
{
    struct backend *idle = NULL;
    size_t count = 0;

    for (struct backend *backend = sessions->list; backend; backend = backend->next) {
        if (!backend->session[0] || backend->signal)
            continue;
        count++;
        /* The newest stand first: of equals it is the older one. */
        if (!idle || backend->used_ms <= idle->used_ms)
            idle = backend;
    }
    if (count >= SESSIONS_MAX)
        backend_end(idle);
}

struct backend *sessions_start(struct sessions *sessions)
{
    unsigned char bytes[SESSION_SIZE / 2];
    struct backend *backend;

    if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
        return NULL;
    make_room(sessions);
    backend = start(sessions, false);
    for (size_t i = 0; backend && i < sizeof(bytes); i++)
        snprintf(backend->session + 2 * i, 3, "%02x", bytes[i]);
    return backend;
}

struct backend *sessions_find(const struct sessions *sessions, struct slice session)
{
    for (struct backend *backend = sessions->list; backend; backend = backend->next)
        if (!backend->signal && slice_is(session, slice_of(backend->session)))
            return backend;
    return NULL;
}

struct backend *sessions_shared(struct sessions *sessions)
{
    struct backend *backend = sessions_find(sessions, (struct slice){ "", 0 });

    return backend ? backend : start(sessions, true);
}

void sessions_end(struct sessions *sessions)
{
    sessions->ending = true;
    for (struct backend *backend = sessions->list; backend; backend = backend->next)
        backend_end(backend);
    if (!sessions->list)
        loop_stop(sessions->loop);
}

void sessions_done(struct sessions *sessions)
{
    while (sessions->list)
        backend_free(sessions->list);
}
