/* Units of openrouter/client, client_get, feed and catalogue, over a scripted server. */
#include "openrouter/catalogue.h"

#include "loopback.h"
#include "openrouter/feed_file.h"
#include "openrouter/ranking.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

#define KEY       "sk-or-v1-0123456789abcdef0123456789abcdef"
#define JSON_HEAD "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
#define MODELS                                                                                     \
    "{\"data\":[{\"id\":\"v/one\"},{\"id\":\"v/two\",\"pricing\":{\"prompt\":\"0.000001\","        \
    "\"completion\":\"0.000001\"}}]}"

struct desk {
    struct bench bench;
    struct secret *key;
    struct client *client;
    char base_url[64], dir[64], file[96];
    struct client_get *get;
    struct feed_wait *wait;
    struct buf body;
    unsigned done_count;
    struct err err;
};

static void desk_open(struct desk *desk, void (*on_request)(struct conn *conn), const char *reply,
                      bool has_key)
{
    struct err err = { 0 };

    *desk = (struct desk){ .body = BUF_MAX(MIB(1)) };
    CHECK_INT(secret_init(&err), 0);
    desk->key = has_key ? secret_new(SLICE(KEY), &err) : NULL;
    bench_open(&desk->bench, on_request, reply);
    snprintf(desk->base_url, sizeof(desk->base_url), "%.*s/v1",
             (int)(strstr(desk->bench.url, "/path") - desk->bench.url), desk->bench.url);
    desk->client =
        client_new(desk->bench.loop, desk->bench.http,
                   &(struct client_options){ .base_url = desk->base_url, .key = desk->key });
    snprintf(desk->dir, sizeof(desk->dir), "/tmp/unit-feed-XXXXXX");
    CHECK(mkdtemp(desk->dir));
    snprintf(desk->file, sizeof(desk->file), "%s/models.json", desk->dir);
}

static void desk_close(struct desk *desk)
{
    client_get_free(desk->get);
    feed_wait_free(desk->wait);
    client_free(desk->client);
    bench_close(&desk->bench);
    secret_free(desk->key);
    buf_done(&desk->body);
    unlink(desk->file);
    CHECK(rmdir(desk->dir) == 0); /* no draft was left behind */
}

static void desk_wait(struct desk *desk)
{
    for (int64_t end_ms = clock_ms() + 8000; !desk->done_count;) {
        CHECK(clock_ms() < end_ms);
        loop_turn(desk->bench.loop, 10);
    }
}

static void on_get(void *user, struct slice body, const struct err *err)
{
    struct desk *desk = user;

    desk->done_count++;
    buf_add(&desk->body, body);
    if (err)
        desk->err = *err;
    desk->get = client_get_free(desk->get);
}

static const struct client_get_handler get_handler = { on_get };

static void get(struct desk *desk, const char *path, size_t size_max)
{
    desk->done_count = 0;
    desk->get = client_get_start(desk->client, path, size_max, &get_handler, desk);
    CHECK(desk->get);
    desk_wait(desk);
}

TEST("client: the key may go to OpenRouter and to this machine, and nowhere else")
{
    static const struct {
        const char *url;
        bool allowed;
    } rows[] = {
        { "https://openrouter.ai/api/v1", true },
        { "https://eu.openrouter.ai/api/v1", true },
        { "https://OpenRouter.AI/api/v1", true },
        { "https://openrouter.ai:443/api/v1", true },
        { "http://127.0.0.1:8080/v1", true },
        { "http://localhost/v1", true },
        { "http://[::1]:9/v1", true },
        { "https://127.0.0.1/v1", true },
        { "http://openrouter.ai/api/v1", false },
        { "https://evil-openrouter.ai/api/v1", false },
        { "https://openrouter.ai.evil.example/v1", false },
        { "https://openrouter.ai@evil.example/v1", false },
        { "https://evil.example/openrouter.ai", false },
        { "https://evil.example/#openrouter.ai", false },
        { "https://evil.example\\@openrouter.ai/", false },
        { "https://openrouter.ai/api?x=", false },
        { "https://user:pw@openrouter.ai/api/v1", false },
        { "https://xn--openrouter-.ai/", false },
        { "ftp://openrouter.ai/", false },
        { "file:///etc/passwd", false },
        { "openrouter.ai", false },
        { "http://192.168.1.1/v1", false },
        { "http://127.0.0.1.evil.example/", false },
        { "", false },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct err err = { 0 };
        bool allowed = client_check_base_url(rows[i].url, &err) == 0;

        if (allowed != rows[i].allowed)
            test_fail(__FILE__, __LINE__, "%s: %s", rows[i].url, allowed ? "allowed" : err.text);
        CHECK(allowed || err.kind == ERR_CONFIG);
    }
}

TEST("client: a GET answers with the body, and carries the key")
{
    struct desk desk;

    desk_open(&desk, answer_and_close, JSON_HEAD "\r\n\n  {\"data\":1}", true);
    get(&desk, "/key", 100);
    CHECK_STR(desk.err.text, "");
    CHECK_STR(buf_text(&desk.body), "\n  {\"data\":1}");
    CHECK_SAYS(buf_text(&desk.bench.server.last_request), "GET /v1/key HTTP/1.1\r\n");
    CHECK_SAYS(buf_text(&desk.bench.server.last_request), "Authorization: Bearer " KEY "\r\n");
    desk_close(&desk);
}

TEST("client: whatever is wrong with an answer becomes an error without the key in it")
{
    static const struct {
        const char *reply;
        enum err_kind kind;
        const char *says;
    } rows[] = {
        { "HTTP/1.1 401 No\r\n\r\n{\"error\":{\"code\":401,\"message\":\"bad " KEY "\"}}", ERR_AUTH,
          "bad [key removed]" },
        { "HTTP/1.1 500 No\r\n\r\n<title>Oops</title>", ERR_UPSTREAM, "Oops" },
        { JSON_HEAD "\r\n{\"error\":{\"code\":503,\"message\":\"later\"}}", ERR_UPSTREAM, "later" },
        { JSON_HEAD "\r\nnot json", ERR_PROTOCOL, "not json" },
        { JSON_HEAD "\r\n", ERR_PROTOCOL, "neither JSON" },
        { JSON_HEAD "Content-Length: 50\r\n\r\n{}", ERR_LOST, "" },
        { "HTTP/1.1 302 Go\r\nLocation: https://evil.example/\r\n\r\n", ERR_PROTOCOL, "redirect" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct desk desk;

        desk_open(&desk, answer_and_close, rows[i].reply, true);
        get(&desk, "/key", 4000);
        CHECK_INT(desk.err.kind, rows[i].kind);
        CHECK_SAYS(desk.err.text, rows[i].says);
        CHECK(!strstr(desk.err.text, "0123456789"));
        CHECK_INT(desk.body.size, 0);
        CHECK_INT(desk.bench.server.conn_count, 1);
        desk_close(&desk);
    }
}

TEST("client: broken characters in an answer are repaired, not refused")
{
    struct desk desk;

    desk_open(&desk, answer_and_close, JSON_HEAD "\r\n{\"a\":\"\xFF\\ud800\",\"a\":2}", false);
    get(&desk, "/x", 100);
    CHECK_STR(desk.err.text, "");
    CHECK_STR(buf_text(&desk.body), "{\"a\":\"\xEF\xBF\xBD\xEF\xBF\xBD\",\"a\":2}");
    desk_close(&desk);
}

TEST("client: an answer of exactly the limit is taken, one byte more is not")
{
    struct desk desk;

    desk_open(&desk, answer_and_close, JSON_HEAD "\r\n{\"a\":12345}", true);
    get(&desk, "/x", 11);
    CHECK_INT(desk.body.size, 11);
    buf_clear(&desk.body);
    get(&desk, "/x", 10);
    CHECK_INT(desk.err.kind, ERR_TOO_LARGE);
    CHECK_INT(desk.body.size, 0);
    desk_close(&desk);
}

TEST("client: a GET that cannot start fails on the next turn, not before")
{
    struct desk desk;
    char path[9000];

    memset(path, 'x', sizeof(path));
    path[0] = '/';
    path[sizeof(path) - 1] = '\0';
    desk_open(&desk, answer_nothing, "", false);
    desk.get = client_get_start(desk.client, path, 10, &get_handler, &desk);
    CHECK(desk.get && desk.done_count == 0);
    desk_wait(&desk);
    CHECK(desk.err.kind != ERR_NONE);
    desk_close(&desk);
}

TEST("client: freeing a GET gives it up")
{
    struct desk desk;

    desk_open(&desk, answer_nothing, "", false);
    desk.get = client_get_start(desk.client, "/x", 10, &get_handler, &desk);
    turn_for(&desk.bench, 50);
    CHECK_INT(desk.bench.server.request_count, 1);
    desk.get = client_get_free(desk.get);
    turn_for(&desk.bench, 50);
    CHECK_INT(desk.bench.server.ended_count, 1);
    CHECK_INT(desk.done_count, 0);
    desk_close(&desk);
}

TEST("client: warming asks for the key once, and keeps what it is told")
{
    struct desk desk;

    desk_open(&desk, answer,
              JSON_HEAD "Content-Length: 32\r\n\r\n{\"data\":{\"limit_remaining\":7.5}}", true);
    CHECK(!client_key_info(desk.client));
    client_warm(desk.client);
    client_warm(desk.client);
    for (int64_t end_ms = clock_ms() + 5000; !client_key_info(desk.client);) {
        CHECK(clock_ms() < end_ms);
        loop_turn(desk.bench.loop, 10);
    }
    CHECK(json_num(client_key_info(desk.client), "limit_remaining", 0) > 7);
    client_warm(desk.client);
    turn_for(&desk.bench, 30);
    CHECK_INT(desk.bench.server.request_count, 1);
    desk_close(&desk);
}

TEST("client: without a key there is nothing to warm")
{
    struct desk desk;

    desk_open(&desk, answer, JSON_HEAD "Content-Length: 2\r\n\r\n{}", false);
    client_warm(desk.client);
    turn_for(&desk.bench, 30);
    CHECK_INT(desk.bench.server.conn_count, 0);
    desk_close(&desk);
}

TEST("client: a failed warming is silent, and the next one tries again")
{
    struct desk desk;

    desk_open(&desk, answer_and_close, "HTTP/1.1 500 No\r\n\r\n", true);
    client_warm(desk.client);
    turn_for(&desk.bench, 50);
    CHECK(!client_key_info(desk.client));
    CHECK_INT(desk.bench.server.request_count, 1);
    desk_close(&desk);
}

static int64_t now_s = 1800000000;

static int64_t fake_unix_s(void)
{
    return now_s;
}

static int64_t real_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static const struct clock_source fake_clock = { real_ms, fake_unix_s };

static void on_ready(void *user, const struct err *err)
{
    struct desk *desk = user;

    desk->done_count++;
    desk->err = err ? *err : (struct err){ 0 };
    desk->wait = feed_wait_free(desk->wait);
}

static void wait_for(struct desk *desk, struct catalogue *catalogue)
{
    desk->done_count = 0;
    desk->wait = catalogue_wait(catalogue, on_ready, desk);
    if (desk->done_count)
        CHECK(!desk->wait);
    desk_wait(desk);
}

TEST("feed: the first to wait fetches, all who wait are told, and the file is kept to oneself")
{
    struct desk desk;
    struct stat is;

    clock_replace(&fake_clock);
    desk_open(&desk, answer_and_close, JSON_HEAD "\r\n" MODELS, false);

    struct catalogue *catalogue = catalogue_new(desk.client, desk.file);
    struct desk other = { 0 };

    CHECK_INT(catalogue_age_s(catalogue), -1);
    other.wait = catalogue_wait(catalogue, on_ready, &other);
    CHECK(other.wait && !other.done_count);
    wait_for(&desk, catalogue);
    CHECK_INT(other.done_count, 1);
    CHECK_STR(desk.err.text, "");
    CHECK_INT(catalogue_count(catalogue), 2);
    CHECK_STR(catalogue_at(catalogue, 1)->id, "v/two");
    CHECK(!catalogue_at(catalogue, 2));
    CHECK_INT(catalogue_age_s(catalogue), 0);
    CHECK_INT(desk.bench.server.request_count, 1);
    CHECK_INT(stat(desk.file, &is), 0);
    CHECK_INT(is.st_mode & 0777, 0600);
    now_s += 100;
    CHECK_INT(catalogue_age_s(catalogue), 100);
    catalogue_free(catalogue);
    desk_close(&desk);
    clock_replace(NULL);
}

TEST("feed: a fresh file serves without a request, a stale one at once and then anew")
{
    struct desk desk;
    struct model_name name;
    struct err err = { 0 };

    clock_replace(&fake_clock);
    desk_open(&desk, answer_and_close, JSON_HEAD "\r\n{\"data\":[{\"id\":\"v/new\"}]}", false);

    char source[128];

    snprintf(source, sizeof(source), "%s/models", desk.base_url);
    CHECK_INT(feed_file_save(desk.file, source, slice_of(MODELS), now_s - CATALOGUE_FRESH_S + 5),
              0);

    struct catalogue *catalogue = catalogue_new(desk.client, desk.file);

    wait_for(&desk, catalogue);
    CHECK_INT(catalogue_count(catalogue), 2);
    CHECK_INT(catalogue_age_s(catalogue), CATALOGUE_FRESH_S - 5);
    turn_for(&desk.bench, 30);
    CHECK_INT(desk.bench.server.request_count, 0);
    now_s += 5;
    wait_for(&desk, catalogue);
    CHECK_INT(catalogue_count(catalogue), 2);
    CHECK_INT(catalogue_age_s(catalogue), CATALOGUE_FRESH_S);
    turn_for(&desk.bench, 100);
    CHECK_INT(desk.bench.server.request_count, 1);
    CHECK_INT(catalogue_age_s(catalogue), 0);
    CHECK_INT(catalogue_resolve(catalogue, "v/new", &name, &err), 0);
    catalogue_free(catalogue);
    desk_close(&desk);
    clock_replace(NULL);
}

TEST("feed: offline an old file serves, and a failed refresh is not repeated at once")
{
    struct desk desk;
    char source[128];

    clock_replace(&fake_clock);
    desk_open(&desk, answer_and_close, "HTTP/1.1 503 No\r\n\r\n", false);
    snprintf(source, sizeof(source), "%s/models", desk.base_url);
    CHECK_INT(feed_file_save(desk.file, source, slice_of(MODELS), now_s - 999999), 0);

    struct catalogue *catalogue = catalogue_new(desk.client, desk.file);

    for (int i = 0; i < 3; i++) {
        wait_for(&desk, catalogue);
        CHECK_STR(desk.err.text, "");
        CHECK_INT(catalogue_age_s(catalogue), 999999);
        turn_for(&desk.bench, 50);
    }
    CHECK_INT(desk.bench.server.request_count, 1);
    catalogue_free(catalogue);
    desk_close(&desk);
    clock_replace(NULL);
}

TEST("feed: with neither file nor network those who wait are told why, and may try again")
{
    struct desk desk;

    desk_open(&desk, answer_and_close, "HTTP/1.1 503 No\r\n\r\n{}", false);

    struct catalogue *catalogue = catalogue_new(desk.client, desk.file);

    for (int i = 0; i < 2; i++) {
        wait_for(&desk, catalogue);
        CHECK_INT(desk.err.kind, ERR_UPSTREAM);
        CHECK_SAYS(desk.err.text, "fetching /models: ");
    }
    CHECK_INT(desk.bench.server.request_count, 2);
    CHECK_INT(catalogue_age_s(catalogue), -1);
    catalogue_free(catalogue);
    desk_close(&desk);
}

TEST("feed: a body that lists no model does not displace the one that does")
{
    struct desk desk;
    char source[128];

    desk_open(&desk, answer_and_close, JSON_HEAD "\r\n{\"data\":[]}", false);
    snprintf(source, sizeof(source), "%s/models", desk.base_url);
    CHECK_INT(feed_file_save(desk.file, source, slice_of(MODELS), 5), 0);

    struct catalogue *catalogue = catalogue_new(desk.client, desk.file);

    wait_for(&desk, catalogue);
    turn_for(&desk.bench, 100);
    CHECK_INT(desk.bench.server.request_count, 1);
    CHECK_INT(catalogue_count(catalogue), 2);
    catalogue_free(catalogue);
    desk_close(&desk);
}

TEST("feed: a wait that was freed is not told, and one may begin inside of another")
{
    struct desk desk, other = { 0 };

    desk_open(&desk, answer_and_close, JSON_HEAD "\r\n" MODELS, false);

    struct catalogue *catalogue = catalogue_new(desk.client, NULL);

    other.wait = catalogue_wait(catalogue, on_ready, &other);
    desk.wait = catalogue_wait(catalogue, on_ready, &desk);
    other.wait = feed_wait_free(other.wait);
    desk_wait(&desk);
    CHECK_INT(other.done_count, 0);
    other.wait = catalogue_wait(catalogue, on_ready, &other);
    CHECK_INT(other.done_count, 1);
    catalogue_free(catalogue);
    desk_close(&desk);
}

TEST("feed: freed with somebody waiting, the wait can still be freed")
{
    struct desk desk;

    desk_open(&desk, answer_nothing, "", false);

    struct catalogue *catalogue = catalogue_new(desk.client, NULL);

    desk.wait = catalogue_wait(catalogue, on_ready, &desk);
    turn_for(&desk.bench, 20);
    catalogue_free(catalogue);
    desk.wait = feed_wait_free(desk.wait);
    CHECK_INT(desk.done_count, 0);
    desk_close(&desk);
}

static int load_file(const char *file, const char *source, struct buf *body)
{
    int64_t fetched_s = -1;

    buf_done(body);
    *body = BUF_MAX(64);
    return feed_file_load(file, source, body, &fetched_s) == 0 ? (int)fetched_s : -1;
}

static void write_file(const char *file, const char *text)
{
    int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    CHECK(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    close(fd);
}

TEST("feed file: what was saved is loaded, for the same source only")
{
    struct desk desk;
    CLEANUP(buf_done) struct buf body = { 0 };

    desk_open(&desk, answer_nothing, "", false);
    CHECK_INT(load_file(desk.file, "https://a/models", &body), -1);
    CHECK_INT(feed_file_save(desk.file, "https://a/models", SLICE("{\n}"), 77), 0);
    CHECK_INT(load_file(desk.file, "https://a/models", &body), 77);
    CHECK_STR(buf_text(&body), "{\n}");
    CHECK_INT(load_file(desk.file, "https://a/model", &body), -1);
    CHECK_INT(load_file(desk.file, "https://b/models", &body), -1);
    CHECK_INT(feed_file_save(desk.file, "https://a/models", SLICE("[]"), 78), 0);
    CHECK_INT(load_file(desk.file, "https://a/models", &body), 78);
    CHECK_STR(buf_text(&body), "[]");
    CHECK_INT(feed_file_save("/nowhere/at/all", "s", SLICE("[]"), 78), -1);
    desk_close(&desk);
}

TEST("feed file: one that is not ours, is too large, or is a link is not taken")
{
    static const char *const heads[] = { "",
                                         "{}",
                                         "openrouter-mcp-feed 1 5 s",
                                         "x\n{}",
                                         "openrouter-mcp-feed 1 -5 s\n{}",
                                         "openrouter-mcp-feed 1 five s\n{}",
                                         "openrouter-mcp-feed 1 99999999999999999999 s\n{}",
                                         "openrouter-mcp-feed 2 5 s\n{}",
                                         "openrouter-mcp-feed 1 5s\n{}" };
    struct desk desk;
    CLEANUP(buf_done) struct buf body = { 0 };
    char link[128], text[256];

    desk_open(&desk, answer_nothing, "", false);
    for (size_t i = 0; i < ARRAY_COUNT(heads); i++) {
        write_file(desk.file, heads[i]);
        CHECK_INT(load_file(desk.file, "s", &body), -1);
    }
    for (int size = 63; size <= 65; size++) {
        snprintf(text, sizeof(text), "openrouter-mcp-feed 1 5 s\n%0*d", size, 1);
        write_file(desk.file, text);
        CHECK_INT(load_file(desk.file, "s", &body), size <= 64 ? 5 : -1);
    }
    write_file(desk.file, "openrouter-mcp-feed 1 5 s\n{}");
    CHECK_INT(load_file(desk.file, "s", &body), 5);
    CHECK_INT(chmod(desk.file, 0620), 0);
    CHECK_INT(load_file(desk.file, "s", &body), -1);
    CHECK_INT(chmod(desk.file, 0600), 0);
    snprintf(link, sizeof(link), "%s/link", desk.dir);
    CHECK_INT(symlink(desk.file, link), 0);
    CHECK_INT(load_file(link, "s", &body), -1);
    unlink(link);
    CHECK_INT(mkfifo(link, 0600), 0);
    CHECK_INT(load_file(link, "s", &body), -1);
    unlink(link);
    CHECK_INT(load_file(desk.dir, "s", &body), -1);
    desk_close(&desk);
}

TEST("ranking: a list is fetched when first asked for, and has an age")
{
    struct desk desk;

    desk_open(&desk, answer_and_close,
              JSON_HEAD "\r\n{\"data\":[{\"id\":\"v/b\"},{\"id\":\"v/a\"}]}", false);

    struct ranking *ranking = ranking_new(desk.client, RANKING_THROUGHPUT, NULL);

    CHECK_INT(ranking_age_s(ranking), -1);
    CHECK_INT(ranking_list_place(ranking_list_of(ranking), "v/a"), -1);
    desk.wait = ranking_wait(ranking, on_ready, &desk);
    desk_wait(&desk);
    CHECK_SAYS(buf_text(&desk.bench.server.last_request),
               "GET /v1/models?sort=throughput-high-to-low HTTP/1.1");
    CHECK_INT(ranking_list_place(ranking_list_of(ranking), "v/a"), 1);
    CHECK(ranking_age_s(ranking) >= 0);
    ranking_free(ranking);
    desk_close(&desk);
}
