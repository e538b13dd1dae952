/* Units of json/json and its printer. */
#include "json/json.h"
#include "base/limits.h"
#include "test.h"

#include <math.h>
#include <stdlib.h>

static struct err err;

static cJSON *tree(const char *text)
{
    cJSON *tree = json_parse(slice_of(text), &gate_client, &err);

    if (!tree)
        test_fail(__FILE__, __LINE__, "%s: %s", text, err.text);
    return tree;
}

static const char *printed(const cJSON *tree)
{
    static struct buf text;

    buf_done(&text);
    text.size_max = MIB(1);
    return json_print(tree, &text) < 0 ? "(does not fit)" : buf_text(&text);
}

static const char *again(const char *text)
{
    CLEANUP(json_freep) cJSON *parsed = tree(text);

    return printed(parsed);
}

static const char *number(double value)
{
    cJSON node = { .type = cJSON_Number, .valuedouble = value };

    return printed(&node);
}

TEST("json: what was parsed is printed as it was, less the blanks")
{
    static const char *const texts[] = {
        "null",
        "true",
        "false",
        "\"\"",
        "[]",
        "{}",
        "0",
        "-1",
        "1.5",
        "9007199254740991",
        "-9007199254740991",
        "[1,[2,{\"a\":[]}],\"\xC3\xA9\xF0\x9F\x98\x80\"]",
        "{\"b\":1,\"a\":{\"\":null},\"A\":\"\\\"\\\\/\\b\\f\\n\\r\\t\\u001f\x7F\"}",
    };

    for (size_t i = 0; i < ARRAY_COUNT(texts); i++)
        CHECK_STR(again(texts[i]), texts[i]);
    CHECK_STR(again(" { \"a\" : [ 1.0 , \"\\u0041\\/\\ud83d\\ude00\" ] } "),
              "{\"a\":[1,\"A/\xF0\x9F\x98\x80\"]}");
}

TEST("json: integers are exact below 2^53, doubles as short as they can be and still the same")
{
    CHECK_STR(number(0x1p53 - 1), "9007199254740991");
    CHECK_STR(number(-0x1p53 + 1), "-9007199254740991");
    CHECK_STR(number(1e15), "1000000000000000");
    CHECK_STR(number(-0.0), "0");
    CHECK_STR(number(0.1), "0.1");
    CHECK_STR(number(0.000041), "4.1e-05");
    CHECK_STR(number(1.0 / 3), "0.3333333333333333");
    CHECK_STR(number(0.1 + 0.2), "0.30000000000000004");
    CHECK_STR(number(1e17), "1e+17");
    CHECK_STR(number(0x1p63), "9.223372036854776e+18");
    CHECK_STR(number(NAN), "null");
    CHECK_STR(number(INFINITY), "null");
    CHECK_STR(number(-INFINITY), "null");
}

TEST("json: 20,000 doubles of all sizes are printed so that they read back the same")
{
    uint64_t bits = 1;

    for (int i = 0; i < 20000; i++) {
        double value;

        bits = bits * 6364136223846793005u + 1442695040888963407u;
        memcpy(&value, &bits, sizeof(value));
        if (isfinite(value))
            CHECK(strtod(number(value), NULL) == value);
    }
}

TEST("json: quoting escapes what JSON forbids and replaces what is not UTF-8")
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(100);

    CHECK_INT(json_quote((struct slice){ "a\0\x01\"\\\n\xFF\xC3\xA9\xE2\x82", 11 }, &text), 0);
    CHECK_STR(buf_text(&text), "\"a\\u0000\\u0001\\\"\\\\\\n\xEF\xBF\xBD\xC3\xA9\xEF\xBF\xBD\"");
    buf_clear(&text);
    CHECK_INT(json_quote((struct slice){ NULL, 0 }, &text), 0);
    CHECK_STR(buf_text(&text), "\"\"");
}

TEST("json: what does not fit is an error, for every size that is too small")
{
    CLEANUP(json_freep) cJSON *value = tree("{\"a\":[1,\"x\\n\xC3\xA9\",null,0.1,true],\"b\":{}}");
    size_t whole = strlen(printed(value));

    for (size_t size = 0; size <= whole; size++) {
        CLEANUP(buf_done) struct buf text = BUF_MAX(size);

        CHECK_INT(json_print(value, &text), size < whole ? -1 : 0);
        CHECK(text.size <= size);
    }
}

TEST("json: a tree that was built too deep is an error, not a crash")
{
    cJSON *root = cJSON_CreateArray();

    for (int depth = 1; depth < UPSTREAM_DEPTH_MAX + 16; depth++) {
        cJSON *outer = cJSON_CreateArray();

        cJSON_AddItemToArray(outer, root);
        root = outer;
    }
    CHECK(printed(root)[0] == '[');

    cJSON *outer = cJSON_CreateArray();

    cJSON_AddItemToArray(outer, root);
    CHECK_STR(printed(outer), "(does not fit)");
    json_free(outer);
}

TEST("json: raw nodes are printed in the characters they came in")
{
    CLEANUP(json_freep) cJSON *object = cJSON_CreateObject();

    cJSON_AddItemToObject(object, "id", cJSON_CreateRaw("12345678901234567890"));
    CHECK_STR(printed(object), "{\"id\":12345678901234567890}");
}

TEST("json: what the gate refuses has no tree, and repair gives one")
{
    CHECK(json_parse(SLICE("{\"a\":01}"), &gate_client, &err) == NULL);
    CHECK_INT(err.kind, ERR_PROTOCOL);
    CHECK(json_parse(SLICE("\"\\ud800\""), &gate_client, &err) == NULL);
    CHECK(json_parse_repaired(SLICE("{\"a\":}"), &gate_upstream, &err) == NULL);

    CLEANUP(json_freep)
    cJSON *repaired =
        json_parse_repaired(SLICE("[\"\\ud800x\",\"a\\u0000b\",\"\xFF\"]"), &gate_upstream, &err);

    CHECK_STR(printed(repaired), "[\"\xEF\xBF\xBDx\",\"a\xEF\xBF\xBD"
                                 "b\",\"\xEF\xBF\xBD\"]");
}

TEST("json: members are found by their exact name and type, or not at all")
{
    CLEANUP(json_freep)
    cJSON *object =
        tree("{\"s\":\"x\",\"n\":1.5,\"i\":-7,\"t\":true,\"o\":{\"p\":null},\"big\":1e300,"
             "\"edge\":9223372036854775808,\"low\":-9223372036854775808,\"inf\":1e999}");

    CHECK_STR(json_str(object, "s"), "x");
    CHECK(json_str(object, "S") == NULL);
    CHECK(json_str(object, "n") == NULL);
    CHECK(json_num(object, "n", 0) == 1.5);
    CHECK(json_num(object, "s", 2.5) == 2.5);
    CHECK_INT(json_int(object, "i", 3), -7);
    CHECK_INT(json_int(object, "n", 3), 3);
    CHECK_INT(json_int(object, "big", 3), 3);
    CHECK_INT(json_int(object, "edge", 3), 3);
    CHECK_INT(json_int(object, "low", 3), INT64_MIN);
    CHECK_INT(json_int(object, "inf", 3), 3);
    CHECK_INT(json_int(object, "none", 3), 3);
    CHECK(json_bool(object, "t", false));
    CHECK(json_bool(object, "i", true));
    CHECK(cJSON_IsNull(json_at(json_at(object, "o"), "p")));
    CHECK(json_at(NULL, "a") == NULL);
    CHECK(json_at(json_at(object, "s"), "a") == NULL);
    CHECK(json_at(json_at(object, "none"), "a") == NULL);
}

TEST("json: reading by table fills what is there and leaves the rest")
{
    struct target {
        const char *name, *other;
        int64_t count, kept;
        bool flag;
        const cJSON *node;
    } target = { .other = "o", .kept = 9 };
    static const struct json_field fields[] = {
        { "name", JSON_STR, offsetof(struct target, name) },
        { "other", JSON_STR, offsetof(struct target, other) },
        { "count", JSON_INT, offsetof(struct target, count) },
        { "kept", JSON_INT, offsetof(struct target, kept) },
        { "flag", JSON_BOOL, offsetof(struct target, flag) },
        { "node", JSON_NODE, offsetof(struct target, node) },
        { 0 },
    };
    CLEANUP(json_freep)
    cJSON *object = tree("{\"name\":\"n\",\"count\":5,\"flag\":true,\"node\":[1]}");

    json_read(object, fields, &target);
    CHECK_STR(target.name, "n");
    CHECK_STR(target.other, "o");
    CHECK_INT(target.count, 5);
    CHECK_INT(target.kept, 9);
    CHECK(target.flag);
    CHECK(target.node == json_at(object, "node"));
}

TEST("json: a replaced value keeps its name and its place")
{
    CLEANUP(json_freep) cJSON *object = tree("{\"a\":\"x\",\"b\":[1,2],\"c\":3}");

    CHECK(json_replace(cJSON_GetObjectItemCaseSensitive(object, "b"), cJSON_CreateString("y")));
    CHECK(json_replace(cJSON_GetObjectItemCaseSensitive(object, "a"), tree("{\"d\":[4]}")));
    CHECK(!json_replace(cJSON_GetObjectItemCaseSensitive(object, "c"), NULL));
    CHECK_STR(printed(object), "{\"a\":{\"d\":[4]},\"b\":\"y\",\"c\":3}");
}

/* Some JSON to spoil: every kind of token, and what cJSON is known to be lax about. */
static const char *const seeds[] = {
    "{\"a\":[1,-2.5e3,true,false,null],\"b\":\"\\u00e9\\n\xC3\xA9\",\"c\":{}}",
    "[0.1,10,-0,1E5,\"\\ud83d\\ude00\",[[]],{\"k\":{\"k\":1}}]",
    "\"\\\\\\\"\\/ text\"",
};

/* seed with the byte at `where` replaced by the spoiler, or the spoiler put in before it. */
static struct slice spoil(char text[128], const char *seed, size_t where, char spoiler, bool insert)
{
    size_t kept = where + !insert, size = strlen(seed);

    memcpy(text, seed, where);
    text[where] = spoiler;
    memcpy(text + where + 1, seed + kept, size - kept);
    return (struct slice){ text, where + 1 + size - kept };
}

static struct {
    unsigned passed, refused, lax;
} counts;

static void compare(struct slice mutant)
{
    CLEANUP(json_freep) cJSON *value = json_parse(mutant, &gate_client, &err);
    CLEANUP(json_freep) cJSON *lax = cJSON_ParseWithLength(mutant.data, mutant.size);

    if (!value) {
        CHECK(!strstr(err.text, "too long"));
        counts.refused++;
        counts.lax += lax != NULL;
        return;
    }
    CHECK_INT(gate_check(slice_of(printed(value)), &gate_client, &err), 0);

    CLEANUP(json_freep) cJSON *twice = tree(printed(value));

    CHECK(json_same(value, twice) && json_same(value, lax));
    counts.passed++;
}

TEST("json: whatever the gate passes, cJSON reads whole, and prints as what the gate passes again")
{
    static const char spoilers[] = "\"\\{}[],:0e.-+ut \n\x01\xC3\xFF";
    char text[128];

    for (size_t i = 0; i < ARRAY_COUNT(seeds); i++)
        for (size_t where = 0; where < strlen(seeds[i]); where++)
            for (size_t j = 0; j < sizeof(spoilers); j++) {
                compare(spoil(text, seeds[i], where, spoilers[j], true));
                compare(spoil(text, seeds[i], where, spoilers[j], false));
            }
    printf("  %u passed, %u refused, %u of these accepted by cJSON alone\n", counts.passed,
           counts.refused, counts.lax);
    CHECK(counts.passed > 100 && counts.refused > 1000 && counts.lax > 100);
}

TEST("json: the wiping allocator serves cJSON")
{
    json_init();
    CHECK_STR(again("{\"a\":[1,\"two\",{\"three\":3}]}"), "{\"a\":[1,\"two\",{\"three\":3}]}");
}

TEST("json: numbers as long as one likes are read or refused, never cut")
{
    static const size_t sizes[] = { 62, 63, 64, 65, 100, 1000, 100000 };

    for (size_t i = 0; i < ARRAY_COUNT(sizes); i++) {
        CLEANUP(freep) char *digits = xcalloc(1, sizes[i] + 3);

        memset(digits + 1, '0', sizes[i]);
        digits[0] = '[';
        digits[2] = '.';
        digits[sizes[i]] = '5';
        digits[sizes[i] + 1] = ']';

        CLEANUP(json_freep) cJSON *value = json_parse(slice_of(digits), &gate_client, &err);

        printf("  %zu digits: %s\n", sizes[i], value ? printed(value) : err.text);
        if (value)
            CHECK(value->child->valuedouble == strtod(digits + 1, NULL));
    }
}
