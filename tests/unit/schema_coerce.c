/* Units of schema/coerce: wrong-shaped calls of the kind that models write. */
#include "base/limits.h"
#include "schema/coerce.h"
#include "schema/schema.h"
#include "test.h"

#include <stdlib.h>

static const char ask[] =
    "{\"type\":\"object\",\"required\":[\"prompt\"],\"additionalProperties\":false,\"properties\":{"
    "\"prompt\":{\"type\":\"string\",\"minLength\":1},"
    "\"model\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":70},"
    "\"fallbacks\":{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"maxItems\":3},"
    "\"needs\":{\"type\":\"array\",\"items\":{\"enum\":[\"tools\",\"vision\",\"web\"]},"
    "\"uniqueItems\":true},"
    "\"effort\":{\"enum\":[\"none\",\"minimal\",\"low\",\"medium\",\"high\",\"xhigh\"]},"
    "\"max_output_tokens\":{\"type\":\"integer\",\"minimum\":16,\"maximum\":128000},"
    "\"web\":{\"type\":\"boolean\"},"
    "\"zdr\":{\"type\":\"boolean\"},"
    "\"dry_run\":{\"type\":\"boolean\"},"
    "\"max_cost_usd\":{\"type\":\"number\",\"minimum\":0},"
    "\"timeout_s\":{\"type\":\"integer\",\"minimum\":5,\"maximum\":3600},"
    "\"options\":{\"type\":\"object\",\"properties\":{\"depth\":{\"type\":\"integer\"}}},"
    "\"tag\":{\"type\":\"string\",\"pattern\":\"^[A-Za-z0-9._-]{1,64}$\"}}}";

static const char table[] =
    "{\"synonyms\":{\"prompt\":[\"question\",\"text\",\"input\"],\"model\":[\"models\",\"slug\"],"
    "\"fallbacks\":[\"fallback\"],\"effort\":[\"reasoning_effort\",\"thinking\"],"
    "\"max_output_tokens\":[\"max_tokens\"],\"web\":[\"search\"],"
    "\"max_cost_usd\":[\"budget\"],\"timeout_s\":[\"timeout\"]},\"comma_lists\":[\"model\"]}";

static struct err err;
static cJSON *schema_tree, *table_tree;
static struct schema *schema;

static cJSON *tree(const char *text)
{
    cJSON *tree = json_parse(slice_of(text), &gate_client, &err);

    if (!tree)
        test_fail(__FILE__, __LINE__, "%s: %s", text, err.text);
    return tree;
}

static void prepare(void)
{
    if (schema)
        return;
    schema_tree = tree(ask);
    table_tree = tree(table);
    schema = schema_new(schema_tree, &err);
    CHECK(schema != NULL);
}

__attribute__((destructor)) static void release(void)
{
    schema_free(schema);
    json_free(schema_tree);
    json_free(table_tree);
}

/* What a call becomes: "ok " and the arguments, or "no " and the corrected call, which must pass,
 * or "no" and the sentence when there is none. Borrowed until the next call. */
static const char *outcome(const char *text)
{
    static struct buf shown;
    CLEANUP(json_freep) cJSON *arguments = tree(text);
    struct coercions coercions = { table_tree };

    buf_done(&shown);
    shown.size_max = KIB(64);
    coerce_arguments(arguments, schema_tree, &coercions);
    if (schema_check(schema, arguments, &err) == 0) {
        buf_adds(&shown, "ok ");
        json_print(arguments, &shown);
        return buf_text(&shown);
    }

    CLEANUP(json_freep) cJSON *corrected = coerce_corrected(arguments, schema_tree, &coercions);

    buf_adds(&shown, "no ");
    if (!corrected) {
        buf_adds(&shown, err.text);
        return buf_text(&shown);
    }
    CHECK_INT(schema_check(schema, corrected, &err), 0);
    json_print(corrected, &shown);

    /* A corrected call is not coerced into anything else when it comes back. */
    CLEANUP(json_freep) cJSON *again = cJSON_Duplicate(corrected, true);

    coerce_arguments(again, schema_tree, &coercions);
    CHECK(json_same(again, corrected));
    return buf_text(&shown);
}

struct wrong_shape {
    const char *call, *wanted;
};

static void check_all(const struct wrong_shape *shapes, size_t count)
{
    prepare();
    for (size_t i = 0; i < count; i++) {
        const char *got = outcome(shapes[i].call);

        if (strcmp(got, shapes[i].wanted) != 0)
            test_fail(__FILE__, __LINE__, "%s becomes\n    %s\n  wanted\n    %s", shapes[i].call,
                      got, shapes[i].wanted);
    }
    printf("  %zu calls\n", count);
}

static const struct wrong_shape readable[] = {
    { "{\"prompt\":\"p\"}", "ok {\"prompt\":\"p\"}" },

    /* scalars as text */
    { "{\"prompt\":\"p\",\"timeout_s\":\"60\"}", "ok {\"prompt\":\"p\",\"timeout_s\":60}" },
    { "{\"prompt\":\"p\",\"timeout_s\":\" 60.0 \"}", "ok {\"prompt\":\"p\",\"timeout_s\":60}" },
    { "{\"prompt\":\"p\",\"timeout_s\":60.0}", "ok {\"prompt\":\"p\",\"timeout_s\":60}" },
    { "{\"prompt\":\"p\",\"timeout_s\":\"6e1\"}", "ok {\"prompt\":\"p\",\"timeout_s\":60}" },
    { "{\"prompt\":\"p\",\"max_cost_usd\":\"0.5\"}", "ok {\"prompt\":\"p\",\"max_cost_usd\":0.5}" },
    { "{\"prompt\":\"p\",\"max_cost_usd\":\"$0.50\"}",
      "ok {\"prompt\":\"p\",\"max_cost_usd\":0.5}" },
    { "{\"prompt\":\"p\",\"web\":\"true\",\"zdr\":\"False\",\"dry_run\":\" TRUE \"}",
      "ok {\"prompt\":\"p\",\"web\":true,\"zdr\":false,\"dry_run\":true}" },
    { "{\"prompt\":42}", "ok {\"prompt\":\"42\"}" },
    { "{\"prompt\":0.1,\"tag\":7}", "ok {\"prompt\":\"0.1\",\"tag\":\"7\"}" },
    { "{\"prompt\":\"p\",\"effort\":\"High\"}", "ok {\"prompt\":\"p\",\"effort\":\"high\"}" },
    { "{\"prompt\":\"p\",\"effort\":\" x-high\"}", "ok {\"prompt\":\"p\",\"effort\":\"xhigh\"}" },

    /* lists */
    { "{\"prompt\":\"p\",\"fallbacks\":\"a/b\"}", "ok {\"prompt\":\"p\",\"fallbacks\":[\"a/b\"]}" },
    { "{\"prompt\":\"p\",\"fallbacks\":\"[\\\"a/b\\\",\\\"c/d\\\"]\"}",
      "ok {\"prompt\":\"p\",\"fallbacks\":[\"a/b\",\"c/d\"]}" },
    { "{\"prompt\":\"p\",\"fallbacks\":\"\"}", "ok {\"prompt\":\"p\",\"fallbacks\":[]}" },
    { "{\"prompt\":\"p\",\"fallbacks\":[1]}", "ok {\"prompt\":\"p\",\"fallbacks\":[\"1\"]}" },
    { "{\"prompt\":\"p\",\"fallbacks\":\"[not json\"}",
      "ok {\"prompt\":\"p\",\"fallbacks\":[\"[not json\"]}" },
    { "{\"prompt\":\"p\",\"needs\":\"tools, Vision,\"}",
      "ok {\"prompt\":\"p\",\"needs\":[\"tools\",\"vision\"]}" },
    { "{\"prompt\":\"p\",\"needs\":[\"Tools\"]}", "ok {\"prompt\":\"p\",\"needs\":[\"tools\"]}" },
    { "{\"prompt\":[\"p\"]}", "ok {\"prompt\":\"p\"}" },
    { "{\"prompt\":\"p\",\"effort\":[\"low\"]}", "ok {\"prompt\":\"p\",\"effort\":\"low\"}" },
    { "{\"prompt\":\"p\",\"model\":[\"a/b\",\"c/d\"]}",
      "ok {\"prompt\":\"p\",\"model\":\"a/b, c/d\"}" },
    { "{\"prompt\":\"p\",\"model\":\"[\\\"a/b\\\",\\\"c/d\\\"]\"}",
      "ok {\"prompt\":\"p\",\"model\":\"a/b, c/d\"}" },

    /* a prompt that looks like JSON is a prompt */
    { "{\"prompt\":\"[\\\"a\\\"]\"}", "ok {\"prompt\":\"[\\\"a\\\"]\"}" },
    { "{\"prompt\":\"{\\\"a\\\":1}\"}", "ok {\"prompt\":\"{\\\"a\\\":1}\"}" },
    { "{\"prompt\":\"true\"}", "ok {\"prompt\":\"true\"}" },

    /* objects */
    { "{\"prompt\":\"p\",\"options\":\"{\\\"depth\\\":\\\"3\\\"}\"}",
      "ok {\"prompt\":\"p\",\"options\":{\"depth\":3}}" },
    { "{\"arguments\":{\"prompt\":\"p\",\"web\":\"true\"}}", "ok {\"prompt\":\"p\",\"web\":true}" },
    { "{\"params\":\"{\\\"prompt\\\":\\\"p\\\"}\"}", "ok {\"prompt\":\"p\"}" },
    { "{\"input\":{\"question\":\"p\"}}", "ok {\"prompt\":\"p\"}" },
    { "{\"input\":\"p\"}", "ok {\"prompt\":\"p\"}" },

    /* nulls and names */
    { "{\"prompt\":\"p\",\"model\":null,\"effort\":null,\"temperature\":null}",
      "ok {\"prompt\":\"p\"}" },
    { "{\"question\":\"p\",\"max_tokens\":\"100\",\"budget\":\"$1\"}",
      "ok {\"prompt\":\"p\",\"max_output_tokens\":100,\"max_cost_usd\":1}" },
    { "{\"Prompt\":\"p\",\"maxOutputTokens\":100,\"dry-run\":true,\"TIMEOUT_S\":5}",
      "ok {\"prompt\":\"p\",\"max_output_tokens\":100,\"dry_run\":true,\"timeout_s\":5}" },
    { "{\"prompt\":\"p\",\"models\":[\"a/b\",\"c/d\"]}",
      "ok {\"prompt\":\"p\",\"model\":\"a/b, c/d\"}" },
    { "{\"prompt\":\"p\",\"Reasoning-Effort\":\"LOW\"}",
      "ok {\"prompt\":\"p\",\"effort\":\"low\"}" },
    { "{\"prompt\":\"p\",\"search\":\"true\"}", "ok {\"prompt\":\"p\",\"web\":true}" },
    { "{\"prompt\":null,\"text\":\"p\"}", "ok {\"prompt\":\"p\"}" },
};

TEST("coerce: what has one reading gets it, and passes")
{
    check_all(readable, ARRAY_COUNT(readable));
}

static const struct wrong_shape refused[] = {
    { "{\"prompt\":\"p\",\"timeout_s\":99999}", "no {\"prompt\":\"p\",\"timeout_s\":3600}" },
    { "{\"prompt\":\"p\",\"timeout_s\":\"1\"}", "no {\"prompt\":\"p\",\"timeout_s\":5}" },
    { "{\"prompt\":\"p\",\"timeout_s\":7.9}", "no {\"prompt\":\"p\",\"timeout_s\":7}" },
    { "{\"prompt\":\"p\",\"timeout_s\":\"30 seconds\"}", "no {\"prompt\":\"p\",\"timeout_s\":30}" },
    { "{\"prompt\":\"p\",\"max_output_tokens\":\"16k\"}",
      "no {\"prompt\":\"p\",\"max_output_tokens\":16000}" },
    { "{\"prompt\":\"p\",\"max_output_tokens\":1e400}",
      "no {\"prompt\":\"p\",\"max_output_tokens\":128000}" },
    { "{\"prompt\":\"p\",\"timeout_s\":\"soon\"}", "no {\"prompt\":\"p\"}" },
    { "{\"prompt\":\"p\",\"max_cost_usd\":-1}", "no {\"prompt\":\"p\",\"max_cost_usd\":0}" },
    { "{\"prompt\":\"p\",\"max_cost_usd\":\"about 1\"}", "no {\"prompt\":\"p\"}" },
    { "{\"prompt\":\"p\",\"web\":\"yes\",\"zdr\":0,\"dry_run\":\"maybe\"}",
      "no {\"prompt\":\"p\",\"web\":true,\"zdr\":false}" },
    { "{\"prompt\":\"p\",\"effort\":\"hgih\"}", "no {\"prompt\":\"p\",\"effort\":\"high\"}" },
    { "{\"prompt\":\"p\",\"effort\":\"med\"}", "no {\"prompt\":\"p\",\"effort\":\"medium\"}" },
    { "{\"prompt\":\"p\",\"effort\":\"ultrathink\"}", "no {\"prompt\":\"p\"}" },
    { "{\"prompt\":\"p\",\"effort\":{\"level\":\"high\"}}", "no {\"prompt\":\"p\"}" },
    { "{\"prompt\":\"p\",\"thinking\":true}", "no {\"prompt\":\"p\"}" },
    { "{\"prompt\":\"p\",\"search\":\"cats\"}", "no {\"prompt\":\"p\"}" },
    { "{\"prompt\":\"p\",\"fallbacks\":[\"a\",\"b\",\"c\",\"d\"]}",
      "no {\"prompt\":\"p\",\"fallbacks\":[\"a\",\"b\",\"c\"]}" },
    { "{\"prompt\":\"p\",\"fallbacks\":[\"a\",{},null,\"b\"]}",
      "no {\"prompt\":\"p\",\"fallbacks\":[\"a\",\"b\"]}" },
    { "{\"prompt\":\"p\",\"fallbacks\":{\"0\":\"a\"}}", "no {\"prompt\":\"p\"}" },
    { "{\"prompt\":\"p\",\"needs\":\"tools, visoin\"}", "no {\"prompt\":\"p\",\"needs\":[]}" },
    { "{\"prompt\":\"p\",\"needs\":[\"tools\",\"visoin\",\"tool\",\"magic\"]}",
      "no {\"prompt\":\"p\",\"needs\":[\"tools\",\"vision\"]}" },
    { "{\"prompt\":\"p\",\"tag\":\"two words\"}", "no {\"prompt\":\"p\"}" },
    { "{\"prompt\":\"p\",\"temperature\":0.2,\"stream\":true}", "no {\"prompt\":\"p\"}" },
    { "{\"prompt\":\"p\",\"fallbackz\":\"a/b\"}", "no {\"prompt\":\"p\",\"fallbacks\":[\"a/b\"]}" },
    { "{\"prompt\":\"p\",\"max_output\":\"99\"}",
      "no {\"prompt\":\"p\",\"max_output_tokens\":99}" },
    { "{\"prmpt\":\"p\",\"modle\":[\"a/b\"]}", "no {\"prompt\":\"p\",\"model\":\"a/b\"}" },
    { "{\"task\":\"p\",\"web\":true}", "no {\"web\":true,\"prompt\":\"p\"}" },
    { "{\"prompt\":\"p\",\"question\":\"q\"}", "no {\"prompt\":\"p\"}" },
    { "{\"prompt\":[\"a\",\"b\"]}", "no /prompt: is [\"a\",\"b\"], must be a string" },
    { "{\"prompt\":\"\"}", "no /prompt: is empty, must have at least 1 character" },
    { "{\"prompt\":\"p\",\"model\":\"123456789 123456789 123456789 123456789 123456789 "
      "123456789 123456789 x\"}",
      "no {\"prompt\":\"p\",\"model\":\"123456789 123456789 123456789 123456789 123456789 "
      "123456789 \xE2\x80\xA6\"}" },
    { "{\"prompt\":\"\xC3\xA9"
      "23456789 123456789 123456789 123456789 123456789 1234567\xC3\xA9"
      "9\xC3\xA9 x\",\"web\":3}",
      "no {\"prompt\":\"\xC3\xA9"
      "23456789 123456789 123456789 123456789 123456789 "
      "1234567\xC3\xA9"
      "9\xC3\xA9\xE2\x80\xA6\"}" },
};

TEST("coerce: what has none is refused with a corrected call, which passes")
{
    check_all(refused, ARRAY_COUNT(refused));
}

TEST("coerce: a required member that cannot be guessed leaves the sentence alone")
{
    prepare();
    CHECK_SAYS(outcome("{}"), "no \"prompt\" is required and missing");
    CHECK_SAYS(outcome("{\"foo\":\"a\",\"bar\":\"b\"}"), "no \"foo\" is not a parameter");
    CHECK_SAYS(outcome("{\"web\":true}"), "no \"prompt\" is required and missing");
    CHECK_SAYS(outcome("{\"foo\":true}"), "no \"foo\" is not a parameter");
}

TEST("coerce: a number that would lose digits is not turned into text")
{
    prepare();
    CHECK_SAYS(outcome("{\"prompt\":12345678901234567890}"),
               "no /prompt: is 1.2345678901234567e+19");
    CHECK_STR(outcome("{\"prompt\":9007199254740991}"), "ok {\"prompt\":\"9007199254740991\"}");
    CHECK_SAYS(outcome("{\"prompt\":\"p\",\"timeout_s\":\"9007199254740993\"}"), "no {");
}

TEST("coerce: nothing is unwrapped or renamed over what is there")
{
    prepare();
    CHECK_STR(outcome("{\"arguments\":{\"prompt\":\"a\"},\"prompt\":\"p\"}"),
              "no {\"prompt\":\"p\"}");
    CHECK_STR(outcome("{\"question\":\"a\",\"text\":\"b\"}"), "no {\"prompt\":\"a\"}");
    CHECK_SAYS(outcome("{\"arguments\":\"p\"}"), "no ");
    CHECK_SAYS(outcome("{\"arguments\":[1]}"), "no \"arguments\" is not a parameter");
}

TEST("coerce: hostile shapes cost no more than their size")
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(MIB(2));

    prepare();
    buf_adds(&text, "{\"prompt\":\"p\",\"needs\":[");
    for (int i = 0; i < 20000; i++)
        buf_addf(&text, "%s\"x%d\"", i ? "," : "", i);
    buf_adds(&text, "]}");
    CHECK_STR(outcome(buf_text(&text)), "no {\"prompt\":\"p\",\"needs\":[]}");

    buf_clear(&text);
    buf_adds(&text, "{\"prompt\":\"p\"");
    for (int i = 0; i < 5000; i++)
        buf_addf(&text, ",\"zzzz%d\":1", i);
    buf_addc(&text, '}');
    CHECK_STR(outcome(buf_text(&text)), "no {\"prompt\":\"p\"}");
}
