/* Units of schema/schema: every keyword, and the sentence of each violation. */
#include "base/limits.h"
#include "verdict.h"

struct row {
    const char *schema, *value, *wanted;
};

static void check_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *got = verdict(rows[i].schema, rows[i].value);

        if (strcmp(got, rows[i].wanted) != 0)
            test_fail(__FILE__, __LINE__, "%s on %s says\n    %s\n  wanted\n    %s", rows[i].schema,
                      rows[i].value, got, rows[i].wanted);
    }
}

TEST("schema: numbers are compared as they are written, and multiples are exact")
{
    static const struct row rows[] = {
        { "{\"exclusiveMinimum\":3}", "3.0000000001", "ok" },
        { "{\"exclusiveMinimum\":3}", "3", "the value: is 3, must be more than 3" },
        { "{\"exclusiveMaximum\":-1.5}", "-1.5", "the value: is -1.5, must be less than -1.5" },
        { "{\"exclusiveMaximum\":-1.5}", "-1.6", "ok" },
        { "{\"minimum\":1,\"exclusiveMinimum\":1}", "1", "the value: is 1, must be more than 1" },
        { "{\"minimum\":5}", "\"x\"", "ok" },
        { "{\"multipleOf\":2}", "7", "the value: is 7, must be a multiple of 2" },
        { "{\"multipleOf\":2}", "-8", "ok" },
        { "{\"multipleOf\":0.01}", "19.99", "ok" },
        { "{\"multipleOf\":0.01}", "19.995", "the value: is 19.995, must be a multiple of 0.01" },
        { "{\"multipleOf\":0.1}", "0.3", "ok" },
        { "{\"multipleOf\":0.1}", "1e300", "ok" },
        { "{\"multipleOf\":1e-300}", "1e300", "ok" },
        { "{\"multipleOf\":3e-300}", "1e300",
          "the value: is 1e+300, must be a multiple of 3e-300" },
        { "{\"multipleOf\":1e300}", "1e-300",
          "the value: is 1e-300, must be a multiple of 1e+300" },
        { "{\"multipleOf\":1e300}", "0", "ok" },
        { "{\"multipleOf\":1e300}", "-0.0", "ok" },
        { "{\"multipleOf\":5e-324}", "1.7976931348623157e308",
          "the value: is 1.7976931348623157e+308, must be a multiple of 4.94065645841247e-324" },
        { "{\"multipleOf\":7}", "9007199254740991",
          "the value: is 9007199254740991, must be a multiple of 7" },
        { "{\"multipleOf\":7}", "9007199254740993.0",
          "the value: is 9007199254740992, must be a multiple of 7" },
        { "{\"multipleOf\":4}", "9007199254740992", "ok" },
        { "{\"multipleOf\":1.5}", "35", "the value: is 35, must be a multiple of 1.5" },
        { "{\"type\":\"integer\"}", "1.0", "ok" },
        { "{\"type\":\"integer\"}", "1e300", "ok" },
        { "{\"type\":\"integer\"}", "-123456789012345678901234567890", "ok" },
        { "{\"type\":\"integer\"}", "9007199254740991.5", "ok" },
        { "{\"type\":\"integer\"}", "4503599627370495.5",
          "the value: is 4503599627370495.5, must be an integer" },
        { "{}", "1e400", "the value: is a number beyond all range, must be a number" },
        { "{\"const\":9007199254740993}", "9007199254740993", "ok" },
    };

    check_rows(rows, ARRAY_COUNT(rows));
}

TEST("schema: objects: names, counts, patterns, what depends on what")
{
    static const struct row rows[] = {
        { "{\"minProperties\":2}", "{\"a\":1}",
          "the value: has 1 member, must have at least 2 members" },
        { "{\"maxProperties\":1}", "{\"a\":1,\"b\":2}",
          "the value: has 2 members, must have at most 1 member" },
        { "{\"minProperties\":1}", "{}", "the value: is empty, must have at least 1 member" },
        { "{\"minProperties\":1}", "[]", "ok" },
        { "{\"properties\":{\"a\":false}}", "{\"a\":1}", "/a: is 1, but nothing is allowed here" },
        { "{\"additionalProperties\":{\"type\":\"string\"}}", "{\"a\":1}",
          "/a: is 1, must be a string" },
        { "{\"additionalProperties\":true,\"properties\":{}}", "{\"a\":1}", "ok" },
        { "{\"additionalProperties\":false}", "{\"a\":1}", "\"a\" is not a parameter" },
        { "{\"properties\":{\"o\":{\"additionalProperties\":false,\"properties\":{\"size\":true}}}"
          "}",
          "{\"o\":{\"sise\":1}}",
          "/o: \"sise\" is not a parameter; did you mean \"size\"? Known: size" },
        { "{\"properties\":{\"a\":true},\"patternProperties\":{\"^x-\":{\"type\":\"null\"},\"z$\":"
          "true},\"additionalProperties\":false}",
          "{\"x-1\":null,\"yz\":5,\"a\":1}", "ok" },
        { "{\"properties\":{\"a\":true},\"patternProperties\":{\"^x-\":{\"type\":\"null\"},\"z$\":"
          "true},\"additionalProperties\":false}",
          "{\"b\":1}", "\"b\" is not a parameter. Known: a, or names that match ^x-, z$" },
        { "{\"patternProperties\":{\"^x-\":true},\"additionalProperties\":false}", "{\"b\":1}",
          "\"b\" is not a parameter. Known: names that match ^x-" },
        { "{\"patternProperties\":{\"a\":{\"minimum\":2},\"b\":{\"maximum\":3}}}", "{\"ab\":4}",
          "/ab: is 4, must be at most 3" },
        { "{\"propertyNames\":{\"pattern\":\"^[a-z]+$\",\"maxLength\":3}}", "{\"abc\":1}", "ok" },
        { "{\"propertyNames\":{\"pattern\":\"^[a-z]+$\"}}", "{\"a\":1,\"B\":2}",
          "/B (its name): is \"B\", must match the pattern ^[a-z]+$" },
        { "{\"propertyNames\":{\"enum\":[\"low\",\"high\"]}}", "{\"hgih\":1}",
          "/hgih (its name): \"hgih\" is not one of low, high (did you mean \"high\"?)" },
        { "{\"propertyNames\":false}", "{}", "ok" },
        { "{\"required\":[\"b\"]}", "{\"a\":1}", "\"b\" is required and missing" },
        { "{\"items\":{\"required\":[\"b\"],\"properties\":{\"b\":true}}}", "[{\"b\":1},{}]",
          "/1: \"b\" is required and missing. Known: b" },
        { "{\"dependentRequired\":{\"a\":[\"b\",\"c\"]}}", "{\"a\":1,\"b\":2}",
          "\"c\" is required beside \"a\" and missing" },
        { "{\"dependentRequired\":{\"a\":[\"b\",\"c\"]}}", "{\"b\":2}", "ok" },
        { "{\"properties\":{\"o\":{\"dependentRequired\":{\"a\":[\"b\"]}}}}", "{\"o\":{\"a\":1}}",
          "/o: \"b\" is required beside \"a\" and missing" },
        { "{\"dependentSchemas\":{\"a\":{\"properties\":{\"b\":{\"type\":\"null\"}}}}}",
          "{\"a\":1,\"b\":2}", "because \"a\" is there: /b: is 2, must be a null" },
        { "{\"dependentSchemas\":{\"a\":false}}", "{\"b\":2}", "ok" },
        { "{\"dependencies\":{\"a\":[\"b\"],\"c\":{\"maxProperties\":1}}}", "{\"a\":1}",
          "\"b\" is required beside \"a\" and missing" },
        { "{\"dependencies\":{\"a\":[\"b\"],\"c\":{\"maxProperties\":1}}}", "{\"c\":1,\"d\":2}",
          "because \"c\" is there: the value: has 2 members, must have at most 1 member" },
    };

    check_rows(rows, ARRAY_COUNT(rows));
}

TEST("schema: arrays: tuples, what they contain, what must differ")
{
    static const struct row rows[] = {
        { "{\"prefixItems\":[{\"type\":\"string\"},{\"type\":\"null\"}]}", "[\"a\"]", "ok" },
        { "{\"prefixItems\":[{\"type\":\"string\"},{\"type\":\"null\"}]}", "[\"a\",1]",
          "/1: is 1, must be a null" },
        { "{\"prefixItems\":[true],\"items\":{\"type\":\"null\"}}", "[1,2]",
          "/1: is 2, must be a null" },
        { "{\"prefixItems\":[true],\"items\":false}", "[1,2]",
          "the value: has 2 items, must have at most 1 item" },
        { "{\"items\":false}", "[]", "ok" },
        { "{\"contains\":{\"type\":\"null\"}}", "[1,null]", "ok" },
        { "{\"contains\":{\"type\":\"null\"}}", "[1,2]",
          "the value: has 0 items that fit the schema {\"type\":\"null\"}, must have at least 1" },
        { "{\"contains\":{\"type\":\"null\"},\"minContains\":2}", "[1,null]",
          "the value: has 1 item that fits the schema {\"type\":\"null\"}, must have at least 2" },
        { "{\"contains\":{\"type\":\"null\"},\"maxContains\":1}", "[null,1,null]",
          "the value: has 2 items that fit the schema {\"type\":\"null\"}, must have at most 1" },
        { "{\"contains\":false,\"minContains\":0}", "[]", "ok" },
        { "{\"minContains\":2}", "[1]", "ok" },
        { "{\"uniqueItems\":false}", "[1,1]", "ok" },
        { "{\"uniqueItems\":true}", "[{\"a\":1,\"b\":2},3,{\"b\":2.0,\"a\":1}]",
          "the value: the items 0 and 2 are equal, all must differ" },
        { "{\"uniqueItems\":true}", "[1,true,\"1\",[1],{\"1\":1},0,false,null,\"\",[],{}]", "ok" },
        { "{\"uniqueItems\":true}", "[0,-0.0]",
          "the value: the items 0 and 1 are equal, all must differ" },
    };

    check_rows(rows, ARRAY_COUNT(rows));
}

#define TEXT                                                                                       \
    "{\"properties\":{\"type\":{\"const\":\"text\"},\"text\":{\"type\":\"string\"}},\"required\":" \
    "[\"type\",\"text\"]}"
#define IMAGE                                                                                      \
    "{\"properties\":{\"type\":{\"const\":\"image\"},\"data\":{\"type\":\"string\"}},"             \
    "\"required\":[\"type\",\"data\"]}"

static const struct row alternatives[] = {
    { "{\"anyOf\":[" TEXT "," IMAGE "]}", "{\"type\":\"image\",\"data\":\"x\"}", "ok" },
    { "{\"anyOf\":[" TEXT "," IMAGE "]}", "{\"type\":\"image\",\"text\":\"x\"}",
      "the value fits none of the 2 alternatives; the nearest is number 2: \"data\" is "
      "required and missing. Known: type, data" },
    { "{\"anyOf\":[" TEXT "," IMAGE "]}", "{\"type\":\"imgae\",\"text\":\"x\"}",
      "/type: \"imgae\" is not one of text, image (did you mean \"image\"?)" },
    { "{\"items\":{\"oneOf\":[" TEXT "," IMAGE "]}}", "[{\"type\":\"text\",\"text\":5}]",
      "/0 fits none of the 2 alternatives; the nearest is number 1: /0/text: is 5, must be a "
      "string" },
    { "{\"anyOf\":[{\"$ref\":\"#/$defs/"
      "T\"},{\"title\":\"Picture\",\"required\":[\"data\",\"mime\"]}],\"$defs\":{\"T\":" TEXT "}}",
      "{\"text\":\"x\"}",
      "the value fits none of the 2 alternatives; the nearest is number 1, T: \"type\" is "
      "required and missing. Known: type, text" },
    { "{\"anyOf\":[{\"$ref\":\"#/$defs/"
      "T\"},{\"title\":\"Picture\",\"required\":[\"data\",\"mime\"]}],\"$defs\":{\"T\":" TEXT "}}",
      "{\"data\":\"x\"}",
      "the value fits none of the 2 alternatives; the nearest is number 2, Picture: \"mime\" "
      "is required and missing" },
    { "{\"anyOf\":[{\"type\":\"string\"},{\"type\":[\"null\",\"integer\"]}]}", "[]",
      "the value: is [], must be a null or a string or an integer" },
    { "{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"integer\",\"minimum\":3}]}", "2",
      "the value fits none of the 2 alternatives; the nearest is number 2: the value: is 2, "
      "must be at least 3" },
    { "{\"oneOf\":[{\"const\":\"low\",\"title\":\"L\"},{\"const\":\"high\"},{\"enum\":[1,2]}]}",
      "\"hgih\"", "the value: \"hgih\" is not one of low, high, 1, 2 (did you mean \"high\"?)" },
    { "{\"anyOf\":[{\"const\":\"abc\",\"minLength\":4},{\"const\":\"d\"}]}", "\"abc\"",
      "the value fits none of the 2 alternatives; the nearest is number 1: the value: has 3 "
      "characters, must have at least 4 characters" },
    { "{\"anyOf\":[{\"minimum\":5}]}", "2", "the value: is 2, must be at least 5" },
    { "{\"oneOf\":[{\"properties\":{\"kind\":{\"enum\":[\"a\",\"b\"]},\"n\":{\"minimum\":1}}},{"
      "\"properties\":{\"kind\":{\"enum\":[\"c\"]},\"n\":{\"minimum\":2}}}]}",
      "{\"n\":0,\"kind\":\"b\"}",
      "the value fits none of the 2 alternatives; the nearest is number 1: /n: is 0, must be at "
      "least 1" },
    { "{\"oneOf\":[{\"additionalProperties\":false,\"properties\":{\"a\":true}},{"
      "\"additionalProperties\":false,\"properties\":{\"b\":true,\"c\":true}}]}",
      "{\"b\":1,\"cc\":2}",
      "the value fits none of the 2 alternatives; the nearest is number 2: \"cc\" is not a "
      "parameter; did you mean \"c\"? Known: b, c" },
    { "{\"anyOf\":[{\"allOf\":[{\"required\":[\"a\",\"b\"]}]},{\"allOf\":[{\"required\":[\"c\","
      "\"d\"]}]}]}",
      "{\"d\":1}",
      "the value fits none of the 2 alternatives; the nearest is number 2: \"c\" is required and "
      "missing" },
    { "{\"not\":{\"title\":"
      "\"012345678901234567890123456789012345678901234567890123456789012345678901"
      "23456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123"
      "456789012345678901234567890123456789\"}}",
      "1", "the value: is 1, must not fit a schema that is too long to show" },
    { "{\"anyOf\":[{\"maximum\":1},{\"minimum\":5}]}", "2",
      "the value fits none of the 2 alternatives; the nearest is number 1: the value: is 2, "
      "must be at most 1" },
    { "{\"oneOf\":[{\"minimum\":1},{\"type\":\"null\"},{\"maximum\":5}]}", "2",
      "the value: fits the alternatives 1 and 3 of 3, must fit exactly one: the first is the "
      "schema {\"minimum\":1}" },
    { "{\"oneOf\":[{\"minimum\":1},{\"maximum\":5}]}", "8", "ok" },
    { "{\"allOf\":[{\"minimum\":1},{\"maximum\":5}]}", "8", "the value: is 8, must be at most 5" },
    { "{\"properties\":{\"a\":{\"not\":{\"type\":\"null\"}}}}", "{\"a\":null}",
      "/a: is null, must not fit the schema {\"type\":\"null\"}" },
    { "{\"not\":{\"type\":\"null\"}}", "1", "ok" },
    { "{\"not\":{\"not\":{\"type\":\"null\"}}}", "1",
      "the value: is 1, must not fit the schema {\"not\":{\"type\":\"null\"}}" },
    { "{\"if\":{\"required\":[\"a\"]},\"then\":{\"required\":[\"b\"]},\"else\":{\"required\":["
      "\"c\"]}}",
      "{\"a\":1}",
      "because the value fits the schema {\"required\":[\"a\"]}: \"b\" is required and "
      "missing" },
    { "{\"if\":{\"required\":[\"a\"]},\"then\":{\"required\":[\"b\"]},\"else\":{\"required\":["
      "\"c\"]}}",
      "{}",
      "because the value does not fit the schema {\"required\":[\"a\"]}: \"c\" is required and "
      "missing" },
    { "{\"if\":{\"required\":[\"a\"]},\"then\":false}", "{}", "ok" },
    { "{\"then\":false,\"else\":false}", "{}", "ok" },
    { "{\"type\":\"string\",\"const\":\"ping\"}", "null", "the value: is null, must be \"ping\"" },
    { "{\"type\":\"string\",\"enum\":[\"a\",\"b\"]}", "3", "the value: 3 is not one of a, b" },
    { "false", "[1]", "the value: is [1], but nothing is allowed here" },
    { "true", "[1]", "ok" },
};

TEST("schema: alternatives: the one that was meant explains what is wrong")
{
    check_rows(alternatives, ARRAY_COUNT(alternatives));
}

TEST("schema: unevaluated: what no schema that fits has looked at")
{
    static const struct row rows[] = {
        { "{\"allOf\":[{\"properties\":{\"foo\":true}}],\"properties\":{\"bar\":true},"
          "\"unevaluatedProperties\":false}",
          "{\"foo\":1,\"bar\":2}", "ok" },
        { "{\"allOf\":[{\"properties\":{\"foo\":true}}],\"properties\":{\"bar\":true},"
          "\"unevaluatedProperties\":false}",
          "{\"fooo\":1}", "\"fooo\" is not a parameter; did you mean \"foo\"? Known: bar, foo" },
        { "{\"anyOf\":[{\"required\":[\"a\"],\"properties\":{\"a\":true}},{\"required\":[\"b\"],"
          "\"properties\":{\"b\":true}}],\"unevaluatedProperties\":false}",
          "{\"a\":1,\"b\":2}", "ok" },
        { "{\"anyOf\":[{\"properties\":{\"a\":{\"type\":\"null\"},\"b\":true}},{\"properties\":{"
          "\"a\":true}}],\"unevaluatedProperties\":false}",
          "{\"a\":1,\"b\":2}", "\"b\" is not a parameter. Known: a" },
        { "{\"not\":{\"not\":{\"properties\":{\"a\":true}}},\"unevaluatedProperties\":false}",
          "{\"a\":1}", "\"a\" is not a parameter" },
        { "{\"unevaluatedProperties\":{\"type\":\"null\"}}", "{\"a\":1}",
          "/a: is 1, must be a null" },
        { "{\"$ref\":\"#/$defs/"
          "x\",\"unevaluatedProperties\":false,\"$defs\":{\"x\":{\"patternProperties\":{\"^x\":"
          "true}}}}",
          "{\"xa\":1}", "ok" },
        { "{\"properties\":{\"o\":{\"unevaluatedProperties\":false}}}", "{\"o\":{\"a\":1}}",
          "/o: \"a\" is not a parameter" },
        { "{\"prefixItems\":[true],\"unevaluatedItems\":false}", "[1,2]",
          "/1: is 2, but nothing is allowed here" },
        { "{\"contains\":{\"type\":\"null\"},\"unevaluatedItems\":{\"type\":\"string\"}}",
          "[null,\"a\",null]", "ok" },
        { "{\"contains\":{\"type\":\"null\"},\"unevaluatedItems\":{\"type\":\"string\"}}",
          "[null,\"a\",5]", "/2: is 5, must be a string" },
        { "{\"allOf\":[{\"items\":true}],\"unevaluatedItems\":false}", "[1,2]", "ok" },
        { "{\"unevaluatedItems\":false}", "{\"a\":1}", "ok" },
    };

    check_rows(rows, ARRAY_COUNT(rows));
}

static const struct row refusals[] = {
    { "{\"exclusiveMinimum\":true}", "1", "schema at /exclusiveMinimum: must be a number" },
    { "{\"multipleOf\":0}", "1", "schema at /multipleOf: must be above 0" },
    { "{\"multipleOf\":-1}", "1", "schema at /multipleOf: must be above 0" },
    { "{\"multipleOf\":\"2\"}", "1", "schema at /multipleOf: must be a number" },
    { "{\"minProperties\":-1}", "1", "schema at /minProperties: must be a whole number from 0" },
    { "{\"minContains\":9007199254740994}", "1",
      "schema at /minContains: must be a whole number from 0" },
    { "{\"patternProperties\":[]}", "1",
      "schema at /patternProperties: must be an object of schemas" },
    { "{\"patternProperties\":{\"a**\":true}}", "1",
      "schema at /patternProperties: the pattern a** is not understood at byte 2: nothing stands "
      "before it that could be "
      "repeated" },
    { "{\"items\":{\"pattern\":\"\\\\1\"}}", "1",
      "schema at /items/pattern: the pattern \\1 is not understood at byte 0: an escape that is "
      "not "
      "accepted (back references are not)" },
    { "{\"patternProperties\":{\"a\":1}}", "1",
      "schema at /patternProperties/a: must be an object, true or false" },
    { "{\"propertyNames\":[]}", "1", "schema at /propertyNames: must be an object, true or false" },
    { "{\"dependentRequired\":{\"a\":[1]}}", "1",
      "schema at /dependentRequired: must hold arrays of names" },
    { "{\"dependentRequired\":[]}", "1", "schema at /dependentRequired: must be an object" },
    { "{\"dependentSchemas\":{\"a\":[]}}", "1",
      "schema at /dependentSchemas/a: must be an object, true or false" },
    { "{\"dependencies\":{\"a\":1}}", "1",
      "schema at /dependencies/a: must be an object, true or false" },
    { "{\"prefixItems\":{}}", "1",
      "schema at /prefixItems: must be an array of at least one schema" },
    { "{\"prefixItems\":[]}", "1",
      "schema at /prefixItems: must be an array of at least one schema" },
    { "{\"allOf\":[true,7]}", "1", "schema at /allOf/1: must be an object, true or false" },
    { "{\"anyOf\":true}", "1", "schema at /anyOf: must be an array of at least one schema" },
    { "{\"not\":null}", "1", "schema at /not: must be an object, true or false" },
    { "{\"if\":0}", "1", "schema at /if: must be an object, true or false" },
    { "{\"then\":0}", "1", "schema at /then: must be an object, true or false" },
    { "{\"else\":0}", "1", "schema at /else: must be an object, true or false" },
    { "{\"contains\":\"x\"}", "1", "schema at /contains: must be an object, true or false" },
    { "{\"unevaluatedItems\":0}", "1",
      "schema at /unevaluatedItems: must be an object, true or false" },
    { "{\"unevaluatedProperties\":0}", "1",
      "schema at /unevaluatedProperties: must be an object, true or false" },
    { "{\"$defs\":[]}", "1", "schema at /$defs: must be an object of schemas" },
    { "{\"definitions\":{\"a\":0}}", "1",
      "schema at /definitions/a: must be an object, true or false" },
    { "{\"$ref\":1}", "1", "schema at /$ref: must be a URI" },
    { "{\"$dynamicRef\":{}}", "1", "schema at /$dynamicRef: must be a URI" },
    { "{\"$id\":1}", "1", "schema at /$id: must be a URI" },
    { "{\"$anchor\":\"\"}", "1", "schema at /$anchor: must be a name" },
    { "{\"$anchor\":\"#a\"}", "1", "schema at /$anchor: must be a name" },
    { "{\"$dynamicAnchor\":1}", "1", "schema at /$dynamicAnchor: must be a name" },
    { "{\"$schema\":1}", "1", "schema at /$schema: must be a string" },
    { "{\"$comment\":1}", "1", "schema at /$comment: must be a string" },
    { "{\"format\":\"uri\"}", "1", "schema at /format: this keyword is not implemented" },
    { "{\"contentEncoding\":\"base64\"}", "1",
      "schema at /contentEncoding: this keyword is not implemented" },
    { "{\"contentMediaType\":\"a/b\"}", "1",
      "schema at /contentMediaType: this keyword is not implemented" },
    { "{\"contentSchema\":{}}", "1", "schema at /contentSchema: this keyword is not implemented" },
    { "{\"readOnly\":true}", "1", "schema at /readOnly: this keyword is not implemented" },
    { "{\"Type\":\"string\"}", "1", "schema at /Type: this keyword is not implemented" },
};

TEST("schema: each keyword refuses what it cannot have, with the place")
{
    check_rows(refusals, ARRAY_COUNT(refusals));
}

TEST("schema: in definitions of others, what asserts nothing is passed over")
{
    CHECK_STR(verdict_lenient("{\"format\":\"uri\",\"contentEncoding\":\"base64\",\"x-y\":[{"
                              "\"type\":1}],\"readOnly\":true,\"type\":\"string\"}",
                              "\"no uri\""),
              "ok");
    CHECK_STR(
        verdict_lenient(
            "{\"contentMediaType\":\"application/json\",\"contentSchema\":{\"type\":\"null\"}}",
            "\"{}\""),
        "ok");
    CHECK_STR(verdict_lenient("{\"contentSchema\":{\"type\":1}}", "\"{}\""),
              "schema at /contentSchema/type: not the name of a type");
    CHECK_STR(verdict_lenient("{\"type\":\"strin\"}", "1"),
              "schema at /type: not the name of a type");
}

TEST("schema: a key twice, as repaired texts may have, is refused where it would take memory twice")
{
    static const char *const keywords[] = {
        "\"enum\":[1],\"enum\":[1]",
        "\"properties\":{},\"properties\":{}",
        "\"patternProperties\":{},\"patternProperties\":{}",
        "\"allOf\":[true],\"allOf\":[true]",
        "\"pattern\":\"a\",\"pattern\":\"a\"",
    };

    for (size_t i = 0; i < ARRAY_COUNT(keywords); i++) {
        CLEANUP(buf_done) struct buf text = BUF_MAX(200);

        buf_addf(&text, "{%s}", keywords[i]);

        CLEANUP(json_freep)
        cJSON *tree = json_parse_repaired(buf_slice(&text), &gate_upstream, &verdict_err);
        CLEANUP(schema_freep) struct schema *schema = schema_new(tree, &verdict_err);

        CHECK(schema == NULL);
        CHECK_SAYS(verdict_err.text, "stands here twice");
    }
    CHECK_STR(verdict("{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":true}}", "1"), "ok");
}
