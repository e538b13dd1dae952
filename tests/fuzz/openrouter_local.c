/* Any bytes as what the user's own server lists, as OLLAMA_HOST, and as the name of a local model:
 * rows are sorted and safe to send, and an address that is taken is one of this machine. */
#include "base/limits.h"
#include "net/http_address.h"
#include "openrouter/local_name.h"
#include "openrouter/local_rows.h"
#include "openrouter/ollama_host.h"
#include "json/gate.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool is_true)
{
    if (!is_true)
        abort();
}

static void check_rows(struct slice body)
{
    static const struct local_source source = { "own", .is_loopback = true };
    struct models models;
    struct err err;

    if (local_rows_read(body, &source, &models, &err) < 0)
        must(models.count == 0 && err.kind == ERR_PROTOCOL);
    must(models.count <= LOCAL_MODELS_MAX);
    for (size_t i = 0; i < models.count; i++) {
        const struct model *model = &models.list[i];

        must(model_name_is_safe(slice_of(model->id)) && strlen(model->id) <= MODEL_NAME_MAX);
        must(slice_is(local_name_endpoint(model->id), SLICE("own")));
        must(local_name_model(model->id)[0] && model->is_local && model->highest.known);
        must(model->context_length >= 0 && model->context_length <= 1000000000);
        must(i == 0 || strcmp(models.list[i - 1].id, model->id) < 0);
    }
    models_done(&models);
}

static void check_host(const char *host)
{
    char url[OLLAMA_URL_SIZE];
    struct http_address address;
    struct err err = { 0 };

    if (ollama_url(host, url, &err) == 0)
        must(http_address_read(url, &address, &err) == 0 && address.is_loopback);
    else
        must(err.kind == ERR_CONFIG && err.text[0]);
}

static void check_name(const char *name)
{
    const char *model = local_name_model(name);
    struct slice endpoint = local_name_endpoint(name);

    must(model >= name && model <= name + strlen(name));
    must(local_name_is(name) ? endpoint.data != NULL : !endpoint.data && model == name);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct slice text = { (const char *)bytes, size }, body;
    CLEANUP(buf_done) struct buf repaired = BUF_MAX(3 * size);
    CLEANUP(freep) char *line = slice_dup(text);
    struct err err;

    if (gate_repair(text, &gate_upstream, &repaired, &body, &err) == 0)
        check_rows(body);
    check_host(line);
    check_name(line);
    return 0;
}
