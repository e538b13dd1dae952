/* Units of openrouter/endpoints. */
#include "openrouter/endpoints.h"

#include "test.h"
#include "json/gate.h"

#include <stdlib.h>

static struct endpoint_list list;

static int read_text(const char *text)
{
    struct err err = { 0 };

    CHECK_INT(gate_check(slice_of(text), &gate_upstream, &err), 0);
    return endpoints_read(slice_of(text), &list, &err);
}

TEST("endpoints: everything that is said of a provider is read")
{
    CHECK_INT(
        read_text(
            "{\"data\":{\"endpoints\":[{\"provider_name\":\"Ac\\u0007me\",\"tag\":\"acme/fp8\","
            "\"quantization\":\"fp8\",\"context_length\":128000,"
            "\"max_completion_tokens\":null,\"status\":-2,\"uptime_last_1d\":99.87,"
            "\"latency_last_30m\":{\"p50\":412.7},\"throughput_last_30m\":{\"p50\":88},"
            "\"supports_implicit_caching\":true,"
            "\"pricing\":{\"prompt\":\"0.000001\",\"completion\":\"0.000002\"}}]}}"),
        0);
    CHECK_INT(list.count, 1);
    CHECK_STR(list.items[0].provider, "Acme");
    CHECK_STR(list.items[0].tag, "acme/fp8");
    CHECK_STR(list.items[0].quantization, "fp8");
    CHECK_INT(list.items[0].context_length, 128000);
    CHECK_INT(list.items[0].max_completion_tokens, 0);
    CHECK_INT(list.items[0].uptime_tenths, 998);
    CHECK_INT(list.items[0].latency_ms, 412);
    CHECK_INT(list.items[0].throughput_tokens_s, 88);
    CHECK_INT(list.items[0].prices.prompt_pico, 1000000);
    CHECK(list.items[0].degraded && list.items[0].caches && list.items[0].prices.known);
}

TEST("endpoints: what is missing or null is unknown, and a row without a provider is none")
{
    CHECK_INT(
        read_text("{\"data\":{\"endpoints\":[{\"name\":\"Old | a/b\",\"latency_last_30m\":null,"
                  "\"uptime_last_1d\":null},{\"tag\":\"x\"},7]}}"),
        0);
    CHECK_INT(list.count, 1);
    CHECK_STR(list.items[0].provider, "Old | a/b");
    CHECK_INT(list.items[0].uptime_tenths, -1);
    CHECK_INT(list.items[0].latency_ms, -1);
    CHECK_INT(list.items[0].throughput_tokens_s, -1);
    CHECK(!list.items[0].prices.known);
}

TEST("endpoints: more than fit are counted, and another shape is refused")
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(1 << 16);

    buf_adds(&text, "{\"data\":{\"endpoints\":[");
    for (int i = 0; i < ENDPOINTS_MAX + 3; i++)
        buf_addf(&text, "%s{\"provider_name\":\"P%d\"}", i ? "," : "", i);
    buf_adds(&text, "]}}");
    CHECK_INT(read_text(buf_text(&text)), 0);
    CHECK_INT(list.count, ENDPOINTS_MAX);
    CHECK_INT(list.left_out, 3);
    CHECK_INT(read_text("{\"data\":[]}"), -1);
}

TEST("endpoints: a path that would be too long is refused")
{
    char path[256], id[300];

    CHECK_INT(endpoints_path("openai/gpt-4o", path), 0);
    CHECK_STR(path, "/models/openai/gpt-4o/endpoints");
    memset(id, 'a', sizeof(id) - 1);
    id[sizeof(id) - 1] = '\0';
    CHECK_INT(endpoints_path(id, path), -1);
}

TEST("endpoints: the real answers of two years are read")
{
    static const char *const files[] = { "endpoints-gpt-4o.json", "endpoints-old-shape.json" };

    if (!test_data_dir())
        SKIP("no data folder");
    for (size_t i = 0; i < ARRAY_COUNT(files); i++) {
        char path[512];

        snprintf(path, sizeof(path), "%s/openrouter/%s", test_data_dir(), files[i]);

        CLEANUP(freep) char *text = test_read_file(path, NULL);

        CHECK_INT(read_text(text), 0);
        CHECK(list.count >= 1);
        CHECK(list.items[0].prices.known && list.items[0].prices.completion_pico > 0);
    }
}
