/* client - who we are at OpenRouter: base address, key, headers.
 *
 * The GETs are in client_get.c.
 */
#include "openrouter/client.h"

#include "base/clock.h"
#include "base/limits.h"
#include "net/http_address.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#define HEADERS_MAX 4
#define OWN_HOST    "openrouter.ai"

struct client {
    struct loop *loop;
    struct http *http;
    struct secret *key;
    char *base_url, *endpoint;
    char *headers[HEADERS_MAX + 1];
    struct client_patience patience;
    struct client_retry retry;
    struct health *health;
    int64_t used_ms; /* when a connection was last known to be open; -1: never */

    struct client_get *warming;
    cJSON *key_answer; /* of /key */
};

static char *new_header(const char *name, const char *value)
{
    CLEANUP(buf_done) struct buf line = BUF_MAX(KIB(4));

    buf_addf(&line, "%s: %s", name, value);
    return buf_take(&line);
}

static void set_patience(struct client_patience *patience, const struct client_patience *wanted)
{
    patience->headers_ms = wanted->headers_ms > 0 ? wanted->headers_ms : HEADERS_MS;
    patience->idle_ms = wanted->idle_ms > 0 ? wanted->idle_ms : TRANSPORT_IDLE_MS;
    patience->first_content_ms =
        wanted->first_content_ms > 0 ? wanted->first_content_ms : FIRST_CONTENT_MS;
    patience->stall_ms = wanted->stall_ms > 0 ? wanted->stall_ms : STALL_MS;
}

struct client *client_new(struct loop *loop, struct http *http,
                          const struct client_options *options)
{
    struct client *client = xcalloc(1, sizeof(*client));
    size_t count = 0;

    client->loop = loop;
    client->http = http;
    client->key = options->key;
    client->base_url = xstrdup(options->base_url);
    client->endpoint = options->endpoint ? xstrdup(options->endpoint) : NULL;
    client->used_ms = -1;
    client->headers[count++] = new_header("Content-Type", "application/json");
    if (options->app_url)
        client->headers[count++] = new_header("HTTP-Referer", options->app_url);
    if (options->app_title)
        client->headers[count++] = new_header("X-OpenRouter-Title", options->app_title);
    if (options->app_categories)
        client->headers[count++] = new_header("X-OpenRouter-Categories", options->app_categories);
    set_patience(&client->patience, &options->patience);
    client->retry = options->retry;
    if (client->retry.attempts_max <= 0)
        client->retry.attempts_max = RETRY_ATTEMPTS;
    client->health = health_new(!client->retry.is_stubborn);
    if (!client->key)
        health_note_key(client->health); /* nobody has to wait for what becomes of it */
    return client;
}

struct client *client_free(struct client *client)
{
    if (!client)
        return NULL;
    client_get_free(client->warming);
    json_free(client->key_answer);
    health_free(client->health);
    for (size_t i = 0; client->headers[i]; i++)
        free(client->headers[i]);
    free(client->base_url);
    free(client->endpoint);
    free(client);
    return NULL;
}

bool client_has_key(const struct client *client)
{
    return client->key != NULL;
}

struct secret *client_key(const struct client *client)
{
    return client->key;
}

const char *client_endpoint(const struct client *client)
{
    return client->endpoint;
}

struct http *client_http(const struct client *client)
{
    return client->http;
}

struct loop *client_loop(const struct client *client)
{
    return client->loop;
}

const char *const *client_headers(const struct client *client)
{
    return (const char *const *)client->headers;
}

const char *client_base_url(const struct client *client)
{
    return client->base_url;
}

const struct client_patience *client_patience(const struct client *client)
{
    return &client->patience;
}

const struct client_retry *client_retry(const struct client *client)
{
    return &client->retry;
}

struct health *client_health(struct client *client)
{
    return client->health;
}

/* host may have a port behind it. */
static bool is_own_host(const char *host)
{
    size_t size = strcspn(host, ":"), own = strlen(OWN_HOST);

    return size >= own && strncasecmp(host + size - own, OWN_HOST, own) == 0 &&
           (size == own || host[size - own - 1] == '.');
}

int client_check_base_url(const char *base_url, struct err *err)
{
    struct http_address address;
    struct err why;

    if (http_address_read(base_url, &address, &why) < 0)
        return err_set(err, ERR_CONFIG, "the base URL: %s", why.text);
    if (strpbrk(base_url, "?#\\ "))
        return err_set(err, ERR_CONFIG, "the base URL must end with its path, without ? or #");
    if (address.is_loopback || (!address.is_plain && is_own_host(address.name)))
        return 0;
    return err_set(err, ERR_CONFIG,
                   "the base URL may not be at %s: this key is for https://openrouter.ai, its "
                   "subdomains, and addresses of this machine (localhost, 127.0.0.1, [::1]) only",
                   address.name);
}

void client_touch(struct client *client)
{
    client->used_ms = clock_ms();
}

void client_scrub(const struct client *client, struct err *err)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(sizeof(err->text) - 1);

    buf_adds(&text, err->text);
    if (secret_scrub(client->key, &text) > 0)
        snprintf(err->text, sizeof(err->text), "%s", buf_text(&text));
}

static void on_key(void *user, struct slice body, const struct err *err)
{
    struct client *client = user;
    struct err ignored;
    cJSON *answer = err ? NULL : json_parse(body, &gate_upstream, &ignored);

    if (answer) {
        json_free(client->key_answer);
        client->key_answer = answer;
        health_note_key(client->health);
    }
    if (err && err->kind == ERR_AUTH)
        health_refuse_key(client->health, err, clock_ms());
    client->warming = client_get_free(client->warming);
}

void client_warm(struct client *client)
{
    static const struct client_get_handler handler = { on_key };
    int64_t idle_ms = clock_ms() - client->used_ms;

    if (!client->key || client->warming ||
        (client->used_ms >= 0 && idle_ms < CONNECTION_IDLE_S * INT64_C(1000)))
        return;
    client->warming = client_get_start(client, "/key", SMALL_BODY_MAX, &handler, client);
}

const cJSON *client_key_info(const struct client *client)
{
    return json_at(client->key_answer, "data");
}
