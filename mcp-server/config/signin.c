/* signin - a key from the browser.
 *
 *   new: landing, verifier, address -> on_query or on_input: a code -> redeem -> on_key
 */
#include "mcp-server/config/signin.h"

#include "base/limits.h"
#include "net/http_address.h"
#include "net/landing.h"
#include "openrouter/oauth.h"
#include "vault/pkce.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

struct signin {
    struct program *program;
    const struct signin_handler *handler;
    void *user;

    struct buf address;
    char verifier[PKCE_SIZE];
    struct landing *landing; /* NULL: the code is pasted */
    struct loop_watch input; /* idle when nothing is read */
    int input_fd;
    struct buf line;
    struct loop_timer patience;

    struct oauth_redeem *redeem; /* a code has come; what comes now is too late */
};

static void fail(struct signin *signin, enum err_kind kind, const char *sentence)
{
    struct err err;

    err_set(&err, kind, "%s", sentence);
    signin->handler->on_key(signin->user, NULL, &err);
}

static void stop_waiting(struct signin *signin)
{
    loop_timer_stop(signin->program->loop, &signin->patience);
    loop_unwatch(signin->program->loop, &signin->input);
}

static void on_key(void *user, struct secret *key, const struct err *err)
{
    struct signin *signin = user;

    mem_wipe(signin->verifier, sizeof(signin->verifier));
    signin->handler->on_key(signin->user, key, err);
}

static void take_code(struct signin *signin, struct buf *code)
{
    stop_waiting(signin);
    signin->redeem =
        oauth_redeem(signin->program->client, buf_text(code), signin->verifier, on_key, signin);
}

/* A browser that asks again, as for a reloaded page, is told the same and changes nothing. */
static bool on_query(void *user, struct slice query)
{
    struct signin *signin = user;
    CLEANUP(buf_wipe) struct buf code = BUF_MAX(CODE_MAX);
    struct err ignored;

    if (oauth_read_query(query, &code, &ignored) < 0)
        return false;
    if (!signin->redeem)
        take_code(signin, &code);
    return true;
}

static void on_line(struct signin *signin, struct slice line)
{
    CLEANUP(buf_wipe) struct buf code = BUF_MAX(CODE_MAX);
    struct err err;

    if (slice_trim(line).size == 0)
        return;
    if (oauth_read_code(line, &code, &err) < 0)
        signin->handler->on_puzzled(signin->user, err.text);
    else
        take_code(signin, &code);
}

/* Whole lines; the last one may lack its end. */
static void read_lines(struct signin *signin, bool at_end)
{
    while (signin->line.size > 0 && !signin->redeem) {
        struct slice rest = buf_slice(&signin->line), line;
        size_t size = rest.size;

        if (!memchr(rest.data, '\n', rest.size) && !at_end)
            return;
        slice_split(&rest, '\n', &line);
        on_line(signin, line);
        buf_consume(&signin->line, size - rest.size);
    }
}

static void on_input(void *user, short revents)
{
    struct signin *signin = user;
    char bytes[1024];
    ssize_t size = read(signin->input_fd, bytes, sizeof(bytes));

    (void)revents;
    if (size < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (size > 0 && buf_add(&signin->line, (struct slice){ bytes, (size_t)size }) < 0) {
        buf_clear(&signin->line);
        signin->handler->on_puzzled(signin->user, "this is too long for a code or an address");
    }
    read_lines(signin, size <= 0);
    if (size > 0)
        return;
    loop_unwatch(signin->program->loop, &signin->input);
    if (!signin->redeem && !signin->landing)
        fail(signin, ERR_ARGUMENT, "no code was pasted, so there is no key");
}

static void on_late(void *user)
{
    struct signin *signin = user;

    stop_waiting(signin);
    fail(signin, ERR_TIMEOUT,
         "no code has come for ten minutes, so there is no key. Run openrouter-mcp login again; "
         "--paste takes the code from a browser on another machine");
}

static int write_address(struct signin *signin, const struct signin_wish *wish, struct err *err)
{
    char challenge[PKCE_SIZE];

    pkce_verifier(signin->verifier);
    pkce_challenge(signin->verifier, challenge);
    return oauth_add_address(
        &signin->address, signin->program->config->base_url,
        &(struct oauth_wish){
            .callback_url = signin->landing ? landing_url(signin->landing) : NULL,
            .challenge = challenge,
            .limit = wish->limit,
            .label = wish->label,
        },
        err);
}

struct signin *signin_new(struct program *program, const struct signin_wish *wish,
                          const struct signin_handler *handler, void *user, struct err *err)
{
    struct signin *signin = xcalloc(1, sizeof(*signin));

    *signin = (struct signin){ .program = program,
                               .handler = handler,
                               .user = user,
                               .address = BUF_MAX(URL_MAX),
                               .input = { .on_ready = on_input, .user = signin },
                               .input_fd = wish->input_fd,
                               .line = BUF_MAX(KIB(4)),
                               .patience = { .on_due = on_late, .user = signin } };
    if (!wish->pastes)
        signin->landing = landing_new(program->loop, on_query, signin, err);
    if ((!wish->pastes && !signin->landing) || write_address(signin, wish, err) < 0)
        return signin_free(signin);
    if (signin->input_fd >= 0)
        loop_watch(program->loop, &signin->input, signin->input_fd, POLLIN);
    loop_timer_set(program->loop, &signin->patience, LOGIN_WAIT_S * INT64_C(1000));
    return signin;
}

struct signin *signin_free(struct signin *signin)
{
    if (!signin)
        return NULL;
    stop_waiting(signin);
    landing_free(signin->landing);
    oauth_redeem_free(signin->redeem);
    mem_wipe(signin->verifier, sizeof(signin->verifier));
    buf_wipe(&signin->line);
    buf_done(&signin->address);
    free(signin);
    return NULL;
}

const char *signin_address(struct signin *signin)
{
    return buf_text(&signin->address);
}
