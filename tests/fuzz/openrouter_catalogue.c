/* Any bytes as the catalogue: its rows are sorted, safe to send and bounded in price, each is found
 * by its name, and any name gets an answer. */
#include "base/limits.h"
#include "openrouter/endpoints.h"
#include "openrouter/model_name.h"
#include "openrouter/ranking_list.h"
#include "json/gate.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool is_true)
{
    if (!is_true)
        abort();
}

static void check_model(const struct models *models, const struct model *model)
{
    struct model_name found;
    struct err err;

    must(model_name_is_safe(slice_of(model->id)) && strlen(model->id) <= MODEL_NAME_MAX);
    must(model_name_resolve(models, model->id, &found, &err) == 0 && found.model == model);
    must(strcmp(found.text, model->id) == 0 && model->vendor.size > 0);
    must(!model->base.known || (model->base.prompt_pico >= 0 && model->base.completion_pico >= 0));
    must(!model->highest.known || (model->highest.prompt_pico >= model->base.prompt_pico &&
                                   model->highest.completion_pico >= model->base.completion_pico));
    must(model->context_length >= 0 && model->max_completion_tokens >= 0);
}

/* The same bytes as something a user wrote. */
static void check_name(const struct models *models, struct slice text)
{
    CLEANUP(freep) char *name = slice_dup(text);
    struct model_name found;
    struct err err = { 0 };

    if (model_name_resolve(models, name, &found, &err) == 0)
        must(found.text[0] && (found.model || found.is_preset));
    else
        must(err.text[0] && (err.kind == ERR_ARGUMENT || err.kind == ERR_MODEL));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct endpoint_list endpoints;
    struct slice text = { (const char *)bytes, size }, body;
    CLEANUP(buf_done) struct buf repaired = BUF_MAX(3 * size);
    struct models models = { 0 };
    struct ranking_list ranking = { 0 };
    struct err err;

    if (gate_repair(text, &gate_upstream, &repaired, &body, &err) == 0) {
        models_read(body, &models, &err);
        ranking_list_read(body, &ranking, &err);
        endpoints_read(body, &endpoints, &err);
    }
    for (size_t i = 0; i < models.count; i++) {
        check_model(&models, &models.list[i]);
        must(i == 0 || strcmp(models.list[i - 1].id, models.list[i].id) < 0);
    }
    check_name(&models, text);
    models_done(&models);
    ranking_list_done(&ranking);
    return 0;
}
