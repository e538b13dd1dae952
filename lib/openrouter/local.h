/* local - servers of the user's own that speak as OpenAI does: Ollama, llama.cpp, vLLM, LM Studio.
 *
 *   local_wait_start -> GET <base>/models of each that is meant -> rows -> on_ready
 *   local_resolve("local/ollama/qwen3:8b") -> its row;  local_client(...) -> whom to ask
 *
 * Each endpoint has a client of its own, with its own base address, key and health: OpenRouter's
 * key never goes to one of them, nor a key of theirs anywhere else. What they offer costs nothing.
 * Nobody is contacted before it is waited for; lists are kept in memory only.
 *
 * An endpoint that nobody configured (Ollama at its usual address) may well not be there: that is
 * told to those who name it, and to nobody else.
 */
#pragma once

#include "openrouter/catalogue.h"
#include "openrouter/local_name.h"

#include <cjson/cJSON.h>

struct local_endpoint {
    const char *name;     /* [a-z][a-z0-9_-]*, at most LOCAL_ENDPOINT_MAX */
    const char *base_url; /* without a slash at the end: "http://127.0.0.1:11434/v1" */
    struct secret *key;   /* NULL: none is sent */
    const cJSON *models;  /* names: these are offered, and it is not asked for more; NULL: it is */
    bool is_implied;      /* nobody configured it */
    bool keeps_nothing;   /* the user says so; known by itself of this machine */
    struct err trouble;   /* why it cannot be asked at all (an unreadable key); ERR_NONE: it can */
};

struct local_options {
    const struct local_endpoint *endpoints; /* with all they point at, kept as long as local */
    size_t count;                           /* at most LOCAL_ENDPOINTS_MAX + 1 */
    struct client_patience patience;        /* 0: as long as a large model takes to be loaded */
    struct client_retry retry;
};

struct local;

struct local *local_new(struct loop *loop, struct http *http, const struct local_options *options);
struct local *local_free(struct local *local);

/* Calls on_ready once all endpoints (names NULL), or those of these models, have said what they
 * offer, have failed, or have had their time (base/limits.h): at once, before this returns, when
 * there is nothing to wait for. What failed is told by local_resolve and local_tell. NULL when it
 * was called already; free the wait to give up. names is borrowed, NULL-terminated. */
struct local_wait;
struct local_wait *local_wait_start(struct local *local, const char *const *names,
                                    void (*on_ready)(void *user), void *user);
struct local_wait *local_wait_free(struct local_wait *wait);

/* What is known to be offered, by endpoint, then by id; good for this turn of the loop. */
size_t local_count(const struct local *local);
const struct model *local_at(const struct local *local, size_t index);

/* The row that a name beginning with "local/" stands for: as it is listed, in other letter case, or
 * without the ":latest" of Ollama's. -1 and what to do: no such endpoint (ERR_ARGUMENT, with those
 * there are), it does not answer (ERR_NETWORK), it offers no such model (ERR_MODEL, with the
 * nearest). */
int local_resolve(const struct local *local, const char *name, struct model_name *found,
                  struct err *err);

/* Whom to ask such a model; NULL: no such endpoint. */
struct client *local_client(const struct local *local, const char *name);

/* How an endpoint stands, for those who report it. */
enum local_state {
    LOCAL_UNKNOWN, /* not asked yet */
    LOCAL_ANSWERS,
    LOCAL_SILENT, /* err says why */
};
struct local_standing {
    const char *name, *address; /* "ollama", "127.0.0.1:11434" ("" when none is known) */
    bool is_implied;
    enum local_state state;
    size_t model_count;
    struct err err;
};
size_t local_endpoint_count(const struct local *local);
void local_tell(const struct local *local, size_t index, struct local_standing *standing);
