/* endpoint_json - who serves a model, as OpenRouter lists it. */
#include "tests/upstream/endpoint_json.h"

#include "tests/upstream/families.h"
#include "tests/upstream/row_json.h"

#include <inttypes.h>

static void add_endpoint(const struct row *row, size_t index, struct buf *out)
{
    static const char *const others[][2] = { { "Lumen", "lumen/fp8" }, { "Kestrel", "kestrel" } };
    const char *provider = index == 0 ? row->provider : others[index - 1][0];
    const char *tag = index == 0 ? row->tag : others[index - 1][1];

    buf_addf(out,
             "{\"name\":\"%s | %s\",\"model_id\":\"%s\",\"model_name\":\"%s\",\"context_length\":"
             "%" PRId64 ",\"pricing\":{\"prompt\":\"",
             provider, row->canonical, row->id, row->name, row->context_length);
    row_price(row->prompt_pico + (int64_t)index * row->prompt_pico / 10, out);
    buf_adds(out, "\",\"completion\":\"");
    row_price(row->completion_pico + (int64_t)index * row->completion_pico / 10, out);
    buf_addf(out,
             "\",\"discount\":0},\"provider_name\":\"%s\",\"tag\":\"%s\",\"quantization\":\"%s\","
             "\"max_completion_tokens\":%" PRId64 ",\"max_prompt_tokens\":null,"
             "\"supported_parameters\":[\"max_tokens\",\"temperature\",\"tools\",\"tool_choice\"],"
             "\"supports_implicit_caching\":false,\"supports_voice_cloning\":false,\"status\":%d,"
             "\"uptime_last_5m\":99.%zu,\"uptime_last_30m\":99.9,\"uptime_last_1d\":98.7,"
             "\"latency_last_30m\":{\"p50\":%zu,\"p75\":900,\"p90\":1400,\"p99\":3100},"
             "\"throughput_last_30m\":{\"p50\":%zu,\"p75\":70,\"p90\":55,\"p99\":21}}",
             provider, tag, index == 1 ? "fp8" : "unknown",
             row->max_output ? row->max_output : 4096, index == 2 ? -2 : 0, 5 + index,
             400 + 150 * index, 90 - 20 * index);
}

void endpoint_json_of(const struct row *row, struct buf *out)
{
    size_t count = 1 + strlen(row->id) % 3;

    buf_addf(out,
             "{\"data\":{\"id\":\"%s\",\"name\":\"%s\",\"created\":%" PRId64
             ",\"description\":\"A model of our own making.\",\"architecture\":{\"modality\":"
             "\"text->text\",\"input_modalities\":[\"text\"],\"output_modalities\":[\"text\"],"
             "\"tokenizer\":\"Other\",\"instruct_type\":null},\"endpoints\":[",
             row->id, row->name, row->created_unix_s);
    for (size_t i = 0; i < count; i++) {
        buf_adds(out, i > 0 ? "," : "");
        add_endpoint(row, i, out);
    }
    buf_adds(out, "]}}");
}

void endpoint_json_zdr(const struct shelf *shelf, struct buf *out)
{
    buf_adds(out, "{\"data\":[");
    for (size_t i = 0, listed = 0; i < shelf_count(shelf); i++) {
        const struct row *row = shelf_at(shelf, i);

        if (i % 3 != 0 || row->batch || !row->priced)
            continue;
        buf_adds(out, listed++ > 0 ? "," : "");
        add_endpoint(row, 0, out);
    }
    buf_adds(out, "]}");
}

void endpoint_json_providers(struct buf *out)
{
    buf_adds(out, "{\"data\":[");
    for (size_t i = 0; i < vendor_count; i++)
        buf_addf(out,
                 "%s{\"name\":\"%s\",\"slug\":\"%s\",\"privacy_policy_url\":null,"
                 "\"terms_of_service_url\":null,\"status_page_url\":null,\"headquarters\":\"DE\","
                 "\"datacenters\":[\"DE\"]}",
                 i > 0 ? "," : "", vendors[i].provider, vendors[i].tag);
    buf_adds(out, "]}");
}
