/* Units of net/http: proxies, and the settings that http_new takes. */
#include "loopback.h"

#include <netdb.h>

/* Stands in front of the C library's: no name is known. */
int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
                struct addrinfo **result)
{
    (void)node, (void)service, (void)hints, (void)result;
    return EAI_NONAME;
}

/* Puts an http in the bench that has the bench's server as its proxy. */
static void use_proxy(struct bench *bench, const char *user, const char *no_proxy)
{
    struct err err = { 0 };
    char proxy[128];

    snprintf(proxy, sizeof(proxy), "http://%s%.*s", user, (int)strcspn(bench->url + 7, "/"),
             bench->url + 7);
    http_free(bench->http);
    bench->http = http_new(
        bench->loop,
        &(struct http_options){ .user_agent = "unit/1", .proxy = proxy, .no_proxy = no_proxy },
        &err);
    CHECK(bench->http);
}

static struct secret *key_new(void)
{
    struct err err = { 0 };

    CHECK_INT(secret_init(&err), 0);
    return secret_new(SLICE("sk-or-v1-canary"), &err);
}

static void ask_far(struct bench *bench, struct ask *ask, struct secret *key)
{
    struct http_request request = request_of(bench);

    *ask = (struct ask){ 0 };
    request.url = "https://openrouter.ai/api/v1/secret?query";
    request.headers = (const char *const[]){ "X-Title: private", NULL };
    request.bearer = key;
    request.body = SLICE("question");
    ask_whole(bench, ask, &request);
    CHECK_INT(ask->result.sent, HTTP_SENT_NOTHING);
    CHECK_INT(ask->result.status, 0);
    CHECK_INT(ask->head_count, 0);
    CHECK(!strstr(ask->err.text, "secret"));
}

TEST("proxy: it learns the host and nothing more, neither key nor header (fault U6)")
{
    struct bench bench;
    struct ask ask;
    struct secret *key = key_new();

    bench_open(&bench, answer, "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
    use_proxy(&bench, "", NULL);
    ask_far(&bench, &ask, key);

    const char *seen = buf_text(&bench.server.last_request);

    CHECK(slice_starts(slice_of(seen), SLICE("CONNECT openrouter.ai:443 HTTP/1.1\r\n")));
    CHECK(!strstr(seen, "Authorization"));
    CHECK(!strstr(seen, "canary"));
    CHECK(!strstr(seen, "private"));
    CHECK(!strstr(seen, "question"));
    CHECK_INT(ask.err.kind, ERR_NETWORK);
    CHECK_STR(ask.err.text, "cannot connect to openrouter.ai: the proxy refused with status 403");
    ask_done(&ask);
    bench_close(&bench);
    secret_free(key);
}

TEST("proxy: one that wants a password is a matter of configuration (fault U6)")
{
    struct bench bench;
    struct ask ask;

    bench_open(
        &bench, answer_and_close,
        "HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n");
    use_proxy(&bench, "", NULL);
    ask_far(&bench, &ask, NULL);
    CHECK_INT(ask.err.kind, ERR_CONFIG);
    CHECK_SAYS(ask.err.text, "user name and password (407)");
    ask_done(&ask);

    use_proxy(&bench, "me:hush@", NULL);
    ask_far(&bench, &ask, NULL);
    CHECK_SAYS(buf_text(&bench.server.last_request), "Proxy-Authorization: Basic bWU6aHVzaA==");
    CHECK_INT(ask.err.kind, ERR_CONFIG);
    CHECK(!strstr(ask.err.text, "hush"));
    ask_done(&ask);
    bench_close(&bench);
}

TEST("proxy: one that hangs up, or answers nonsense, is no connection (fault U6)")
{
    static const char *const replies[] = { "", "nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\nnoise" };

    for (size_t i = 0; i < ARRAY_COUNT(replies); i++) {
        struct bench bench;
        struct ask ask;

        bench_open(&bench, answer_and_close, replies[i]);
        use_proxy(&bench, "", NULL);
        ask_far(&bench, &ask, NULL);
        CHECK_INT(ask.err.kind, ERR_NETWORK);
        CHECK_SAYS(ask.err.text, "openrouter.ai");
        ask_done(&ask);
        bench_close(&bench);
    }
}

TEST("proxy: a name that cannot be resolved is named as the proxy's")
{
    struct bench bench;
    struct ask ask;
    struct err err = { 0 };

    bench_open(&bench, answer, OK_HELLO);
    http_free(bench.http);
    bench.http = http_new(
        bench.loop,
        &(struct http_options){ .user_agent = "unit/1", .proxy = "http://proxy.invalid:3128" },
        &err);
    ask_far(&bench, &ask, NULL);
    CHECK_INT(ask.err.kind, ERR_NETWORK);
    CHECK_SAYS(ask.err.text, "the proxy's name could not be resolved");
    ask_done(&ask);
    bench_close(&bench);
}

TEST("proxy: this machine, and the hosts of no_proxy, are asked without it")
{
    struct bench bench, other;
    struct ask ask = { 0 };

    bench_open(&bench, answer, OK_HELLO);
    bench_open(&other, answer, "HTTP/1.1 500 Wrong\r\nContent-Length: 0\r\n\r\n");
    use_proxy(&other, "", "openrouter.ai");

    struct http_request request = request_of(&bench);

    ask_start(&other, &ask, &request);
    while (!ask.done_count) {
        loop_turn(other.loop, 1);
        loop_turn(bench.loop, 1);
    }
    CHECK_INT(ask.result.status, 200);
    ask_done(&ask);
    ask_far(&other, &ask, NULL);
    CHECK_SAYS(ask.err.text, "openrouter.ai: the name could not be resolved");
    CHECK_INT(other.server.conn_count, 0);
    ask_done(&ask);
    bench_close(&other);
    bench_close(&bench);
}

TEST("http: the environment's proxies are not read")
{
    static const char *const names[] = { "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" };
    struct bench bench;
    struct ask ask;

    bench_open(&bench, answer, OK_HELLO);
    for (size_t i = 0; i < ARRAY_COUNT(names); i++)
        setenv(names[i], bench.url, 1);
    ask_far(&bench, &ask, NULL);
    for (size_t i = 0; i < ARRAY_COUNT(names); i++)
        unsetenv(names[i]);
    CHECK_SAYS(ask.err.text, "openrouter.ai: the name could not be resolved");
    CHECK_INT(bench.server.conn_count, 0);
    ask_done(&ask);
    bench_close(&bench);
}

TEST("http: a ca_file that cannot be read is a matter of configuration, said at once")
{
    struct loop *loop = loop_new();
    struct err err = { 0 };
    struct http_options options = { .user_agent = "unit/1", .ca_file = "/nowhere/ca.pem" };

    CHECK(!http_new(loop, &options, &err));
    CHECK_INT(err.kind, ERR_CONFIG);
    CHECK_SAYS(err.text, "/nowhere/ca.pem");
    loop_free(loop);
}
