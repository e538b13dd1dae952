/* inquiry_request - what is wanted of one model: as the gate, as the wire, and as a name sees it.
 */
#include "mcp-server/inquiry/inquiry_request.h"

#include "base/limits.h"
#include "mcp-server/inquiry/conversation.h"
#include "mcp-server/inquiry/team.h"
#include "openrouter/local_name.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>

/* The copy, and the lists and texts behind it. */
struct owned {
    struct inquiry_request request;
    char *texts[9];
    size_t text_count;
    char *fallbacks[FALLBACKS_MAX + 1];
    struct chat_turn *turns;
};

static char *copy(const char *text_or_null)
{
    return text_or_null ? xstrdup(text_or_null) : NULL;
}

static const char *own(struct owned *owned, const char *text_or_null)
{
    char *text = copy(text_or_null);

    assert(owned->text_count < ARRAY_COUNT(owned->texts));
    owned->texts[owned->text_count++] = text;
    return text;
}

static void copy_turns(struct owned *owned, const struct inquiry_request *request)
{
    owned->turns = xcalloc(request->turn_count + 1, sizeof(*owned->turns));
    for (size_t i = 0; i < request->turn_count; i++)
        owned->turns[i] = (struct chat_turn){ .content = copy(request->turns[i].content),
                                              .answer = copy(request->turns[i].answer),
                                              .thoughts = copy(request->turns[i].thoughts),
                                              .weight = request->turns[i].weight };
    owned->request.turns = owned->turns;
}

struct inquiry_request *inquiry_request_copy(const struct inquiry_request *request)
{
    struct owned *owned = xcalloc(1, sizeof(*owned));
    struct inquiry_request *mine = &owned->request;

    *mine = *request;
    mine->tag = own(owned, request->tag);
    mine->model = own(owned, request->model);
    mine->prompt = own(owned, request->prompt);
    mine->system = own(owned, request->system);
    mine->effort = own(owned, request->effort);
    mine->content = own(owned, request->content);
    mine->thread = own(owned, request->thread);
    mine->answer_schema = own(owned, request->answer_schema);
    mine->system_told = own(owned, request->system_told);
    for (size_t i = 0; request->fallbacks && request->fallbacks[i] && i < FALLBACKS_MAX; i++)
        owned->fallbacks[i] = copy(request->fallbacks[i]);
    mine->fallbacks = (const char *const *)owned->fallbacks;
    copy_turns(owned, request);
    return mine;
}

struct inquiry_request *inquiry_request_free(struct inquiry_request *request)
{
    struct owned *owned = (struct owned *)(void *)request;

    if (!owned)
        return NULL;
    for (size_t i = 0; i < owned->text_count; i++)
        free(owned->texts[i]);
    for (size_t i = 0; owned->fallbacks[i]; i++)
        free(owned->fallbacks[i]);
    for (size_t i = 0; i < owned->request.turn_count; i++) {
        free((char *)owned->turns[i].content);
        free((char *)owned->turns[i].answer);
        free((char *)owned->turns[i].thoughts);
    }
    free(owned->turns);
    free(owned);
    return NULL;
}

/* All that is sent as text, with what a schema adds to it. */
static size_t text_bytes(const struct inquiry_request *request)
{
    size_t bytes = slice_of(request->system).size + slice_of(request->answer_schema).size;

    bytes += slice_of(request->prompt).size + request->media_weight;
    if (request->system_told && slice_of(request->system_told).size > bytes)
        bytes += slice_of(request->system_told).size - slice_of(request->system).size;
    for (size_t i = 0; i < request->turn_count; i++)
        bytes += conversation_turn_bytes(&request->turns[i]);
    return bytes;
}

struct admit_request inquiry_admit_request(const struct inquiry_request *request)
{
    return (struct admit_request){
        .model = request->model,
        .fallbacks = request->fallbacks,
        .prompt_bytes = text_bytes(request),
        .media_kinds = request->media_kinds | request->turn_kinds,
        .max_output_tokens = request->max_output_tokens,
        .effort = request->effort ? effort_find(request->effort) : EFFORT_COUNT,
        .web = request->web,
        .zdr = request->zdr,
        .max_cost_nano = request->max_cost_nano,
        .branches = request->branches,
        .spent_nano = request->spent_nano,
        .allowed = request->allowed,
    };
}

/* Whether whoever serves this model can be held to a schema. */
static bool is_held(const struct admission *admission)
{
    const struct model *model = admission->name.model;

    return model && (model->features & FEATURE_STRUCTURED) && !admission->name.is_preset &&
           !local_name_is(admission->name.text);
}

/* Whose cache wants to be told what to keep; others find it by themselves. Worth its price where
 * what is sent comes again: in a conversation. */
static bool wants_marks(const struct inquiry_request *request, const struct admission *admission)
{
    return request->turn_count > 0 &&
           slice_starts(slice_of(admission->name.text), SLICE("anthropic/"));
}

struct chat_request inquiry_chat_request(const struct inquiry_request *request,
                                         const struct config *config,
                                         const struct admission *admission,
                                         const char *names[FALLBACKS_MAX + 1])
{
    for (size_t i = 0; i < admission->fallback_count; i++)
        names[i] = admission->fallbacks[i];
    names[admission->fallback_count] = NULL;

    bool holds = request->answer_schema && is_held(admission);

    return (struct chat_request){
        .model = admission->name.text,
        .fallbacks = admission->fallback_count > 0 ? names : NULL,
        .system = holds || !request->system_told ? request->system : request->system_told,
        .turns = request->turns,
        .turn_count = request->turn_count,
        .prompt = request->prompt,
        .content = request->content,
        .answer_schema = holds ? request->answer_schema : NULL,
        .is_strict = request->is_strict,
        .caches = wants_marks(request, admission),
        .effort = request->effort,
        .reasons = admission->reasons,
        .web = request->web,
        .web_searches_max = admission->web_searches_max,
        .terms = &admission->terms,
        .labels = team_labels(config, request->tool, request->tag),
        .deadline_ms = request->deadline_ms,
    };
}

static void add_part(struct buf *out, const char *text)
{
    buf_addf(out, "%zu:", slice_of(text).size);
    buf_add(out, slice_of(text));
}

static void add_list(struct buf *out, const cJSON *list)
{
    const cJSON *word;

    buf_addf(out, "[%d", cJSON_GetArraySize(list));
    cJSON_ArrayForEach(word, list)
    {
        add_part(out, cJSON_GetStringValue(word));
    }
}

/* Where it goes: another server under the same name is another request. */
static const char *address_of(const struct inquiry_request *request, const struct config *config)
{
    struct slice endpoint = local_name_endpoint(request->model);

    for (size_t i = 0; i < config->endpoint_count && endpoint.data; i++)
        if (slice_is(endpoint, slice_of(config->endpoint_list[i].name)))
            return config->endpoint_list[i].base_url;
    return config->base_url;
}

void inquiry_request_describe(const struct inquiry_request *request, const struct config *config,
                              struct buf *out)
{
    buf_adds(out, "request 2");
    add_part(out, address_of(request, config));
    add_part(out, request->model);
    for (const char *const *name = request->fallbacks; name && *name; name++)
        add_part(out, *name);
    buf_addf(out, "|%d%d%d%d|%" PRId64 "|%" PRId64 "|", request->web, request->zdr || config->zdr,
             config->deny_data_collection, request->system != NULL, request->max_output_tokens,
             request->max_cost_nano);
    add_list(out, config->order);
    add_list(out, config->only);
    add_list(out, config->ignore);
    add_part(out, config->sort);
    add_part(out, request->effort);
    add_part(out, request->system);
    add_part(out, request->thread);
    if (request->is_mend) {
        add_part(out, request->turns[request->turn_count - 1].content);
        add_part(out, request->turns[request->turn_count - 1].answer);
    }
    add_part(out, request->answer_schema);
    add_part(out, request->content);
    add_part(out, request->prompt);
}
