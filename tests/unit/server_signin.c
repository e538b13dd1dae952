/* Units of mcp-server/signin, with a pipe for what is pasted and a scripted OpenRouter. */
#include "mcp-server/config/signin.h"

#include "base/limits.h"
#include "loopback.h"

#define REPLY                                                                                      \
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 24\r\n\r\n"              \
    "{\"key\":\"sk-or-v1-given\"}"

static struct bench bench;
static struct config config;
static struct program program;
static struct signin *signin;
static int pasted; /* the end that is written to */
static unsigned key_count, puzzled_count;
static struct secret *key;
static struct err why;
static char base_url[64];
static int64_t ahead_ms;

static int64_t told_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000 + ahead_ms;
}

static const struct clock_source told = { told_ms, told_ms };

static void on_puzzled(void *user, const char *sentence)
{
    CHECK(user == &program && sentence[0]);
    puzzled_count++;
}

static void on_key(void *user, struct secret *given, const struct err *err)
{
    CHECK(user == &program && (given != NULL) != (err != NULL));
    key_count++;
    key = given;
    if (err)
        why = *err;
}

static void begin(bool pastes, void (*on_request)(struct conn *conn))
{
    static const struct signin_handler handler = { on_puzzled, on_key };
    int ends[2];
    struct err err = { 0 };

    CHECK_INT(secret_init(&err), 0);
    CHECK_INT(pipe(ends), 0);
    pasted = ends[1];
    key_count = puzzled_count = 0;
    why = (struct err){ 0 };
    key = NULL;
    ahead_ms = 0;
    clock_replace(&told);
    bench_open(&bench, on_request, REPLY);
    snprintf(base_url, sizeof(base_url), "%.*s/v1", (int)(strstr(bench.url, "/path") - bench.url),
             bench.url);
    config = (struct config){ .base_url = base_url };
    program = (struct program){ .loop = bench.loop, .config = &config, .http = bench.http };
    program.client =
        client_new(bench.loop, bench.http, &(struct client_options){ .base_url = base_url });
    signin = signin_new(
        &program,
        &(struct signin_wish){ .pastes = pastes, .input_fd = ends[0], .limit = "5", .label = "me" },
        &handler, &program, &err);
    CHECK_STR(err.text, "");
}

static void end(void)
{
    signin_free(signin);
    secret_free(key);
    client_free(program.client);
    bench_close(&bench);
    if (pasted >= 0)
        close(pasted);
    clock_replace(NULL);
}

static void paste(const char *text)
{
    CHECK_INT(write(pasted, text, strlen(text)), (int64_t)strlen(text));
    turn_for(&bench, 20);
}

static void close_input(void)
{
    close(pasted);
    pasted = -1;
    turn_for(&bench, 20);
}

TEST("signin: the address has a place to come back to, or none where the code is pasted")
{
    begin(false, answer);
    CHECK_SAYS(signin_address(signin), "/auth?callback_url=http%3A%2F%2Flocalhost%3A");
    CHECK_SAYS(signin_address(signin), "&limit=5&key_label=me");
    end();
    begin(true, answer);
    CHECK_SAYS(signin_address(signin), "/auth?code_challenge=");
    end();
}

TEST("signin: a pasted line is a code, or said to be none, in whatever pieces it comes")
{
    begin(true, answer);
    paste("no co");
    CHECK_INT(puzzled_count, 0);
    paste("de\n\n \nauth");
    CHECK_INT(puzzled_count, 1);
    paste("_1");
    CHECK_INT(bench.server.request_count, 0);
    paste("\n");
    CHECK_INT(key_count, 1);
    CHECK_SAYS(buf_text(&bench.server.last_request), "\"code\":\"auth_1\"");
    CHECK_STR(secret_peek(key), "sk-or-v1-given");
    secret_hide(key);
    end();
}

TEST("signin: once a code is on its way nothing that is pasted counts")
{
    begin(true, answer_nothing);
    paste("auth_1\nauth_2\n");
    paste("auth_3\n");
    close_input();
    CHECK_INT(bench.server.request_count, 1);
    CHECK_SAYS(buf_text(&bench.server.last_request), "auth_1");
    CHECK_INT(key_count, 0);
    end();
}

TEST("signin: a line without its end is read when the input ends; nothing at all is no key")
{
    begin(true, answer);
    paste("auth_1");
    close_input();
    CHECK_INT(key_count, 1);
    CHECK(key);
    end();
    begin(true, answer);
    close_input();
    CHECK_INT(key_count, 1);
    CHECK_SAYS(why.text, "no code was pasted");
    end();
}

TEST("signin: where the browser may come back, the end of the input ends nothing")
{
    begin(false, answer);
    close_input();
    CHECK_INT(key_count, 0);
    end();
}

TEST("signin: a line that has no end is dropped, and the next one is read")
{
    static char text[3000];

    memset(text, 'x', sizeof(text) - 1);
    begin(true, answer);
    paste(text);
    paste(text);
    CHECK_INT(puzzled_count, 1);
    paste("\nauth_1\n");
    CHECK(key);
    end();
}

TEST("signin: it waits as long as a code is good, and then says so")
{
    begin(false, answer);
    ahead_ms = LOGIN_WAIT_S * INT64_C(1000) - 5000;
    turn_for(&bench, 10);
    CHECK_INT(key_count, 0);
    ahead_ms += 5000;
    turn_for(&bench, 10);
    CHECK_INT(key_count, 1);
    CHECK_INT(why.kind, ERR_TIMEOUT);
    CHECK_SAYS(why.text, "--paste");
    end();
}
