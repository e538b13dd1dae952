/* client_get - one GET below the base address, or a small POST that costs nothing. */
#include "base/limits.h"
#include "openrouter/client.h"
#include "openrouter/problem.h"

#include <stdlib.h>

struct client_get {
    struct client *client;
    const struct client_get_handler *handler;
    void *user;
    struct http_slot *slot;
    struct loop_task failed; /* it could not even be started: told on the next turn */
    struct err why;
    struct buf body, repaired;
    struct slice checked; /* one of the two, when it is to be handed on */
    bool too_large;
    bool is_post; /* what comes may be a key: it is neither copied nor repaired */
    int status;
};

static enum http_verdict on_data(void *user, struct slice chunk)
{
    struct client_get *get = user;

    get->too_large = buf_add(&get->body, chunk) < 0;
    return get->too_large ? HTTP_STOP : HTTP_CONTINUE;
}

/* The end, good when why says nothing. May free get. */
static void finish(void *user)
{
    struct client_get *get = user;
    struct slice nothing = { NULL, 0 };
    bool has_failed = get->why.kind != ERR_NONE;

    if (has_failed)
        client_scrub(get->client, &get->why);
    get->handler->on_done(get->user, has_failed ? nothing : get->checked,
                          has_failed ? &get->why : NULL);
}

static int check(struct client_get *get)
{
    struct err ignored;

    if (get->is_post) {
        get->checked = buf_slice(&get->body);
        return gate_check(get->checked, &gate_upstream, &ignored);
    }
    get->repaired = BUF_MAX(3 * get->body.size);
    return gate_repair(buf_slice(&get->body), &gate_upstream, &get->repaired, &get->checked,
                       &ignored);
}

/* A server of the user's own has other words for what is wrong than OpenRouter. */
static void explain_endpoint(int status, struct err *err)
{
    if (status == 401 || status == 403)
        err_set(err, ERR_AUTH, "it refused the key with status %d", status);
    else if (status == 200)
        err_set(err, ERR_PROTOCOL, "what it sent is not what such a server answers");
    else
        err_set(err, ERR_UPSTREAM, "it answered with status %d", status);
}

/* What came becomes a body to hand on, or err says why not. */
static void judge(struct client_get *get, const struct http_result *result, struct err *err)
{
    struct problem problem;

    if (get->too_large) {
        err_set(err, ERR_TOO_LARGE, "the answer is longer than %zu bytes", get->body.size_max);
        return;
    }
    if (result->err) {
        *err = *result->err;
        return;
    }
    if (result->status == 200 && check(get) == 0 && !problem_in(get->checked))
        return;
    if (client_endpoint(get->client)) {
        explain_endpoint(result->status, err);
        return;
    }
    problem_read(result->status, buf_slice(&get->body), NULL, &problem);
    *err = problem.err;
}

static void on_done(void *user, const struct http_result *result)
{
    struct client_get *get = user;

    if (result->sent == HTTP_SENT_ALL)
        client_touch(get->client);
    get->status = result->status;
    judge(get, result, &get->why);
    finish(get);
}

static struct client_get *make(struct client *client, size_t size_max,
                               const struct client_get_handler *handler, void *user)
{
    struct client_get *get = xcalloc(1, sizeof(*get));

    get->client = client;
    get->handler = handler;
    get->user = user;
    get->body = BUF_MAX(size_max);
    get->failed = (struct loop_task){ .on_turn = finish, .user = get };
    return get;
}

/* Everything of request but the address is there. */
static struct client_get *start(struct client_get *get, const char *path,
                                struct http_request *request)
{
    static const struct http_handler http_handler = { .on_data = on_data, .on_done = on_done };
    CLEANUP(buf_done) struct buf url = BUF_MAX(KIB(8));

    buf_addf(&url, "%s%s", client_base_url(get->client), path);
    request->url = buf_text(&url);
    request->headers = client_headers(get->client);
    request->response_max = get->body.size_max;
    request->headers_ms = request->idle_ms = GET_MS;
    get->slot = http_start(client_http(get->client), request, &http_handler, get, &get->why);
    if (!get->slot)
        loop_task_queue(client_loop(get->client), &get->failed);
    return get;
}

struct client_get *client_get_start(struct client *client, const char *path, size_t size_max,
                                    const struct client_get_handler *handler, void *user)
{
    struct http_request request = { .bearer = client_key(client), .compressed = true };

    return start(make(client, size_max, handler, user), path, &request);
}

struct client_get *client_post_start(struct client *client, const char *path, struct slice body,
                                     const struct client_get_handler *handler, void *user)
{
    struct client_get *get = make(client, REDEEM_BODY_MAX, handler, user);
    struct http_request request = { .body = body };

    get->is_post = true;
    /* Whole at once: a buffer that grew would leave a copy behind. */
    get->body.data = xmalloc(get->body.size_max + 1);
    get->body.capacity = get->body.size_max + 1;
    return start(get, path, &request);
}

int client_get_status(const struct client_get *get)
{
    return get->status;
}

struct client_get *client_get_free(struct client_get *get)
{
    if (!get)
        return NULL;
    loop_task_drop(client_loop(get->client), &get->failed);
    http_slot_free(get->slot);
    if (get->is_post)
        buf_wipe(&get->body);
    buf_done(&get->body);
    buf_done(&get->repaired);
    free(get);
    return NULL;
}
