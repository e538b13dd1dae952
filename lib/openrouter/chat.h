/* chat - one streamed completion: a question in, deltas, and one reply.
 *
 * Always streamed, because closing a streamed connection is what stops the billing. What failed
 * before any content, and certainly cost nothing, is asked again as net/retry has it; a model that
 * has been failing is left alone (openrouter/health), and its first fallback asked in its place.
 */
#pragma once

#include "base/limits.h"
#include "openrouter/client.h"
#include "openrouter/problem.h"

/* What the gate (mcp-server/admit) has fixed; goes into the body's provider object and max_tokens.
 */
struct chat_terms {
    int64_t max_tokens;             /* always sent */
    bool use_max_completion_tokens; /* the model lists only that name for it */
    bool deny_data_collection, zdr;
    int64_t max_prompt_pico, max_completion_pico; /* provider.max_price; -1: not sent */
    int64_t max_request_nano;                     /* -1: not sent */
    const cJSON *order, *only, *ignore;           /* arrays of provider slugs, or NULL; borrowed */
    const char *sort;                             /* or NULL */
};

/* What OpenRouter files a question under, and sends on where an account has Broadcast on: none of
 * it changes the answer, but the session keeps a conversation at one provider and its cache. NULL:
 * not sent; without trace_name no trace. */
struct chat_labels {
    const char *session_id; /* at most 256 characters */
    const char *user;
    const char *trace_name, *generation_name;
    const char *tag, *repository; /* of the trace, as metadata */
};

/* One question and its answer, of a conversation that goes on. */
struct chat_turn {
    const char *content;  /* raw JSON: a string, or an array of parts */
    const char *answer;   /* text */
    const char *thoughts; /* the answer's reasoning_details, a JSON array; NULL: none go along */
    size_t weight;        /* what content counts as in bytes of text; 0: its size. Not sent */
};

struct chat_request {
    const char *model;
    const char *const *fallbacks;  /* NULL-terminated; NULL for none */
    const char *system;            /* NULL for none */
    const struct chat_turn *turns; /* before the prompt, the oldest first */
    size_t turn_count;
    const char *prompt;
    const char *content; /* the same as raw JSON, when it has parts beside the text; else NULL */
    const char
        *answer_schema; /* raw JSON: the provider holds the answer to it; NULL: nobody does */
    bool is_strict;     /* the schema is of the kind that can be held to the letter */
    bool caches;        /* marks the conversation for the cache of a provider that wants marks */
    const char *effort; /* NULL: the model's default; "none" switches reasoning off */
    bool reasons;       /* the model is expected to think before it writes: longer patience */
    bool web;           /* OpenRouter's web search server tool */
    int64_t web_searches_max; /* with web: what the bound counted */
    const struct chat_terms *terms;
    struct chat_labels labels;
    int64_t deadline_ms; /* of the call, by clock_ms: no attempt begins too late for it; 0: none */
};

enum chat_part { CHAT_CONTENT, CHAT_REASONING };

struct chat_reply {
    struct slice text;      /* all content so far, as it came (not made inert) */
    struct slice refusal;   /* the model's own words, or empty */
    size_t reasoning_bytes; /* how much thinking came along; its text is not kept ... */
    struct slice thoughts;  /* ... but for what the next turn sends back: a JSON array, or empty */
    const char *model;      /* who answered, "" unknown */
    const char *provider;   /* "" unknown */
    const char *generation_id; /* "" unknown */
    const char *finish_reason; /* stop, length, content_filter, error, ..., "" when none came */
    const char *native_finish_reason;
    bool has_usage;
    int64_t prompt_tokens, completion_tokens, reasoning_tokens, cached_tokens; /* -1 unknown */
    int64_t web_searches;
    /* usage.cost; 0 when an error status came before any content (not billed); -1 unknown */
    int64_t cost_nano;
    bool is_byok;
    int64_t upstream_cost_nano; /* with is_byok: the provider's own bill; -1 unknown */
    bool complete;              /* ended as a stream should: [DONE] or a finish that is no error */
    bool sent;                  /* false: certainly nothing left that could be billed */
    unsigned attempts;          /* requests of which something left */
    unsigned failed_attempts;   /* before the last one, requests or not */
    unsigned unknown_attempts;  /* of these: may have been billed as well, each like the last */
    const char *failures;       /* how they failed: "503 of Azure, no connection"; "" none */
    const char *passed_over;    /* the model that was not asked, since it has been failing; "" */
    const cJSON *citations;     /* array of {url, title}, or NULL; borrowed */
    bool wanted_tools;          /* it answered with tool calls, which are not executed */
    int64_t first_content_ms, total_ms; /* -1: never */
    unsigned skipped_chunks;            /* not understood, skipped */
};

struct chat_handler {
    /* Runs inside libcurl's write: append and set timers only. NULL when nobody listens. */
    void (*on_delta)(void *user, enum chat_part part, struct slice text);
    /* The name of the generation, once for each attempt, as soon as it is known; in
     * the same room. NULL as above. */
    void (*on_generation)(void *user, const char *generation_id);
    /* From the loop, once, last. reply is never NULL and borrowed; problem is NULL when the
     * answer is complete, otherwise what ended it, and reply->text is what had come until then. */
    void (*on_done)(void *user, const struct chat_reply *reply, const struct problem *problem);
};

struct chat;

/* Copies everything it needs of the request. Freeing a chat in flight cancels it: the connection is
 * closed at once. NULL and err when it cannot be started (ERR_BUSY, ERR_AUTH without a key, or as
 * what failed just now: a key that was refused, a model that is left alone); nobody was contacted
 * then. */
struct chat *chat_start(struct client *client, const struct chat_request *request,
                        const struct chat_handler *handler, void *user, struct err *err);
struct chat *chat_free(struct chat *chat);

/* What has come so far, for a deadline that wants to keep it, and whether anything was sent;
 * borrowed until the next turn. */
const struct chat_reply *chat_so_far(struct chat *chat);

/* The body of the first request, borrowed as long as the chat lives. */
struct slice chat_sent_body(const struct chat *chat);

/* The body as it would be sent, appended to out; for dry runs, and for the size of a request. */
int chat_body(const struct chat_request *request, struct buf *out);

/* The model and its fallbacks, borrowed, NULL-terminated. */
void chat_models(const struct chat_request *request, const char *models[FALLBACKS_MAX + 2]);

/* The body's two parts: models is NULL-terminated, the first is asked and the others are its
 * fallbacks. */
void chat_body_head(const char *const *models, struct buf *out);
int chat_body_rest(const struct chat_request *request, struct buf *out);
