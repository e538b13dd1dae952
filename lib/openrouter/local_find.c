/* local_find - what a name that begins with "local/" stands for.
 *
 *   the endpoint -> its row, or why there is none and what to do
 */
#include "openrouter/local_parts.h"

#include "openrouter/model_name.h"

#include <stdio.h>
#include <strings.h>

#define SUGGESTED_MAX 3

struct local_server *local_find_server(const struct local *local, const char *name)
{
    struct slice wanted = local_name_endpoint(name);

    for (size_t i = 0; i < local->count; i++)
        if (wanted.size == strlen(local->endpoints[i].is.name) &&
            strncasecmp(wanted.data, local->endpoints[i].is.name, wanted.size) == 0)
            return (struct local_server *)&local->endpoints[i];
    return NULL;
}

static const struct model *find_with(const struct local_server *endpoint, const char *model,
                                     const char *tag, bool is_exact)
{
    size_t size = strlen(model);

    for (size_t i = 0; i < endpoint->models.count; i++) {
        const char *name = local_name_model(endpoint->models.list[i].id);
        bool begins =
            is_exact ? strncmp(name, model, size) == 0 : strncasecmp(name, model, size) == 0;

        if (begins && strcmp(name + size, tag) == 0)
            return &endpoint->models.list[i];
    }
    return NULL;
}

/* Exactly this one; in other letter case; with the tag that Ollama takes where none is given. */
const struct model *local_find_row(const struct local_server *endpoint, const char *model)
{
    static const char *const tags[] = { "", ":latest" };
    const struct model *found = NULL;

    if (!model[0])
        return NULL;
    for (size_t i = 0; i < ARRAY_COUNT(tags) && !found; i++) {
        found = find_with(endpoint, model, tags[i], true);
        if (!found)
            found = find_with(endpoint, model, tags[i], false);
    }
    return found;
}

static int fail_no_endpoint(const struct local *local, const char *name, struct err *err)
{
    struct slice wanted = local_name_endpoint(name);
    CLEANUP(buf_done) struct buf known = BUF_MAX(400);

    for (size_t i = 0; i < local->count; i++)
        buf_addf(&known, "%s%s", i > 0 ? ", " : "", local->endpoints[i].is.name);
    return err_set(err, ERR_ARGUMENT,
                   "'%s': there is no endpoint '%.*s'; local models are local/<endpoint>/<model>, "
                   "and the endpoints: %s. The user adds more under endpoints in config.json.",
                   name, SLICE_FMT(wanted), known.size > 0 ? buf_text(&known) : "none");
}

static int fail_silent(const struct local_server *endpoint, struct err *err)
{
    bool is_refused = endpoint->why.kind == ERR_AUTH;
    enum err_kind kind = is_refused ? ERR_AUTH : ERR_NETWORK;

    if (is_refused)
        return err_set(err, kind,
                       "the endpoint %s at %s cannot be used: %s. The user should name a file with "
                       "its key as endpoints.%s.api_key_file in config.json.",
                       endpoint->is.name, endpoint->address.name, endpoint->why.text,
                       endpoint->is.name);
    return err_set(err, kind,
                   "%s at %s does not answer (%s). %s, or choose a model of OpenRouter's "
                   "(list_models).",
                   endpoint->is.name, endpoint->address.name, endpoint->why.text,
                   endpoint->is.is_implied
                       ? "The user should start it (ollama serve), set OLLAMA_HOST, or name the "
                         "server under endpoints in config.json"
                       : "The user should start it, or correct its base_url in config.json");
}

static int fail_no_model(const struct local_server *endpoint, const char *name, struct err *err)
{
    const struct model *nearest[SUGGESTED_MAX];
    size_t count = model_name_nearest(&endpoint->models, name, nearest, SUGGESTED_MAX);
    CLEANUP(buf_done) struct buf list = BUF_MAX(SUGGESTED_MAX * (MODEL_NAME_MAX + 3));

    if (endpoint->models.count == 0)
        return err_set(err, ERR_MODEL,
                       "%s at %s answers, but has no models; the user should install one there "
                       "(with Ollama: ollama pull)",
                       endpoint->is.name, endpoint->address.name);
    /* A server has few models: where none is near, the first ones tell what there is. */
    for (size_t i = 0; i < SUGGESTED_MAX && i < (count ? count : endpoint->models.count); i++)
        buf_addf(&list, "%s%s", i > 0 ? ", " : "",
                 count ? nearest[i]->id : endpoint->models.list[i].id);
    return err_set(err, ERR_MODEL,
                   "%s at %s has no model '%s'; %s: %s (list_models with vendor local shows all)",
                   endpoint->is.name, endpoint->address.name, local_name_model(name),
                   count ? "the nearest" : "it has", buf_text(&list));
}

int local_resolve(const struct local *local, const char *name, struct model_name *found,
                  struct err *err)
{
    const struct local_server *endpoint = local_find_server(local, name);

    *found = (struct model_name){ 0 };
    if (strlen(name) > MODEL_NAME_MAX || !model_name_is_safe(slice_of(name)))
        return err_set(err, ERR_ARGUMENT,
                       "the name of the model is longer than %d bytes, or has a character that no "
                       "name has; local models look like local/ollama/qwen3:8b",
                       MODEL_NAME_MAX);
    if (!endpoint)
        return fail_no_endpoint(local, name, err);
    if (endpoint->is.trouble.kind != ERR_NONE) {
        *err = endpoint->is.trouble;
        return err_wrap(err, "the endpoint %s", endpoint->is.name);
    }

    const struct model *model = local_find_row(endpoint, local_name_model(name));

    if (!model)
        return endpoint->failed_ms >= 0 ? fail_silent(endpoint, err)
                                        : fail_no_model(endpoint, name, err);
    found->model = model;
    snprintf(found->text, sizeof(found->text), "%s", model->id);
    return 0;
}
