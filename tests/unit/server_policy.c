/* Units of mcp-server/policy. */
#include "base/clock.h"
#include "mcp-server/gate/policy.h"
#include "rows.h"

#include <stdlib.h>

static const char body[] =
    "{\"data\":[{\"id\":\"openai/"
    "gpt-5\",\"pricing\":{\"prompt\":\"0.000002\",\"completion\":\"0.00001\"}},"
    "{\"id\":\"~openai/gpt-latest\",\"alias_target\":{\"slug\":\"openai/gpt-5\"},"
    "\"pricing\":{\"prompt\":\"0.000002\",\"completion\":\"0.00001\"}},"
    "{\"id\":\"z-ai/glm:free\",\"pricing\":{\"prompt\":\"0\",\"completion\":\"0\"}},"
    "{\"id\":\"stealth/x\",\"pricing\":{\"prompt\":\"0\",\"completion\":\"0\"}},"
    "{\"id\":\"z-ai/glm\",\"pricing\":{\"prompt\":\"0.000001\",\"completion\":\"0.000002\"}},"
    "{\"id\":\"openrouter/auto\",\"pricing\":{\"prompt\":\"-1\",\"completion\":\"-1\"}}]}";

/* "" for an admitted name, else the sentence. settings is the models and privacy part of a config,
 * as JSON. */
static const char *said(const char *settings, const char *name)
{
    static char sentence[1024];
    struct catalogue catalogue;
    struct model_name found;
    struct err err = { 0 };
    cJSON *tree = json_parse(slice_of(settings), &gate_config, &err);
    struct config config = { .allow = json_at(tree, "allow"),
                             .deny = json_at(tree, "deny"),
                             .allow_free = json_bool(tree, "free", false),
                             .allow_unpriced = json_bool(tree, "unpriced", false) };

    CHECK(tree != NULL);
    rows_read(&catalogue, slice_of(body));
    CHECK_INT(catalogue_resolve(&catalogue, name, &found, &err), 0);
    sentence[0] = '\0';
    if (policy_admit(&config, &found, &err) < 0) {
        CHECK_INT(err.kind, ERR_POLICY);
        snprintf(sentence, sizeof(sentence), "%s", err.text);
    }
    models_done(&catalogue.models);
    json_free(tree);
    return sentence;
}

TEST("policy: a pattern is a whole name, with stars for any run, without case")
{
    CHECK(policy_matches("openai/*", "openai/gpt-5"));
    CHECK(policy_matches("OpenAI/GPT-5", "openai/gpt-5"));
    CHECK(policy_matches("*", ""));
    CHECK(policy_matches("*", "a"));
    CHECK(policy_matches("", ""));
    CHECK(policy_matches("*:free", "a/b:free"));
    CHECK(policy_matches("a*b*c", "aXbYbZc"));
    CHECK(policy_matches("a**c", "ac"));
    CHECK(policy_matches("*ab", "aab"));
    CHECK(policy_matches("*aab*", "aaaab"));
    CHECK(!policy_matches("openai/*", "xopenai/gpt-5"));
    CHECK(!policy_matches("openai/gpt", "openai/gpt-5"));
    CHECK(!policy_matches("", "a"));
    CHECK(!policy_matches("a", ""));
    CHECK(!policy_matches("a*b", "ab-"));
    CHECK(!policy_matches("a?c", "abc"));
    CHECK(!policy_matches("[a]", "a"));
}

/* The same by trying everything, for short texts. */
static bool matches_slowly(const char *pattern, const char *text)
{
    if (*pattern == '*')
        return matches_slowly(pattern + 1, text) || (*text && matches_slowly(pattern, text + 1));
    return *pattern == *text && (!*pattern || matches_slowly(pattern + 1, text + 1));
}

TEST("policy: matching agrees with trying everything, for every short pattern and text")
{
    char pattern[6], text[6];

    for (unsigned p = 0; p < 4 * 4 * 4 * 4 * 4; p++)
        for (unsigned t = 0; t < 3 * 3 * 3 * 3 * 3; t++) {
            for (unsigned i = 0, left = p; i < 5; i++, left /= 4)
                pattern[i] = "\0ab*"[left % 4];
            for (unsigned i = 0, left = t; i < 5; i++, left /= 3)
                text[i] = "\0ab"[left % 3];
            pattern[5] = text[5] = '\0';
            if (policy_matches(pattern, text) != matches_slowly(pattern, text))
                test_fail(__FILE__, __LINE__, "'%s' and '%s'", pattern, text);
        }
}

TEST("policy: a pattern made to take long does not")
{
    static char pattern[200001], text[129];
    int64_t began_ms = clock_ms();

    for (size_t i = 0; i < sizeof(pattern) - 1; i++)
        pattern[i] = "*aaaaaab"[i % 8];
    memset(text, 'a', sizeof(text) - 1);
    for (int i = 0; i < 100; i++)
        CHECK(!policy_matches(pattern, text));
    CHECK(clock_ms() - began_ms < 2000);
}

TEST("policy: without rules priced models pass, free and unpriced ones do not")
{
    CHECK_STR(said("{}", "openai/gpt-5"), "");
    CHECK_STR(said("{}", "openai/gpt-5:nitro"), "");
    CHECK_STR(said("{}", "~openai/gpt-latest"), "");
    CHECK_SAYS(said("{}", "z-ai/glm:free"), "privacy.allow_free");
    CHECK_SAYS(said("{}", "stealth/x"), "OPENROUTER_MCP_PRIVACY_ALLOW_FREE=true");
    CHECK_SAYS(said("{}", "openrouter/auto"), "privacy.allow_unpriced");
    CHECK_SAYS(said("{}", "@preset/mine"), "privacy.allow_unpriced");
    CHECK_SAYS(said("{}", "openai/gpt-5@preset/mine"), "privacy.allow_unpriced");
    CHECK_STR(said("{\"free\":true}", "z-ai/glm:free"), "");
    CHECK_STR(said("{\"free\":true}", "stealth/x"), "");
    CHECK_STR(said("{\"unpriced\":true}", "openrouter/auto"), "");
    CHECK_STR(said("{\"unpriced\":true}", "@preset/mine"), "");
    CHECK_SAYS(said("{\"free\":true}", "openrouter/auto"), "allow_unpriced");
    CHECK_SAYS(said("{\"unpriced\":true}", "stealth/x"), "allow_free");
}

TEST("policy: a denied model is denied under each of its names, and denying goes before allowing")
{
    CHECK_SAYS(said("{\"deny\":[\"x/*\",\"openai/*\"]}", "openai/gpt-5"),
               "'openai/*' in models.deny");
    CHECK_SAYS(said("{\"deny\":[\"openai/gpt-5\"]}", "openai/gpt-5:nitro"), "models.deny");
    CHECK_SAYS(said("{\"deny\":[\"openai/gpt-5\"]}", "~openai/gpt-latest"), "models.deny");
    CHECK_SAYS(said("{\"deny\":[\"*:nitro\"]}", "openai/gpt-5:nitro"), "models.deny");
    CHECK_SAYS(said("{\"deny\":[\"openai/gpt-5\"],\"unpriced\":true}", "openai/gpt-5@preset/a"),
               "models.deny");
    CHECK_SAYS(said("{\"allow\":[\"*\"],\"deny\":[\"openai/gpt-5\"]}", "openai/gpt-5"),
               "models.deny");
    CHECK_STR(said("{\"deny\":[\"openai/*\"]}", "z-ai/glm"), "");
    CHECK_SAYS(said("{\"deny\":[\"*:free\"],\"free\":true}", "z-ai/glm:free"), "models.deny");
}

TEST("policy: with an allow list only what it names passes, and the list is shown")
{
    CHECK_STR(said("{\"allow\":[\"z-ai/*\",\"openai/gpt-5\"]}", "openai/gpt-5:floor"), "");
    CHECK_STR(said("{\"allow\":[\"openai/gpt-5\"]}", "~openai/gpt-latest"), "");
    CHECK_SAYS(said("{\"allow\":[\"z-ai/*\",\"b/c\"]}", "openai/gpt-5"),
               "models.allow): z-ai/*, b/c.");
    CHECK_SAYS(said("{\"allow\":[\"*\"]}", "z-ai/glm:free"), "allow_free");
}

TEST("policy: what chooses its models itself is only let past the lists when it is named exactly")
{
    CHECK_SAYS(said("{\"deny\":[\"x/y\"],\"unpriced\":true}", "openrouter/auto"),
               "names it exactly");
    CHECK_SAYS(said("{\"allow\":[\"openrouter/*\"],\"unpriced\":true}", "openrouter/auto"),
               "names it exactly");
    CHECK_SAYS(said("{\"allow\":[\"openai/*\"],\"unpriced\":true}", "openai/gpt-5@preset/a"),
               "names it exactly");
    CHECK_STR(said("{\"allow\":[\"openrouter/auto\"],\"unpriced\":true}", "openrouter/auto"), "");
    CHECK_STR(said("{\"allow\":[\"@preset/a\"],\"unpriced\":true}", "@preset/a"), "");
}

TEST("policy: a long allow list is shown as its beginning")
{
    char settings[4096] = "{\"allow\":[\"a/b\"";
    size_t used = strlen(settings);

    for (int i = 0; i < 99; i++)
        used +=
            (size_t)snprintf(settings + used, sizeof(settings) - used, ",\"vendor/model-%d\"", i);
    snprintf(settings + used, sizeof(settings) - used, "]}");
    CHECK_SAYS(said(settings, "openai/gpt-5"), "a/b, vendor/model-0, ");
    CHECK_SAYS(said(settings, "openai/gpt-5"), " more)");
}
