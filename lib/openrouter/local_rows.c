/* local_rows - what an endpoint of the user's own offers, as rows like OpenRouter's. */
#include "openrouter/local_rows.h"

#include "base/limits.h"
#include "openrouter/local_name.h"
#include "json/json.h"
#include "json/scan.h"

#include <stdio.h>
#include <stdlib.h>

#define CONTEXT_MAX 1000000000 /* keeps later sums far from overflow */

/* Where a context may stand: what is served before what the model was trained for. */
static const struct {
    const char *key, *within;
} contexts[] = {
    { "max_model_len", NULL },                              /* vLLM, SGLang */
    { "loaded_context_length", NULL },                      /* LM Studio's own interface */
    { "context_length", NULL },                             /* many proxies */
    { "context_window", NULL },        { "n_ctx", "meta" }, /* llama.cpp */
    { "n_ctx_train", "meta" },         { "max_context_length", NULL },
};

static int64_t read_context(struct slice row)
{
    for (size_t i = 0; i < ARRAY_COUNT(contexts); i++) {
        const char *within = contexts[i].within;
        struct slice from = within ? scan_member(row, within) : row;
        int64_t tokens;

        if (scan_int(scan_member(from, contexts[i].key), &tokens) && tokens > 0)
            return tokens < CONTEXT_MAX ? tokens : CONTEXT_MAX;
    }
    return 0;
}

/* Ollama's tags for what its server only passes on. */
static bool is_passed_on(struct slice name)
{
    return slice_ends(name, SLICE(":cloud")) || slice_ends(name, SLICE("-cloud"));
}

static void add(struct models *models, struct slice name, const struct local_source *source)
{
    static const struct prices nothing = { .cache_read_pico = -1,
                                           .cache_write_pico = -1,
                                           .known = true };
    char id[MODEL_NAME_MAX + 1];
    int size = snprintf(id, sizeof(id), LOCAL_VENDOR "/%s/%.*s", source->endpoint, SLICE_FMT(name));

    if (size >= (int)sizeof(id) || !model_name_is_safe(name) || models->count == LOCAL_MODELS_MAX)
        return;
    models->list = xrealloc(models->list, (models->count + 1) * sizeof(*models->list));

    struct model *model = &models->list[models->count++];

    *model = (struct model){
        .id = xstrdup(id),
        .name = slice_dup(name),
        .description = xstrdup("a server of the user's own"),
        .base = nothing,
        .highest = nothing,
        .inputs = INPUT_TEXT,
        .features = FEATURE_MAX_TOKENS,
        .text_output = true,
        .is_local = true,
        .stays_here = source->keeps_nothing || (source->is_loopback && !is_passed_on(name)),
        .reasoning_default = true, /* it may: nobody says */
        .coding_index = -1,
        .intelligence_index = -1,
    };
    model->vendor = (struct slice){ model->id, strlen(LOCAL_VENDOR) };
    for (size_t i = 0; i < EFFORT_COUNT; i++)
        model->supports_effort[i] = true;
}

int local_rows_read(struct slice body, const struct local_source *source, struct models *models,
                    struct err *err)
{
    struct slice data = scan_member(body, "data"), row;
    char name[2 * MODEL_NAME_MAX];

    *models = (struct models){ 0 };
    /* Ollama without a model says null. */
    if (scan_type(data) != SCAN_ARRAY && scan_type(data) != SCAN_NULL)
        return err_set(err, ERR_PROTOCOL, "what it sent is no list of models");
    for (size_t at = 0; scan_next(data, &at, NULL, &row);) {
        size_t count = models->count;

        scan_text(scan_member(row, "id"), name, sizeof(name));
        if (!is_passed_on(slice_of(name)))
            add(models, slice_of(name), source);
        if (models->count == count)
            continue;
        models->list[count].context_length = read_context(row);
        scan_int(scan_member(row, "created"), &models->list[count].created_unix_s);
    }
    models_order(models);
    return 0;
}

void local_rows_of(const cJSON *names, const struct local_source *source, struct models *models)
{
    const cJSON *name;

    *models = (struct models){ 0 };
    cJSON_ArrayForEach(name, names)
    {
        if (cJSON_IsString(name))
            add(models, slice_of(name->valuestring), source);
    }
    models_order(models);
}
