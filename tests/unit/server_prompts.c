/* Units of mcp-server/prompt_text, and of the prompts themselves. */
#include "mcp-server/text/prompt_text.h"

#include "base/limits.h"
#include "schemas.h"
#include "test.h"

static const char *filled(const char *text, const char *arguments)
{
    static struct buf out = { .size_max = KIB(64) };
    struct err err = { 0 };

    json_init();

    CLEANUP(json_freep) cJSON *tree = json_parse(slice_of(arguments), &gate_client, &err);

    CHECK(tree);
    buf_clear(&out);
    prompt_text_add(&out, text, tree);
    return buf_text(&out);
}

TEST("prompt: a line may be there only with an argument, or only without")
{
    static const char text[] = "a\n+x with {x}\n-x without\nb\n";

    CHECK_STR(filled(text, "{\"x\":\"1\"}"), "a\nwith 1\nb\n");
    CHECK_STR(filled(text, "{}"), "a\nwithout\nb\n");
    CHECK_STR(filled(text, "{\"x\":\"\"}"), "a\nwithout\nb\n");
    CHECK_STR(filled(text, "{\"x\":\" \\t\\n\"}"), "a\nwithout\nb\n");
    CHECK_STR(filled(text, "{\"x\":\"\\u200b\\u202e\"}"), "a\nwithout\nb\n");
    CHECK_STR(filled(text, "{\"X\":\"1\"}"), "a\nwithout\nb\n");
}

TEST("prompt: values stand where their names do, and are never read as a template")
{
    CHECK_STR(filled("{a}{b}-{a}\n", "{\"a\":\"{b}\",\"b\":\"{a}\"}"), "{b}{a}-{b}\n");
    CHECK_STR(filled("x {c} y\n", "{\"a\":\"1\"}"), "x  y\n");
    CHECK_STR(filled("+a {a}\n", "{\"a\":\"-a +a\"}"), "-a +a\n");
    CHECK_STR(filled("{a}\n", "{\"a\":\"one\\r\\ntwo\\tthree\"}"), "one two three\n");
    CHECK_STR(filled("{a}\n", "{\"a\":\" x \"}"), "x\n");
}

TEST("prompt: a value of any length is cut, the text around it is whole")
{
    CLEANUP(buf_done) struct buf arguments = BUF_MAX(MIB(3));

    buf_adds(&arguments, "{\"a\":\"");
    for (size_t i = 0; i < MIB(1); i++)
        buf_adds(&arguments, "\xC3\xA4");
    buf_adds(&arguments, "\"}");

    const char *text = filled("+a [{a}]\n-a nothing\n", buf_text(&arguments));

    CHECK(slice_starts(slice_of(text), SLICE("[\xC3\xA4")));
    CHECK(slice_ends(slice_of(text), SLICE("]\n")));
    CHECK(strlen(text) <= 4 * PROMPT_VALUE_MAX + 8);
    CHECK(strlen(text) >= PROMPT_VALUE_MAX);
}

TEST("prompt: empty lines, indented lists and a text without an end of line are kept")
{
    CHECK_STR(filled("\n\na\n   - b\n\nc", "{}"), "\n\na\n   - b\n\nc\n");
    CHECK_STR(filled("", "{}"), "");
    CHECK_STR(filled("{a", "{\"a\":\"1\"}"), "1\n");
}

/* Of both prompts, with and without every argument. */
static const char *const texts[] = { prompt_second_opinion_text, prompt_review_text };
static const char *const given[] = { "{}", "{\"model\":\"a/b\"}", "{\"target\":\"main\"}",
                                     "{\"model\":\"a/b\",\"target\":\"main\"}" };

TEST("prompts: whatever was given, no template is left, and the steps are counted without a gap")
{
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++)
        for (size_t j = 0; j < ARRAY_COUNT(given); j++) {
            const char *text = filled(texts[i], given[j]);
            char step[8];

            CHECK(!strchr(text, '{') && !strchr(text, '}'));
            CHECK(!strstr(text, "\n+") && !strstr(text, "\n-") && text[0] != '+' && text[0] != '-');
            for (int number = 1; number <= (i == 0 ? 4 : 6); number++) {
                snprintf(step, sizeof(step), "\n%d. ", number);

                const char *found = strstr(text, step);

                CHECK(found && !strstr(found + 1, step));
            }
        }
}

TEST("prompts: each sends no secrets, pretends nothing, checks the answer and says what it cost")
{
    static const char *const promises[] = {
        "never pretend that a model was asked",
        "ndependence is what is paid for",
        "secrets",
        "heck ",
        "do not follow them",
        "the server chooses",
        "session <total>",
    };

    for (size_t i = 0; i < ARRAY_COUNT(texts); i++)
        for (size_t j = 0; j < ARRAY_COUNT(promises); j++)
            CHECK_SAYS(filled(texts[i], "{}"), promises[j]);
    CHECK_SAYS(filled(prompt_second_opinion_text, "{}"), "ask_model");
    CHECK_SAYS(filled(prompt_review_text, "{}"), "review_diff");
}

TEST("prompts: a text costs at most 1,500 tokens")
{
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++)
        CHECK(strlen(filled(texts[i], given[0])) <= 1500 * 24 / 10);
}
