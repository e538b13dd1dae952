/* service - what is answered to which request. */
#include "tests/upstream/service.h"

#include "base/clock.h"
#include "base/limits.h"
#include "tests/upstream/access.h"
#include "tests/upstream/account.h"
#include "tests/upstream/asked.h"
#include "tests/upstream/builtin.h"
#include "tests/upstream/endpoint_json.h"
#include "tests/upstream/grant.h"
#include "tests/upstream/parameter.h"
#include "tests/upstream/trouble.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define BODY_MAX MIB(4)

struct service {
    struct shelf *shelf;
    struct script *script;
    struct account account;
    struct grants grants;
    struct buf zdr;
};

/* One request in the course of being routed. */
struct visit {
    struct service *service;
    struct exchange *exchange;
    struct reply *reply;
    const struct behaviour *how; /* never NULL */
    struct slice rest;           /* what the path has behind the route's own */
};

static const struct behaviour ordinary = { 0 };

struct service *service_new(void)
{
    struct service *service = xcalloc(1, sizeof(*service));

    service->shelf = shelf_new();
    return service;
}

struct service *service_free(struct service *service)
{
    if (!service)
        return NULL;
    shelf_free(service->shelf);
    script_free(service->script);
    buf_done(&service->zdr);
    free(service);
    return NULL;
}

void service_follow(struct service *service, struct script *script)
{
    script_free(service->script);
    service->script = script;
}

struct script *service_script(struct service *service)
{
    return service->script;
}

static void answer_body(struct visit *visit, struct slice body)
{
    visit->reply->status = 200;
    visit->reply->content_type = "application/json";
    visit->reply->body = body;
    reply_begin_whole(visit->reply, visit->how, clock_ms());
}

/* The body that a visit writes itself: opened here, answered with by answer_own. */
static struct buf *own_body(struct visit *visit)
{
    visit->reply->own = BUF_MAX(BODY_MAX);
    return &visit->reply->own;
}

static void answer_own(struct visit *visit)
{
    answer_body(visit, buf_slice(&visit->reply->own));
}

static void answer_trouble(struct visit *visit, const struct trouble *trouble, const char *message)
{
    struct reply *reply = visit->reply;

    reply->status = visit->how->status ? (int)visit->how->status : trouble->status;
    reply->content_type = trouble->content_type ? trouble->content_type : "application/json";
    reply->header_lines = trouble->headers;
    reply->own = BUF_MAX(BODY_MAX);
    trouble_body(trouble, visit->exchange->model,
                 visit->how->message ? visit->how->message : message, &reply->own);
    reply_begin_whole(reply, visit->how, clock_ms());
}

/* What a script puts in the place of the true answer; false when it does not. */
static bool answer_scripted(struct visit *visit)
{
    const struct behaviour *how = visit->how;

    if (how->body) {
        visit->reply->status = how->status ? (int)how->status : 200;
        visit->reply->content_type = how->content_type ? how->content_type : "application/json";
        visit->reply->body = slice_of(how->body);
        reply_begin_whole(visit->reply, how, clock_ms());
        return true;
    }
    if (!behaviour_refuses(how))
        return false;
    answer_trouble(visit,
                   how->error && how->error_at == 0 ? trouble_find(how->error)
                                                    : trouble_of_status((int)how->status),
                   NULL);
    return true;
}

static const struct behaviour *behaviour_of(struct service *service, const char *name,
                                            const struct row *row)
{
    const struct behaviour *how = script_next(service->script, name);

    if (!how && row)
        how = builtin_find(row->target ? row->target : row->id);
    if (!how)
        how = script_next(service->script, "*");
    return how ? how : &ordinary;
}

/* Why the real one would not serve this row to this request; NULL when it would. */
static const struct trouble *refusal_of(const struct row *row, const struct asked *asked)
{
    if (row->batch)
        return trouble_find("batch_only");
    if (asked->max_prompt_pico >= 0 && row->priced && row->prompt_pico > asked->max_prompt_pico)
        return trouble_find("max_price");
    if (asked->max_completion_pico >= 0 && row->priced &&
        row->completion_pico > asked->max_completion_pico)
        return trouble_find("max_price");
    return NULL;
}

static void answer_completion(struct visit *visit, const struct asked *asked, const struct row *row)
{
    struct reply *reply = visit->reply;
    const struct behaviour *how = visit->how;

    reply->streams = asked->stream;
    reply->cap = asked->max_tokens;
    reply->ticket = (struct ticket){
        .created_unix_s = clock_unix_s(),
        .model = how->model           ? how->model
                 : row && row->target ? row->target
                 : row                ? row->canonical
                                      : visit->exchange->model,
        .provider = how->provider ? how->provider
                    : row         ? row->provider
                                  : "Stand-in",
        .prompt_pico = row ? row->prompt_pico : 0,
        .completion_pico = row ? row->completion_pico : 0,
        .prompt_tokens = asked->prompt_tokens,
    };
    snprintf(reply->ticket.id, sizeof(reply->ticket.id), "gen-%" PRId64 "-Standin%013zu",
             reply->ticket.created_unix_s, visit->exchange->number);
    reply_begin_chat(reply, how, clock_ms());
}

static void on_chat(struct visit *visit)
{
    struct exchange *exchange = visit->exchange;
    const char *why = NULL;
    struct asked asked;

    if (asked_read((struct slice){ exchange->body, exchange->body_size }, &asked, &why) < 0) {
        answer_trouble(visit, trouble_find("bad_request"), why);
        return;
    }
    for (size_t i = 0; i < asked.model_count; i++) {
        const struct row *row = shelf_find(visit->service->shelf, slice_of(asked.models[i]));
        bool is_last = i + 1 == asked.model_count;

        memcpy(exchange->model, asked.models[i], sizeof(exchange->model));
        if (!row && !script_peek(visit->service->script, exchange->model)) {
            char sentence[256];

            snprintf(sentence, sizeof(sentence), "%s is not a valid model ID", exchange->model);
            answer_trouble(visit, trouble_find("model_id"), sentence);
            return;
        }
        visit->how = behaviour_of(visit->service, exchange->model, row);

        const struct trouble *refusal = row ? refusal_of(row, &asked) : NULL;

        if ((refusal || behaviour_refuses(visit->how)) && !is_last)
            continue;
        if (refusal)
            answer_trouble(visit, refusal, NULL);
        else if (!answer_scripted(visit))
            answer_completion(visit, &asked, row);
        return;
    }
}

static void on_models(struct visit *visit)
{
    char sort[64];

    parameter_read(visit->exchange, "sort", sort, sizeof(sort));
    answer_body(visit, shelf_list(visit->service->shelf, sort[0] ? sort : NULL));
}

static void answer_row(struct visit *visit, void (*write)(const struct row *row, struct buf *out))
{
    const struct row *row = shelf_find(visit->service->shelf, visit->rest);

    if (!row) {
        answer_trouble(visit, trouble_find("no_endpoints"), "Model not found");
        return;
    }
    write(row, own_body(visit));
    answer_own(visit);
}

static void write_model(const struct row *row, struct buf *out)
{
    buf_adds(out, "{\"data\":");
    buf_add(out, row->json);
    buf_adds(out, "}");
}

static void on_model(struct visit *visit)
{
    answer_row(visit, write_model);
}

static void on_endpoints(struct visit *visit)
{
    answer_row(visit, endpoint_json_of);
}

static void on_zdr(struct visit *visit)
{
    struct buf *zdr = &visit->service->zdr;

    if (zdr->size == 0) {
        *zdr = BUF_MAX(BODY_MAX);
        endpoint_json_zdr(visit->service->shelf, zdr);
    }
    answer_body(visit, buf_slice(zdr));
}

static void on_providers(struct visit *visit)
{
    endpoint_json_providers(own_body(visit));
    answer_own(visit);
}

static void on_key(struct visit *visit)
{
    const struct grant *grant = grants_of_key(&visit->service->grants, visit->exchange);

    account_key(&visit->service->account, grant ? grant->limit_pico : ACCOUNT_LIMIT_PICO,
                own_body(visit));
    answer_own(visit);
}

static void on_credits(struct visit *visit)
{
    account_credits(&visit->service->account, own_body(visit));
    answer_own(visit);
}

static void on_keys(struct visit *visit)
{
    account_keys(&visit->service->account, own_body(visit));
    answer_own(visit);
}

static void on_activity(struct visit *visit)
{
    account_activity(own_body(visit));
    answer_own(visit);
}

static void on_generation(struct visit *visit)
{
    char id[64];

    parameter_read(visit->exchange, "id", id, sizeof(id));
    if (account_generation(&visit->service->account, id, own_body(visit)))
        answer_own(visit);
    else
        answer_trouble(visit, trouble_find("no_endpoints"), "Generation not found");
}

static void on_auth(struct visit *visit)
{
    struct reply *reply = visit->reply;
    const char *why;
    const struct grant *grant =
        grants_allow(&visit->service->grants, visit->exchange, own_body(visit), &why);

    if (!grant) {
        answer_trouble(visit, trouble_find("bad_request"), why);
        return;
    }
    reply->status = grant->location[0] ? 302 : 200;
    reply->header_lines = grant->location[0] ? grant->location : NULL;
    reply->content_type = "text/html; charset=UTF-8";
    reply_begin_whole(reply, visit->how, clock_ms());
}

static void on_redeem(struct visit *visit)
{
    const char *trouble = grants_redeem(&visit->service->grants, visit->exchange, own_body(visit));

    if (trouble)
        answer_trouble(visit, trouble_find(trouble), NULL);
    else
        answer_own(visit);
}

void service_settle(struct service *service, const struct exchange *exchange)
{
    account_settle(&service->account, exchange);
}

/* has_name: author and slug stand between before and after. */
static const struct {
    struct slice method, before, after;
    bool has_name;
    enum access access;
    void (*answer)(struct visit *visit);
} routes[] = {
    { { "POST", 4 }, { "/chat/completions", 17 }, { "", 0 }, false, KEY, on_chat },
    { { "GET", 3 }, { "/models", 7 }, { "", 0 }, false, ANYBODY, on_models },
    { { "GET", 3 }, { "/models/", 8 }, { "/endpoints", 10 }, true, ANYBODY, on_endpoints },
    { { "GET", 3 }, { "/model/", 7 }, { "", 0 }, true, ANYBODY, on_model },
    { { "GET", 3 }, { "/endpoints/zdr", 14 }, { "", 0 }, false, ANYBODY, on_zdr },
    { { "GET", 3 }, { "/providers", 10 }, { "", 0 }, false, ANYBODY, on_providers },
    { { "GET", 3 }, { "/key", 4 }, { "", 0 }, false, KEY, on_key },
    { { "GET", 3 }, { "/credits", 8 }, { "", 0 }, false, MANAGER, on_credits },
    { { "GET", 3 }, { "/keys", 5 }, { "", 0 }, false, MANAGER, on_keys },
    { { "GET", 3 }, { "/activity", 9 }, { "", 0 }, false, MANAGER, on_activity },
    { { "GET", 3 }, { "/generation", 11 }, { "", 0 }, false, KEY, on_generation },
    { { "POST", 4 }, { "/auth/keys", 10 }, { "", 0 }, false, ANYBODY, on_redeem },
};

static bool matches(size_t i, struct slice method, struct slice path, struct slice *name)
{
    *name = (struct slice){ "", 0 };
    if (!slice_is(method, routes[i].method) || !slice_starts(path, routes[i].before))
        return false;
    *name = slice_from(path, routes[i].before.size);
    if (!routes[i].has_name)
        return name->size == 0;
    if (!slice_ends(*name, routes[i].after))
        return false;
    name->size -= routes[i].after.size;
    return name->size > 0;
}

void service_answer(struct service *service, struct exchange *exchange, struct reply *reply)
{
    struct visit visit = { service, exchange, reply, &ordinary, { "", 0 } };
    struct slice path = exchange->path;
    char key[256];

    if (slice_is(path, SLICE("/auth"))) {
        on_auth(&visit);
        return;
    }
    if (!slice_starts(path, SLICE("/api/v1/"))) {
        answer_trouble(&visit, trouble_find("no_endpoints"), "Not Found");
        return;
    }
    path = slice_from(path, 7);
    snprintf(key, sizeof(key), "%.*s %.*s", SLICE_FMT(exchange->method), SLICE_FMT(path));
    visit.how = script_next(service->script, key);
    if (!visit.how)
        visit.how = &ordinary;
    for (size_t i = 0; i < ARRAY_COUNT(routes); i++) {
        if (!matches(i, exchange->method, path, &visit.rest))
            continue;
        if (routes[i].access != ANYBODY && access_of(exchange) == ANYBODY)
            answer_trouble(&visit, trouble_find("auth"), NULL);
        else if (routes[i].access == MANAGER && access_of(exchange) != MANAGER)
            answer_trouble(&visit, trouble_find("manager"), NULL);
        else if (!answer_scripted(&visit))
            routes[i].answer(&visit);
        return;
    }
    answer_trouble(&visit, trouble_find("no_endpoints"), "Not Found");
}
