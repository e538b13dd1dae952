/* Units of mcp-server/roles and author: the shipped roles, with what the user says over them. */
#include "mcp-server/models/author.h"
#include "mcp-server/models/roles.h"
#include "schema/schema.h"
#include "schemas.h"
#include "test.h"

#include <stdlib.h>

static cJSON *parse(const char *text)
{
    struct err err = { 0 };
    cJSON *tree = json_parse(slice_of(text), &gate_config, &err);

    if (!tree)
        test_fail(__FILE__, __LINE__, "the test's own text: %s", err.text);
    return tree;
}

static struct roles *open_roles(const cJSON *users, const cJSON *aliases)
{
    struct config config = { .roles = users, .aliases = aliases };
    struct err err = { 0 };
    struct roles *roles = roles_new(&config, &err);

    if (!roles)
        test_fail(__FILE__, __LINE__, "%s", err.text);
    return roles;
}

TEST("roles: the shipped rules are written in the words that the user's may have")
{
    struct err err = { 0 };
    cJSON *settings = parse(config_json), *shipped = parse(roles_json);
    struct schema *schema = schema_new(json_at(json_at(settings, "properties"), "roles"), &err);

    CHECK(schema);
    CHECK_INT(schema_check(schema, shipped, &err), 0);
    schema_free(schema);
    json_free(shipped);
    json_free(settings);
}

TEST("roles: six are shipped, each with why, a price ceiling and a least context")
{
    static const char *const shipped[] = { "general", "review", "verify", "bulk", "long", "fast" };
    struct roles *roles = open_roles(NULL, NULL);

    for (size_t i = 0; i < ARRAY_COUNT(shipped); i++) {
        const struct role_entry *entry = roles_find(roles, slice_of(shipped[i]));

        CHECK(entry && !entry->is_users && !entry->pinned);
        CHECK_STR(roles_name_at(roles, i), shipped[i]);
        CHECK(strlen(entry->role.why) > 20);
        CHECK(entry->role.query.max_in_pico > 0 && entry->role.query.max_in_pico <= 3000000);
        CHECK(entry->role.query.max_out_pico > 0 && entry->role.query.max_out_pico <= 15000000);
        CHECK(entry->role.query.min_context >= 100000);
        CHECK(entry->role.models >= 1 && entry->role.models <= BRANCH_MAX);
    }
    CHECK(!roles_name_at(roles, ARRAY_COUNT(shipped)));
    CHECK(roles_find(roles, SLICE("review"))->role.exclude_own_vendor);
    CHECK(roles_find(roles, SLICE("review"))->role.distinct_vendors);
    CHECK_INT(roles_find(roles, SLICE("review"))->role.query.features, FEATURE_REASONING);
    CHECK_INT(roles_find(roles, SLICE("bulk"))->role.min_coding, 550);
    CHECK_INT(roles_find(roles, SLICE("bulk"))->role.query.max_in_pico, 500000);
    CHECK_INT(roles_find(roles, SLICE("fast"))->role.query.sort, SORT_THROUGHPUT);
    roles_free(roles);
}

TEST("roles: the user's rule changes what it names, and a list replaces the rule")
{
    cJSON *users = parse("{\"review\":{\"models\":3,\"max_price_out\":7.25,\"needs\":[\"vision\"]},"
                         "\"bulk\":[\"a/b\",\"c/d\"],\"own\":{\"sort\":\"new\"}}");
    struct roles *roles = open_roles(users, NULL);
    const struct role_entry *review = roles_find(roles, SLICE("Review"));

    CHECK(review->is_users && !review->pinned);
    CHECK_INT(review->role.models, 3);
    CHECK_INT(review->role.query.max_out_pico, 7250000);
    CHECK_INT(review->role.query.max_in_pico, 3000000);
    CHECK_INT(review->role.query.features, 0);
    CHECK_INT(review->role.query.inputs, INPUT_IMAGE);
    CHECK(review->role.distinct_vendors && review->role.exclude_own_vendor);
    CHECK_INT(cJSON_GetArraySize(roles_find(roles, SLICE("bulk"))->pinned), 2);

    const struct role_entry *own = roles_find(roles, SLICE("own"));

    CHECK_INT(own->role.query.sort, SORT_NEW);
    CHECK_INT(own->role.query.max_in_pico, -1);
    CHECK_INT(own->role.models, 1);
    roles_free(roles);
    json_free(users);
}

TEST(
    "roles: of 33 roles of the user's every one is found, and 59 more than are shipped is too many")
{
    for (int count = 58; count <= 59; count++) {
        CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(4));
        struct err err = { 0 };

        buf_adds(&text, "{");
        for (int i = 0; i < count; i++)
            buf_addf(&text, "%s\"r%d\":{}", i > 0 ? "," : "", i);
        buf_adds(&text, "}");

        cJSON *users = parse(buf_text(&text));
        struct config config = { .roles = users };
        struct roles *roles = roles_new(&config, &err);

        CHECK_INT(roles != NULL, count == 58);
        CHECK(!roles || roles_find(roles, SLICE("r57")));
        CHECK(roles || err.kind == ERR_CONFIG);
        roles_free(roles);
        json_free(users);
    }
}

TEST("roles: aliases are found without regard to case, and named behind the roles")
{
    cJSON *aliases = parse("{\"mine\":\"a/b\",\"two\":[\"mine\",\"c/d\"]}");
    struct roles *roles = open_roles(NULL, aliases);

    CHECK_STR(roles_alias(roles, SLICE("MINE"))->valuestring, "a/b");
    CHECK(cJSON_IsArray(roles_alias(roles, SLICE("two"))));
    CHECK(!roles_alias(roles, SLICE("min")) && !roles_alias(roles, SLICE("")));
    CHECK(!roles_alias(roles, SLICE("general")));
    CHECK_STR(roles_name_at(roles, 6), "mine");
    CHECK_STR(roles_name_at(roles, 7), "two");
    CHECK(!roles_name_at(roles, 8));
    roles_free(roles);
    json_free(aliases);
}

TEST("roles: of a misspelt word the nearest role or alias is known")
{
    cJSON *aliases = parse("{\"sonnet\":\"a/b\"}");
    struct roles *roles = open_roles(NULL, aliases);

    CHECK_STR(roles_nearest(roles, SLICE("revieww")), "review");
    CHECK_STR(roles_nearest(roles, SLICE("genral")), "general");
    CHECK_STR(roles_nearest(roles, SLICE("sonet")), "sonnet");
    CHECK_STR(roles_nearest(roles, SLICE("bulk")), "bulk");
    CHECK(!roles_nearest(roles, SLICE("gpt-77")));
    CHECK(!roles_nearest(roles, SLICE("")));
    roles_free(roles);
    json_free(aliases);
}

TEST("author: the vendor's own programs are known by how their names begin, others are not")
{
    static const struct {
        const char *client, *vendor;
    } cases[] = {
        { "claude-code", "anthropic" },
        { "claude-ai", "anthropic" },
        { "Claude Code", "anthropic" },
        { "codex-mcp-client", "openai" },
        { "gemini-cli-mcp-client", "google" },
        { "qwen-code", "qwen" },
        { "cursor-vscode", NULL },
        { "my-claude", NULL },
        { "", NULL },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        const char *vendor = author_vendor(cases[i].client);

        CHECK_STR(vendor ? vendor : "", cases[i].vendor ? cases[i].vendor : "");
    }
}

static struct models real_models(void)
{
    char path[4096];
    struct models models;
    struct err err;
    size_t size;

    if (!test_data_dir())
        SKIP("no data folder");
    snprintf(path, sizeof(path), "%s/openrouter/models.json", test_data_dir());

    CLEANUP(freep) char *text = test_read_file(path, &size);
    struct slice body = { text, size };

    CHECK_INT(gate_check(body, &gate_upstream, &err), 0);
    CHECK_INT(models_read(body, &models, &err), 0);
    return models;
}

/* OpenRouter's ranking by throughput is not recorded: the ids in their order take its place. */
static struct ranking_list some_ranking(const struct models *models)
{
    CLEANUP(buf_done) struct buf body = BUF_MAX(MIB(1));
    struct ranking_list list;
    struct err err;

    for (size_t i = 0; i < models->count; i++)
        buf_addf(&body, "%s{\"id\":\"%s\"}", i > 0 ? "," : "{\"data\":[", models->list[i].id);
    buf_adds(&body, "]}");
    CHECK_INT(ranking_list_read(buf_slice(&body), &list, &err), 0);
    return list;
}

TEST("roles: over the real catalogue each chooses affordable models, of the vendors it should")
{
    struct models models = real_models();
    struct ranking_list ranking = some_ranking(&models);
    struct roles *roles = open_roles(NULL, NULL);
    struct role_ground ground = { &models, &ranking, NULL, "anthropic", NULL, NULL };
    const char *name;

    for (size_t i = 0; (name = roles_name_at(roles, i)); i++) {
        const struct role *role = &roles_find(roles, slice_of(name))->role;
        struct role_choice choice;
        struct err err;

        CHECK_INT(role_choose(role, &ground, &choice, &err), 0);
        CHECK_INT(choice.count, role->models);
        CHECK(choice.row_count >=
              5); /* a rule that only just finds somebody will soon find nobody */
        for (size_t k = 0; k < choice.count; k++) {
            const struct model *model = choice.chosen[k];

            printf("  %s -> %s $%" PRId64 ".%02d/$%" PRId64 ".%02d coding %d of %zu\n", name,
                   model->id, model->base.prompt_pico / 1000000,
                   (int)(model->base.prompt_pico / 10000 % 100),
                   model->base.completion_pico / 1000000,
                   (int)(model->base.completion_pico / 10000 % 100), model->coding_index / 10,
                   choice.row_count);
            CHECK(!role->exclude_own_vendor || !slice_is(model->vendor, SLICE("anthropic")));
            CHECK(k == 0 || !slice_is(model->vendor, choice.chosen[0]->vendor));
            CHECK(model->coding_index >= 450 && !model->is_free);
        }
        if (i == 0)
            CHECK_STR(choice.chosen[0]->id, "openai/gpt-5.6-sol");
        role_choice_done(&choice);
    }
    roles_free(roles);
    ranking_list_done(&ranking);
    models_done(&models);
}
