/* Units of openrouter/model_name. */
#include "openrouter/model_name.h"

#include "test.h"

static const char rows[] =
    "{\"data\":[{\"id\":\"openai/gpt-5.6-sol\",\"created\":5,\"supported_parameters\":"
    "[\"reasoning\"]},"
    "{\"id\":\"openai/gpt-5.6-terra\",\"created\":4},{\"id\":\"openai/"
    "gpt-5.6-luna\",\"created\":6},"
    "{\"id\":\"~openai/gpt-latest\",\"alias_target\":{\"slug\":\"openai/gpt-5.6-sol\"}},"
    "{\"id\":\"z-ai/glm-5.2:free\"},{\"id\":\"z-ai/glm-5.2\"},"
    "{\"id\":\"qwen/qwen-plus:thinking\"},{\"id\":\"openrouter/auto\"},"
    "{\"id\":\"deepseek/deepseek-v4\"},{\"id\":\"mistralai/Mixtral-8x22B\"}]}";

/* "text|row|variant|flags", or the sentence of the error. */
static const char *resolve(const char *name)
{
    static char shown[1200];
    struct models models;
    struct model_name found;
    struct err err = { 0 };

    CHECK_INT(models_read(slice_of(rows), &models, &err), 0);
    if (model_name_resolve(&models, name, &found, &err) < 0)
        snprintf(shown, sizeof(shown), "%s: %s", err_kind_name(err.kind), err.text);
    else
        snprintf(shown, sizeof(shown), "%s|%s|%s|%s%s", found.text,
                 found.model ? found.model->id : "", found.variant, found.is_preset ? "p" : "",
                 found.is_router ? "r" : "");
    models_done(&models);
    return shown;
}

TEST("model name: a row of the catalogue is itself, static suffixes included")
{
    CHECK_STR(resolve("openai/gpt-5.6-sol"), "openai/gpt-5.6-sol|openai/gpt-5.6-sol||");
    CHECK_STR(resolve("  openai/gpt-5.6-sol\n"), "openai/gpt-5.6-sol|openai/gpt-5.6-sol||");
    CHECK_STR(resolve("z-ai/glm-5.2:free"), "z-ai/glm-5.2:free|z-ai/glm-5.2:free||");
    CHECK_STR(resolve("qwen/qwen-plus:thinking"),
              "qwen/qwen-plus:thinking|qwen/qwen-plus:thinking||");
    CHECK_STR(resolve("~openai/gpt-latest"), "~openai/gpt-latest|~openai/gpt-latest||");
    CHECK_STR(resolve("openrouter/auto"), "openrouter/auto|openrouter/auto||r");
}

TEST("model name: letter case does not matter, the catalogue's is sent")
{
    CHECK_STR(resolve("OpenAI/GPT-5.6-Sol"), "openai/gpt-5.6-sol|openai/gpt-5.6-sol||");
    CHECK_STR(resolve("mistralai/mixtral-8x22b"),
              "mistralai/Mixtral-8x22B|mistralai/Mixtral-8x22B||");
    CHECK_STR(resolve("OPENAI/GPT-5.6-SOL:nitro"),
              "openai/gpt-5.6-sol:nitro|openai/gpt-5.6-sol|nitro|");
}

TEST("model name: the dynamic suffixes go with every row")
{
    CHECK_STR(resolve("deepseek/deepseek-v4:nitro"),
              "deepseek/deepseek-v4:nitro|deepseek/deepseek-v4|nitro|");
    CHECK_STR(resolve("deepseek/deepseek-v4:floor"),
              "deepseek/deepseek-v4:floor|deepseek/deepseek-v4|floor|");
    CHECK_STR(resolve("deepseek/deepseek-v4:exacto"),
              "deepseek/deepseek-v4:exacto|deepseek/deepseek-v4|exacto|");
    CHECK_STR(resolve("~openai/gpt-latest:online"),
              "~openai/gpt-latest:online|~openai/gpt-latest|online|");
    CHECK_STR(resolve("z-ai/glm-5.2:free:nitro"),
              "z-ai/glm-5.2:free:nitro|z-ai/glm-5.2:free|nitro|");
}

TEST("model name: thinking without a row of its own is the row itself, when it reasons")
{
    CHECK_STR(resolve("openai/gpt-5.6-sol:thinking"),
              "openai/gpt-5.6-sol|openai/gpt-5.6-sol|thinking|");
    CHECK_STR(resolve("deepseek/deepseek-v4:thinking"),
              "argument: 'deepseek/deepseek-v4:thinking': it does not reason; use "
              "'deepseek/deepseek-v4'");
}

TEST("model name: presets, alone and behind a model")
{
    CHECK_STR(resolve("@preset/my-one"), "@preset/my-one|||p");
    CHECK_STR(resolve("deepseek/deepseek-v4@preset/x.1"),
              "deepseek/deepseek-v4@preset/x.1|deepseek/deepseek-v4||p");
    CHECK_STR(resolve("deepseek/deepseek-v4:nitro@preset/x"),
              "deepseek/deepseek-v4:nitro@preset/x|deepseek/deepseek-v4|nitro|p");
    CHECK_SAYS(resolve("nobody/nothing-at-all@preset/x"), "model: ");
    CHECK_SAYS(resolve("@preset/"), "argument: ");
    CHECK_SAYS(resolve("@presets/x"), "argument: ");
    CHECK_SAYS(resolve("@preset/a/b"), "argument: ");
    CHECK_SAYS(resolve("a/b@c"), "a preset is @preset/slug");
    CHECK_SAYS(resolve("deepseek/deepseek-v4@preset/x@preset/y"), "argument: ");
}

TEST("model name: batch and free are explained")
{
    CHECK_SAYS(resolve("deepseek/deepseek-v4:batch"), "batch interface, not a chat; use "
                                                      "'deepseek/deepseek-v4'");
    CHECK_SAYS(resolve("deepseek/deepseek-v4:free"), "argument: ");
    CHECK_SAYS(resolve("deepseek/deepseek-v4:free"), "no free variant; use 'deepseek/deepseek-v4'");
    CHECK_SAYS(resolve("deepseek/deepseek-v4:extended"), "no extended variant");
    CHECK_SAYS(resolve("deepseek/deepseek-v4:turbo"), ":nitro, :floor, :exacto, :online");
    CHECK_SAYS(resolve("deepseek/deepseek-v4:"), "unknown suffix");
    CHECK_SAYS(resolve("openai/gpt-5.6-sool:batch"), "the nearest: openai/gpt-5.6-sol");
}

TEST("model name: what can be no name is refused without repeating its bytes")
{
    char long_name[200];

    CHECK_SAYS(resolve(""), "argument: the name of the model is empty");
    CHECK_SAYS(resolve("  "), "is empty");
    CHECK_SAYS(resolve("a/b c"), "a character that no name has");
    CHECK_SAYS(resolve("a/b\033[2J"), "a character that no name has");
    CHECK(!strchr(resolve("a/b\033[2J"), '\033'));
    CHECK_SAYS(resolve("a/\xC3\xA4"), "a character that no name has");

    memset(long_name, 'x', sizeof(long_name));
    long_name[128] = '\0';
    CHECK_SAYS(resolve(long_name), "model: OpenRouter lists no model");
    long_name[128] = 'x';
    long_name[129] = '\0';
    CHECK_SAYS(resolve(long_name), "has 129 bytes; the limit is 128");
}

TEST("model name: a misspelt one is answered with the nearest, best first")
{
    CHECK_SAYS(resolve("openai/gpt-5.6-sool"), "the nearest: openai/gpt-5.6-sol, openai/gpt-5.6-");
    CHECK_SAYS(resolve("deepsek/deepseek-v4"), "the nearest: deepseek/deepseek-v4");
}

TEST("model name: a missing or wrong vendor is found")
{
    CHECK_SAYS(resolve("gpt-5.6-sol"), "the nearest: openai/gpt-5.6-sol");
    CHECK_SAYS(resolve("google/gpt-5.6-terra"), "the nearest: openai/gpt-5.6-terra");
}

TEST("model name: a part of a name finds the newest that have it")
{
    CHECK_STR(resolve("deepseek"), "model: OpenRouter lists no model 'deepseek'; the nearest: "
                                   "deepseek/deepseek-v4");
    CHECK_SAYS(resolve("openai/gpt-5.6"), "the nearest: ");
}

TEST("model name: when nothing is near, it is said how names look")
{
    CHECK_SAYS(resolve("qqqqqqqq/wwwwwwwwwwww"), "names look like vendor/model");
}

TEST("model name: at most as many nearest as asked for, in order of distance")
{
    struct models models;
    const struct model *nearest[2] = { 0 };
    struct err err;

    CHECK_INT(models_read(slice_of(rows), &models, &err), 0);
    CHECK_INT(model_name_nearest(&models, "openai/gpt-5.6-luna", nearest, 2), 2);
    CHECK_STR(nearest[0]->id, "openai/gpt-5.6-luna");
    CHECK_INT(model_name_nearest(&models, "openai/gpt-5.6-luna", nearest, 1), 1);
    CHECK_STR(nearest[0]->id, "openai/gpt-5.6-luna");
    CHECK_INT(model_name_nearest(&models, "openai/gpt-5.6-luna", nearest, 0), 0);
    models_done(&models);
}
