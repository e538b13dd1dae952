/* Units of mcp-server/cli/flags, usage and intake. */
#include "base/limits.h"
#include "mcp-server/cli/flags.h"
#include "mcp-server/cli/intake.h"
#include "mcp-server/cli/manual.h"
#include "test.h"

#include <stdlib.h>
#include <unistd.h>

static const char definition_text[] =
    "{\"name\":\"ask_model\",\"description\":\"Ask other models.\",\"inputSchema\":{"
    "\"type\":\"object\",\"properties\":{"
    "\"prompt\":{\"type\":\"string\",\"minLength\":1},"
    "\"model\":{\"type\":\"string\",\"maxLength\":700,\"description\":\"slug, or up to 5\"},"
    "\"fallbacks\":{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"maxItems\":5},"
    "\"needs\":{\"type\":\"array\",\"items\":{\"enum\":[\"tools\",\"vision\"]}},"
    "\"effort\":{\"enum\":[\"low\",\"high\"]},"
    "\"max_output_tokens\":{\"type\":\"integer\",\"minimum\":16,\"maximum\":1000000},"
    "\"max_cost_usd\":{\"type\":\"number\",\"minimum\":0},"
    "\"limit\":{\"type\":\"integer\",\"default\":10},"
    "\"answer_schema\":{\"type\":\"object\"},"
    "\"web\":{\"type\":\"boolean\",\"description\":\"may search the web\"},"
    "\"no_log\":{\"type\":\"boolean\"},"
    "\"tag\":{\"type\":\"string\",\"pattern\":\"^[a-z]{1,64}$\"}},"
    "\"required\":[\"prompt\"],\"additionalProperties\":false}}";

static cJSON *definition_of(const char *text)
{
    struct err err = { 0 };
    cJSON *tree = json_parse(slice_of(text), &gate_config, &err);

    if (!tree)
        test_fail(__FILE__, __LINE__, "%s", err.text);
    return tree;
}

/* What the flags become, as JSON, or the error's sentence; borrowed until the next call. */
static const char *arguments_of_schema(const char *text, char **argv)
{
    static char said[4096];
    CLEANUP(json_freep) cJSON *definition = definition_of(text);
    CLEANUP(flags_done) struct flags flags;
    CLEANUP(buf_done) struct buf out = BUF_MAX(sizeof(said) - 1);
    struct err err = { 0 };

    if (flags_read(&flags, json_at(definition, "inputSchema"), argv, &err) < 0) {
        snprintf(said, sizeof(said), "%s", err.text);
        return said;
    }
    json_print(flags.arguments, &out);
    buf_adds(&out, flags.help ? " help" : "");
    buf_adds(&out, flags.json ? " json" : "");
    if (flags.standard_input)
        buf_addf(&out, " stdin:%s", flags.standard_input);
    snprintf(said, sizeof(said), "%s", buf_text(&out));
    return said;
}

#define ARGUMENTS(...) arguments_of_schema(definition_text, (char *[]){ __VA_ARGS__, NULL })

TEST("flags: a scalar is kept as it is written, joined by = or as the next word")
{
    CHECK_STR(ARGUMENTS("--model", "a/x"), "{\"model\":\"a/x\"}");
    CHECK_STR(ARGUMENTS("--model=a/x"), "{\"model\":\"a/x\"}");
    CHECK_STR(ARGUMENTS("--max-cost-usd", "0.10"), "{\"max_cost_usd\":\"0.10\"}");
    CHECK_STR(ARGUMENTS("--max_cost_usd=1e-2"), "{\"max_cost_usd\":\"1e-2\"}");
    CHECK_STR(ARGUMENTS("--model="), "{\"model\":\"\"}");
    CHECK_STR(ARGUMENTS("--model=a=b"), "{\"model\":\"a=b\"}");
    CHECK_STR(ARGUMENTS("--max-output-tokens", "-5"), "{\"max_output_tokens\":\"-5\"}");
    CHECK_STR(ARGUMENTS("--effort", "high"), "{\"effort\":\"high\"}");
}

TEST("flags: the positional is the first required property, and there is one of it")
{
    CHECK_STR(ARGUMENTS("Why?"), "{\"prompt\":\"Why?\"}");
    CHECK_STR(ARGUMENTS("--model", "a/x", "Why?", "--web"),
              "{\"model\":\"a/x\",\"prompt\":\"Why?\",\"web\":true}");
    CHECK_SAYS(ARGUMENTS("Why", "not?"), "unexpected \"not?\": there is a prompt already");
    CHECK_SAYS(ARGUMENTS("--prompt", "Why", "not?"), "unexpected \"not?\"");
    CHECK_SAYS(ARGUMENTS("Why", "--prompt", "not?"), "--prompt is given twice");
    CHECK_SAYS(ARGUMENTS("-", "not?"), "unexpected \"not?\"");
}

TEST("flags: without a required property the first one is the positional, if it is a string")
{
    static const char finds[] =
        "{\"inputSchema\":{\"properties\":{\"query\":{\"type\":\"string\"},\"limit\":{}}}}";
    static const char counts[] = "{\"inputSchema\":{\"properties\":{\"limit\":{\"type\":"
                                 "\"integer\"}}}}";
    static const char nothing[] = "{\"inputSchema\":{}}";

    CHECK_STR(arguments_of_schema(finds, (char *[]){ "qwen", NULL }), "{\"query\":\"qwen\"}");
    CHECK_SAYS(arguments_of_schema(counts, (char *[]){ "qwen", NULL }), "takes only flags");
    CHECK_SAYS(arguments_of_schema(nothing, (char *[]){ "qwen", NULL }), "takes only flags");
    CHECK_STR(arguments_of_schema(nothing, (char *[]){ NULL }), "{}");
}

TEST("flags: - stands for standard input, wherever a string does")
{
    CHECK_STR(ARGUMENTS("-"), "{} stdin:prompt");
    CHECK_STR(ARGUMENTS("--prompt", "-"), "{} stdin:prompt");
    CHECK_STR(ARGUMENTS("Why?", "--model=-"), "{\"prompt\":\"Why?\"} stdin:model");
    CHECK_STR(ARGUMENTS("--", "-"), "{} stdin:prompt");
}

TEST("flags: a boolean needs no value and has a no- form")
{
    CHECK_STR(ARGUMENTS("--web"), "{\"web\":true}");
    CHECK_STR(ARGUMENTS("--no-web"), "{\"web\":false}");
    CHECK_STR(ARGUMENTS("--web=false"), "{\"web\":\"false\"}");
    CHECK_STR(ARGUMENTS("--no-log"), "{\"no_log\":true}");
    CHECK_STR(ARGUMENTS("--no-no-log"), "{\"no_log\":false}");
    CHECK_SAYS(ARGUMENTS("--web", "--no-web"), "--web is given twice");
    CHECK_SAYS(ARGUMENTS("--no-model"), "there is no flag --no-model");
    CHECK_SAYS(ARGUMENTS("--no-web=1"), "there is no flag --no-web");
}

TEST("flags: an array is its flag repeated, in order")
{
    CHECK_STR(ARGUMENTS("--fallbacks", "a/x", "--web", "--fallbacks=b/y"),
              "{\"fallbacks\":[\"a/x\",\"b/y\"],\"web\":true}");
    CHECK_STR(ARGUMENTS("--needs", "vision"), "{\"needs\":[\"vision\"]}");
}

TEST("flags: an object is JSON, or a file with JSON")
{
    char name[] = "/tmp/server_flags.XXXXXX", flag[64];
    int fd = mkstemp(name);

    CHECK(fd >= 0 && write(fd, "{\"b\":2}", 7) == 7);
    close(fd);
    snprintf(flag, sizeof(flag), "--answer-schema=@%s", name);
    CHECK_STR(ARGUMENTS("--answer-schema", "{\"a\":[1]}"), "{\"answer_schema\":{\"a\":[1]}}");
    CHECK_STR(ARGUMENTS(flag), "{\"answer_schema\":{\"b\":2}}");
    unlink(name);
    CHECK_SAYS(ARGUMENTS(flag), "cannot be opened");
    CHECK_SAYS(ARGUMENTS("--answer-schema=@/"), "is no regular file");
    CHECK_SAYS(ARGUMENTS("--answer-schema={"), "--answer-schema: ");
}

TEST("flags: what is unknown is answered with the nearest name")
{
    CHECK_SAYS(ARGUMENTS("--modle", "a/x"), "there is no flag --modle; did you mean --model?");
    CHECK_SAYS(ARGUMENTS("--max-cost", "1"),
               "there is no flag --max-cost; did you mean --max-cost");
    CHECK_SAYS(ARGUMENTS("--zzzzzzzz"), "there is no flag --zzzzzzzz; --help lists");
    CHECK_SAYS(ARGUMENTS("-m", "a/x"), "there is no flag -m");
    CHECK_SAYS(ARGUMENTS("--="), "there is no flag --");
}

TEST("flags: a value that was forgotten is not taken from the next flag")
{
    CHECK_SAYS(ARGUMENTS("--model"), "--model needs a value");
    CHECK_SAYS(ARGUMENTS("--model", "--web"), "written --model=VALUE");
    CHECK_STR(ARGUMENTS("--model=--web"), "{\"model\":\"--web\"}");
}

TEST("flags: behind -- everything is text")
{
    CHECK_STR(ARGUMENTS("--web", "--", "--model"), "{\"web\":true,\"prompt\":\"--model\"}");
    CHECK_SAYS(ARGUMENTS("--", "a", "--"), "unexpected \"--\"");
}

TEST("flags: --help and --json belong to every command, unless the tool has them itself")
{
    static const char own[] = "{\"inputSchema\":{\"properties\":{\"json\":{\"type\":\"string\"}}}}";

    CHECK_STR(ARGUMENTS("--help"), "{} help");
    CHECK_STR(ARGUMENTS("-h", "--json"), "{} help json");
    CHECK_SAYS(ARGUMENTS("--json=1"), "there is no flag --json");
    CHECK_STR(arguments_of_schema(own, (char *[]){ "--json", "x", NULL }), "{\"json\":\"x\"}");
}

TEST("flags: text that is not UTF-8 is refused before anything sees it")
{
    CHECK_SAYS(ARGUMENTS("ok\xFF"), "the value of prompt is not UTF-8 at byte 2");
    CHECK_SAYS(ARGUMENTS("--fallbacks", "\xC0\xAF"), "not UTF-8 at byte 0");
}

static const char *usage_of(const char *text)
{
    static char said[8192];
    CLEANUP(json_freep) cJSON *definition = definition_of(text);
    CLEANUP(buf_done) struct buf out = BUF_MAX(sizeof(said) - 1);

    manual_add(&out, "ask", definition);
    snprintf(said, sizeof(said), "%s", buf_text(&out));
    return said;
}

TEST("usage: each flag has its kind of value, its words, its limits and its default")
{
    const char *usage = usage_of(definition_text);

    CHECK_SAYS(usage, "Usage: openrouter-mcp ask [FLAGS] PROMPT\n\nAsk other models.\n");
    CHECK_SAYS(usage, "  PROMPT                      - or nothing: read from standard input\n");
    CHECK_SAYS(usage, "  --model TEXT                slug, or up to 5; at most 700 characters\n");
    CHECK_SAYS(usage, "  --fallbacks TEXT            may be repeated; at most 5 times\n");
    CHECK_SAYS(usage, "  --needs WORD                tools|vision; may be repeated\n");
    CHECK_SAYS(usage, "  --effort WORD               low|high\n");
    CHECK_SAYS(usage, "  --max-output-tokens N       16 to 1000000\n");
    CHECK_SAYS(usage, "  --max-cost-usd NUMBER       at least 0\n");
    CHECK_SAYS(usage, "  --limit N                   default 10\n");
    CHECK_SAYS(usage, "  --answer-schema JSON or @FILE\n");
    CHECK_SAYS(usage, "  --web, --no-web             may search the web\n");
    CHECK_SAYS(usage, "  --tag TEXT                  must match ^[a-z]{1,64}$\n");
    CHECK_SAYS(usage, "  --json                      one JSON object: text, is_error, _meta\n");
    CHECK(!strstr(usage, "--prompt"));
}

TEST("usage: no line is longer than 80 columns where it has a blank to break at")
{
    const char *line = usage_of(
        "{\"description\":\"one two three four five six seven eight nine ten eleven twelve "
        "thirteen fourteen fifteen\",\"inputSchema\":{\"properties\":{\"a\":{\"type\":\"string\","
        "\"description\":\"\xC3\xA4\xC3\xA4\xC3\xA4 one two three four five six seven eight nine "
        "ten eleven twelve\"},\"a_very_long_name_of_a_flag_which_has_no_room\":{\"type\":"
        "\"integer\",\"minimum\":1}}}}");

    CHECK_SAYS(line, "thirteen fourteen\nfifteen\n");
    CHECK_SAYS(line, "Usage: openrouter-mcp ask [FLAGS] [A]\n");
    CHECK_SAYS(line, "no-room N\n                              at least 1\n");
    for (const char *end; (end = strchr(line, '\n')); line = end + 1)
        CHECK(end - line <= 82);
}

static const char *take_in(const char *bytes, size_t size, size_t size_max)
{
    static char said[1200];
    CLEANUP(buf_done) struct buf text = BUF_MAX(size_max);
    struct err err = { 0 };
    int ends[2];

    CHECK(pipe(ends) == 0);
    CHECK(write(ends[1], bytes, size) == (ssize_t)size);
    close(ends[1]);
    int rc = intake_all(&text, ends[0], "input", &err);
    close(ends[0]);
    snprintf(said, sizeof(said), "%s", rc < 0 ? err.text : buf_text(&text));
    return said;
}

TEST("intake: everything up to the end, within the maximum, and only text")
{
    CHECK_STR(take_in("abc\n", 4, 4), "abc\n");
    CHECK_STR(take_in("", 0, 4), "");
    CHECK_SAYS(take_in("abcde", 5, 4), "input has more than 4 bytes");
    CHECK_SAYS(take_in("a\0b", 3, 4), "input is no text");
    CHECK_SAYS(take_in("a\xFF", 2, 4), "input is not UTF-8 text: byte 1");
}
