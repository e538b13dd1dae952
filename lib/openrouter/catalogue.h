/* catalogue - what can be asked, at what price, under which conditions.
 *
 * Built from GET /models (421 models in 0.69 MB). Models live until the catalogue is refreshed,
 * which happens only on the loop's turn: borrow a model during a callback, copy what is needed
 * longer.
 */
#pragma once

#include "openrouter/feed.h"
#include "openrouter/money.h"

enum model_input {
    INPUT_TEXT = 1,
    INPUT_IMAGE = 2,
    INPUT_FILE = 4,
    INPUT_AUDIO = 8,
    INPUT_VIDEO = 16
};

enum model_feature {
    FEATURE_TOOLS = 1,
    FEATURE_STRUCTURED = 2, /* structured_outputs */
    FEATURE_REASONING = 4,
    FEATURE_MAX_TOKENS = 8,            /* max_tokens */
    FEATURE_MAX_COMPLETION_TOKENS = 16 /* max_completion_tokens */
};

/* Pico-dollars a token, nano-dollars for one request or search; -1: depends on what serves it (then
 * known is false). The highest of the base price and every override (long prompts, times of day).
 */
struct prices {
    int64_t prompt_pico, completion_pico, reasoning_pico;
    int64_t cache_read_pico, cache_write_pico; /* -1 when not listed */
    int64_t request_nano, web_search_nano;     /* 0 when not listed */
    bool known;
    bool has_tiers; /* an override exists: the base price is lower than the bound's at times */
};

struct model {
    char *id;             /* "openai/gpt-5.6-sol"; "~openai/gpt-latest" for an alias */
    char *name;           /* display name, made inert */
    char *description;    /* made inert, cut */
    char *canonical_slug; /* the dated name that answers come under, or NULL */
    char *alias_target;   /* the slug behind an alias, or NULL */
    struct slice vendor;  /* the author's part of id, without "~" */
    int64_t created_unix_s;
    int64_t context_length;        /* 0 unknown */
    int64_t max_completion_tokens; /* 0 unknown */
    struct prices base, highest;   /* as listed now; as a bound must use */
    unsigned inputs, features;     /* enum model_input, enum model_feature */
    bool text_output;
    bool is_free;    /* ":free", or a price of zero */
    bool is_local;   /* of an endpoint of the user's own (local.h): price 0, and that is no offer */
    bool stays_here; /* with is_local: a prompt is known to be kept by nobody else */
    bool reasoning_mandatory, reasoning_default;
    bool supports_effort[8];                  /* enum effort; all true when the model lists none */
    int32_t coding_index, intelligence_index; /* tenths of a point; -1 unknown */
    char expiration[16];                      /* "2027-01-31" or "" */
};

/* The efforts of OpenRouter's reasoning.effort, from none to max. */
enum effort {
    EFFORT_NONE,
    EFFORT_MINIMAL,
    EFFORT_LOW,
    EFFORT_MEDIUM,
    EFFORT_HIGH,
    EFFORT_XHIGH,
    EFFORT_MAX,
    EFFORT_COUNT
};
const char *effort_name(enum effort effort);
/* EFFORT_COUNT when it is none. */
enum effort effort_find(const char *name);

struct catalogue;
struct local;  /* local.h */
struct models; /* models.h */

/* file as in feed_options. */
struct catalogue *catalogue_new(struct client *client, const char *file);
struct catalogue *catalogue_free(struct catalogue *catalogue);

/* Keeps local: what its endpoints offer is found, and listed behind OpenRouter's. */
void catalogue_join(struct catalogue *catalogue, const struct local *local);

/* As feed_wait_start. */
struct feed_wait *catalogue_wait(struct catalogue *catalogue,
                                 void (*on_ready)(void *user, const struct err *err), void *user);
/* As feed_load. */
bool catalogue_load(struct catalogue *catalogue);
int64_t catalogue_age_s(const struct catalogue *catalogue); /* -1: nothing yet */
/* Why OpenRouter's list is not there although it was asked for; NULL: it is, or was not. */
const struct err *catalogue_failure(const struct catalogue *catalogue);

/* Models that can answer a chat, sorted by id; ":batch" rows and rows without text output are not
 * among them. */
size_t catalogue_count(const struct catalogue *catalogue);
const struct model *catalogue_at(const struct catalogue *catalogue, size_t index);

/* What a name as the user writes it stands for. */
struct model_name {
    char text[129];            /* as it is sent upstream */
    const struct model *model; /* its row; NULL for presets, which have none */
    bool is_preset, is_router; /* @preset/x or slug@preset/x; openrouter/... */
    char variant[16]; /* dynamic suffix: "nitro", "floor", "exacto", "online", "thinking" or "" */
};

/* Understands author/slug, ~author/family-latest, the suffixes, @preset/slug, slug@preset/x, the
 * routers, and local/endpoint/model as local_resolve does. -1: ERR_ARGUMENT for what can be no name
 * (with ":batch" explained), ERR_MODEL with the three nearest names for an unknown one; while there
 * is no list of OpenRouter's, why there is none. */
int catalogue_resolve(const struct catalogue *catalogue, const char *name, struct model_name *found,
                      struct err *err);

/* OpenRouter's models alone, for what is pure over rows (role.h). */
const struct models *catalogue_models(const struct catalogue *catalogue);
