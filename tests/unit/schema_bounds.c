/* Units of schema/schema: no schema and no value makes it hang, or overflow the stack. */
#include "base/clock.h"
#include "base/limits.h"
#include "verdict.h"

#define SLOWEST_MS 10000 /* of all that is refused here; sanitizers take ten times as long */

/* The verdict, which must come in time. */
static const char *hostile(const char *what, struct buf *schema, struct buf *value)
{
    int64_t began_ms = clock_ms(), took_ms;
    const char *got;

    CHECK(!schema->full && !value->full);
    got = verdict_lenient(buf_text(schema), buf_text(value));
    took_ms = clock_ms() - began_ms;
    if (took_ms > SLOWEST_MS)
        test_fail(__FILE__, __LINE__, "%s took %" PRId64 " ms", what, took_ms);
    return got;
}

static struct buf text_of(const char *text)
{
    struct buf buf = BUF_MAX(MIB(64));

    buf_adds(&buf, text);
    return buf;
}

/* {"$defs":{"d0":{...},...}}: each definition made of the format with the numbers of the next two.
 */
static struct buf chain(size_t count, const char *format, const char *last)
{
    struct buf buf = text_of("{\"$ref\":\"#/$defs/d0\",\"$defs\":{");

    for (size_t i = 0; i < count; i++) {
        buf_addf(&buf, "\"d%zu\":", i);
        for (const char *at = format; *at; at++)
            if (*at == '@')
                buf_addf(&buf, "{\"$ref\":\"#/$defs/d%zu\"}", i + 1);
            else
                buf_addc(&buf, *at);
        buf_addc(&buf, ',');
    }
    buf_addf(&buf, "\"d%zu\":%s}}", count, last);
    return buf;
}

TEST("schema: a tower of alternatives is given up after its steps, whatever it is built of")
{
    static const char *const stories[] = {
        "{\"allOf\":[@,@]}",
        "{\"anyOf\":[@,@]}",
        "{\"oneOf\":[@,@]}",
        "{\"not\":{\"anyOf\":[@,@]}}",
        "{\"if\":@,\"then\":@,\"else\":@}",
        "{\"allOf\":[@,@],\"unevaluatedProperties\":false}",
        "{\"dependentSchemas\":{\"a\":@,\"b\":@}}",
        "{\"properties\":{\"a\":{\"properties\":{\"a\":true}}},\"anyOf\":[@,@,@,@,@,@,@,@,@]}",
    };

    for (size_t i = 0; i < ARRAY_COUNT(stories); i++) {
        CLEANUP(buf_done) struct buf value = text_of("{\"a\":1,\"b\":2}");
        CLEANUP(buf_done)
        struct buf schema = chain(60, stories[i], "{\"type\":\"object\",\"maxProperties\":1}");
        const char *got = hostile(stories[i], &schema, &value);

        /* What fails at once needs no steps. */
        if (verdict_err.kind != ERR_ARGUMENT)
            CHECK_STR(got, "the value takes more than 10000000 steps to check against its schema");
    }
}

TEST("schema: how many schemas may wait for one another is an exact limit")
{
    /* The first only refers to d0, so d0 to dN are N + 2. */
    for (size_t count = SCHEMA_VISITS_MAX / 2 - 2; count <= SCHEMA_VISITS_MAX / 2; count++) {
        CLEANUP(buf_done) struct buf value = text_of("1");
        CLEANUP(buf_done)
        struct buf schema = chain(count, "{\"allOf\":[@]}", "{\"type\":\"null\"}");
        const char *got = hostile("a chain", &schema, &value);

        if (2 * count + 2 <= SCHEMA_VISITS_MAX)
            CHECK_STR(got, "the value: is 1, must be a null");
        else
            CHECK_STR(got,
                      "the schema, or the value, is nested too deep to be checked (1000 levels)");
    }
}

TEST("schema: as deep as it goes, with sentences at each level, the stack is large enough")
{
    CLEANUP(buf_done) struct buf value = text_of("{\"a\":1}");
    CLEANUP(buf_done)
    struct buf any =
        chain(497, "{\"anyOf\":[@,{\"required\":[\"b\",\"c\"]}]}", "{\"maxProperties\":0}");
    CLEANUP(buf_done)
    struct buf condition =
        chain(497, "{\"if\":true,\"then\":@,\"unevaluatedItems\":false}", "{\"maxProperties\":0}");

    CHECK_SAYS(
        hostile("anyOf", &any, &value),
        "the value fits none of the 2 alternatives; the nearest is number 1, d1: the value fits");
    CHECK_SAYS(hostile("if", &condition, &value),
               "because the value fits the schema true: because the value fits");
}

TEST("schema: what a value may nest, a schema that refers to itself can check")
{
    CLEANUP(buf_done) struct buf value = text_of("");

    for (size_t i = 0; i < UPSTREAM_DEPTH_MAX - 1; i++)
        buf_adds(&value, i % 2 ? "[" : "{\"k\":");
    buf_adds(&value, "null");
    for (size_t i = UPSTREAM_DEPTH_MAX - 1; i-- > 0;)
        buf_adds(&value, i % 2 ? "]" : "}");

    CLEANUP(buf_done)
    struct buf schema = text_of(
        "{\"$ref\":\"#/$defs/v\",\"$defs\":{\"v\":{\"anyOf\":[{\"type\":\"null\"},{\"$ref\":\"#/"
        "$defs/o\"},{\"$ref\":\"#/$defs/"
        "a\"}]},\"o\":{\"type\":\"object\",\"additionalProperties\":{\"$ref\":\"#/$defs/"
        "v\"}},\"a\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/v\"}}}}");

    CHECK_STR(hostile("a deep value", &schema, &value), "ok");
}

TEST("schema: depth is an exact limit")
{
    for (size_t depth = SCHEMA_DEPTH_MAX; depth <= SCHEMA_DEPTH_MAX + 1; depth++) {
        CLEANUP(buf_done) struct buf text = text_of("");

        for (size_t i = 0; i < depth; i++)
            buf_adds(&text, "{\"items\":");
        buf_adds(&text, "{}");
        for (size_t i = 0; i < depth; i++)
            buf_adds(&text, "}");
        CHECK_SAYS(verdict(buf_text(&text), "1"),
                   depth <= SCHEMA_DEPTH_MAX ? "ok" : "nested too deep");
    }
}

static struct buf many(const char *before, size_t count, const char *format, const char *after)
{
    struct buf buf = text_of(before);

    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_addc(&buf, ',');
        for (const char *at = format; *at; at++)
            if (*at == '@')
                buf_addf(&buf, "%zu", i);
            else
                buf_addc(&buf, *at);
    }
    buf_adds(&buf, after);
    return buf;
}

TEST("schema: the numbers of schemas, of patterns and of ids are exact limits")
{
    static const struct {
        const char *format, *wanted;
        size_t count; /* that is accepted; the whole is a schema, too */
    } rows[] = {
        { "true", "the schema holds more than 100000 schemas", SCHEMA_NODES_MAX - 1 },
        { "{\"pattern\":\"@\"}", "the schema has more than 1000 patterns", SCHEMA_PATTERNS_MAX },
        { "{\"$id\":\"urn:@\"}",
          "the schema has a URI of more than 2048 bytes, or more than 1000 URIs",
          SCHEMA_RESOURCES_MAX - 1 },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        CLEANUP(buf_done)
        struct buf most = many("{\"allOf\":[", rows[i].count, rows[i].format, "]}");
        CLEANUP(buf_done)
        struct buf more = many("{\"allOf\":[", rows[i].count + 1, rows[i].format, "]}");
        CLEANUP(buf_done) struct buf value = text_of("1");

        CHECK_STR(hostile(rows[i].format, &most, &value), "ok");
        CHECK_STR(hostile(rows[i].format, &more, &value), rows[i].wanted);
        CHECK_INT(verdict_err.kind, ERR_TOO_LARGE);
    }
}

TEST("schema: a URI that grows with each id is refused when it is too long")
{
    CLEANUP(buf_done) struct buf schema = text_of(""), value = text_of("1");

    for (size_t i = 0; i < SCHEMA_DEPTH_MAX; i++) {
        buf_adds(&schema, "{\"$id\":\"");
        for (size_t j = 0; j < 40; j++)
            buf_addc(&schema, 'a');
        buf_adds(&schema, "/\",\"not\":");
    }
    buf_adds(&schema, "true");
    for (size_t i = 0; i < SCHEMA_DEPTH_MAX; i++)
        buf_addc(&schema, '}');
    CHECK_SAYS(hostile("ids", &schema, &value), "a URI of more than 2048 bytes");
}

#define STEPS "takes more than 10000000 steps"

static const struct {
    const char *what;
    struct {
        const char *before;
        size_t count;
        const char *format, *after;
    } schema, value;
    const char *says;
} large_ones[] = {
    { "a million members",
      { "{\"additionalProperties\":{\"type\":\"integer\"},\"required\":[", 3, "\"m@\"", "]}" },
      { "{", 1000000, "\"m@\":@", "}" },
      "ok" },
    { "as many properties as members",
      { "{\"additionalProperties\":false,\"properties\":{", 50000, "\"m@\":true", "}}" },
      { "{", 50000, "\"m@\":@", "}" },
      "ok" },
    { "many names that are required",
      { "{\"required\":[", 100000, "\"m@\"", "]}" },
      { "{", 100000, "\"m@\":@", "}" },
      STEPS },
    { "many members that ask for others",
      { "{\"dependentRequired\":{", 100000, "\"m@\":[\"m1\"]", "}}" },
      { "{", 100000, "\"m@\":@", "}" },
      STEPS },
    { "many choices",
      { "{\"items\":{\"enum\":[", 100000, "\"m@\"", "]}}" },
      { "[", 100000, "\"m99999\"", "]" },
      STEPS },
    { "many references far down",
      { "{\"allOf\":[", 90000, "{\"$ref\":\"#/allOf/9999\"}", ",true]}" },
      { "", 1, "@", "" },
      STEPS " to compile" },
    { "many anchors",
      { "{\"allOf\":[", 45000, "{\"$anchor\":\"a@\"},{\"$ref\":\"#a@\"}", "]}" },
      { "", 1, "@", "" },
      STEPS " to compile" },
    { "many sets of what was evaluated",
      { "{\"allOf\":[", 45000, "{\"unevaluatedProperties\":true}", "]}" },
      { "{", 50000, "\"m@\":@", "}" },
      STEPS },
    { "many items that must differ",
      { "{\"uniqueItems\":", 1, "true", "}" },
      { "[", 50000, "{\"a\":@,\"b\":[@]}", "]" },
      "ok" },
    { "many that are contained",
      { "{\"allOf\":[", 10000, "{\"contains\":{\"const\":@}}", "]}" },
      { "[", 10000, "@", "]" },
      STEPS },
    { "a name that is like very many",
      { "{\"additionalProperties\":false,\"properties\":{", 90000,
        "\"a_name_that_is_the_same_@\":true", "}}" },
      { "{", 1, "\"a_name_that_is_the_same_@x\":1", "}" },
      "did you mean \"a_name_that_is_the_same_0\"?" },
    { "many alternatives that are near",
      { "{\"anyOf\":[", 30000, "{\"properties\":{\"m1\":{\"const\":@}},\"required\":[\"x\"]}",
        "]}" },
      { "{", 1000, "\"m@\":@", "}" },
      STEPS },
    { "many multiples",
      { "{\"items\":{\"multipleOf\":", 1, "1e-300", "}}" },
      { "[", 90000, "1e300", "]" },
      "ok" },
    { "many patterns that are hard",
      { "{\"items\":{\"anyOf\":[{\"pattern\":", 1, "\"^(?:a|[ab])*c|x\"", "},true]}}" },
      { "[", 50000, "\"aaaaaaaaab@x\"", "]" },
      "takes too many steps" },
};

TEST("schema: large schemas and values together cost what their sizes add up to, or are given up")
{
    for (size_t i = 0; i < ARRAY_COUNT(large_ones); i++) {
        CLEANUP(buf_done)
        struct buf schema = many(large_ones[i].schema.before, large_ones[i].schema.count,
                                 large_ones[i].schema.format, large_ones[i].schema.after);
        CLEANUP(buf_done)
        struct buf value = many(large_ones[i].value.before, large_ones[i].value.count,
                                large_ones[i].value.format, large_ones[i].value.after);
        const char *got = hostile(large_ones[i].what, &schema, &value);

        if (!strstr(got, large_ones[i].says))
            test_fail(__FILE__, __LINE__, "%s: %s", large_ones[i].what, got);
    }
}

TEST("schema: members that stand in another order are compared in time")
{
    CLEANUP(buf_done)
    struct buf schema = many("{\"const\":{", 100000, "\"m@\":@", "}}"), value = text_of("{");

    for (size_t i = 100000; i-- > 0;)
        buf_addf(&value, "\"m%zu\":%zu%s", i, i, i ? "," : "}");
    CHECK_STR(hostile("reversed", &schema, &value), "ok");
}

TEST("schema: patterns that explode are given up, on short texts and on large ones")
{
    static const struct {
        const char *pattern, *small, *large;
    } rows[] = {
        { "^(a|a|aa)+$", "was given up", "takes too many steps" },
        { "^(?:a*)*b?$", "was given up", "ok" },
        { "a*a*a*a*a*c|b", "was given up", "takes too many steps" },
        { ".*.*.*=|b", "takes too many steps", "takes too many steps" },
        { "(?<=a)b|[^a]*x", "ok", "ok" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        CLEANUP(buf_done) struct buf schema = text_of("");
        CLEANUP(buf_done)
        struct buf small = many("[", 1000, "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@\"", "]");
        CLEANUP(buf_done) struct buf large = text_of("[\"");
        const char *got;

        buf_addf(&schema, "{\"items\":{\"anyOf\":[{\"pattern\":\"%s\"},true]}}", rows[i].pattern);
        got = hostile(rows[i].pattern, &schema, &small);
        if (!strstr(got, rows[i].small))
            test_fail(__FILE__, __LINE__, "%s on small texts: %s", rows[i].pattern, got);
        for (size_t j = 0; j < MIB(1); j++)
            buf_addc(&large, 'a');
        buf_adds(&large, "\"]");
        got = hostile(rows[i].pattern, &schema, &large);
        if (!strstr(got, rows[i].large))
            test_fail(__FILE__, __LINE__, "%s on a large text: %s", rows[i].pattern, got);
    }
}
