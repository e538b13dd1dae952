/* chat_body - the JSON of one question.
 *
 * The keys come in a fixed order: OpenRouter's response cache, where a user has it on, compares
 * bytes.
 */
#include "openrouter/chat.h"

#include "openrouter/local_name.h"
#include "openrouter/money.h"

#include <inttypes.h>

/* What a member is put behind: a comma, unless it is the first of its object. */
static void add_key(struct buf *out, const char *key)
{
    char last = out->size > 0 ? out->data[out->size - 1] : '{';

    buf_addf(out, "%s\"%s\":", last == '{' ? "" : ",", key);
}

static void add_text(struct buf *out, const char *key, const char *text)
{
    add_key(out, key);
    json_quote(slice_of(text), out);
}

static void add_fallbacks(struct buf *out, const char *const *fallbacks)
{
    if (!fallbacks[0])
        return;
    add_key(out, "models");
    for (size_t i = 0; fallbacks[i]; i++) {
        buf_adds(out, i > 0 ? "," : "[");
        json_quote(slice_of(fallbacks[i]), out);
    }
    buf_adds(out, "]");
}

static void add_message(struct buf *out, const char *role, const char *content)
{
    buf_adds(out, "{");
    add_text(out, "role", role);
    add_text(out, "content", content);
    buf_adds(out, "}");
}

static void add_messages(struct buf *out, const struct chat_request *request)
{
    add_key(out, "messages");
    buf_adds(out, "[");
    if (request->system && request->system[0]) {
        add_message(out, "system", request->system);
        buf_adds(out, ",");
    }
    add_message(out, "user", request->prompt);
    buf_adds(out, "]");
}

static void add_price(struct buf *out, const char *key, const char *dollars)
{
    add_key(out, key);
    buf_addf(out, "\"%s\"", dollars);
}

/* Dollars a million tokens, and for request dollars; as strings, which is what the API describes.
 */
static void add_max_price(struct buf *out, const struct chat_terms *terms)
{
    char text[MONEY_TEXT_SIZE];

    if (terms->max_prompt_pico < 0 && terms->max_completion_pico < 0 && terms->max_request_nano < 0)
        return;
    add_key(out, "max_price");
    buf_adds(out, "{");
    if (terms->max_prompt_pico >= 0)
        add_price(out, "prompt", money_per_million(text, terms->max_prompt_pico));
    if (terms->max_completion_pico >= 0)
        add_price(out, "completion", money_per_million(text, terms->max_completion_pico));
    if (terms->max_request_nano >= 0)
        add_price(out, "request", money_exact(text, terms->max_request_nano));
    buf_adds(out, "}");
}

static void add_slugs(struct buf *out, const char *key, const cJSON *slugs)
{
    if (!cJSON_IsArray(slugs) || cJSON_GetArraySize(slugs) == 0)
        return;
    add_key(out, key);
    json_print(slugs, out);
}

static void add_provider(struct buf *out, const struct chat_terms *terms)
{
    size_t before = out->size;

    add_key(out, "provider");
    buf_adds(out, "{");

    size_t empty = out->size;

    if (terms->deny_data_collection)
        add_text(out, "data_collection", "deny");
    if (terms->zdr) {
        add_key(out, "zdr");
        buf_adds(out, "true");
    }
    add_max_price(out, terms);
    add_slugs(out, "order", terms->order);
    add_slugs(out, "only", terms->only);
    add_slugs(out, "ignore", terms->ignore);
    if (terms->sort)
        add_text(out, "sort", terms->sort);
    if (out->size == empty)
        out->size = before; /* nothing to say */
    else
        buf_adds(out, "}");
}

static void add_web(struct buf *out, const struct chat_request *request)
{
    add_key(out, "tools");
    buf_adds(out, "[{");
    add_text(out, "type", "openrouter:web_search");
    if (request->web_searches_max > 0) {
        add_key(out, "parameters");
        buf_addf(out, "{\"max_uses\":%" PRId64 "}", request->web_searches_max);
    }
    buf_adds(out, "}]");
}

static void add_label(struct buf *out, const char *key, const char *text)
{
    if (text && text[0])
        add_text(out, key, text);
}

static void add_labels(struct buf *out, const struct chat_labels *labels)
{
    add_label(out, "session_id", labels->session_id);
    add_label(out, "user", labels->user);
    if (!labels->trace_name)
        return;
    add_key(out, "trace");
    buf_adds(out, "{");
    add_label(out, "trace_name", labels->trace_name);
    add_label(out, "generation_name", labels->generation_name);
    add_label(out, "tag", labels->tag);
    add_label(out, "repository", labels->repository);
    buf_adds(out, "}");
}

/* What only OpenRouter understands. */
static void add_openrouters(struct buf *out, const struct chat_request *request)
{
    if (request->effort) {
        add_key(out, "reasoning");
        buf_adds(out, "{");
        add_text(out, "effort", request->effort);
        buf_adds(out, "}");
    }
    add_provider(out, request->terms);
    if (request->web)
        add_web(out, request);
    add_labels(out, &request->labels);
}

/* Servers that speak as OpenAI does count tokens when asked to, and know no other members. */
static void add_plain(struct buf *out, const struct chat_request *request)
{
    add_key(out, "stream_options");
    buf_adds(out, "{\"include_usage\":true}");
    if (request->effort)
        add_text(out, "reasoning_effort", request->effort);
}

void chat_models(const struct chat_request *request, const char *models[FALLBACKS_MAX + 2])
{
    const char *const *fallbacks = request->fallbacks;
    size_t count = 0;

    models[count++] = request->model;
    while (fallbacks && *fallbacks && count <= FALLBACKS_MAX)
        models[count++] = *fallbacks++;
    models[count] = NULL;
}

void chat_body_head(const char *const *models, struct buf *out)
{
    buf_adds(out, "{");
    add_text(out, "model", local_name_model(models[0]));
    add_fallbacks(out, models + 1);
}

int chat_body_rest(const struct chat_request *request, struct buf *out)
{
    const struct chat_terms *terms = request->terms;

    add_messages(out, request);
    add_key(out, "stream");
    buf_adds(out, "true");
    add_key(out, terms->use_max_completion_tokens ? "max_completion_tokens" : "max_tokens");
    buf_addf(out, "%" PRId64, terms->max_tokens);
    if (local_name_is(request->model))
        add_plain(out, request);
    else
        add_openrouters(out, request);
    buf_adds(out, "}");
    return out->full ? -1 : 0;
}

int chat_body(const struct chat_request *request, struct buf *out)
{
    const char *models[FALLBACKS_MAX + 2];

    chat_models(request, models);
    chat_body_head(models, out);
    return chat_body_rest(request, out);
}
