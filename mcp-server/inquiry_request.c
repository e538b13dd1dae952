/* inquiry_request - what is wanted of one model: as the gate, as the wire, and as a name sees it.
 */
#include "mcp-server/inquiry_request.h"

#include "base/limits.h"
#include "mcp-server/team.h"
#include "openrouter/local_name.h"

#include <inttypes.h>
#include <stdlib.h>

/* The copy, and the lists and texts behind it. */
struct owned {
    struct inquiry_request request;
    char *tag, *model, *prompt, *system, *effort;
    char *fallbacks[FALLBACKS_MAX + 1];
};

static char *copy(const char *text_or_null)
{
    return text_or_null ? xstrdup(text_or_null) : NULL;
}

struct inquiry_request *inquiry_request_copy(const struct inquiry_request *request)
{
    struct owned *owned = xcalloc(1, sizeof(*owned));

    owned->request = *request;
    owned->request.tag = owned->tag = copy(request->tag);
    owned->request.model = owned->model = copy(request->model);
    owned->request.prompt = owned->prompt = copy(request->prompt);
    owned->request.system = owned->system = copy(request->system);
    owned->request.effort = owned->effort = copy(request->effort);
    for (size_t i = 0; request->fallbacks && request->fallbacks[i] && i < FALLBACKS_MAX; i++)
        owned->fallbacks[i] = copy(request->fallbacks[i]);
    owned->request.fallbacks = (const char *const *)owned->fallbacks;
    return &owned->request;
}

struct inquiry_request *inquiry_request_free(struct inquiry_request *request)
{
    struct owned *owned = (struct owned *)(void *)request;

    if (!owned)
        return NULL;
    for (size_t i = 0; owned->fallbacks[i]; i++)
        free(owned->fallbacks[i]);
    free(owned->tag);
    free(owned->model);
    free(owned->prompt);
    free(owned->system);
    free(owned->effort);
    free(owned);
    return NULL;
}

struct admit_request inquiry_admit_request(const struct inquiry_request *request)
{
    return (struct admit_request){
        .model = request->model,
        .fallbacks = request->fallbacks,
        .prompt_bytes = slice_of(request->prompt).size + slice_of(request->system).size,
        .max_output_tokens = request->max_output_tokens,
        .effort = request->effort ? effort_find(request->effort) : EFFORT_COUNT,
        .web = request->web,
        .zdr = request->zdr,
        .max_cost_nano = request->max_cost_nano,
        .branches = request->branches,
        .allowed = request->allowed,
    };
}

struct chat_request inquiry_chat_request(const struct inquiry_request *request,
                                         const struct config *config,
                                         const struct admission *admission,
                                         const char *names[FALLBACKS_MAX + 1])
{
    for (size_t i = 0; i < admission->fallback_count; i++)
        names[i] = admission->fallbacks[i];
    names[admission->fallback_count] = NULL;
    return (struct chat_request){
        .model = admission->name.text,
        .fallbacks = admission->fallback_count > 0 ? names : NULL,
        .system = request->system,
        .prompt = request->prompt,
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
    buf_adds(out, "request 1");
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
    add_part(out, request->prompt);
}
