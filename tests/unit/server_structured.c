/* Units of mcp-server/structured. */
#include "base/limits.h"
#include "mcp-server/answer/structured.h"
#include "test.h"

#include <stdlib.h>

static const char definition_text[] =
    "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\",\"minimum\":1}},"
    "\"required\":[\"a\"],\"additionalProperties\":false}";

static cJSON *definition;
static struct structured *structured;

static void begin(const char *text)
{
    struct err err = { 0 };

    definition = json_parse(slice_of(text), &gate_client, &err);
    structured = structured_new(definition, &err);
    if (!structured)
        test_fail(__FILE__, __LINE__, "no schema: %s", err.text);
}

static void end(void)
{
    structured = structured_free(structured);
    json_free(definition);
}

/* The JSON that was found, or the sentence. */
static char said[1200];

static int read_it(const char *answer)
{
    struct slice json;
    struct err err = { 0 };
    int rc = structured_read(structured, slice_of(answer), &json, &err);

    CHECK_INT(err.kind, rc < 0 ? ERR_PROTOCOL : ERR_NONE);
    if (rc < 0)
        snprintf(said, sizeof(said), "%s", err.text);
    else
        snprintf(said, sizeof(said), "%.*s", SLICE_FMT(json));
    return rc;
}

TEST("structured: the schema's text ends where the schema ends, whatever the memory held before")
{
    static const char text[] = "{\"type\":\"object\",\"additionalProperties\":false}";
    char *old[64];

    for (size_t i = 0; i < ARRAY_COUNT(old); i++) {
        size_t size = 64 + 64 * (i % 2);

        old[i] = xmalloc(size);
        memset(old[i], 'x', size);
    }
    for (size_t i = 0; i < ARRAY_COUNT(old); i++)
        free(old[i]);
    begin(text);
    CHECK_STR(structured_text(structured), text);
    end();
}

TEST("structured: the JSON is found whole, in a fence, among prose, behind other brackets")
{
    static const struct {
        const char *answer, *json;
    } rows[] = {
        { "{\"a\":1}", "{\"a\":1}" },
        { "  \n{ \"a\" : 2 }\n\n", "{ \"a\" : 2 }" },
        { "```json\n{\"a\":3}\n```", "{\"a\":3}" },
        { "```\n{\"a\":3}\n```\n", "{\"a\":3}" },
        { "Here it is: {\"a\":4}. I hope it helps {x}!", "{\"a\":4}" },
        { "The set {1, 2} and [0] gave: {\"a\":5}", "{\"a\":5}" },
        { "For example {\"a\":0} is wrong, so {\"a\":6}", "{\"a\":6}" },
        { "It is {\"b\":{\"a\":7}}? No: {\"a\":8}", "{\"a\":8}" },
        { "{ broken {\"a\":9}", "{\"a\":9}" },
        { "a \"quote with { in it\" and {\"a\":10}", "{\"a\":10}" },
    };

    begin(definition_text);
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        CHECK_INT(read_it(rows[i].answer), 0);
        CHECK_STR(said, rows[i].json);
    }
    end();
}

TEST(
    "structured: what does not fit is said with its place, and where there is no JSON that is said")
{
    static const struct {
        const char *answer, *says;
    } rows[] = {
        { "{\"a\":0}", "/a" },
        { "{\"b\":1}", "a" },
        { "Here: {\"a\":\"x\"} and {}", "/a" },
        { "I cannot do that.", "there is no JSON in it" },
        { "", "there is no JSON in it" },
        { "{\"a\":1", "there is no JSON in it" },
        { "{'a':1}", "there is no JSON in it" },
        { "{\"a\":1,\"a\":2}", "there is no JSON in it" },
        { "{\"a\":NaN}", "there is no JSON in it" },
    };

    begin(definition_text);
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        CHECK_INT(read_it(rows[i].answer), -1);
        CHECK_SAYS(said, rows[i].says);
    }
    end();
}

TEST("structured: a value that is no object is taken where the schema wants one")
{
    begin(
        "{\"type\":\"array\",\"items\":{\"enum\":[\"x\",\"y\"]},\"prefixItems\":[{\"const\":1}]}");
    CHECK_INT(read_it("[1,\"x\"]"), 0);
    CHECK_INT(read_it("So: [1, \"y\"]."), 0);
    CHECK_STR(said, "[1, \"y\"]");
    CHECK_INT(read_it("[2]"), -1);
    end();
    begin("{\"type\":\"string\"}");
    CHECK_INT(read_it("\"yes\""), 0);
    CHECK_INT(read_it("yes"), -1);
    end();
}

TEST("structured: thousands of brackets cost no more than is allowed")
{
    char *many = xcalloc(1, 200001);

    begin(definition_text);
    memset(many, '[', 200000);
    CHECK_INT(read_it(many), -1);
    memset(many, '{', 200000);
    CHECK_INT(read_it(many), -1);
    free(many);
    end();
}

TEST("structured: a schema that is none is the caller's to correct, with the place")
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        { "{\"type\":\"strnig\"}", "answer_schema" },
        { "{\"properties\":{\"a\":{\"$ref\":\"https://example.org/x\"}}}", "answer_schema" },
        { "{\"$ref\":\"#/nowhere\"}", "answer_schema" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct err err = { 0 };
        CLEANUP(json_freep) cJSON *tree = json_parse(slice_of(rows[i].text), &gate_client, &err);

        CHECK(!structured_new(tree, &err));
        CHECK_INT(err.kind, ERR_ARGUMENT);
        CHECK_SAYS(err.text, rows[i].says);
    }
}

TEST("structured: the notice has the schema, behind what there is; the complaint has what is wrong")
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(2000);
    struct err why = { ERR_PROTOCOL, "/a: is 0, must be at least 1" };

    begin(definition_text);
    buf_adds(&text, "Be brief.");
    structured_add_notice(structured, &text);
    CHECK_SAYS(buf_text(&text), "Be brief.\n\nAnswer with one JSON value");
    CHECK_SAYS(buf_text(&text), definition_text);
    buf_clear(&text);
    structured_add_complaint(&why, &text);
    CHECK_SAYS(buf_text(&text), "not valid: /a: is 0, must be at least 1. Answer again");
    end();
}

TEST("structured: the schema is sent as it was given, however long it is")
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(2));

    for (int length = 1; length <= 300; length++) {
        buf_clear(&text);
        buf_addf(&text, "{\"type\":\"object\",\"title\":\"%0*d\"}", length, 0);
        begin(buf_text(&text));
        CHECK_STR(structured_text(structured), buf_text(&text));
        end();
    }
}
