/* Units of openrouter/models, prices and effort. */
#include "openrouter/models.h"

#include "base/clock.h"
#include "base/limits.h"
#include "openrouter/prices.h"
#include "test.h"
#include "json/gate.h"
#include "json/scan.h"

#include <stdlib.h>

static struct models read_rows(const char *rows)
{
    CLEANUP(buf_done) struct buf body = BUF_MAX(CATALOGUE_MAX);
    struct models models = { 0 };
    struct err err = { 0 };

    buf_addf(&body, "{\"data\":[%s],\"total_count\":1}", rows);
    if (gate_check(buf_slice(&body), &gate_upstream, &err) < 0)
        test_fail(__FILE__, __LINE__, "the test's own text: %s", err.text);
    if (models_read(buf_slice(&body), &models, &err) < 0)
        CHECK_INT(err.kind, ERR_PROTOCOL);
    return models;
}

static struct prices read_prices(const char *pricing, struct prices *highest)
{
    struct prices base;

    prices_read(slice_of(pricing), &base, highest);
    return base;
}

TEST("models: a full row is read whole")
{
    struct models models = read_rows(
        "{\"id\":\"v/m-1\",\"name\":\"V: M \\u001b[1m1\",\"created\":1787311563,\"description\":"
        "\"Good\\n for\\u202e all.\",\"context_length\":1048576,\"architecture\":"
        "{\"input_modalities\":[\"text\",\"image\",\"smell\"],\"output_modalities\":[\"text\"]},"
        "\"pricing\":{\"prompt\":\"0.0000004\",\"completion\":\"0.0000012\"},\"top_provider\":"
        "{\"max_completion_tokens\":384000},\"supported_parameters\":[\"tools\",\"max_tokens\","
        "\"reasoning\",\"structured_outputs\"],\"reasoning\":{\"mandatory\":false,"
        "\"default_enabled\":true,\"supported_efforts\":[\"max\",\"low\",\"new\"]},"
        "\"benchmarks\":{\"artificial_analysis\":{\"coding_index\":71.46,\"intelligence_index\":"
        "60}},\"expiration_date\":\"2026-09-30\"}");

    CHECK_INT(models.count, 1);

    const struct model *model = &models.list[0];

    CHECK_STR(model->id, "v/m-1");
    CHECK_STR(model->name, "V: M [1m1");
    CHECK_STR(model->description, "Good for all.");
    CHECK(slice_is(model->vendor, SLICE("v")));
    CHECK(!model->alias_target);
    CHECK_INT(model->created_unix_s, 1787311563);
    CHECK_INT(model->context_length, 1048576);
    CHECK_INT(model->max_completion_tokens, 384000);
    CHECK_INT(model->inputs, INPUT_TEXT | INPUT_IMAGE);
    CHECK_INT(model->features,
              FEATURE_TOOLS | FEATURE_MAX_TOKENS | FEATURE_REASONING | FEATURE_STRUCTURED);
    CHECK(model->text_output && !model->is_free && model->reasoning_default);
    CHECK(!model->reasoning_mandatory);
    CHECK(model->supports_effort[EFFORT_MAX] && model->supports_effort[EFFORT_LOW]);
    CHECK(model->supports_effort[EFFORT_NONE]);
    CHECK(!model->supports_effort[EFFORT_HIGH] && !model->supports_effort[EFFORT_MEDIUM]);
    CHECK_INT(model->coding_index, 715);
    CHECK_INT(model->intelligence_index, 600);
    CHECK_STR(model->expiration, "2026-09-30");
    models_done(&models);
    CHECK_INT(models.count, 0);
}

TEST("models: a row with nothing but an id is read with everything unknown")
{
    struct models models = read_rows("{\"id\":\"~v/m\",\"context_length\":null,\"reasoning\":null,"
                                     "\"expiration_date\":\"2098-12-31\"}");
    const struct model *model = &models.list[0];

    CHECK_INT(models.count, 1);
    CHECK(slice_is(model->vendor, SLICE("v")));
    CHECK_STR(model->name, "");
    CHECK_INT(model->context_length, 0);
    CHECK_INT(model->inputs, INPUT_TEXT);
    CHECK(!model->base.known && !model->highest.known && !model->is_free);
    CHECK_INT(model->base.prompt_pico, -1);
    CHECK_INT(model->coding_index, -1);
    CHECK_STR(model->expiration, "");
    for (int effort = 0; effort < EFFORT_COUNT; effort++)
        CHECK(model->supports_effort[effort]);
    models_done(&models);
}

TEST("models: a model that must think cannot be told not to")
{
    struct models models = read_rows("{\"id\":\"v/m\",\"reasoning\":{\"mandatory\":true,"
                                     "\"supported_efforts\":null}}");

    CHECK(models.list[0].reasoning_mandatory);
    CHECK(!models.list[0].supports_effort[EFFORT_NONE]);
    CHECK(models.list[0].supports_effort[EFFORT_MINIMAL]);
    models_done(&models);
}

TEST("models: batch rows, rows without text output and unsafe ids are left out")
{
    struct models models = read_rows(
        "{\"id\":\"v/m:batch\"},{\"id\":\"v/draws\",\"architecture\":"
        "{\"output_modalities\":[\"image\"]}},{\"id\":\"v/esc\\u001b[2J\"},"
        "{\"id\":\"v/a b\"},{\"id\":\"v/\\u202eb\"},{\"id\":\"noslash\"},{\"id\":\"/m\"},"
        "{\"id\":\"v/\"},{\"id\":\"~/m\"},{\"id\":\"v/a,b\"},{\"id\":\"v/a@preset/b\"},{\"id\":5},"
        "{\"id\":null},{},[],\"v/m\",null,{\"id\":\"v/ok\"}");

    CHECK_INT(models.count, 1);
    CHECK_STR(models.list[0].id, "v/ok");
    models_done(&models);
}

TEST("models: an id may have 128 bytes, not 129")
{
    char row[512];

    for (int size = 127; size <= 130; size++) {
        snprintf(row, sizeof(row), "{\"id\":\"v/%0*d\"},{\"id\":\"v/ok\"}", size - 2, 1);

        struct models models = read_rows(row);

        CHECK_INT(models.count, size <= 128 ? 2 : 1);
        models_done(&models);
    }
}

TEST("models: names and descriptions are cut, however long they are")
{
    CLEANUP(buf_done) struct buf row = BUF_MAX(MIB(4));

    buf_addf(&row, "{\"id\":\"v/m\",\"name\":\"%01000000d\",\"description\":\"%01000000d\"}", 1, 1);

    struct models models = read_rows(buf_text(&row));

    CHECK_INT(strlen(models.list[0].name), 120);
    CHECK_INT(strlen(models.list[0].description), 400);
    CHECK_SAYS(models.list[0].name, "...");
    models_done(&models);
}

TEST("models: rows are sorted, of the same id one is kept, and every one is found")
{
    struct models models = read_rows("{\"id\":\"b/z\"},{\"id\":\"a/z\"},{\"id\":\"b/z:free\"},"
                                     "{\"id\":\"b/z\"},{\"id\":\"~a/z\"},{\"id\":\"b/za\"}");
    const char *const wanted[] = { "a/z", "b/z", "b/z:free", "b/za", "~a/z" };

    CHECK_INT(models.count, 5);
    for (size_t i = 0; i < models.count; i++) {
        CHECK_STR(models.list[i].id, wanted[i]);
        CHECK(models_find(&models, slice_of(wanted[i])) == &models.list[i]);
    }
    CHECK(!models_find(&models, SLICE("b/")));
    CHECK(!models_find(&models, SLICE("")));
    CHECK(!models_find(&models, SLICE("b/z:fre")));
    CHECK(!models_find(&models, SLICE("zzz")));
    models_done(&models);
}

TEST("models: what is no list, or lists no model, is refused")
{
    const char *const bodies[] = { "{}",
                                   "[]",
                                   "null",
                                   "{\"data\":{}}",
                                   "{\"data\":[]}",
                                   "{\"data\":[{\"id\":\"v/m:batch\"}]}",
                                   "{\"data\":\"x\"}" };

    for (size_t i = 0; i < sizeof(bodies) / sizeof(*bodies); i++) {
        struct models models = { 0 };
        struct err err = { 0 };

        CHECK_INT(models_read(slice_of(bodies[i]), &models, &err), -1);
        CHECK_INT(err.kind, ERR_PROTOCOL);
        CHECK(!models.list);
    }
}

TEST("models: of 100,000 rows the first 20,000 are read (fault U46)")
{
    CLEANUP(buf_done) struct buf rows = BUF_MAX(MIB(16));

    for (int i = 0; i < 100000; i++)
        buf_addf(&rows, "%s{\"id\":\"v/m%d\"}", i > 0 ? "," : "", i);

    struct models models = read_rows(buf_text(&rows));

    CHECK_INT(models.count, CATALOGUE_MODELS_MAX);
    models_done(&models);
}

TEST("prices: strings and numbers, in pico-dollars a token and nano-dollars a request")
{
    struct prices highest;
    struct prices base =
        read_prices("{\"prompt\":\"0.00000044\",\"completion\":1.32e-6,\"request\":\"0.005\","
                    "\"web_search\":\"0.01\",\"input_cache_read\":\"0.000000014\"}",
                    &highest);

    CHECK(base.known && highest.known && !base.has_tiers);
    CHECK_INT(base.prompt_pico, 440000);
    CHECK_INT(base.completion_pico, 1320000);
    CHECK_INT(base.reasoning_pico, 1320000);
    CHECK_INT(base.request_nano, 5000000);
    CHECK_INT(base.web_search_nano, 10000000);
    CHECK_INT(base.cache_read_pico, 14000);
    CHECK_INT(base.cache_write_pico, -1);
}

TEST("prices: the highest is the base with every override at its dearest")
{
    struct prices highest;
    struct prices base = read_prices(
        "{\"prompt\":\"0.000002\",\"completion\":\"0.00001\",\"input_cache_write\":\"0.0000025\","
        "\"overrides\":[{\"min_prompt_tokens\":200000,\"prompt\":\"0.000004\"},"
        "{\"utc_start\":100,\"utc_end\":200,\"prompt\":\"0.000001\",\"completion\":\"0.000015\"},"
        "{\"input_cache_write\":\"0.000005\"}]}",
        &highest);

    CHECK(base.has_tiers && highest.has_tiers && highest.known);
    CHECK_INT(base.prompt_pico, 2000000);
    CHECK_INT(base.completion_pico, 10000000);
    CHECK_INT(highest.prompt_pico, 4000000);
    CHECK_INT(highest.completion_pico, 15000000);
    CHECK_INT(highest.reasoning_pico, 15000000);
    CHECK_INT(highest.cache_write_pico, 5000000);
}

TEST("prices: thinking is never bounded below what is written")
{
    struct prices highest;
    struct prices base = read_prices("{\"prompt\":\"0.000002\",\"completion\":\"0.000008\","
                                     "\"internal_reasoning\":\"0.000003\"}",
                                     &highest);

    CHECK_INT(base.reasoning_pico, 3000000);
    CHECK_INT(highest.reasoning_pico, 8000000);
}

TEST("prices: what is absent, -1 or no number is not known (fault U46)")
{
    const char *const unknown[] = {
        "{}",
        "null",
        "",
        "{\"prompt\":\"0.1\"}",
        "{\"completion\":\"0.1\"}",
        "{\"prompt\":\"-1\",\"completion\":\"-1\"}",
        "{\"prompt\":\"0\",\"completion\":\"-1\"}",
        "{\"prompt\":\"abc\",\"completion\":\"0\"}",
        "{\"prompt\":\"\",\"completion\":\"0\"}",
        "{\"prompt\":true,\"completion\":\"0\"}",
        "{\"prompt\":null,\"completion\":\"0\"}",
        "{\"prompt\":\"1e300\",\"completion\":\"0\"}",
        "{\"prompt\":\"0\",\"completion\":\"0\",\"request\":\"-1\"}",
        "{\"prompt\":\"0\",\"completion\":\"0\",\"web_search\":\"much\"}",
    };

    for (size_t i = 0; i < sizeof(unknown) / sizeof(*unknown); i++) {
        struct prices highest;

        CHECK(!read_prices(unknown[i], &highest).known);
        CHECK(!highest.known);
    }
}

TEST("prices: an override that is no number makes the bound unknown, not the base")
{
    struct prices highest;
    struct prices base = read_prices(
        "{\"prompt\":\"0\",\"completion\":\"0\",\"overrides\":[{\"prompt\":\"-1\"}]}", &highest);

    CHECK(base.known && !highest.known);
}

TEST("models: free is a name, or a price of zero that is known for sure")
{
    struct models models = read_rows(
        "{\"id\":\"v/a:free\",\"pricing\":{\"prompt\":\"0\",\"completion\":\"0\"}},"
        "{\"id\":\"v/b\",\"pricing\":{\"prompt\":\"0\",\"completion\":\"0.0\"}},"
        "{\"id\":\"v/c\",\"pricing\":{\"prompt\":\"0\",\"completion\":\"0\",\"request\":\"0.1\"}},"
        "{\"id\":\"v/d\",\"pricing\":{\"prompt\":\"-1\",\"completion\":\"-1\"}},"
        "{\"id\":\"v/e\",\"pricing\":{\"prompt\":\"0\",\"completion\":\"0\",\"overrides\":"
        "[{\"prompt\":\"0.1\"}]}}");
    const bool wanted[] = { true, true, false, false, false };

    CHECK_INT(models.count, 5);
    for (size_t i = 0; i < 5; i++)
        CHECK_INT(models.list[i].is_free, wanted[i]);
    models_done(&models);
}

TEST("effort: every name is found and nothing else is")
{
    for (int effort = 0; effort < EFFORT_COUNT; effort++)
        CHECK_INT(effort_find(effort_name((enum effort)effort)), effort);
    CHECK_INT(effort_find(""), EFFORT_COUNT);
    CHECK_INT(effort_find("High"), EFFORT_COUNT);
    CHECK_INT(effort_find(NULL), EFFORT_COUNT);
    CHECK_STR(effort_name(EFFORT_COUNT), "");
}

static char *real_catalogue(size_t *size)
{
    char path[4096];

    if (!test_data_dir())
        SKIP("no data folder");
    snprintf(path, sizeof(path), "%s/openrouter/models.json", test_data_dir());
    return test_read_file(path, size);
}

TEST("models: the real catalogue of 421 rows gives 360 models, each with readable prices")
{
    size_t size, unknown = 0, tiers = 0, aliases = 0, can_use_tools = 0, rows = 0;
    char *text = real_catalogue(&size);
    struct slice body = { text, size }, row;
    struct models models;
    struct err err;

    CHECK_INT(gate_check(body, &gate_upstream, &err), 0);
    for (size_t at = 0; scan_next(scan_member(body, "data"), &at, NULL, &row);)
        rows++;
    CHECK_INT(rows, 421);
    CHECK_INT(models_read(body, &models, &err), 0);
    CHECK_INT(models.count, 360);
    for (size_t i = 0; i < models.count; i++) {
        const struct model *model = &models.list[i];

        unknown += !model->base.known;
        tiers += model->base.has_tiers;
        aliases += model->alias_target != NULL;
        can_use_tools += (model->features & FEATURE_TOOLS) != 0;
        CHECK(model->name[0] && model->description[0] && model->context_length >= 4095);
        CHECK(model->highest.prompt_pico >= model->base.prompt_pico);
        CHECK(i == 0 || strcmp(models.list[i - 1].id, model->id) < 0);
    }
    CHECK_INT(unknown, 5);
    CHECK_INT(aliases, 12);
    CHECK_INT(can_use_tools, 292);
    CHECK(tiers > 30 && tiers <= 60);

    const struct model *alias = models_find(&models, SLICE("~openai/gpt-latest"));

    CHECK_STR(alias->alias_target, "openai/gpt-5.6-sol");
    CHECK_INT(alias->base.prompt_pico, 2000000);
    CHECK_INT(alias->highest.completion_pico, 15000000);
    models_done(&models);
    free(text);
}

TEST("models: the real catalogue is read in a few milliseconds")
{
    size_t size;
    char *text = real_catalogue(&size);
    int64_t best_ms = INT64_MAX;

    for (int round = 0; round < 5; round++) {
        struct models models;
        struct err err;
        int64_t began_ms = clock_ms();

        for (int i = 0; i < 10; i++) {
            CHECK_INT(models_read((struct slice){ text, size }, &models, &err), 0);
            models_done(&models);
        }
        if (clock_ms() - began_ms < best_ms)
            best_ms = clock_ms() - began_ms;
    }
    printf("  (%" PRId64 " ms for ten catalogues)\n", best_ms);
    free(text);
#ifndef SANITIZED
    CHECK(best_ms < 100);
#endif
}
