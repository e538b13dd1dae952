/* Units of openrouter/endpoints, ranking_list, tenths and members. */
#include "base/limits.h"
#include "openrouter/endpoints.h"
#include "openrouter/members.h"
#include "openrouter/ranking_list.h"
#include "openrouter/tenths.h"
#include "test.h"
#include "json/gate.h"

#include <stdlib.h>

static struct endpoint_list list;

TEST("endpoints: a full row of today is read whole")
{
    struct err err = { 0 };

    CHECK_INT(
        endpoints_read(
            SLICE("{\"data\":{\"endpoints\":[{\"name\":\"Azure | a/b\",\"provider_name\":\"Azu\\nre"
                  "\",\"tag\":\"azure/fp8\",\"quantization\":\"fp8\",\"context_length\":128000,"
                  "\"max_completion_tokens\":16384,\"pricing\":{\"prompt\":\"0.0000025\","
                  "\"completion\":\"0.00001\"},\"status\":-2,\"uptime_last_1d\":99.9033,"
                  "\"uptime_last_30m\":12,\"latency_last_30m\":{\"p50\":512.7,\"p99\":9},"
                  "\"throughput_last_30m\":{\"p50\":83.4},\"supports_implicit_caching\":true}]}}"),
            &list, &err),
        0);
    CHECK_INT(list.count, 1);

    const struct endpoint *endpoint = &list.items[0];

    CHECK_STR(endpoint->provider, "Azu re");
    CHECK_STR(endpoint->tag, "azure/fp8");
    CHECK_STR(endpoint->quantization, "fp8");
    CHECK_INT(endpoint->context_length, 128000);
    CHECK_INT(endpoint->max_completion_tokens, 16384);
    CHECK(endpoint->prices.known && endpoint->degraded && endpoint->caches);
    CHECK_INT(endpoint->prices.prompt_pico, 2500000);
    CHECK_INT(endpoint->uptime_tenths, 999);
    CHECK_INT(endpoint->latency_ms, 513);
    CHECK_INT(endpoint->throughput_tokens_s, 83);
}

TEST("endpoints: everything but the provider may be missing, and null is missing")
{
    struct err err = { 0 };

    CHECK_INT(endpoints_read(SLICE("{\"data\":{\"endpoints\":[{\"name\":\"Old One | a/b\"},"
                                   "{\"tag\":\"only-tag\",\"quantization\":null,\"status\":0,"
                                   "\"uptime_last_1d\":null,\"uptime_last_30m\":98.96,"
                                   "\"latency_last_30m\":null,\"max_completion_tokens\":null},{},"
                                   "7]}}"),
                             &list, &err),
              0);
    CHECK_INT(list.count, 2);
    CHECK_STR(list.items[0].provider, "Old One");
    CHECK_INT(list.items[0].uptime_tenths, -1);
    CHECK(!list.items[0].prices.known);
    CHECK_STR(list.items[1].provider, "only-tag");
    CHECK_STR(list.items[1].quantization, "");
    CHECK_INT(list.items[1].uptime_tenths, 990);
    CHECK_INT(list.items[1].latency_ms, -1);
    CHECK_INT(list.items[1].throughput_tokens_s, -1);
    CHECK(!list.items[1].degraded);
}

TEST("endpoints: 64 are kept, the rest is counted")
{
    CLEANUP(buf_done) struct buf body = BUF_MAX(MIB(1));
    struct err err = { 0 };

    buf_adds(&body, "{\"data\":{\"endpoints\":[{\"tag\":\"x\"}");
    for (int i = 1; i < 70; i++)
        buf_adds(&body, ",{\"tag\":\"x\"}");
    buf_adds(&body, "]}}");
    CHECK_INT(endpoints_read(buf_slice(&body), &list, &err), 0);
    CHECK_INT(list.count, 64);
    CHECK_INT(list.left_out, 6);
}

TEST("endpoints: an answer without a list is an error, an empty list is none")
{
    struct err err = { 0 };

    CHECK_INT(endpoints_read(SLICE("{\"data\":{\"endpoints\":[]}}"), &list, &err), 0);
    CHECK_INT(list.count, 0);
    CHECK_INT(endpoints_read(SLICE("{\"data\":[]}"), &list, &err), -1);
    CHECK_INT(err.kind, ERR_PROTOCOL);
    CHECK_INT(endpoints_read(SLICE("null"), &list, &err), -1);
}

TEST("endpoints: the path is built from safe names only")
{
    char path[256], name[200];

    CHECK_INT(endpoints_path("z-ai/glm-5.2:free", path), 0);
    CHECK_STR(path, "/models/z-ai/glm-5.2:free/endpoints");
    CHECK_INT(endpoints_path("a/b?c", path), -1);
    CHECK_INT(endpoints_path("a/b\r\nX: y", path), -1);
    CHECK_INT(endpoints_path("", path), -1);
    memset(name, 'x', sizeof(name));
    name[128] = '\0';
    CHECK_INT(endpoints_path(name, path), 0);
    name[128] = 'x';
    name[129] = '\0';
    CHECK_INT(endpoints_path(name, path), -1);
}

static void read_real(const char *file)
{
    char path[4096];
    size_t size;
    struct err err = { 0 };

    snprintf(path, sizeof(path), "%s/openrouter/%s", test_data_dir(), file);

    char *text = test_read_file(path, &size);

    CHECK_INT(gate_check((struct slice){ text, size }, &gate_upstream, &err), 0);
    CHECK_INT(endpoints_read((struct slice){ text, size }, &list, &err), 0);
    for (size_t i = 0; i < list.count; i++) {
        CHECK(list.items[i].provider[0] && list.items[i].tag[0]);
        CHECK(list.items[i].prices.known && list.items[i].context_length > 0);
    }
    free(text);
}

TEST("endpoints: the real answers of 2026 and of 2025 are both read")
{
    if (!test_data_dir())
        SKIP("no data folder");
    read_real("endpoints-gpt-4o.json");
    CHECK(list.count >= 2);
    CHECK_INT(list.items[0].uptime_tenths, 999);
    read_real("endpoints-old-shape.json");
    CHECK(list.count >= 2);
    CHECK_INT(list.items[0].uptime_tenths, -1);
    CHECK_STR(list.items[0].tag, "google-vertex");
}

TEST("ranking: models have the place in which they come first")
{
    struct ranking_list ranking;
    struct err err = { 0 };

    CHECK_INT(ranking_list_read(SLICE("{\"data\":[{\"id\":\"z/fast\"},{\"id\":\"a/slow\"},{},"
                                      "{\"id\":\"z/fast\"},{\"model_id\":\"m/zdr\",\"id\":\"x\"},"
                                      "{\"name\":\"Azure | o/old\"},{\"name\":\"no bar\"}]}"),
                                &ranking, &err),
              0);
    CHECK_INT(ranking_list_place(&ranking, "z/fast"), 0);
    CHECK_INT(ranking_list_place(&ranking, "a/slow"), 1);
    CHECK_INT(ranking_list_place(&ranking, "m/zdr"), 3);
    CHECK_INT(ranking_list_place(&ranking, "o/old"), 4);
    CHECK_INT(ranking_list_place(&ranking, "x"), -1);
    CHECK_INT(ranking.count, 4);
    ranking_list_done(&ranking);
    CHECK_INT(ranking_list_place(&ranking, "z/fast"), -1);
}

TEST("ranking: a list without a model is refused")
{
    struct ranking_list ranking = { 0 };
    struct err err = { 0 };

    CHECK_INT(ranking_list_read(SLICE("{\"data\":[]}"), &ranking, &err), -1);
    CHECK_INT(ranking_list_read(SLICE("{}"), &ranking, &err), -1);
    CHECK_INT(ranking_list_read(SLICE("{\"data\":[{\"id\":5}]}"), &ranking, &err), -1);
    CHECK_INT(err.kind, ERR_PROTOCOL);
}

TEST("tenths: numbers are rounded to the nearest, anything else is unknown")
{
    CHECK_INT(tenths_read(SLICE("99.9033")), 999);
    CHECK_INT(tenths_read(SLICE("71.46")), 715);
    CHECK_INT(tenths_read(SLICE("0")), 0);
    CHECK_INT(tenths_read(SLICE("1e2")), 1000);
    CHECK_INT(tenths_read(SLICE("100000000")), 1000000000);
    CHECK_INT(tenths_read(SLICE("100000001")), -1);
    CHECK_INT(tenths_read(SLICE("-1")), -1);
    CHECK_INT(tenths_read(SLICE("1e400")), -1);
    CHECK_INT(tenths_read(SLICE("\"5\"")), -1);
    CHECK_INT(tenths_read(SLICE("null")), -1);
    CHECK_INT(tenths_read(SLICE("")), -1);
}

TEST("members: several are picked in one pass, the first of two of a name")
{
    static const char *const keys[] = { "b", "none", "a", NULL };
    struct slice values[3];

    members_pick(SLICE("{\"a\":1,\"ab\":0,\"b\":[{\"a\":9}],\"a\":2}"), keys, values);
    CHECK(slice_is(values[0], SLICE("[{\"a\":9}]")));
    CHECK_INT(values[1].size, 0);
    CHECK(slice_is(values[2], SLICE("1")));
    members_pick(SLICE("[1]"), keys, values);
    CHECK_INT(values[0].size + values[1].size + values[2].size, 0);
    members_pick(SLICE(""), keys, values);
    CHECK_INT(values[2].size, 0);
}
