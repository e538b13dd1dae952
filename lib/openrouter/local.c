/* local - servers of the user's own: asked what they offer, when somebody waits for that.
 *
 *   new -> (an endpoint each)
 *   wait_start -> ask -> on_models -> wake
 *                        on_late: who had his time is no longer waited for -> wake
 */
#include "openrouter/local_parts.h"

#include "base/clock.h"
#include "openrouter/local_rows.h"

#include <assert.h>
#include <stdlib.h>

/* In a list until it is called or freed; link is NULL outside of it. */
struct local_wait {
    struct local *local;
    void (*on_ready)(void *user);
    void *user;
    struct loop_timer late;
    int64_t due_ms[LOCAL_ENDPOINTS_MAX + 1]; /* until when each is waited for; -1: it is not */
    struct local_wait *next, **link;
};

static void on_late(void *user);

static void open_endpoint(struct local *local, struct http *http,
                          const struct local_options *options, const struct local_endpoint *is)
{
    struct local_server *endpoint = &local->endpoints[local->count++];
    const struct client_patience *patience = &options->patience;
    struct err ignored;

    *endpoint = (struct local_server){ .local = local, .is = *is, .told_ms = -1, .failed_ms = -1 };
    if (!is->base_url || http_address_read(is->base_url, &endpoint->address, &ignored) < 0)
        endpoint->address.name[0] = '\0';
    if (is->trouble.kind != ERR_NONE || !endpoint->address.name[0])
        return;
    endpoint->client = client_new(
        local->loop, http,
        &(struct client_options){
            .base_url = is->base_url,
            .key = is->key,
            .endpoint = is->name,
            .patience = {
                .headers_ms = patience->headers_ms > 0 ? patience->headers_ms : LOCAL_LOAD_MS,
                .idle_ms = patience->idle_ms > 0 ? patience->idle_ms : LOCAL_LOAD_MS,
                .first_content_ms = patience->first_content_ms,
                .stall_ms = patience->stall_ms,
            },
            .retry = options->retry,
        });
    if (is->models)
        local_rows_of(
            is->models,
            &(struct local_source){ is->name, endpoint->address.is_loopback, is->keeps_nothing },
            &endpoint->models);
}

struct local *local_new(struct loop *loop, struct http *http, const struct local_options *options)
{
    struct local *local = xcalloc(1, sizeof(*local));

    assert(options->count <= ARRAY_COUNT(local->endpoints));
    local->loop = loop;
    for (size_t i = 0; i < options->count; i++)
        open_endpoint(local, http, options, &options->endpoints[i]);
    return local;
}

static void unlink_wait(struct local_wait *wait)
{
    if (!wait->link)
        return;
    loop_timer_stop(wait->local->loop, &wait->late);
    *wait->link = wait->next;
    if (wait->next)
        wait->next->link = wait->link;
    wait->link = NULL;
}

struct local *local_free(struct local *local)
{
    if (!local)
        return NULL;
    while (local->waits)
        unlink_wait(local->waits);
    for (size_t i = 0; i < local->count; i++) {
        client_get_free(local->endpoints[i].get);
        client_free(local->endpoints[i].client);
        models_done(&local->endpoints[i].models);
    }
    free(local);
    return NULL;
}

static bool is_within(int64_t since_ms, int64_t ms)
{
    return since_ms >= 0 && clock_ms() - since_ms < ms;
}

/* name: the model that is wanted of it; NULL: whatever there is. */
static bool should_ask(const struct local_server *endpoint, const char *name)
{
    if (!endpoint->client || endpoint->is.models)
        return false;
    if (name && is_within(endpoint->told_ms, LOCAL_FRESH_MS) &&
        !local_find_row(endpoint, local_name_model(name)))
        return !is_within(endpoint->told_ms, LOCAL_AGAIN_MS);
    if (is_within(endpoint->told_ms, LOCAL_FRESH_MS))
        return false;
    return name || !is_within(endpoint->failed_ms, LOCAL_GONE_MS);
}

static void on_models(void *user, struct slice body, const struct err *err);

static void ask(struct local_server *endpoint)
{
    static const struct client_get_handler handler = { on_models };

    if (!endpoint->get)
        endpoint->get =
            client_get_start(endpoint->client, "/models", SMALL_BODY_MAX, &handler, endpoint);
}

static int64_t patience_ms(const struct local_server *endpoint, bool is_named)
{
    return is_named ? LOCAL_WAIT_MS : endpoint->is.is_implied ? LOCAL_GLANCE_MS : LOCAL_LOOK_MS;
}

static void expect(struct local_wait *wait, struct local_server *endpoint, const char *name)
{
    size_t index = (size_t)(endpoint - wait->local->endpoints);

    if (!should_ask(endpoint, name))
        return;
    ask(endpoint);
    wait->due_ms[index] = clock_ms() + patience_ms(endpoint, name != NULL);
}

/* When the next of them has had his time; -1: nobody is waited for. */
static int64_t next_due_ms(const struct local_wait *wait)
{
    int64_t next_ms = -1;

    for (size_t i = 0; i < wait->local->count; i++)
        if (wait->due_ms[i] >= 0 && (next_ms < 0 || wait->due_ms[i] < next_ms))
            next_ms = wait->due_ms[i];
    return next_ms;
}

static void set_late(struct local_wait *wait)
{
    int64_t left_ms = next_due_ms(wait) - clock_ms();

    loop_timer_set(wait->local->loop, &wait->late, left_ms > 0 ? left_ms : 0);
}

struct local_wait *local_wait_start(struct local *local, const char *const *names,
                                    void (*on_ready)(void *user), void *user)
{
    struct local_wait *wait = xcalloc(1, sizeof(*wait));

    *wait = (struct local_wait){ .local = local, .on_ready = on_ready, .user = user };
    wait->late = (struct loop_timer){ .on_due = on_late, .user = wait };
    for (size_t i = 0; i < ARRAY_COUNT(wait->due_ms); i++)
        wait->due_ms[i] = -1;
    for (size_t i = 0; !names && i < local->count; i++)
        expect(wait, &local->endpoints[i], NULL);
    for (; names && *names; names++) {
        struct local_server *endpoint = local_find_server(local, *names);

        if (endpoint)
            expect(wait, endpoint, *names);
    }
    if (next_due_ms(wait) < 0) {
        free(wait);
        on_ready(user);
        return NULL;
    }
    wait->next = local->waits;
    wait->link = &local->waits;
    if (wait->next)
        wait->next->link = &wait->next;
    local->waits = wait;
    set_late(wait);
    return wait;
}

struct local_wait *local_wait_free(struct local_wait *wait)
{
    if (!wait)
        return NULL;
    unlink_wait(wait);
    free(wait);
    return NULL;
}

/* Those who wait for nobody any more; each may free others. */
static void wake(struct local *local)
{
    struct local_wait *wait = local->waits;

    while (wait) {
        if (next_due_ms(wait) >= 0) {
            wait = wait->next;
            continue;
        }
        unlink_wait(wait);
        wait->on_ready(wait->user);
        wait = local->waits;
    }
}

static void note_failure(struct local_server *endpoint, const struct err *err)
{
    models_done(&endpoint->models);
    endpoint->why = *err;
    endpoint->told_ms = -1;
    endpoint->failed_ms = clock_ms();
}

static void on_models(void *user, struct slice body, const struct err *err)
{
    struct local_server *endpoint = user;
    struct local *local = endpoint->local;
    const struct local_source source = { endpoint->is.name, endpoint->address.is_loopback,
                                         endpoint->is.keeps_nothing };
    struct models models = { 0 };
    struct err why = { 0 };

    if (err || local_rows_read(body, &source, &models, &why) < 0) {
        note_failure(endpoint, err ? err : &why);
    } else {
        models_done(&endpoint->models);
        endpoint->models = models;
        endpoint->told_ms = clock_ms();
        endpoint->failed_ms = -1;
    }
    endpoint->get = client_get_free(endpoint->get);
    for (struct local_wait *wait = local->waits; wait; wait = wait->next)
        wait->due_ms[endpoint - local->endpoints] = -1;
    wake(local);
}

/* What is asked for goes on being asked for: the next one may find it. */
static void on_late(void *user)
{
    struct local_wait *wait = user;
    struct local *local = wait->local;
    int64_t now_ms = clock_ms();
    struct err why;

    for (size_t i = 0; i < local->count; i++) {
        if (wait->due_ms[i] < 0 || wait->due_ms[i] > now_ms)
            continue;
        wait->due_ms[i] = -1;
        err_set(&why, ERR_TIMEOUT, "it took too long to list its models");
        note_failure(&local->endpoints[i], &why);
    }
    if (next_due_ms(wait) >= 0)
        set_late(wait);
    else
        wake(local);
}

size_t local_count(const struct local *local)
{
    size_t count = 0;

    for (size_t i = 0; i < local->count; i++)
        count += local->endpoints[i].models.count;
    return count;
}

const struct model *local_at(const struct local *local, size_t index)
{
    for (size_t i = 0; i < local->count; i++) {
        const struct models *models = &local->endpoints[i].models;

        if (index < models->count)
            return &models->list[index];
        index -= models->count;
    }
    return NULL;
}

struct client *local_client(const struct local *local, const char *name)
{
    const struct local_server *endpoint = local_find_server(local, name);

    return endpoint ? endpoint->client : NULL;
}

size_t local_endpoint_count(const struct local *local)
{
    return local->count;
}

void local_tell(const struct local *local, size_t index, struct local_standing *standing)
{
    const struct local_server *endpoint = &local->endpoints[index];
    bool is_useless = endpoint->is.trouble.kind != ERR_NONE;

    *standing = (struct local_standing){
        .name = endpoint->is.name,
        .address = endpoint->address.name,
        .is_implied = endpoint->is.is_implied,
        .state = is_useless || endpoint->failed_ms >= 0 ? LOCAL_SILENT
                 : endpoint->told_ms >= 0               ? LOCAL_ANSWERS
                                                        : LOCAL_UNKNOWN,
        .model_count = endpoint->models.count,
        .err = is_useless ? endpoint->is.trouble : endpoint->why,
    };
}
