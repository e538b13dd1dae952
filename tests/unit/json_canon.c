/* Units of json/canon. */
#include "base/limits.h"
#include "test.h"
#include "json/canon.h"

#include <stdlib.h>

/* Owned by the caller. */
static char *canon_of(const char *text)
{
    struct buf out = BUF_MAX(MIB(4));
    struct err err;
    CLEANUP(json_freep) cJSON *tree = NULL;

    json_init();
    tree = json_parse(slice_of(text), &gate_client, &err);
    if (!tree)
        test_fail(__FILE__, __LINE__, "%s: %s", text, err.text);
    CHECK_INT(canon_print(tree, &out), 0);
    return buf_take(&out);
}

static bool are_equal(const char *a, const char *b)
{
    CLEANUP(freep) char *x = canon_of(a);
    CLEANUP(freep) char *y = canon_of(b);

    return strcmp(x, y) == 0;
}

TEST("canon: equal values have one text, however they are written")
{
    CHECK(are_equal("{\"a\":1,\"b\":2}", " {\"b\" : 2.0, \"\\u0061\":10e-1} "));
    CHECK(are_equal("[{\"x\":{\"b\":null,\"a\":[]}}]", "[{\"x\":{\"a\":[ ],\"b\":null}}]"));
    CHECK(are_equal("\"\\u00e9\\/\"", "\"\xC3\xA9/\""));
    CHECK(are_equal("{\"\":1,\"a\":1,\"aa\":1,\"\xC3\xA9\":1}",
                    "{\"\xC3\xA9\":1,\"aa\":1,\"a\":1,\"\":1}"));
    CHECK(are_equal("0", "-0"));
}

TEST("canon: different values have different texts")
{
    static const char *const values[] = {
        "null",
        "true",
        "false",
        "0",
        "1",
        "1.5",
        "1e400",
        "-1e400",
        "\"\"",
        "\"1\"",
        "\"null\"",
        "[]",
        "{}",
        "[[]]",
        "[{}]",
        "[1,2]",
        "[2,1]",
        "[12]",
        "[\"1,2\"]",
        "[\"1\",\"2\"]",
        "[[1],2]",
        "[1,[2]]",
        "{\"a\":1}",
        "{\"A\":1}",
        "{\"a\":[1]}",
        "{\"a\":\"1\"}",
        "{\"a,b\":1}",
        "{\"a\":1,\"b\":1}",
        "{\"a\":{\"b\":1}}",
        "{\"a\":{},\"b\":1}",
        "{\"a\":{\"b\":{}}}",
        "{\"a\":{\"b\":{}},\"c\":1}",
        "{\"a\":{\"b\":{},\"c\":1}}",
        "\"{}\"",
        "\"\\\"\"",
        "\"\\\\\"",
        "\"\\\\\\\"\"",
    };

    for (size_t i = 0; i < ARRAY_COUNT(values); i++)
        for (size_t j = 0; j < ARRAY_COUNT(values); j++)
            CHECK(are_equal(values[i], values[j]) == (i == j));
}

TEST("canon: what does not fit, or is deeper than the gates let through, is an error")
{
    CLEANUP(buf_done) struct buf little = BUF_MAX(8);
    CLEANUP(buf_done) struct buf out = BUF_MAX(MIB(1));
    cJSON *tree, *inner;

    json_init();
    tree = inner = cJSON_CreateArray();
    for (int i = 1; i < UPSTREAM_DEPTH_MAX; i++) {
        cJSON *deeper = cJSON_CreateArray();

        cJSON_AddItemToArray(inner, deeper);
        inner = deeper;
    }
    CHECK_INT(canon_print(tree, &out), 0);
    CHECK_INT(canon_print(tree, &little), -1);
    cJSON_AddItemToArray(inner, cJSON_CreateObject());
    cJSON_AddItemToObject(inner->child, "a", cJSON_CreateNull());
    CHECK_INT(canon_print(tree, &out), -1);
    json_free(tree);
}

TEST("canon: a hundred thousand members are sorted at once")
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(MIB(4));
    const int count = 90000;

    buf_addc(&text, '{');
    for (int i = count; i > 0; i--)
        buf_addf(&text, "\"%d\":%d%s", i, i, i > 1 ? "," : "}");

    CLEANUP(freep) char *canon = canon_of(buf_text(&text));

    CHECK(strncmp(canon, "{\"1\":1,\"10\":10,\"100\":100,", 25) == 0);
}
