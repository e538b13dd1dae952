/* Units of schema/schema as our tools use it, and of schema/guess. */
#include "base/limits.h"
#include "schema/guess.h"
#include "verdict.h"

static const char ask[] =
    "{\"type\":\"object\",\"required\":[\"prompt\"],\"additionalProperties\":false,\"properties\":{"
    "\"prompt\":{\"type\":\"string\",\"minLength\":1},"
    "\"files\":{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"maxItems\":2,"
    "\"uniqueItems\":true},"
    "\"effort\":{\"enum\":[\"none\",\"low\",\"high\"]},"
    "\"timeout_s\":{\"type\":\"integer\",\"minimum\":5,\"maximum\":3600},"
    "\"max_cost_usd\":{\"type\":\"number\",\"minimum\":0.5},"
    "\"web\":{\"type\":\"boolean\"},"
    "\"tag\":{\"type\":\"string\",\"pattern\":\"^[a-z]{1,4}$\",\"maxLength\":3}}}";

TEST("schema: a violation is a sentence with the place, what was found, and what is allowed")
{
    static const struct {
        const char *value, *wanted;
    } cases[] = {
        { "{\"prompt\":\"x\"}", "ok" },
        { "{\"prompt\":\"x\",\"timeout_s\":5,\"max_cost_usd\":0.5,\"web\":false,\"files\":[]}",
          "ok" },
        { "{\"prompt\":\"x\",\"timeout_s\":3600.0}", "ok" },
        { "[1]", "the value: is [1], must be an object" },
        { "\"x\"", "the value: is \"x\", must be an object" },
        { "{}", "\"prompt\" is required and missing. Known: prompt, files, effort, timeout_s, "
                "max_cost_usd, web, tag" },
        { "{\"file\":[]}", "\"file\" is not a parameter; did you mean \"files\"? Known: prompt, "
                           "files, effort, timeout_s, max_cost_usd, web, tag" },
        { "{\"zzzzz\":1}", "\"zzzzz\" is not a parameter. Known: prompt, files, effort, timeout_s, "
                           "max_cost_usd, web, tag" },
        { "{\"Prompt\":\"x\"}", "\"Prompt\" is not a parameter; did you mean \"prompt\"? Known: "
                                "prompt, files, effort, timeout_s, max_cost_usd, web, tag" },
        { "{\"prompt\":\"\"}", "/prompt: is empty, must have at least 1 character" },
        { "{\"prompt\":7}", "/prompt: is 7, must be a string" },
        { "{\"prompt\":\"x\",\"timeout_s\":99999}", "/timeout_s: is 99999, must be at most 3600" },
        { "{\"prompt\":\"x\",\"timeout_s\":4}", "/timeout_s: is 4, must be at least 5" },
        { "{\"prompt\":\"x\",\"timeout_s\":5.5}", "/timeout_s: is 5.5, must be an integer" },
        { "{\"prompt\":\"x\",\"timeout_s\":\"soon\"}",
          "/timeout_s: is \"soon\", must be an integer" },
        { "{\"prompt\":\"x\",\"timeout_s\":1e400}",
          "/timeout_s: is a number beyond all range, must be an integer" },
        { "{\"prompt\":\"x\",\"max_cost_usd\":0.4}",
          "/max_cost_usd: is 0.4, must be at least 0.5" },
        { "{\"prompt\":\"x\",\"web\":\"yes\"}", "/web: is \"yes\", must be a boolean" },
        { "{\"prompt\":\"x\",\"effort\":\"hgih\"}", "/effort: \"hgih\" is not one of none, low, "
                                                    "high (did you mean \"high\"?)" },
        { "{\"prompt\":\"x\",\"effort\":3}", "/effort: 3 is not one of none, low, high" },
        { "{\"prompt\":\"x\",\"files\":[\"a\",\"b\",\"c\"]}",
          "/files: has 3 items, must have at most 2 items" },
        { "{\"prompt\":\"x\",\"files\":[\"a\",1]}", "/files/1: is 1, must be a string" },
        { "{\"prompt\":\"x\",\"files\":[\"a\",\"a\"]}",
          "/files: the items 0 and 1 are equal, all must differ" },
        { "{\"prompt\":\"x\",\"tag\":\"A\"}",
          "/tag: is \"A\", must match the pattern ^[a-z]{1,4}$" },
        { "{\"prompt\":\"x\",\"tag\":\"abcd\"}",
          "/tag: has 4 characters, must have at most 3 characters" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        CHECK_STR(verdict(ask, cases[i].value), cases[i].wanted);
}

TEST("schema: limits hold exactly, and lengths count characters, not bytes")
{
    CHECK_STR(verdict("{\"minLength\":2,\"maxLength\":2}", "\"\xF0\x9F\x98\x80\xC3\xA9\""), "ok");
    CHECK_STR(verdict("{\"maxLength\":1}", "\"\xC3\xA9\xC3\xA9\""),
              "the value: has 2 characters, must have at most 1 character");
    CHECK_STR(verdict("{\"minLength\":3}", "\"\xC3\xA9\xC3\xA9\""),
              "the value: has 2 characters, must have at least 3 characters");
    CHECK_STR(verdict("{\"minItems\":2}", "[1]"),
              "the value: has 1 item, must have at least 2 items");
    CHECK_STR(verdict("{\"minimum\":-1,\"maximum\":-1}", "-1"), "ok");
    CHECK_STR(verdict("{\"maximum\":9007199254740991}", "9007199254740992"),
              "the value: is 9007199254740992, must be at most 9007199254740991");
    CHECK_STR(verdict("{\"type\":[\"integer\",\"null\"]}", "true"),
              "the value: is true, must be a null or an integer");
    CHECK_STR(verdict("{\"const\":{\"a\":[1]}}", "{\"a\":[1.0]}"), "ok");
    CHECK_STR(verdict("{\"const\":{\"a\":[1]}}", "{\"a\":[2]}"),
              "the value: is {\"a\":[2]}, must be {\"a\":[1]}");
    CHECK_STR(verdict("{\"minimum\":0}", "1e999"),
              "the value: is a number beyond all range, must be a number");
}

TEST("schema: equality is JSON's: numbers by value, members in any order, nothing across types")
{
    static const struct {
        const char *a, *b;
        bool same;
    } cases[] = {
        { "1", "1.0", true },
        { "0", "false", false },
        { "0", "-0.0", true },
        { "\"a\"", "[\"a\"]", false },
        { "{\"a\":1,\"b\":[2]}", "{\"b\":[2],\"a\":1}", true },
        { "{\"a\":1}", "{\"a\":1,\"b\":2}", false },
        { "{\"a\":1,\"b\":2}", "{\"a\":1}", false },
        { "{\"a\":1}", "{\"A\":1}", false },
        { "[1,2]", "[2,1]", false },
        { "[1]", "[1,1]", false },
        { "null", "null", true },
        { "true", "false", false },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        CLEANUP(json_freep) cJSON *a = tree_of(cases[i].a), *b = tree_of(cases[i].b);

        CHECK_INT(json_same(a, b), cases[i].same);
        CHECK_INT(json_same(b, a), cases[i].same);
    }
}

TEST("schema: what is not implemented, or not sense, is refused with its place")
{
    static const struct {
        const char *schema, *says;
    } cases[] = {
        { "{\"oneOf\":[]}", "schema at /oneOf: must be an array of at least one schema" },
        { "{\"propertees\":{}}", "schema at /propertees: this keyword is not implemented" },
        { "{\"properties\":{\"a/b\":{\"items\":{\"format\":\"uri\"}}}}",
          "schema at /properties/a~1b/items/format: this keyword is not implemented" },
        { "{\"type\":\"int\"}", "schema at /type: not the name of a type" },
        { "{\"type\":[]}", "schema at /type: no type at all" },
        { "{\"type\":7}", "schema at /type: not the name of a type" },
        { "{\"items\":1}", "schema at /items: must be an object, true or false" },
        { "{\"items\":[true]}", "schema at /items: must be a schema (an array of them is called "
                                "prefixItems)" },
        { "{\"properties\":[]}", "schema at /properties: must be an object of schemas" },
        { "{\"required\":\"a\"}", "schema at /required: must be an array of names" },
        { "{\"required\":[1]}", "schema at /required: must be an array of names" },
        { "{\"enum\":1}", "schema at /enum: must be an array of values" },
        { "{\"minimum\":\"1\"}", "schema at /minimum: must be a number" },
        { "{\"maximum\":1e999}", "schema at /maximum: must be a number" },
        { "{\"minLength\":-1}", "schema at /minLength: must be a whole number from 0" },
        { "{\"maxItems\":1.5}", "schema at /maxItems: must be a whole number from 0" },
        { "{\"uniqueItems\":1}", "schema at /uniqueItems: must be true or false" },
        { "{\"pattern\":1}", "schema at /pattern: must be a string" },
        { "{\"pattern\":\"a++\"}", "the pattern a++ is not understood at byte 2" },
        { "7", "schema at : must be an object, true or false" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        CHECK_SAYS(verdict(cases[i].schema, "1"), cases[i].says);
}

TEST("schema: unique items are found out among very many, in whatever order")
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(MIB(2));

    buf_addc(&text, '[');
    for (int i = 0; i < 100000; i++)
        buf_addf(&text, "%s%d", i ? "," : "", i);
    buf_addc(&text, ']');
    CHECK_STR(verdict("{\"uniqueItems\":true}", buf_text(&text)), "ok");
    text.size--;
    buf_adds(&text, ",5.0]");
    CHECK_STR(verdict("{\"uniqueItems\":true}", buf_text(&text)),
              "the value: the items 5 and 100000 are equal, all must differ");
}

TEST("schema: long values are shown by their beginning, long lists end in dots")
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(64));

    buf_adds(&text, "{\"enum\":[\"x0\"");
    for (int i = 1; i < 400; i++)
        buf_addf(&text, ",\"x%d\"", i);
    buf_adds(&text, "]}");

    const char *sentence = verdict(
        buf_text(&text),
        "\"123456789 123456789 123456789 123456789 123456789 12345678\xC3\xA9\xC3\xA9 and more\"");

    CHECK_SAYS(sentence, "12345678\xC3\xA9\" and so on is not one of x0, x1, ");
    CHECK_SAYS(sentence, " ...");
    buf_clear(&text);
    buf_adds(&text, "{\"pattern\":\"");
    for (int i = 0; i < 200; i++)
        buf_adds(&text, "\xC3\xA9\xE2\x82\xAC");
    buf_adds(&text, "\"}");
    sentence = verdict(buf_text(&text), "\"a\"");
    CHECK_SAYS(sentence, "the value: is \"a\", must match the pattern \xC3\xA9");
    CHECK_SAYS(sentence, "\xC3\xA9\xE2\x82\xAC and so on");
    CHECK_STR(verdict("{\"type\":\"null\"}", "[\"1234567890123456789012345678901234567890\",2345678"
                                             "9012,3456789012]"),
              "the value: is a long array, must be a null");
}

TEST("guess: the same letters, then the only beginning, then the nearest")
{
    CLEANUP(json_freep)
    cJSON *names = tree_of(
        "{\"max_output_tokens\":1,\"max_cost_usd\":1,\"files\":1,\"fallbacks\":1,\"web\":1}");

    CHECK_STR(guess_name("maxOutputTokens", names), "max_output_tokens");
    CHECK_STR(guess_name("Max-Cost-USD", names), "max_cost_usd");
    CHECK_STR(guess_name("max_out", names), "max_output_tokens");
    CHECK(guess_name("max", names) == NULL);
    CHECK_STR(guess_name("fiels", names), "files");
    CHECK_STR(guess_name("falbacks", names), "fallbacks");
    CHECK(guess_name("temperature", names) == NULL);
    CHECK(guess_name("", names) == NULL);
    CHECK(guess_name("x", NULL) == NULL);
    CHECK(!guess_same("ab", "abc"));
    CHECK(guess_same("_a-b c", "AB_C_"));
}
