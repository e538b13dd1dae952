/* Units of openrouter/local and local_find, over a scripted server. */
#include "openrouter/local.h"

#include "loopback.h"

#include <time.h>

#define LIST(json) "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" json
#define ONE        LIST("{\"data\":[{\"id\":\"qwen3:8b\"},{\"id\":\"Phi:latest\"}]}")

static int64_t ahead_ms;

static int64_t moved_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000 + ahead_ms;
}

static int64_t fixed_unix_s(void)
{
    return 1800000000;
}

static const struct clock_source moved = { moved_ms, fixed_unix_s };

struct desk {
    struct bench bench;
    struct local *local;
    struct local_endpoint endpoints[3];
    struct local_wait *wait;
    char base_url[64];
    unsigned ready;
};

static void on_ready(void *user)
{
    struct desk *desk = user;

    desk->ready++;
    desk->wait = local_wait_free(desk->wait);
}

/* "own" is the scripted server, "gone" is nobody, "broken" has no key. */
static void desk_open(struct desk *desk, void (*on_request)(struct conn *conn), const char *reply)
{
    ahead_ms = 0;
    clock_replace(&moved);
    *desk = (struct desk){ 0 };
    bench_open(&desk->bench, on_request, reply);
    snprintf(desk->base_url, sizeof(desk->base_url), "%.*s/v1",
             (int)(strstr(desk->bench.url, "/path") - desk->bench.url), desk->bench.url);
    desk->endpoints[0] = (struct local_endpoint){ .name = "own", .base_url = desk->base_url };
    desk->endpoints[1] = (struct local_endpoint){ .name = "gone",
                                                  .base_url = "http://127.0.0.1:1/v1",
                                                  .is_implied = true };
    desk->endpoints[2] = (struct local_endpoint){ .name = "broken",
                                                  .base_url = "http://127.0.0.1:1/v1",
                                                  .trouble = { ERR_CONFIG, "no key" } };
    desk->local = local_new(desk->bench.loop, desk->bench.http,
                            &(struct local_options){ .endpoints = desk->endpoints, .count = 3 });
}

static void desk_close(struct desk *desk)
{
    local_wait_free(desk->wait);
    local_free(desk->local);
    bench_close(&desk->bench);
    clock_replace(NULL);
}

/* name: NULL for all. */
static void desk_wait(struct desk *desk, const char *name)
{
    const char *names[] = { name, NULL };
    unsigned before = desk->ready;

    desk->wait = local_wait_start(desk->local, name ? names : NULL, on_ready, desk);
    for (int64_t end_ms = clock_ms() + 8000; desk->ready == before;) {
        CHECK(clock_ms() < end_ms);
        loop_turn(desk->bench.loop, 10);
    }
    CHECK(!desk->wait);
}

/* The row's id, or kind and sentence. */
static const char *resolve(const struct desk *desk, const char *name)
{
    static char said[1200];
    struct model_name found;
    struct err err = { 0 };

    if (local_resolve(desk->local, name, &found, &err) == 0)
        snprintf(said, sizeof(said), "%s", found.text);
    else
        snprintf(said, sizeof(said), "%s: %s", err_kind_name(err.kind), err.text);
    return said;
}

TEST("local: nobody is contacted before somebody waits, and then each is asked once")
{
    struct desk desk;

    desk_open(&desk, answer_and_close, ONE);
    turn_for(&desk.bench, 20);
    CHECK_INT(desk.bench.server.request_count, 0);
    CHECK_INT((int64_t)local_count(desk.local), 0);
    desk_wait(&desk, NULL);
    CHECK_INT(desk.bench.server.request_count, 1);
    CHECK_SAYS(buf_text(&desk.bench.server.last_request), "GET /v1/models HTTP/1.1\r\n");
    CHECK(!strstr(buf_text(&desk.bench.server.last_request), "Authorization"));
    CHECK_INT((int64_t)local_count(desk.local), 2);
    CHECK_STR(local_at(desk.local, 0)->id, "local/own/Phi:latest");
    CHECK(!local_at(desk.local, 2));
    desk_wait(&desk, NULL);
    desk_wait(&desk, "local/own/qwen3:8b");
    CHECK_INT(desk.bench.server.request_count, 1);
    desk_close(&desk);
}

TEST("local: a list is fetched anew when it is old, or when a name is not in it")
{
    struct desk desk;

    desk_open(&desk, answer_and_close, ONE);
    desk_wait(&desk, NULL);
    desk_wait(&desk, "local/own/new"); /* it was asked this very second */
    CHECK_INT(desk.bench.server.request_count, 1);
    ahead_ms += LOCAL_AGAIN_MS;
    desk_wait(&desk, "local/own/qwen3:8b");
    CHECK_INT(desk.bench.server.request_count, 1);
    desk_wait(&desk, "local/own/new");
    CHECK_INT(desk.bench.server.request_count, 2);
    ahead_ms += LOCAL_FRESH_MS;
    desk_wait(&desk, "local/own/qwen3:8b");
    CHECK_INT(desk.bench.server.request_count, 3);
    desk_close(&desk);
}

TEST("local: names are found as listed, in other case, and without Ollama's usual tag")
{
    struct desk desk;

    desk_open(&desk, answer_and_close, ONE);
    desk_wait(&desk, NULL);
    CHECK_STR(resolve(&desk, "local/own/qwen3:8b"), "local/own/qwen3:8b");
    CHECK_STR(resolve(&desk, "LOCAL/Own/QWEN3:8B"), "local/own/qwen3:8b");
    CHECK_STR(resolve(&desk, "local/own/phi"), "local/own/Phi:latest");
    CHECK_SAYS(resolve(&desk, "local/own/qwen3"), "model: own at 127.0.0.1:");
    CHECK_SAYS(resolve(&desk, "local/own/qwen3:9b"), "the nearest: local/own/qwen3:8b");
    CHECK_SAYS(resolve(&desk, "local/own/zzz"), "it has: local/own/Phi:latest, local/own/qwen3:8b");
    CHECK_SAYS(resolve(&desk, "local/none/x"), "argument: 'local/none/x': there is no endpoint "
                                               "'none'");
    CHECK_SAYS(resolve(&desk, "local/none/x"), "own, gone, broken");
    CHECK_SAYS(resolve(&desk, "local/own/a b"), "argument: the name of the model");
    CHECK_SAYS(resolve(&desk, "local/broken/x"), "config: the endpoint broken: no key");
    desk_close(&desk);
}

TEST("local: who does not answer is told, and asked again only when he is named")
{
    struct desk desk;
    struct local_standing standing;

    desk_open(&desk, answer_and_close, ONE);
    desk_wait(&desk, NULL);
    CHECK_SAYS(resolve(&desk, "local/gone/x"),
               "network: gone at 127.0.0.1:1 does not answer (cannot connect");
    CHECK_SAYS(resolve(&desk, "local/gone/x"), "ollama serve");
    local_tell(desk.local, 0, &standing);
    CHECK(standing.state == LOCAL_ANSWERS && standing.model_count == 2 && !standing.is_implied);
    local_tell(desk.local, 1, &standing);
    CHECK(standing.state == LOCAL_SILENT && standing.is_implied);
    CHECK_STR(standing.address, "127.0.0.1:1");
    local_tell(desk.local, 2, &standing);
    CHECK(standing.state == LOCAL_SILENT);
    CHECK_STR(standing.err.text, "no key");
    CHECK_INT((int64_t)local_endpoint_count(desk.local), 3);
    desk_close(&desk);
}

TEST("local: what is no list, an error page, or a refused key is told in words")
{
    static const struct {
        const char *reply, *says;
    } rows[] = {
        { LIST("{\"data\":7}"), "network: own at 127.0.0.1:" },
        { LIST("<html>"), "(what it sent is not what such a server answers)" },
        { "HTTP/1.1 404 No\r\n\r\n404 page not found", "(it answered with status 404)" },
        { "HTTP/1.1 401 No\r\n\r\n{}", "auth: the endpoint own at 127.0.0.1:" },
        { "HTTP/1.1 401 No\r\n\r\n{}", "endpoints.own.api_key_file" },
        { LIST("{\"data\":[]}"), "model: own at 127.0.0.1:" },
        { LIST("{\"data\":null}"), "answers, but has no models" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct desk desk;

        desk_open(&desk, answer_and_close, rows[i].reply);
        desk_wait(&desk, "local/own/x");
        CHECK_SAYS(resolve(&desk, "local/own/x"), rows[i].says);
        CHECK_INT((int64_t)local_count(desk.local), 0);
        desk_close(&desk);
    }
}

TEST("local: a list waits a moment for who was configured, a question longer; he may answer later")
{
    struct desk desk;

    desk_open(&desk, answer_nothing, "");
    desk.wait = local_wait_start(desk.local, NULL, on_ready, &desk);
    turn_for(&desk.bench, 50);
    CHECK_INT(desk.ready, 0);
    ahead_ms += LOCAL_LOOK_MS;
    turn_for(&desk.bench, 20);
    CHECK_INT(desk.ready, 1);
    CHECK_SAYS(resolve(&desk, "local/own/x"), "it took too long to list its models");

    const char *names[] = { "local/own/x", NULL };

    desk.wait = local_wait_start(desk.local, names, on_ready, &desk);
    ahead_ms += LOCAL_LOOK_MS;
    turn_for(&desk.bench, 20);
    CHECK_INT(desk.ready, 1);
    CHECK_INT(desk.bench.server.request_count, 1);
    ahead_ms += LOCAL_WAIT_MS;
    turn_for(&desk.bench, 20);
    CHECK_INT(desk.ready, 2);
    desk_close(&desk);
}

TEST("local: a wait that is given up is not called, and all may be freed while they are asked")
{
    struct desk desk;

    desk_open(&desk, answer_nothing, "");
    desk.wait = local_wait_start(desk.local, NULL, on_ready, &desk);
    turn_for(&desk.bench, 20);
    desk.wait = local_wait_free(desk.wait);
    ahead_ms += LOCAL_WAIT_MS;
    turn_for(&desk.bench, 20);
    CHECK_INT(desk.ready, 0);
    desk_close(&desk);
}

TEST("local: each endpoint has a client of its own, with its own key and no other")
{
    struct desk desk;

    desk_open(&desk, answer_and_close, ONE);

    struct client *own = local_client(desk.local, "local/own/x");

    CHECK(own && own != local_client(desk.local, "local/gone/x"));
    CHECK_STR(client_endpoint(own), "own");
    CHECK_STR(client_base_url(own), desk.base_url);
    CHECK(!client_has_key(own));
    CHECK_INT(client_patience(own)->headers_ms, LOCAL_LOAD_MS);
    CHECK(!local_client(desk.local, "local/broken/x") && !local_client(desk.local, "local/no/x"));
    desk_close(&desk);
}
