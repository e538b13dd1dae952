/* program - what the tools can reach. */
#include "mcp-server/program.h"

#include "base/clock.h"
#include "base/limits.h"
#include "mcp-server/answer/keep.h"
#include "mcp-server/inquiry/inquiry.h"
#include "mcp-server/material/screen.h"
#include "openrouter/local.h"

#include <stdio.h>

static struct http *open_http(struct program *program, struct err *err)
{
    struct config *config = program->config;
    struct http_options options = {
        .ca_file = config->ca_file,
        .ca_adds = config->ca_adds,
        .proxy = config->proxy,
        .no_proxy = config->no_proxy,
        .user_agent = "openrouter-mcp/" VERSION,
    };
    struct http *http = http_new(program->loop, &options, err);

    if (http || !options.ca_file)
        return http;
    config->config_err = *err;
    options.ca_file = NULL;
    return http_new(program->loop, &options, err);
}

/* The path of a cached list, in the caller's array; NULL when there is no cache. */
static const char *cached(const struct config *config, const char *name, char file[PATH_BYTES_MAX])
{
    if (!config->cache_dir)
        return NULL;
    snprintf(file, PATH_BYTES_MAX, "%s/%s.json", config->cache_dir, name);
    return file;
}

/* How long a silent answer is waited for, and how often it is asked for anew. */
static struct client_patience patience_of(const struct config *config)
{
    return (struct client_patience){
        .headers_ms = config->headers_ms,
        .idle_ms = config->idle_ms,
        .first_content_ms = config->first_content_ms,
        .stall_ms = config->stall_ms,
    };
}

static struct client_retry retry_of(const struct config *config)
{
    return (struct client_retry){
        .attempts_max = config->retry_attempts,
        .allows_unknown = config->retry_unknown,
        .is_stubborn = !config->retry_breakers,
    };
}

/* The usual silence is OpenRouter's, which sends a sign of life while a model is silent. */
static int64_t unusual(int64_t ms, int64_t usual_ms)
{
    return ms == usual_ms ? 0 : ms;
}

static struct local *open_local(struct program *program)
{
    const struct config *config = program->config;
    struct local_options options = {
        .endpoints = config->endpoint_list,
        .count = config->endpoint_count,
        .patience = patience_of(config),
        .retry = retry_of(config),
    };

    options.patience.headers_ms = unusual(config->headers_ms, HEADERS_MS);
    options.patience.idle_ms = unusual(config->idle_ms, TRANSPORT_IDLE_MS);
    return local_new(program->loop, program->http, &options);
}

int program_open(struct program *program, struct loop *loop, struct config *config,
                 struct roots *roots, struct screen *screen, struct err *err)
{
    char file[PATH_BYTES_MAX];

    *program = (struct program){ .loop = loop, .config = config };
    program->roles = roles_new(config, err);
    program->http = program->roles ? open_http(program, err) : NULL;
    if (!program->http) {
        roles_free(program->roles);
        roots_free(roots);
        screen_unref(screen);
        return -1;
    }
    program->client = client_new(loop, program->http,
                                 &(struct client_options){
                                     .base_url = config->base_url,
                                     .key = config->key,
                                     .app_title = "openrouter-mcp",
                                     .app_categories = "cli-agent,programming-app",
                                     .patience = patience_of(config),
                                     .retry = retry_of(config),
                                 });
    if (config->management_key)
        program->management = client_new(loop, program->http,
                                         &(struct client_options){
                                             .base_url = config->base_url,
                                             .key = config->management_key,
                                             .app_title = "openrouter-mcp",
                                         });
    program->catalogue = catalogue_new(program->client, cached(config, "models", file));
    program->local = open_local(program);
    catalogue_join(program->catalogue, program->local);
    program->throughput =
        ranking_new(program->client, RANKING_THROUGHPUT, cached(config, "throughput", file));
    program->zdr = ranking_new(program->client, RANKING_ZDR, cached(config, "zdr", file));
    if (config->state_dir) {
        program->store = store_new(loop, config->state_dir);
        program->settle = settle_new(program->client, program->store, &program->outlay);
    }
    program->archive = archive_new(config, program->store);
    program->roots = roots;
    program->screen = screen;
    program->gathers = gathers_new(loop);
    program->inquiries = inquiries_new(program);
    return 0;
}

struct client *program_client(const struct program *program, const char *model)
{
    return local_name_is(model) ? local_client(program->local, model) : program->client;
}

void program_forget_old(struct program *program)
{
    const struct config *config = program->config;
    int64_t before_s = clock_unix_s() - config->keep_days * 86400;

    if (!program->store)
        return;
    store_forget(program->store, before_s, config->max_mb * (int64_t)MIB(1));
    keep_forget(config, before_s, false);
}

void program_close(struct program *program)
{
    inquiries_free(program->inquiries);
    gathers_free(program->gathers, FILES_CLOSE_MS);
    roots_free(program->roots);
    screen_unref(program->screen);
    archive_free(program->archive);
    settle_free(program->settle);
    store_free(program->store, LEDGER_CLOSE_MS);
    ranking_free(program->zdr);
    ranking_free(program->throughput);
    catalogue_free(program->catalogue);
    local_free(program->local);
    client_free(program->management);
    client_free(program->client);
    http_free(program->http);
    roles_free(program->roles);
    *program = (struct program){ 0 };
}
