/* Units of json/loose. */
#include "base/limits.h"
#include "test.h"
#include "json/json.h"
#include "json/loose.h"

#include <stdlib.h>

/* The events of a text: "{ a=1 b=[ x ] }", "!" for what is broken, "~" when it is cut. */
static const char *events_of(struct slice text)
{
    static char said[4096];
    CLEANUP(buf_done) struct buf out = BUF_MAX(sizeof(said) - 1);
    struct loose loose = { .text = text };
    enum loose_event event;

    while ((event = loose_next(&loose)) != LOOSE_END) {
        if (event == LOOSE_CLOSE || event == LOOSE_BROKEN) {
            buf_adds(&out, event == LOOSE_CLOSE ? ") " : "! ");
            continue;
        }
        if (loose.key.size > 0) {
            buf_add(&out, loose.key);
            buf_addc(&out, '=');
        }
        if (event == LOOSE_OBJECT || event == LOOSE_ARRAY)
            buf_adds(&out, event == LOOSE_OBJECT ? "{ " : "[ ");
        else if (loose_text(loose.value, &out))
            buf_addc(&out, ' ');
        else
            buf_adds(&out, "nothing ");
    }
    if (loose.is_cut)
        buf_addc(&out, '~');
    snprintf(said, sizeof(said), "%s", buf_text(&out));
    return said;
}

static const char *events(const char *text)
{
    return events_of(slice_of(text));
}

TEST("loose: JSON is read as what it is")
{
    CHECK_STR(events("{\"a\": 1, \"b\": [\"x\", {\"c\": null}], \"d\": \"\\u00e9\\n\"}"),
              "{ a=1 b=[ x { c=nothing ) ) d=\xC3\xA9\n ) ");
    CHECK_STR(events("[{\"\": true, \"a\\\"b\": -1.5e3}]"), "[ { true a\\\"b=-1.5e3 ) ) ");
    CHECK_STR(events("{}"), "{ ) ");
}

TEST("loose: what is around it, and several, are passed over")
{
    CHECK_STR(events("see {x} and [1]: {\"a\":1} {\"b\":2} done"), "{ a=1 ) { b=2 ) ");
    CHECK_STR(events("```json\n[{\"a\":1}]\n```"), "[ { a=1 ) ) ");
    CHECK_STR(events("nothing here"), "");
    CHECK_STR(events(""), "");
}

TEST("loose: commas, quotes, comments and words are taken as they come")
{
    CHECK_STR(events("{a: 1, 'b': 'x', c: high, /* , */ d: NaN, // e\n}"),
              "{ a=1 b=x c=high d=nothing ) ");
    CHECK_STR(events("{\"a\": \"say \"yes\" now\", \"b\": 2}"), "{ a=say \"yes\" now b=2 ) ");
    CHECK_STR(events("{\"a\": 1 \"b\": 2}"), "{ a=1 b=2 ) ");
    CHECK_STR(events("{a: x\xC3\xA9\xE0\xD8 }"), "{ a=x\xC3\xA9\xEF\xBF\xBD\xEF\xBF\xBD ) ");
}

TEST("loose: what is broken costs its object, up to the array around it")
{
    CHECK_STR(events("[{\"a\":1},{\"b\" 2},{\"c\":3}]"), "[ { a=1 ) { ! { c=3 ) ) ");
    CHECK_STR(events("[{\"a\":{\"b\" 2}},{\"c\":3}]"), "[ { a={ ! { c=3 ) ) ");
    CHECK_STR(events("[{\"a\":1]"), "[ { a=1 ) ) ");
    CHECK_STR(events("[{\"a\":1"), "[ { ~");
    CHECK_STR(events("[{\"a\":\"x\", \"b"), "[ { a=x ~");
}

TEST("loose: what is nested too deep is given up, and what comes behind it is read")
{
    for (size_t depth = 60; depth < 70; depth++)
        for (int kind = 0; kind < 4; kind++) {
            CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(4));
            const char *said;

            buf_adds(&text, "[{\"k\":");
            for (size_t i = 2; i < depth; i++)
                buf_adds(&text, kind % 2 == 0 || i % 2 == 0 ? "[" : "{\"k\":");
            buf_adds(&text, kind < 2 ? "! {\"a\":1}, {\"b\":2}, {\"c\":3}" : "{\"a\":1}");
            said = events_of(buf_slice(&text));
            CHECK(kind >= 2 || strstr(said, "c=3"));
        }
}

/* --- against the tree ----------------------------------------------------------------------- */

static uint32_t seed = 1;

static uint32_t chance(uint32_t count)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % count;
}

static cJSON *random_string(void)
{
    static const char *const pieces[] = { "\"", "\\", ", \"a\": ", "}",        "]",  "{", "\n", "x",
                                          "'",  "/*", "//",        "\xC3\xA9", "\t", "`", ":" };
    CLEANUP(buf_done) struct buf text = BUF_MAX(256);

    for (uint32_t i = chance(8); i > 0; i--)
        buf_adds(&text, pieces[chance(ARRAY_COUNT(pieces))]);
    return cJSON_CreateString(buf_text(&text));
}

static cJSON *random_value(int depth)
{
    cJSON *value;
    char key[16];

    switch (chance(depth > 0 ? 6 : 4)) {
    case 0:
        return cJSON_CreateNumber((double)chance(1000) - 500);
    case 1:
        return cJSON_CreateBool(chance(2) == 1);
    case 2:
    case 3:
        return random_string();
    case 4:
        value = cJSON_CreateArray();
        for (uint32_t i = chance(4); i > 0; i--)
            cJSON_AddItemToArray(value, random_value(depth - 1));
        return value;
    default:
        value = cJSON_CreateObject();
        for (uint32_t i = chance(4); i > 0; i--) {
            snprintf(key, sizeof(key), "k%u", i);
            cJSON_AddItemToObject(value, key, random_value(depth - 1));
        }
        return value;
    }
}

static void check_value(struct loose *loose, const cJSON *value);

static void check_children(struct loose *loose, const cJSON *value)
{
    const cJSON *child;

    cJSON_ArrayForEach(child, value)
    {
        check_value(loose, child);
    }
    CHECK_INT(loose_next(loose), LOOSE_CLOSE);
}

static void check_value(struct loose *loose, const cJSON *value)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(4));
    enum loose_event event = loose_next(loose);

    if (value->string)
        CHECK(slice_is(loose->key, slice_of(value->string)));
    if (cJSON_IsObject(value) || cJSON_IsArray(value)) {
        CHECK_INT(event, cJSON_IsObject(value) ? LOOSE_OBJECT : LOOSE_ARRAY);
        check_children(loose, value);
        return;
    }
    CHECK_INT(event, LOOSE_VALUE);
    CHECK(loose_text(loose->value, &text));
    if (cJSON_IsString(value))
        CHECK_STR(buf_text(&text), value->valuestring);
}

TEST("loose: any JSON among any words gives the events of its tree")
{
    json_init();
    for (int i = 0; i < 20000; i++) {
        CLEANUP(json_freep) cJSON *tree = cJSON_CreateObject();
        CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(64));
        struct loose loose;

        cJSON_AddItemToObject(tree, "k", random_value(4));
        buf_adds(&text, chance(2) ? "It's \"so\" {not} this:\n" : "");
        CHECK_INT(json_print(tree, &text), 0);
        buf_adds(&text, chance(2) ? "\nI don't know [1]." : "");
        loose = (struct loose){ .text = buf_slice(&text) };
        check_value(&loose, tree);
        CHECK_INT(loose_next(&loose), LOOSE_END);
        CHECK(!loose.is_cut);
    }
}

TEST("loose: text that has no room is cut, and says so")
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(4);

    CHECK(loose_text(SLICE("\"a\\u00e9bcdef\""), &text));
    CHECK(text.full);
    CHECK_STR(buf_text(&text), "a\xC3\xA9"
                               "b");
}
