/* Units of openrouter/generation. */
#include "openrouter/generation.h"
#include "test.h"

#define ID "gen-1795390506-Standin0000000000003"

/* As the real one was recorded, without what is not read. */
static const char recorded[] =
    "{\"data\":{\"id\":\"" ID "\",\"api_type\":\"completions\",\"model\":\"openai/gpt-77\","
    "\"provider_name\":\"Northwind\",\"cancelled\":true,\"finish_reason\":null,"
    "\"tokens_prompt\":10,\"tokens_completion\":25,\"native_tokens_prompt\":11,"
    "\"native_tokens_completion\":26,\"native_tokens_reasoning\":5,\"native_tokens_cached\":3,"
    "\"usage\":0.0015,\"total_cost\":0.0015000001,\"upstream_inference_cost\":null}}";

static int read_one(const char *body, struct generation *generation, struct err *err)
{
    *generation = (struct generation){ .cost_nano = 77 };
    return generation_read(slice_of(body), ID, generation, err);
}

TEST("generation: cost, tokens, model and provider are read, the cost from its characters")
{
    struct generation generation;
    struct err err = { 0 };

    CHECK_INT(read_one(recorded, &generation, &err), 0);
    CHECK_INT(generation.cost_nano, 1500001); /* rounded up */
    CHECK_INT(generation.prompt_tokens, 11);
    CHECK_INT(generation.completion_tokens, 26);
    CHECK_INT(generation.reasoning_tokens, 5);
    CHECK_INT(generation.cached_tokens, 3);
    CHECK_STR(generation.model, "openai/gpt-77");
    CHECK_STR(generation.provider, "Northwind");
}

TEST("generation: what is null or missing is unknown, but the cost must be there")
{
    static const char *const costless[] = {
        "{\"data\":{\"id\":\"" ID "\",\"model\":\"a/b\"}}",
        "{\"data\":{\"id\":\"" ID "\",\"total_cost\":null}}",
        "{\"data\":{\"id\":\"" ID "\",\"total_cost\":-1}}",
        "{\"data\":{\"id\":\"" ID "\",\"total_cost\":\"0.1\"}}",
        "{\"data\":{\"id\":\"" ID "\",\"total_cost\":1e300}}",
    };
    struct generation generation;
    struct err err = { 0 };

    CHECK_INT(read_one("{\"data\":{\"id\":\"" ID "\",\"total_cost\":0,\"model\":null,"
                       "\"native_tokens_prompt\":null,\"tokens_prompt\":-3}}",
                       &generation, &err),
              0);
    CHECK_INT(generation.cost_nano, 0);
    CHECK_INT(generation.prompt_tokens, -1);
    CHECK_INT(generation.completion_tokens, -1);
    CHECK_STR(generation.model, "");
    for (size_t i = 0; i < ARRAY_COUNT(costless); i++) {
        CHECK_INT(read_one(costless[i], &generation, &err), -1);
        CHECK_INT(err.kind, ERR_PROTOCOL);
    }
}

TEST("generation: usual counts stand in for native ones, and foreign words are made plain")
{
    struct generation generation;
    struct err err = { 0 };

    CHECK_INT(read_one("{\"data\":{\"id\":\"" ID "\",\"total_cost\":6e-8,\"tokens_prompt\":7,"
                       "\"provider_name\":\"a\\u202eb\\nc\"}}",
                       &generation, &err),
              0);
    CHECK_INT(generation.cost_nano, 60);
    CHECK_INT(generation.prompt_tokens, 7);
    CHECK_STR(generation.provider, "ab c");
}

TEST("generation: an answer about another one, or of another shape, is not believed")
{
    static const char *const bodies[] = {
        "{\"data\":{\"id\":\"gen-other\",\"total_cost\":1}}",
        "{\"data\":{\"total_cost\":1}}",
        "{\"id\":\"gen-1795390506-Standin0000000000003\",\"total_cost\":1}",
        "{\"data\":[]}",
        "[]",
        "17",
    };
    struct generation generation;
    struct err err = { 0 };

    for (size_t i = 0; i < ARRAY_COUNT(bodies); i++) {
        CHECK_INT(read_one(bodies[i], &generation, &err), -1);
        CHECK_INT(generation.cost_nano, 77);
    }
}

TEST("generation: an id becomes an address only when it is like one of OpenRouter's")
{
    static const char *const wrong[] = { "", "a b", "a&id=b", "a/../b", "a%20b", "\xC3\xA4" };
    char path[GENERATION_ID_SIZE + 32], long_one[GENERATION_ID_SIZE + 1];

    CHECK_INT(generation_path(ID, path), 0);
    CHECK_STR(path, "/generation?id=" ID);
    for (size_t i = 0; i < ARRAY_COUNT(wrong); i++)
        CHECK_INT(generation_path(wrong[i], path), -1);
    memset(long_one, 'a', sizeof(long_one));
    long_one[GENERATION_ID_SIZE] = '\0';
    CHECK_INT(generation_path(long_one, path), -1);
    long_one[GENERATION_ID_SIZE - 1] = '\0';
    CHECK_INT(generation_path(long_one, path), 0);
}
