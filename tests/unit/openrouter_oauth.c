/* Units of openrouter/oauth, and of the POST in client_get, over a scripted server. */
#include "openrouter/oauth.h"

#include "base/limits.h"
#include "copies.h"
#include "loopback.h"

#define OWN_KEY "sk-or-v1-the-key-that-is-there"
#define SEED    13
#define HEAD    "HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s"

struct desk {
    struct bench bench;
    struct secret *own;
    struct client *client;
    struct oauth_redeem *redeem;
    char base_url[64], reply[KIB(20)];
    unsigned key_count;
    struct secret *key;
    struct err err;
};

static void on_key(void *user, struct secret *key, const struct err *err)
{
    struct desk *desk = user;

    desk->key_count++;
    desk->key = key;
    CHECK((key != NULL) != (err != NULL));
    if (err)
        desk->err = *err;
    desk->redeem = oauth_redeem_free(desk->redeem);
}

static void say_reply(struct conn *conn)
{
    conn_say(conn, conn->server->reply);
}

static void hang_up(struct conn *conn)
{
    conn_close(conn);
}

static void desk_open(struct desk *desk, void (*on_request)(struct conn *conn))
{
    struct err err = { 0 };

    CHECK_INT(secret_init(&err), 0);
    desk->own = secret_new(SLICE(OWN_KEY), &err);
    bench_open(&desk->bench, on_request, desk->reply);
    snprintf(desk->base_url, sizeof(desk->base_url), "%.*s/v1",
             (int)(strstr(desk->bench.url, "/path") - desk->bench.url), desk->bench.url);
    desk->client =
        client_new(desk->bench.loop, desk->bench.http,
                   &(struct client_options){ .base_url = desk->base_url, .key = desk->own });
}

static void desk_close(struct desk *desk)
{
    oauth_redeem_free(desk->redeem);
    client_free(desk->client);
    bench_close(&desk->bench);
    secret_free(desk->own);
    secret_free(desk->key);
}

static void desk_redeem(struct desk *desk, const char *code)
{
    desk->redeem = oauth_redeem(desk->client, code, "the-verifier", on_key, desk);
    for (int64_t end_ms = clock_ms() + 8000; !desk->key_count;) {
        CHECK(clock_ms() < end_ms);
        loop_turn(desk->bench.loop, 10);
    }
    CHECK_INT(desk->key_count, 1);
}

/* What becomes of an answer, in words. */
static const char *outcome_of(int status, const char *body)
{
    static char text[1100];
    static struct desk desk;

    desk = (struct desk){ 0 };
    snprintf(desk.reply, sizeof(desk.reply), HEAD, status, strlen(body), body);
    desk_open(&desk, say_reply);
    desk_redeem(&desk, "abc");
    if (desk.key) {
        snprintf(text, sizeof(text), "key %s", secret_peek(desk.key));
        secret_hide(desk.key);
    } else {
        snprintf(text, sizeof(text), "%s: %s", err_kind_name(desk.err.kind), desk.err.text);
    }
    desk_close(&desk);
    return text;
}

static const char *address_of(const char *base_url, const struct oauth_wish *wish)
{
    static char text[1100];
    CLEANUP(buf_done) struct buf out = BUF_MAX(1000);
    struct err err = { 0 };
    int rc = oauth_add_address(&out, base_url, wish, &err);

    snprintf(text, sizeof(text), "%s", rc < 0 ? err.text : buf_text(&out));
    return text;
}

TEST("oauth: the address has what is wished, escaped, and nothing else")
{
    struct oauth_wish wish = { .callback_url = "http://localhost:8080/x?y",
                               .challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
                               .limit = "2.50",
                               .label = "me & you" };

    CHECK_STR(address_of("https://openrouter.ai/api/v1", &wish),
              "https://openrouter.ai/auth?callback_url=http%3A%2F%2Flocalhost%3A8080%2Fx%3Fy"
              "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
              "&code_challenge_method=S256&limit=2.50&key_label=me%20%26%20you");
    wish = (struct oauth_wish){ .challenge = "c" };
    CHECK_STR(address_of("https://openrouter.ai/api/v1", &wish),
              "https://openrouter.ai/auth?code_challenge=c&code_challenge_method=S256");
}

TEST("oauth: the page is OpenRouter's, or that of the same origin on this machine")
{
    static const char *const cases[][2] = {
        { "https://openrouter.ai/api/v1", "https://openrouter.ai/auth?" },
        { "https://eu.openrouter.ai/api/v1", "https://openrouter.ai/auth?" },
        { "http://127.0.0.1:8080/api/v1", "http://127.0.0.1:8080/auth?" },
        { "https://localhost:8443/api/v1", "https://localhost:8443/auth?" },
        { "http://[::1]:99/v1", "http://[::1]:99/auth?" },
    };
    struct oauth_wish wish = { .challenge = "c" };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        CHECK(slice_starts(slice_of(address_of(cases[i][0], &wish)), slice_of(cases[i][1])));
    CHECK_SAYS(address_of("ftp://x", &wish), "only https can");
}

TEST("oauth: an address that would be too long is refused")
{
    static char label[8000];

    memset(label, 'x', sizeof(label) - 1);
    CHECK_SAYS(address_of("https://openrouter.ai/api/v1",
                          &(struct oauth_wish){ .challenge = "c", .label = label }),
               "too long");
}

static const char *code_of(const char *text)
{
    static char said[1100];
    CLEANUP(buf_done) struct buf code = BUF_MAX(CODE_MAX);
    struct err err = { 0 };
    int rc = oauth_read_code(slice_of(text), &code, &err);

    CHECK(rc == 0 || code.size == 0);
    snprintf(said, sizeof(said), "%s", rc < 0 ? "no" : buf_text(&code));
    return said;
}

TEST("oauth: a code is taken as it is, out of an address, or out of a query")
{
    static const char *const cases[][2] = {
        { "auth_code_1", "auth_code_1" },
        { "  auth_code_1 \r\n", "auth_code_1" },
        { "a/b+c==", "a/b+c==" },
        { "http://localhost:43219/q7x?code=auth_1", "auth_1" },
        { "http://localhost:43219/q7x?a=b&code=auth%5F1&c=d#top", "auth_1" },
        { "https://example.com/?x=1&code=2", "2" },
        { "?code=3", "3" },
        { "code=4&state=5", "4" },
        { "abc#state", "abc" },
        { "", "no" },
        { "  ", "no" },
        { "two words", "no" },
        { "\"quoted\"", "no" },
        { "http://localhost:43219/q7x", "no" },
        { "http://localhost:43219/q7x?error=denied", "no" },
        { "http://localhost:43219/q7x?", "no" },
        { "http://localhost:43219/q7x?code=", "no" },
        { "http://localhost:43219/q7x?code=%0a", "no" },
        { "http://localhost:43219/q7x?code=%", "no" },
        { "#", "no" },
        { "sk\xC3\xA4", "no" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        CHECK_STR(code_of(cases[i][0]), cases[i][1]);
}

TEST("oauth: a code of the greatest length is taken, a longer one is not")
{
    char text[CODE_MAX + 2];

    memset(text, 'c', sizeof(text));
    text[CODE_MAX] = '\0';
    CHECK_STR(code_of(text), text);
    text[CODE_MAX] = 'c';
    text[CODE_MAX + 1] = '\0';
    CHECK_STR(code_of(text), "no");
}

TEST("oauth: a query must have the code by its name")
{
    CLEANUP(buf_done) struct buf code = BUF_MAX(CODE_MAX);
    struct err err = { 0 };

    CHECK_INT(oauth_read_query(SLICE("abc"), &code, &err), -1);
    CHECK_INT(oauth_read_query(SLICE("error=denied"), &code, &err), -1);
    CHECK_INT(oauth_read_query(SLICE("state=1&code=abc"), &code, &err), 0);
    CHECK_STR(buf_text(&code), "abc");
}

TEST("oauth: code and verifier are posted once, without the key that is there")
{
    static struct desk desk;

    desk = (struct desk){ 0 };
    snprintf(desk.reply, sizeof(desk.reply), HEAD, 200, strlen("{\"key\":\"k\"}"),
             "{\"key\":\"k\"}");
    desk_open(&desk, say_reply);
    desk_redeem(&desk, "a\"c");

    const char *request = buf_text(&desk.bench.server.last_request);

    CHECK(slice_starts(slice_of(request), SLICE("POST /v1/auth/keys HTTP/1.1\r\n")));
    CHECK_SAYS(request, "\r\nContent-Type: application/json\r\n");
    CHECK_SAYS(request, "\r\n\r\n{\"code\":\"a\\\"c\",\"code_verifier\":\"the-verifier\","
                        "\"code_challenge_method\":\"S256\"}");
    CHECK(!strstr(request, "Authorization"));
    CHECK(!strstr(request, OWN_KEY));
    CHECK_INT(desk.bench.server.request_count, 1);
    desk_close(&desk);
}

TEST("oauth: what comes back is a key, or a sentence that says what to do")
{
    static const struct {
        int status;
        const char *body, *says;
    } cases[] = {
        { 200, "{\"key\":\"sk-or-v1-new\",\"user_id\":\"u\"}", "key sk-or-v1-new" },
        { 200, " \n{\"user_id\":null,\"key\":\"sk\\u002dor\"}", "key sk-or" },
        { 403, "{\"error\":{\"code\":403,\"message\":\"Invalid code\"}}",
          "auth: OpenRouter did not take the code: it is wrong, was used before, or is older than "
          "ten minutes. Run openrouter-mcp login again" },
        { 403, "", "auth: OpenRouter did not take the code" },
        { 400, "{\"error\":{\"code\":400,\"message\":\"Invalid code_challenge_method\"}}",
          "Invalid code_challenge_method" },
        { 500, "oops", "upstream: the code was not redeemed: " },
        { 302, "", "the code was not redeemed: " },
        { 200, "{\"key\":\"\"}", "protocol: OpenRouter took the code, but what it answered holds" },
        { 200, "{\"key\":17}", "holds no key" },
        { 200, "{\"key\":\"two words\"}", "holds no key" },
        { 200, "[]", "holds no key" },
        { 200, "{\"key\":\"cut", "the code was not redeemed: " },
        { 200, "{\"key\":\"a\",\"key\":\"b\"}", "the code was not redeemed: " },
        { 200, "", "the code was not redeemed: " },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        CHECK_SAYS(outcome_of(cases[i].status, cases[i].body), cases[i].says);
}

TEST("oauth: a key that is too long, and an answer that is, are refused")
{
    static char body[REDEEM_BODY_MAX + 64];

    snprintf(body, sizeof(body), "{\"key\":\"%0*d\"}", KEY_MAX, 1);
    CHECK_SAYS(outcome_of(200, body), "key 000");
    snprintf(body, sizeof(body), "{\"key\":\"%0*d\"}", KEY_MAX + 1, 1);
    CHECK_SAYS(outcome_of(200, body), "holds no key");
    snprintf(body, sizeof(body), "{\"key\":\"k\",\"x\":\"%0*d\"}", (int)REDEEM_BODY_MAX, 1);
    CHECK_SAYS(outcome_of(200, body), "too_large: ");
}

TEST("oauth: a connection that dies behind the code says that a key may have been made")
{
    static struct desk desk;

    desk = (struct desk){ 0 };
    desk_open(&desk, hang_up);
    desk_redeem(&desk, "abc");
    CHECK_SAYS(desk.err.text, "A key may have been made that never arrived");
    CHECK_INT(desk.bench.server.request_count, 1); /* not again */
    desk_close(&desk);
}

TEST("oauth: freed before the answer nobody is told")
{
    static struct desk desk;

    desk = (struct desk){ 0 };
    desk_open(&desk, answer_nothing);
    desk.redeem = oauth_redeem(desk.client, "abc", "v", on_key, &desk);
    turn_for(&desk.bench, 30);
    CHECK_INT(desk.bench.server.request_count, 1);
    desk.redeem = oauth_redeem_free(desk.redeem);
    turn_for(&desk.bench, 30);
    CHECK_INT(desk.key_count, 0);
    desk_close(&desk);
    CHECK(oauth_redeem_free(NULL) == NULL);
}

TEST("oauth: of the key that arrived no copy is left in memory but the guarded one")
{
#ifdef SANITIZED
    SKIP("the sanitizer keeps what was freed");
#endif
    static struct desk desk;
    char key[KEY_SIZE];

    desk = (struct desk){ 0 };
    write_key(key, SEED);
    snprintf(desk.reply, sizeof(desk.reply), HEAD, 200, strlen("{\"key\":\"\"}") + KEY_SIZE,
             "{\"key\":\"");
    snprintf(desk.reply + strlen(desk.reply), KEY_SIZE + 3, "%.*s\"}", KEY_SIZE, key);
    mem_wipe(key, sizeof(key));
    desk_open(&desk, say_reply);
    CHECK(copies_of_key(SEED) > 0); /* the server has it: the search finds what is there */
    desk.redeem = oauth_redeem(desk.client, "abc", "v", on_key, &desk);
    while (!desk.bench.server.request_count)
        loop_turn(desk.bench.loop, 10);
    mem_wipe(desk.reply, sizeof(desk.reply));
    while (!desk.key_count)
        loop_turn(desk.bench.loop, 10);
    CHECK(desk.key);
    CHECK_INT(copies_of_key(SEED), 0);
    desk_close(&desk);
}
