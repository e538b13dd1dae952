/* Units of schema/schema: names, references, documents, vocabularies. */
#include "base/limits.h"
#include "schema/uri.h"
#include "verdict.h"

TEST("uri: references are resolved as RFC 3986, 5.4 has them")
{
    static const char base[] = "http://a/b/c/d;p?q";
    static const struct {
        const char *reference, *wanted;
    } rows[] = {
        { "g:h", "g:h" },
        { "g", "http://a/b/c/g" },
        { "./g", "http://a/b/c/g" },
        { "g/", "http://a/b/c/g/" },
        { "/g", "http://a/g" },
        { "//g", "http://g" },
        { "?y", "http://a/b/c/d;p?y" },
        { "g?y", "http://a/b/c/g?y" },
        { ";x", "http://a/b/c/;x" },
        { "g;x?y", "http://a/b/c/g;x?y" },
        { "", "http://a/b/c/d;p?q" },
        { ".", "http://a/b/c/" },
        { "./", "http://a/b/c/" },
        { "..", "http://a/b/" },
        { "../", "http://a/b/" },
        { "../g", "http://a/b/g" },
        { "../..", "http://a/" },
        { "../../", "http://a/" },
        { "../../g", "http://a/g" },
        { "../../../g", "http://a/g" },
        { "../../../../g", "http://a/g" },
        { "/./g", "http://a/g" },
        { "/../g", "http://a/g" },
        { "g.", "http://a/b/c/g." },
        { ".g", "http://a/b/c/.g" },
        { "g..", "http://a/b/c/g.." },
        { "..g", "http://a/b/c/..g" },
        { "./../g", "http://a/b/g" },
        { "./g/.", "http://a/b/c/g/" },
        { "g/./h", "http://a/b/c/g/h" },
        { "g/../h", "http://a/b/c/h" },
        { "g;x=1/./y", "http://a/b/c/g;x=1/y" },
        { "g;x=1/../y", "http://a/b/c/y" },
        { "g?y/./x", "http://a/b/c/g?y/./x" },
        { "g?y/../x", "http://a/b/c/g?y/../x" },
        { "http:g", "http:g" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        CLEANUP(freep) char *uri = uri_resolve(base, slice_of(rows[i].reference));

        CHECK_STR(uri, rows[i].wanted);
    }
}

TEST("uri: without a base, with an authority alone, and without a path to merge with")
{
    static const struct {
        const char *base, *reference, *wanted;
    } rows[] = {
        { "", "", "" },
        { "", "a/../b", "a/../b" },
        { "", "http://x/a/../b", "http://x/b" },
        { "http://x", "a", "http://x/a" },
        { "http://x?q", "a", "http://x/a" },
        { "urn:a:b", "", "urn:a:b" },
        { "urn:a:b", "c", "urn:c" },
        { "urn:a:b?+r?=q", "", "urn:a:b?+r?=q" },
        { "file:///c:/d/e.json", "f.json", "file:///c:/d/f.json" },
        { "a/b", "c", "a/c" },
        { "1:2", "3", "3" },
        { "a%2Fb/c", "d", "a%2Fb/d" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        CLEANUP(freep) char *uri = uri_resolve(rows[i].base, slice_of(rows[i].reference));

        CHECK_STR(uri, rows[i].wanted);
    }
}

TEST("uri: its length is an exact limit")
{
    char long_one[SCHEMA_URI_MAX + 1];

    memset(long_one, 'a', sizeof(long_one));
    for (size_t size = SCHEMA_URI_MAX - 3; size <= SCHEMA_URI_MAX - 1; size++) {
        struct slice path = { long_one, size };
        CLEANUP(freep) char *uri = uri_resolve("s:/", path);

        /* Three characters stand before it. */
        CHECK((uri != NULL) == (size + 3 <= SCHEMA_URI_MAX));
    }
}

TEST("uri: percent escapes are decoded, and broken ones refused")
{
    static const struct {
        const char *text, *wanted;
    } rows[] = {
        { "a%41%7e%7E", "aA~~" }, { "", "" },      { "%", NULL },      { "%4", NULL },
        { "%4g", NULL },          { "%00", NULL }, { "%zz", NULL },    { "x%", NULL },
        { "%c3%A9", "\xC3\xA9" }, { "%25", "%" },  { "%2525", "%25" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        CLEANUP(buf_done) struct buf out = BUF_MAX(100);
        int rc = uri_decode(slice_of(rows[i].text), &out);

        CHECK_INT(rc, rows[i].wanted ? 0 : -1);
        if (rows[i].wanted)
            CHECK_STR(buf_text(&out), rows[i].wanted);
    }
    CLEANUP(buf_done) struct buf small = BUF_MAX(2);

    CHECK_INT(uri_decode(SLICE("abc"), &small), -1);
}

TEST("schema: a reference that leads to nothing is refused, with what it was and where from")
{
#define NOTHING                                                                                    \
    " leads to nothing: nothing is fetched, it must be in the schema or in a document that was "   \
    "given with it"
    static const struct {
        const char *schema, *wanted;
    } rows[] = {
        { "{\"$ref\":\"#/$defs/a\"}", "the reference #/$defs/a (from the schema)" NOTHING },
        { "{\"$ref\":\"#a\"}", "the reference #a (from the schema)" NOTHING },
        { "{\"$ref\":\"#%\"}", "the reference #% (from the schema)" NOTHING },
        { "{\"$ref\":\"other.json\"}", "the reference other.json (from the schema)" NOTHING },
        { "{\"$id\":\"http://x/y/z\",\"$ref\":\"../b#c\"}",
          "the reference ../b#c (from http://x/y/z)" NOTHING },
        { "{\"$dynamicRef\":\"#a\",\"$anchor\":\"b\"}",
          "the reference #a (from the schema)" NOTHING },
        { "{\"$ref\":\"#/allOf/01\",\"allOf\":[true,true]}",
          "the reference #/allOf/01 (from the schema)" NOTHING },
        { "{\"$ref\":\"#/allOf/2\",\"allOf\":[true,true]}",
          "the reference #/allOf/2 (from the schema)" NOTHING },
        { "{\"$ref\":\"#/allOf/-\",\"allOf\":[true,true]}",
          "the reference #/allOf/- (from the schema)" NOTHING },
        { "{\"$ref\":\"#/title/x\",\"title\":\"t\"}",
          "the reference #/title/x (from the schema)" NOTHING },
        { "{\"$ref\":\"#/title\",\"title\":\"t\"}",
          "the reference #/title: schema at : must be an object, true or false" },
        { "{\"$ref\":\"https://json-schema.org/draft/2019-09/schema\"}",
          "the reference https://json-schema.org/draft/2019-09/schema (from the schema)" NOTHING },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
        CHECK_STR(verdict(rows[i].schema, "1"), rows[i].wanted);
}

TEST("schema: references reach what JSON Pointers, anchors and ids name")
{
    static const struct {
        const char *schema, *value, *wanted;
    } rows[] = {
        { "{\"$ref\":\"#/$defs/a~1b%25~0\",\"$defs\":{\"a/b%~\":{\"type\":\"null\"}}}", "1",
          "the value: is 1, must be a null" },
        { "{\"$ref\":\"#/definitions/"
          "A\",\"description\":\"d\",\"definitions\":{\"A\":{\"const\":1}}}",
          "2", "the value: is 2, must be 1" },
        { "{\"$ref\":\"#/definitions/A\",\"maximum\":2,\"definitions\":{\"A\":{\"minimum\":1}}}",
          "3", "the value: is 3, must be at most 2" },
        { "{\"$ref\":\"#/allOf/1\",\"allOf\":[true,{\"type\":\"null\"}]}", "1",
          "the value: is 1, must be a null" },
        { "{\"$id\":\"http://x/"
          "a\",\"$ref\":\"b#n\",\"$defs\":{\"b\":{\"$id\":\"b\",\"$defs\":{\"c\":{\"$anchor\":"
          "\"n\",\"type\":\"null\"}}}}}",
          "1", "the value: is 1, must be a null" },
        { "{\"properties\":{\"next\":{\"$ref\":\"#\"}},\"required\":[\"v\"]}",
          "{\"v\":1,\"next\":{\"v\":1,\"next\":{}}}",
          "/next/next: \"v\" is required and missing. Known: next" },
        { "{\"$ref\":\"#/$defs//$defs/\",\"$defs\":{\"\":{\"$defs\":{\"\":{\"type\":\"null\"}}}}}",
          "1", "the value: is 1, must be a null" },
        { "{\"$ref\":\"#\"}", "1", "the references of the schema lead in a circle" },
        { "{\"anyOf\":[{\"$ref\":\"#\"},true]}", "1",
          "the references of the schema lead in a circle" },
        { "{\"not\":{\"$ref\":\"#\"}}", "1", "the references of the schema lead in a circle" },
        { "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"allOf\":[{\"$ref\":\"#/$defs/"
          "b\"}]},\"b\":{\"if\":{\"$ref\":\"#/$defs/a\"}}}}",
          "1", "the references of the schema lead in a circle" },
        { "{\"$dynamicAnchor\":\"a\",\"$dynamicRef\":\"#a\"}", "1",
          "the references of the schema lead in a circle" },
        { "{\"dependentSchemas\":{\"a\":{\"$ref\":\"#\"}}}", "{\"b\":1}", "ok" },
        { "{\"dependentSchemas\":{\"a\":{\"$ref\":\"#\"}}}", "{\"a\":1}",
          "the references of the schema lead in a circle" },
        { "{\"$ref\":\"https://json-schema.org/draft/2020-12/schema\"}",
          "{\"properties\":{\"a\":{\"minLength\":-1}}}",
          "the value: is no JSON Schema: schema at /properties/a/minLength: must be a whole number "
          "from 0" },
        { "{\"items\":{\"$ref\":\"https://json-schema.org/draft/2020-12/schema#\"}}",
          "[{\"unknown\":1,\"$ref\":\"#nowhere\"},true]", "ok" },
        { "{\"not\":{\"$ref\":\"https://json-schema.org/draft/2020-12/schema\"}}", "[]", "ok" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        const char *got = verdict(rows[i].schema, rows[i].value);

        if (strcmp(got, rows[i].wanted) != 0)
            test_fail(__FILE__, __LINE__, "%s on %s says\n    %s\n  wanted\n    %s", rows[i].schema,
                      rows[i].value, got, rows[i].wanted);
    }
}

TEST("schema: circles through several documents end, too")
{
    CLEANUP(json_freep)
    cJSON *a = tree_of("{\"$ref\":\"urn:b\"}"), *b = tree_of("{\"$ref\":\"urn:a\"}");
    const struct schema_document documents[] = { { "urn:a", a }, { "urn:b", b }, { NULL, NULL } };
    const struct schema_options options = { documents, false };

    CHECK_SAYS(verdict_with("{\"$ref\":\"urn:a\"}", "1", &options),
               "nested too deep to be checked (1000 levels)");
}

TEST("schema: documents are read when a reference leads there, ours as strictly as the rest")
{
    CLEANUP(json_freep)
    cJSON *types = tree_of("{\"$defs\":{\"id\":{\"type\":[\"string\",\"integer\"]},\"ids\":{"
                           "\"items\":{\"$ref\":\"#/$defs/id\"}}}}");
    CLEANUP(json_freep)
    cJSON *bad = tree_of("{\"types\":7}"),
          *named = tree_of(
              "{\"$id\":\"http://y/"
              "named\",\"$ref\":\"part\",\"$defs\":{\"p\":{\"$id\":\"part\",\"type\":\"null\"}}}");
    const struct schema_document documents[] = {
        { "urn:types", types }, { "urn:bad", bad }, { "http://x/n", named }, { NULL, NULL }
    };
    const struct schema_options ours = { documents, false }, theirs = { documents, true };

    CHECK_STR(verdict_with("{\"$ref\":\"urn:types#/$defs/ids\"}", "[1,\"a\",null]", &ours),
              "/2: is null, must be a string or an integer");
    CHECK_STR(verdict_with("{\"$ref\":\"urn:bad\"}", "1", &ours),
              "the reference urn:bad: schema at /types: this keyword is not implemented");
    CHECK_STR(verdict_with("{\"$ref\":\"urn:bad\"}", "1", &theirs), "ok");
    CHECK_STR(verdict_with("{\"$ref\":\"http://x/n\"}", "1", &ours),
              "the value: is 1, must be a null");
    CHECK_STR(verdict_with("{\"allOf\":[{\"$ref\":\"http://x/n\"},{\"$ref\":\"http://y/part\"}]}",
                           "null", &ours),
              "ok");
    CHECK_STR(
        verdict_with("{\"allOf\":[{\"$ref\":\"http://x/n\"},{\"$ref\":\"http://x/n#/$defs/p\"}]}",
                     "1", &ours),
        "the value: is 1, must be a null");
    CHECK_SAYS(verdict_with("{\"$ref\":\"http://y/part\"}", "1", &ours), "leads to nothing");
}

TEST("schema: one schema within the whole can be checked against")
{
    CLEANUP(json_freep)
    cJSON *definition =
        tree_of("{\"$id\":\"urn:r\",\"$defs\":{\"A\":{\"$anchor\":\"a\",\"type\":\"null\"},\"B\":{"
                "\"items\":{\"$ref\":\"#/$defs/A\"}},\"e\":{\"enum\":[{}]}}}");
    CLEANUP(json_freep) cJSON *value = tree_of("[1]");
    CLEANUP(schema_freep) struct schema *schema = schema_new(definition, &verdict_err);
    struct err err = { 0 };

    CHECK(schema != NULL);
    CHECK_INT(schema_check(schema, value, &err), 0);
    CHECK_INT(schema_check_at(schema, "#", value, &err), 0);
    CHECK_INT(schema_check_at(schema, "#/$defs/A", value, &err), -1);
    CHECK_STR(err.text, "the value: is [1], must be a null");
    CHECK_INT(schema_check_at(schema, "#a", value, &err), -1);
    CHECK_INT(err.kind, ERR_ARGUMENT);
    CHECK_INT(schema_check_at(schema, "urn:r#/$defs/B", value, &err), -1);
    CHECK_STR(err.text, "/0: is 1, must be a null");
    static const char *const nowhere[] = { "#/$defs/C",        "#b",  "urn:s", "#/$defs",
                                           "#/$defs/e/enum/0", "#%zz" };

    for (size_t i = 0; i < ARRAY_COUNT(nowhere); i++) {
        CHECK_INT(schema_check_at(schema, nowhere[i], value, &err), -1);
        CHECK_INT(err.kind, ERR_INTERNAL);
        CHECK_SAYS(err.text, nowhere[i]);
    }
}

/* Each definition of a document can be checked against, and most of them do not want null. */
static void check_each(const cJSON *document, const char *definitions)
{
    const struct schema_options theirs = { NULL, true };
    CLEANUP(schema_freep)
    struct schema *schema = schema_new_with(document, &theirs, &verdict_err);
    CLEANUP(json_freep) cJSON *value = tree_of("null");
    const cJSON *child;
    size_t count = 0, refused = 0;

    CHECK(schema != NULL);
    cJSON_ArrayForEach(child, json_at(document, definitions))
    {
        char reference[128];

        snprintf(reference, sizeof(reference), "#/%s/%s", definitions, child->string);
        count++;
        if (schema_check_at(schema, reference, value, &verdict_err) == 0)
            continue;
        CHECK_INT(verdict_err.kind, ERR_ARGUMENT);
        refused++;
    }
    CHECK(count >= 79 && 2 * refused > count);
}

TEST("schema: the schemas of the Model Context Protocol can be used, whatever their draft")
{
    static const struct {
        const char *revision, *definitions;
    } rows[] = {
        { "2024-11-05", "definitions" }, { "2025-03-26", "definitions" },
        { "2025-06-18", "definitions" }, { "2025-11-25", "$defs" },
        { "2026-07-28", "$defs" },
    };

    if (!test_data_dir())
        SKIP("no data folder given");
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        char path[1024], reference[64];

        snprintf(path, sizeof(path), "%s/mcp/schema/%s.json", test_data_dir(), rows[i].revision);
        snprintf(reference, sizeof(reference), "{\"$ref\":\"urn:mcp#/%s/Tool\"}",
                 rows[i].definitions);

        CLEANUP(freep) char *text = test_read_file(path, NULL);
        CLEANUP(json_freep) cJSON *document = tree_of(text);
        const struct schema_document documents[] = { { "urn:mcp", document }, { NULL, NULL } };
        const struct schema_options options = { documents, true };

        CHECK_STR(verdict_with(reference, "{\"name\":\"a\",\"inputSchema\":{\"type\":\"object\"}}",
                               &options),
                  "ok");
        CHECK_STR(verdict_with(reference, "{\"name\":\"a\",\"inputSchema\":{\"type\":\"string\"}}",
                               &options),
                  "/inputSchema/type: is \"string\", must be \"object\"");
        check_each(document, rows[i].definitions);
    }
}

TEST("schema: $schema chooses the vocabularies of others; what it demands is there, or refused")
{
#define VOCABULARY "https://json-schema.org/draft/2020-12/vocab/"
    CLEANUP(json_freep)
    cJSON *few = tree_of("{\"$vocabulary\":{\"" VOCABULARY "core\":true,\"" VOCABULARY
                         "applicator\":true,\"urn:mine\":false}}");
    CLEANUP(json_freep) cJSON *more = tree_of("{\"$vocabulary\":{\"urn:mine\":true}}");
    const struct schema_document documents[] = { { "urn:few", few },
                                                 { "urn:more", more },
                                                 { NULL, NULL } };
    const struct schema_options theirs = { documents, true }, ours = { documents, false };
    static const char numbers[] =
        "{\"$schema\":\"urn:few\",\"properties\":{\"a\":{\"minimum\":5},\"b\":false}}";

    CHECK_STR(verdict_with(numbers, "{\"a\":1}", &theirs), "ok");
    CHECK_STR(verdict_with(numbers, "{\"a\":1}", &ours), "/a: is 1, must be at least 5");
    CHECK_STR(verdict_with(numbers, "{\"b\":1}", &theirs), "/b: is 1, but nothing is allowed here");
    CHECK_STR(verdict_with("{\"$schema\":\"urn:more\"}", "1", &theirs),
              "schema at /$schema: demands the vocabulary urn:mine, which is not implemented");
    CHECK_STR(verdict_with("{\"$schema\":\"urn:unheard-of\",\"minimum\":5}", "1", &theirs),
              "the value: is 1, must be at least 5");
    CHECK_STR(
        verdict_with(
            "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"prefixItems\":[false]}",
            "[1]", &theirs),
        "ok");
    CHECK_STR(verdict_with("{\"$schema\":\"https://json-schema.org/draft/2020-12/"
                           "schema#\",\"prefixItems\":[false]}",
                           "[1]", &theirs),
              "/0: is 1, but nothing is allowed here");
    CHECK_STR(verdict_with("{\"$defs\":{\"a\":{\"$id\":\"urn:q\",\"$schema\":\"urn:few\","
                           "\"minimum\":5}},\"$ref\":\"urn:q\",\"minimum\":3}",
                           "4", &theirs),
              "ok");
}

TEST("schema: the outermost dynamic anchor on the way decides, an anchor alone does not")
{
    static const char list[] = "{\"$id\":\"urn:list\",\"items\":{\"$dynamicRef\":\"#item\"},\"$"
                               "defs\":{\"i\":{\"$dynamicAnchor\":\"item\"}}}";
    CLEANUP(json_freep) cJSON *definition = tree_of(list);
    const struct schema_document documents[] = { { "urn:list", definition }, { NULL, NULL } };
    const struct schema_options options = { documents, false };

    CHECK_STR(verdict_with("{\"$ref\":\"urn:list\"}", "[1]", &options), "ok");
    CHECK_STR(verdict_with("{\"$ref\":\"urn:list\",\"$defs\":{\"n\":{\"$dynamicAnchor\":\"item\","
                           "\"type\":\"null\"}}}",
                           "[1]", &options),
              "/0: is 1, must be a null");
    CHECK_STR(
        verdict_with(
            "{\"$ref\":\"urn:list\",\"$defs\":{\"n\":{\"$anchor\":\"item\",\"type\":\"null\"}}}",
            "[1]", &options),
        "ok");
    CHECK_STR(
        verdict_with(
            "{\"$id\":\"urn:o\",\"allOf\":[{\"$ref\":\"urn:i\"}],\"$defs\":{\"n\":{\"$"
            "dynamicAnchor\":\"item\",\"type\":\"string\"},\"x\":{\"$id\":\"urn:i\",\"$ref\":\"urn:"
            "list\",\"$defs\":{\"n\":{\"$dynamicAnchor\":\"item\",\"type\":\"null\"}}}}}",
            "[1]", &options),
        "/0: is 1, must be a string");
}
