/* Units of mcp/registry. */
#include "mcp/registry.h"

#include "base/limits.h"
#include "test.h"

static void start(struct call *call)
{
    (void)call;
}

static const struct handler ask = { "ask", 0, start, NULL, NULL };
static const struct handler list = { "list", 0, start, NULL, NULL };

static const char ask_json[] =
    "{\"name\":\"ask\",\"description\":\"d\",\"inputSchema\":{\"type\":\"object\",\"properties\":{"
    "\"prompt\":{\"type\":\"string\"},\"effort\":{\"enum\":[\"low\",\"high\"]},"
    "\"limit\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":40},"
    "\"tag\":{\"type\":\"string\",\"pattern\":\"^[a-z]+$\"},"
    "\"needs\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}},"
    "\"required\":[\"prompt\"],\"additionalProperties\":false}}";
static const char list_json[] =
    "{\"name\":\"list\",\"description\":\"d\",\"inputSchema\":{\"type\":\"object\"}}";
static const char coercions[] =
    "{\"synonyms\":{\"prompt\":[\"question\"]},\"comma_lists\":[\"model\"]}";

static struct registry *open_with(const struct offer *entries, const char *table, struct err *err)
{
    json_init();
    return registry_new(&(struct offers){ .tools = entries, .coercions = table }, err);
}

static struct registry *open_both(void)
{
    static const struct offer entries[] = {
        { &ask, ask_json },
        { &list, list_json },
        { NULL, NULL },
    };
    struct err err = { 0 };
    struct registry *registry = open_with(entries, coercions, &err);

    if (!registry)
        test_fail(__FILE__, __LINE__, "%s", err.text);
    return registry;
}

TEST("registry: tools are found by their exact names and walked in their order")
{
    struct registry *registry = open_both();

    CHECK(registry_find(registry, FAMILY_TOOL, "ask") == &ask &&
          registry_find(registry, FAMILY_TOOL, "list") == &list);
    CHECK(!registry_find(registry, FAMILY_TOOL, "Ask") &&
          !registry_find(registry, FAMILY_TOOL, "as"));
    CHECK(!registry_find(registry, FAMILY_TOOL, "") &&
          !registry_find(registry, FAMILY_TOOL, "asks"));
    CHECK_STR(json_str(registry_definition(registry, FAMILY_TOOL, "list"), "name"), "list");
    CHECK(!registry_definition(registry, FAMILY_TOOL, "none"));
    CHECK_STR(json_str(registry_definition_at(registry, FAMILY_TOOL, 0), "name"), "ask");
    CHECK_STR(json_str(registry_definition_at(registry, FAMILY_TOOL, 1), "name"), "list");
    CHECK(!registry_definition_at(registry, FAMILY_TOOL, 2) &&
          !registry_definition_at(registry, FAMILY_TOOL, SIZE_MAX));
    registry_free(registry);
}

TEST("registry: an empty table is a program without tools")
{
    static const struct offer none[] = { { NULL, NULL } };
    struct err err = { 0 };
    struct registry *registry = open_with(none, coercions, &err);

    CHECK(registry && !registry_definition_at(registry, FAMILY_TOOL, 0) &&
          !registry_find(registry, FAMILY_TOOL, "ask"));
    registry_free(registry);
    CHECK(registry_free(NULL) == NULL);
}

#define DEFECT(json)                                                                               \
    {                                                                                              \
        { &ask, json },                                                                            \
        {                                                                                          \
            NULL, NULL                                                                             \
        }                                                                                          \
    }

TEST("registry: a definition that a client would refuse does not start the program, and is named "
     "(T2, T3, T6)")
{
    static const struct {
        struct offer entries[2];
        const char *says;
    } cases[] = {
        { DEFECT("{"), "definition of ask" },
        { DEFECT("[]"), "/name: is missing" },
        { DEFECT("{\"description\":\"d\",\"inputSchema\":{\"type\":\"object\"}}"), "/name" },
        { DEFECT(
              "{\"name\":\"other\",\"description\":\"d\",\"inputSchema\":{\"type\":\"object\"}}"),
          "/name" },
        { DEFECT("{\"name\":\"ask\",\"inputSchema\":{\"type\":\"object\"}}"), "/description" },
        { DEFECT("{\"name\":\"ask\",\"description\":\"d\"}"), "/inputSchema/type" },
        { DEFECT("{\"name\":\"ask\",\"description\":\"d\",\"inputSchema\":{\"type\":\"object\"},"
                 "\"outputSchema\":{\"type\":\"object\"}}"),
          "/outputSchema" },
        { DEFECT("{\"name\":\"ask\",\"description\":\"d\",\"inputSchema\":{\"type\":\"array\"}}"),
          "/inputSchema/type" },
        { DEFECT("{\"name\":\"ask\",\"description\":\"d\",\"inputSchema\":{\"type\":\"object\","
                 "\"oneOf\":[]}}"),
          "oneOf" },
        { DEFECT("{\"name\":\"ask\",\"description\":\"d\",\"inputSchema\":{\"type\":\"object\","
                 "\"properties\":{\"a\":{\"$ref\":\"https://a.example/schema\"}}}}"),
          "https://a.example/schema" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct err err = { 0 };

        CHECK(!open_with(cases[i].entries, coercions, &err));
        CHECK_INT(err.kind, ERR_INTERNAL);
        CHECK_SAYS(err.text, cases[i].says);
    }
}

TEST("registry: tools out of order, twice the same, and a broken table of coercions are defects")
{
    static const struct offer reversed[] = {
        { &list, list_json },
        { &ask, ask_json },
        { NULL, NULL },
    };
    static const struct offer twice[] = {
        { &ask, ask_json },
        { &ask, ask_json },
        { NULL, NULL },
    };
    struct err err = { 0 };

    CHECK(!open_with(reversed, coercions, &err));
    CHECK_SAYS(err.text, "not the order");
    CHECK(!open_with(twice, coercions, &err));
    CHECK_SAYS(err.text, "not the order");
    CHECK(!open_with(reversed, "{\"synonyms\":", &err));
    CHECK_SAYS(err.text, "coercions.json");
    CHECK_INT(err.kind, ERR_INTERNAL);
}

/* The arguments after admission, or the error. */
static const char *admitted(const char *text)
{
    static struct buf out = { .size_max = 4096 };
    struct registry *registry = open_both();
    struct err err = { 0 };
    CLEANUP(json_freep) cJSON *arguments = json_parse(slice_of(text), &gate_client, &err);

    buf_clear(&out);
    if (registry_admit(registry, "ask", arguments, &err) == 0) {
        json_print(arguments, &out);
    } else {
        CHECK_INT(err.kind, ERR_ARGUMENT);
        buf_adds(&out, err.text);
    }
    registry_free(registry);
    return buf_text(&out);
}

TEST("registry: arguments with one reading are admitted in the shape of the schema")
{
    CHECK_STR(admitted("{\"prompt\":\"p\",\"limit\":5}"), "{\"prompt\":\"p\",\"limit\":5}");
    CHECK_SAYS(admitted("{\"question\":\"p\"}"), "\"prompt\":\"p\"");
    CHECK_SAYS(admitted("{\"prompt\":\"p\",\"limit\":\"5\"}"), "\"limit\":5}");
    CHECK_SAYS(admitted("{\"prompt\":\"p\",\"needs\":\"web\"}"), "\"needs\":[\"web\"]");
}

/* The corrected call of an error, which must itself be admitted as it stands. */
static void check_corrected(const char *text, const char *wanted)
{
    const char *error = admitted(text), *corrected = strstr(error, "Corrected call: ");
    char call[1024];

    CHECK_SAYS(error, "Corrected call: ");
    snprintf(call, sizeof(call), "%s", corrected + strlen("Corrected call: "));
    CHECK_STR(call, wanted);
    CHECK_STR(admitted(call), wanted);
}

TEST("registry: what is refused comes with a corrected call that passes as it stands")
{
    check_corrected("{\"prompt\":\"p\",\"effort\":\"hihg\"}",
                    "{\"prompt\":\"p\",\"effort\":\"high\"}");
    check_corrected("{\"prompt\":\"p\",\"limit\":100}", "{\"prompt\":\"p\",\"limit\":40}");
    check_corrected("{\"prompt\":\"p\",\"efort\":\"low\"}",
                    "{\"prompt\":\"p\",\"effort\":\"low\"}");
    check_corrected("{\"prompt\":\"p\",\"tag\":\"A B\"}", "{\"prompt\":\"p\"}");
}

TEST("registry: what cannot be corrected is refused with the rule alone")
{
    static const char *const cases[][2] = {
        { "{\"limit\":5}", "prompt" },
        { "{\"prompt\":{}}", "/prompt" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        const char *error = admitted(cases[i][0]);

        CHECK_SAYS(error, cases[i][1]);
        CHECK(!strstr(error, "Corrected call"));
    }
}

static struct registry *open_offers(const struct offer *prompts, const struct offer *resources,
                                    struct err *err)
{
    json_init();
    return registry_new(
        &(struct offers){ .prompts = prompts, .resources = resources, .coercions = coercions },
        err);
}

#define NAMED(json) "{\"name\":\"ask\",\"description\":\"d\"," json "}"

TEST("registry: a defective prompt, resource or template does not start the program, and is named")
{
    static const struct {
        struct offer entries[2];
        bool is_prompt;
        const char *says;
    } cases[] = {
        { DEFECT("{\"description\":\"d\"}"), true, "/name: is missing" },
        { DEFECT("{\"name\":\"other\",\"description\":\"d\"}"), true, "/name: must be \"ask\"" },
        { DEFECT("{\"name\":\"ask\"}"), true, "/description: is missing" },
        { DEFECT(NAMED("\"arguments\":[{\"description\":\"d\"}]")), true, "/arguments" },
        { DEFECT(NAMED("\"arguments\":[{\"name\":\"a\"},{}]")), true, "/arguments" },
        { DEFECT(NAMED("\"arguments\":[{\"name\":7}]")), true, "/arguments" },
        { DEFECT("{\"name\":\"ask\",\"description\":\"d\"}"), false, "/uri: is missing" },
        { DEFECT("{\"uri\":\"x:1\",\"description\":\"d\"}"), false, "/name: is missing" },
        { DEFECT("{\"uri\":\"x:1\",\"name\":\"n\"}"), false, "/description: is missing" },
        { DEFECT(NAMED("\"uriTemplate\":\"x:1\"")), false, "has no variable" },
        { DEFECT(NAMED("\"uriTemplate\":\"x:{a}{b}\"")), false, "text between them" },
        { DEFECT(NAMED("\"uriTemplate\":\"x:{+a}\"")), false, "only {name} is known" },
        { DEFECT(NAMED("\"uriTemplate\":\"x:{uri}\"")), false, "is the name of the whole" },
        { DEFECT("{"), false, "definition of ask" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        const struct offer *prompts = cases[i].is_prompt ? cases[i].entries : NULL;
        struct err err = { 0 };

        CHECK(!open_offers(prompts, prompts ? NULL : cases[i].entries, &err));
        CHECK_INT(err.kind, ERR_INTERNAL);
        CHECK_SAYS(err.text, "definition of ask");
        CHECK_SAYS(err.text, cases[i].says);
    }
}

TEST(
    "registry: the same prompt, uri or template twice is a defect; one order is as good as another")
{
    static const struct offer prompts[] = {
        { &list, "{\"name\":\"list\",\"description\":\"d\"}" },
        { &ask, "{\"name\":\"ask\",\"description\":\"d\"}" },
        { NULL, NULL },
    };
    static const struct offer twice[] = {
        { &ask, NAMED("\"uriTemplate\":\"x:{a}\"") },
        { &list, NAMED("\"uri\":\"x:1\"") },
        { &ask, NAMED("\"uri\":\"x:1\"") },
        { NULL, NULL },
    };
    struct err err = { 0 };
    CLEANUP(buf_done) struct buf names = BUF_MAX(KIB(1));
    struct registry *registry = open_offers(prompts, NULL, &err);

    registry_add_names(registry, FAMILY_PROMPT, &names);
    CHECK_STR(buf_text(&names), "list, ask");
    registry_add_names(registry, FAMILY_RESOURCE, &names);
    CHECK_STR(buf_text(&names), "list, ask");
    registry_free(registry);
    CHECK(!open_offers(NULL, twice, &err));
    CHECK_SAYS(err.text, "x:1 is there twice");
}

TEST("registry: a uri finds its resource before any template, and the first template that it fits")
{
    static const struct offer resources[] = {
        { &ask, NAMED("\"uriTemplate\":\"x:{a}/{b}\"") },
        { &list, NAMED("\"uriTemplate\":\"x:{any}\"") },
        { &ask, NAMED("\"uriTemplate\":\"x:{later}.txt\"") },
        { &ask, NAMED("\"uri\":\"x:1\"") },
        { NULL, NULL },
    };
    static const struct {
        const char *uri, *arguments;
        const struct handler *handler;
    } cases[] = {
        { "x:1", "{\"uri\":\"x:1\"}", &ask },
        { "x:2", "{\"any\":\"2\",\"uri\":\"x:2\"}", &list },
        { "x:2.txt", "{\"any\":\"2.txt\",\"uri\":\"x:2.txt\"}", &list },
        { "x:1/2", "{\"a\":\"1\",\"b\":\"2\",\"uri\":\"x:1/2\"}", &ask },
        { "x:", "{}", NULL },
        { "x:1/2/3", "{}", NULL },
        { "y:1", "{}", NULL },
    };
    struct err err = { 0 };
    struct registry *registry = open_offers(NULL, resources, &err);

    CHECK(registry_offers(registry, FAMILY_RESOURCE) && !registry_offers(registry, FAMILY_PROMPT));
    CHECK(!registry_completes(registry));
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        CLEANUP(json_freep) cJSON *arguments = cJSON_CreateObject();
        CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(1));

        CHECK(registry_match(registry, cases[i].uri, arguments) == cases[i].handler);
        json_print(arguments, &text);
        CHECK_STR(buf_text(&text), cases[i].arguments);
    }
    registry_free(registry);
}
