/* client - who we are at OpenRouter, or at a server of the user's own: base address, key, headers,
 * and the GETs.
 *
 * Knows where the key may go: the key is bound to the base address it was given with.
 */
#pragma once

#include "net/http.h"
#include "openrouter/health.h"
#include "json/json.h"

struct client;

/* How long an answer may keep us waiting, in milliseconds; 0: as in base/limits.h. */
struct client_patience {
    int64_t headers_ms, idle_ms, first_content_ms, stall_ms;
};

/* How often a question is asked, the first time included; 0: RETRY_ATTEMPTS. allows_unknown: once
 * also where the first request may have been billed. is_stubborn: what fails is not left alone. */
struct client_retry {
    int64_t attempts_max;
    bool allows_unknown, is_stubborn;
};

struct client_options {
    const char *base_url;  /* without a slash at the end: "https://openrouter.ai/api/v1" */
    struct secret *key;    /* kept; NULL: only what needs no key works */
    const char *app_url;   /* HTTP-Referer; without it OpenRouter attributes nothing to an app */
    const char *app_title; /* X-OpenRouter-Title */
    const char *app_categories; /* X-OpenRouter-Categories: at most two, with a comma */
    /* What the user calls a server that is not OpenRouter, but speaks as OpenAI does (local.h): no
     * key is needed, and nothing costs anything. NULL: it is OpenRouter. */
    const char *endpoint;
    struct client_patience patience;
    struct client_retry retry;
};

struct client *client_new(struct loop *loop, struct http *http,
                          const struct client_options *options);
struct client *client_free(struct client *client);

bool client_has_key(const struct client *client);
struct secret *client_key(const struct client *client); /* borrowed; for scrubbing */
struct http *client_http(const struct client *client);
struct loop *client_loop(const struct client *client);

const char *client_endpoint(const struct client *client); /* NULL: OpenRouter */

/* 0 when a base address may be sent the key of the environment: openrouter.ai, its subdomains (both
 * https only), or loopback. Otherwise -1 (ERR_CONFIG) with what is allowed instead. */
int client_check_base_url(const char *base_url, struct err *err);

/* One GET below the base address. Free it to cancel it; it must be freed after on_done, too. */
struct client_get;

struct client_get_handler {
    /* body is the text of a 200, repaired JSON (gate_repair), borrowed; err is NULL then. On
     * failure body is empty and err says what happened, key scrubbed. */
    void (*on_done)(void *user, struct slice body, const struct err *err);
};

struct client_get *client_get_start(struct client *client, const char *path, size_t size_max,
                                    const struct client_get_handler *handler, void *user);
/* The same as a POST of JSON text (copied) for what costs nothing, without the key, sent once. The
 * answer has at most REDEEM_BODY_MAX bytes; it may hold a secret: it is handed on only when it is
 * sound, and wiped. */
struct client_get *client_post_start(struct client *client, const char *path, struct slice body,
                                     const struct client_get_handler *handler, void *user);

/* For on_done: the status of the answer; 0 when none came. */
int client_get_status(const struct client_get *get);
struct client_get *client_get_free(struct client_get *get);

/* Opens a connection ahead of the first question, when none was used for CONNECTION_IDLE_S, by
 * asking for /key (or, without a key, doing nothing). What the key's answer says is kept. */
void client_warm(struct client *client);

/* What OpenRouter last said of the key: NULL before it said anything, then the `data` of /key. */
const cJSON *client_key_info(const struct client *client);

/* The headers that every paid request carries, NULL-terminated, borrowed; the key is not in them.
 */
const char *const *client_headers(const struct client *client);
const char *client_base_url(const struct client *client);
const struct client_patience *client_patience(const struct client *client); /* nothing is 0 */
const struct client_retry *client_retry(const struct client *client);
struct health *client_health(struct client *client); /* of the key, and of each model */

/* A request was answered just now: its connection is warm. */
void client_touch(struct client *client);

/* Takes the key out of a sentence that may quote the other side. */
void client_scrub(const struct client *client, struct err *err);
