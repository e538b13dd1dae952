/* Units of json/jsonc: a member of settings with comments, put in and cut out. */
#include "json/jsonc.h"

#include "odd_settings.h"
#include "test.h"

static const struct jsonc_place place = { "mcpServers", "openrouter" };

#define TEXT_SIZE 4096

static cJSON *tree_of(const char *text)
{
    static bool is_ready;
    struct err err = { 0 };

    if (!is_ready)
        json_init();
    is_ready = true;

    cJSON *tree = json_parse(slice_of(text), &gate_config, &err);

    CHECK(tree != NULL);
    return tree;
}

/* The text with a small member, or the error. */
static const char *put(const char *text)
{
    static char said[TEXT_SIZE];
    CLEANUP(buf_done) struct buf out = BUF_MAX(TEXT_SIZE);
    CLEANUP(json_freep) cJSON *value = tree_of("{\"command\":\"or\",\"args\":[]}");
    struct jsonc_range added;
    struct err err = { 0 };
    int rc = jsonc_put(slice_of(text), place, value, &out, &added, &err);

    snprintf(said, sizeof(said), "%s", rc < 0 ? err.text : buf_text(&out));
    return said;
}

static const char *cut(const char *text)
{
    static char said[TEXT_SIZE];
    CLEANUP(buf_done) struct buf out = BUF_MAX(TEXT_SIZE);
    struct jsonc_range where;
    struct err err = { 0 };
    int rc = jsonc_cut(slice_of(text), place, &out, &where, &err);

    snprintf(said, sizeof(said), "%s", rc < 0 ? err.text : buf_text(&out));
    return said;
}

#define OURS(indent)                                                                               \
    indent "\"openrouter\": {\n" indent "  \"command\": \"or\",\n" indent                          \
           "  \"args\": []\n" indent "}"

TEST("jsonc: nothing becomes a whole text, and what is there stays in front")
{
    CHECK_STR(put(""), "{\n  \"mcpServers\": {\n" OURS("    ") "\n  }\n}\n");
    CHECK_STR(put("\n"), "\n{\n  \"mcpServers\": {\n" OURS("    ") "\n  }\n}\n");
    CHECK_STR(put("// mine"), "// mine\n{\n  \"mcpServers\": {\n" OURS("    ") "\n  }\n}\n");
    CHECK_STR(put("\xEF\xBB\xBF"),
              "\xEF\xBB\xBF{\n  \"mcpServers\": {\n" OURS("    ") "\n  }\n}\n");
}

TEST("jsonc: the member becomes the last one, in the hand of those before it")
{
    CHECK_STR(put("{}"), "{\n  \"mcpServers\": {\n" OURS("    ") "\n  }\n}");
    CHECK_STR(put("{\n  \"a\": 1\n}\n"),
              "{\n  \"a\": 1,\n  \"mcpServers\": {\n" OURS("    ") "\n  }\n}\n");
    CHECK_STR(put("{\n  \"mcpServers\": {}\n}"),
              "{\n  \"mcpServers\": {\n" OURS("    ") "\n  }\n}");
    CHECK_STR(put("{\n  \"mcpServers\": {\n  }\n}"),
              "{\n  \"mcpServers\": {\n" OURS("    ") "\n  }\n}");
    CHECK_STR(put("{\n  \"mcpServers\": {\n    \"a\": {}\n  },\n  \"z\": 1\n}"),
              "{\n  \"mcpServers\": {\n    \"a\": {},\n" OURS("    ") "\n  },\n  \"z\": 1\n}");
    CHECK_STR(put("{\r\n\t\"mcpServers\": {\r\n\t\t\"a\": {}\r\n\t}\r\n}\r\n"),
              "{\r\n\t\"mcpServers\": {\r\n\t\t\"a\": {},\r\n\t\t\"openrouter\": {\r\n\t\t\t"
              "\"command\": \"or\",\r\n\t\t\t\"args\": []\r\n\t\t}\r\n\t}\r\n}\r\n");
}

TEST("jsonc: a text of one line stays one, with blanks where it has them")
{
    CHECK_STR(put("{\"a\":1}"),
              "{\"a\":1,\"mcpServers\":{\"openrouter\":{\"command\":\"or\",\"args\":[]}}}");
    CHECK_STR(put("{\"a\": 1}"),
              "{\"a\": 1, \"mcpServers\": {\"openrouter\": {\"command\": \"or\", \"args\": []}}}");
    CHECK_STR(put("{\"a\":1,\"mcpServers\":{}}"),
              "{\"a\":1,\"mcpServers\":{\"openrouter\": {\"command\": \"or\", \"args\": []}}}");
    CHECK_STR(put("{\n  \"mcpServers\": {\"a\": {}}\n}"),
              "{\n  \"mcpServers\": {\"a\": {}, \"openrouter\": {\"command\": \"or\", \"args\": "
              "[]}}\n}");
}

TEST("jsonc: comments and commas behind the last member are kept, and imitated")
{
    CHECK_STR(put("{\n  \"mcpServers\": {\n    \"a\": {}, // mine\n  },\n}"),
              "{\n  \"mcpServers\": {\n    \"a\": {}, // mine\n" OURS("    ") ",\n  },\n}");
    CHECK_STR(put("{\n  \"mcpServers\": {\n    \"a\": {} // mine\n  }\n}"),
              "{\n  \"mcpServers\": {\n    \"a\": {}, // mine\n" OURS("    ") "\n  }\n}");
    CHECK_STR(put("{\n  \"mcpServers\": {\n    // none yet\n  }\n}"),
              "{\n  \"mcpServers\": {\n    // none yet\n" OURS("    ") "\n  }\n}");
}

TEST("jsonc: null gives way to an object, and a value of ours to the new one")
{
    CHECK_STR(put("{\n  \"mcpServers\": null\n}"),
              "{\n  \"mcpServers\": {\n" OURS("    ") "\n  }\n}");
    CHECK_STR(put("{\n  \"mcpServers\": {\n    \"openrouter\": 7,\n    \"b\": 1\n  }\n}"),
              "{\n  \"mcpServers\": {\n" OURS("    ") ",\n    \"b\": 1\n  }\n}");
    CHECK_STR(put("{\"mcpServers\":{\"openrouter\":7}}"),
              "{\"mcpServers\":{\"openrouter\":{\"command\":\"or\",\"args\":[]}}}");
}

TEST("jsonc: the same name elsewhere is another member")
{
    const char *text = "{\n  \"openrouter\": {},\n  \"projects\": {\n    \"mcpServers\": {\n      "
                       "\"openrouter\": 1\n    }\n  }\n}";
    struct slice value;
    struct err err = { 0 };

    CHECK_INT(jsonc_find(slice_of(text), place, &value, &err), 1);
    CHECK_STR(cut(text), text);
    CHECK_SAYS(put(text), "  },\n  \"mcpServers\": {\n" OURS("    "));
}

TEST("jsonc: what is no JSON is refused with line and column")
{
    static const struct {
        const char *text, *said;
    } rows[] = {
        { "{\n  \"a\": }", "line 2, column 8: here a value" },
        { "{\n  \"a\": 1\n  \"b\": 2\n}", "line 3, column 3: here \",\" or \"}\"" },
        { "{\"a\": \"b}", "line 1, column 7: this string has no end" },
        { "{\"a\": \"b\nc\"}", "line 1, column 9: a string cannot hold" },
        { "{\"a\": \"\\x\"}", "line 1, column 8: a string cannot hold" },
        { "{\"a\": \"\xFF\"}", "line 1, column 8: a string cannot hold" },
        { "{\"a\": 01}", "line 1, column 7: this is no number" },
        { "{\"a\": 1.}", "line 1, column 7: this is no number" },
        { "{\"a\": 1e}", "line 1, column 7: this is no number" },
        { "{\"a\": [1 2]}", "line 1, column 10: here \",\" or \"]\"" },
        { "{a: 1}", "line 1, column 2: here a name in quotes" },
        { "{\"a\" 1}", "line 1, column 6: here \":\"" },
        { "{,}", "line 1, column 2: here a name in quotes" },
        { "{\"a\": 1,,}", "line 1, column 9: here a name in quotes" },
        { "[]", "line 1, column 1: here \"{\"" },
        { "{} x", "line 1, column 4: behind the last" },
        { "{ /* }", "line 1, column 3: this comment has no end" },
        { "{ / }", "line 1, column 3: a lone" },
        { "{", "line 1, column 2: here a name" },
        { "{\"mcpServers\": []}", "\"mcpServers\": line 1, column 16: is no object" },
        { "{\"mcpServers\": 1}", "\"mcpServers\": line 1, column 16: is no object" },
        { "{\"mcpServers\": {}, \"mcpServers\": {}}",
          "\"mcpServers\": line 1, column 20: is there" },
        { "{\"mcpServers\": {\"openrouter\": 1, \"openrouter\": 2}}", "\"openrouter\": line 1" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        CHECK_SAYS(put(rows[i].text), rows[i].said);
        CHECK_SAYS(cut(rows[i].text), rows[i].said);
    }
}

TEST("jsonc: values nested without end are refused, and nothing overflows")
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(1 << 20);

    buf_adds(&text, "{\"a\":");
    for (size_t i = 0; i < 500000; i++)
        buf_addc(&text, '[');
    CHECK_SAYS(put(buf_text(&text)), "nested too deeply");
}

TEST("jsonc: a member goes with its comma and its lines")
{
    static const struct {
        const char *text, *left;
    } rows[] = {
        { "{\"mcpServers\": {\"openrouter\": 1}}", "{\"mcpServers\": {}}" },
        { "{\"mcpServers\": {\"openrouter\": 1, \"b\": 2}}", "{\"mcpServers\": {\"b\": 2}}" },
        { "{\"mcpServers\": {\"a\": 1, \"openrouter\": 2}}", "{\"mcpServers\": {\"a\": 1}}" },
        { "{\"mcpServers\": {\"a\": 1, \"openrouter\": 2,}}", "{\"mcpServers\": {\"a\": 1, }}" },
        { "{\"mcpServers\": {\"a\": 1 /* x */, /* y */ \"openrouter\": 2}}",
          "{\"mcpServers\": {\"a\": 1 /* x */ /* y */}}" },
        { "{\"mcpServers\": {\n  \"a\": 1,\n  \"openrouter\": 2\n}}",
          "{\"mcpServers\": {\n  \"a\": 1\n}}" },
        { "{\"mcpServers\": {\n  // about a\n  \"openrouter\": 2, \"b\": 3\n}}",
          "{\"mcpServers\": {\n  // about a\n  \"b\": 3\n}}" },
        { "{\"mcpServers\": {\n  // about a\n  \"openrouter\": 2}}",
          "{\"mcpServers\": {\n  // about a\n  }}" },
        { "{\"mcpServers\": {\r\n  \"openrouter\": 2,\r\n  \"b\": 3\r\n}}",
          "{\"mcpServers\": {\r\n  \"b\": 3\r\n}}" },
        { "{\"mcpServers\": {\n  \"openrouter\": 2 // x\n  , \"b\": 3\n}}",
          "{\"mcpServers\": {\n  // x\n   \"b\": 3\n}}" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
        CHECK_STR(cut(rows[i].text), rows[i].left);
}

TEST("jsonc: a value with comments is read without them, and only without them")
{
    struct err err = { 0 };
    CLEANUP(json_freep)
    cJSON *tree = jsonc_parse(
        SLICE("{\"a\": \"// no /* comment */ ,}\", /* , } */ \"b\": [1, 2, // x\n],}"), &err);
    CLEANUP(json_freep) cJSON *wanted = tree_of("{\"a\":\"// no /* comment */ ,}\",\"b\":[1,2]}");

    CHECK(tree && json_same(tree, wanted));
}

/* A text as a tree; an empty object for none. */
static cJSON *whole(struct slice text)
{
    struct jsonc_object object;
    struct err err = { 0 };

    if (jsonc_outermost(text, "a", &object, &err) > 0)
        return cJSON_CreateObject();

    struct slice value = { text.data + object.open, object.close + 1 - object.open };
    cJSON *tree = jsonc_parse(value, &err);

    CHECK(tree != NULL);
    return tree;
}

/* The tree with the member, made by hand. */
static cJSON *expected(struct slice text, const cJSON *value)
{
    cJSON *tree = whole(text);
    cJSON *servers = cJSON_GetObjectItemCaseSensitive(tree, place.parent);

    if (!cJSON_IsObject(servers)) {
        cJSON_DeleteItemFromObjectCaseSensitive(tree, place.parent);
        servers = cJSON_AddObjectToObject(tree, place.parent);
    }
    if (value)
        cJSON_AddItemToObject(servers, place.key, cJSON_Duplicate(value, true));
    return tree;
}

/* Whether the closing brace stands on a line of its own, or all on one. */
static bool is_tidy(struct slice text, const struct jsonc_object *object)
{
    size_t at = object->close;

    while (at > object->last.value_end && strchr(" \t", text.data[at - 1]))
        at--;
    return text.data[at - 1] == '\n' || !memchr(text.data, '\n', text.size);
}

static int64_t put_in, cut_to_the_byte, with_comments;

static void check_one(struct slice text, const cJSON *value)
{
    CLEANUP(buf_done) struct buf with = BUF_MAX(1 << 16), without = BUF_MAX(1 << 16);
    CLEANUP(json_freep) cJSON *wanted = expected(text, value), *left = expected(text, NULL);
    struct jsonc_range range;
    struct jsonc_object outermost, servers = { 0 };
    struct err err = { 0 };

    CHECK_INT(jsonc_put(text, place, value, &with, &range, &err), 0);
    CLEANUP(json_freep) cJSON *got = whole(buf_slice(&with));
    CHECK(json_same(got, wanted));
    CHECK_INT(jsonc_cut(buf_slice(&with), place, &without, &range, &err), 0);
    CLEANUP(json_freep) cJSON *after = whole(buf_slice(&without));
    CHECK(json_same(after, left));
    put_in++;
    with_comments += memmem(text.data, text.size, "//", 2) != NULL;
    /* Where the parent had members, cutting undoes putting. */
    if (jsonc_outermost(text, place.parent, &outermost, &err) == 0 && outermost.matches > 0 &&
        jsonc_object_at(text, outermost.found.value, place.key, &servers, &err) == 0 &&
        servers.count > 0 && !servers.last.comma && is_tidy(text, &servers)) {
        CHECK(slice_is(buf_slice(&without), text));
        cut_to_the_byte++;
    }
}

TEST("jsonc: of 20,000 odd texts each is right with the member, and again without it")
{
    CLEANUP(json_freep) cJSON *value = tree_of("{\"command\":\"or\",\"args\":[],\"env\":{}}");

    for (uint64_t number = 0; number < 20000; number++) {
        CLEANUP(buf_done) struct buf text = BUF_MAX(1 << 16);

        odd_settings(&text, number);
        check_one(buf_slice(&text), value);
    }
    CHECK_INT(put_in, 20000);
    CHECK(cut_to_the_byte > 1000 && with_comments > 2000);
    printf("jsonc: %" PRId64 " texts, %" PRId64 " with comments, %" PRId64
           " the same to the byte after the cut\n",
           put_in, with_comments, cut_to_the_byte);
}
