/* Units of openrouter/role and model_query: whom a rule chooses. */
#include "openrouter/role.h"

#include "test.h"
#include "json/json.h"

#define ROW(id, in, out, context, index, more)                                                     \
    "{\"id\":\"" id "\",\"context_length\":" #context ",\"pricing\":{\"prompt\":\"" in             \
    "\",\"completion\":\"" out                                                                     \
    "\"},\"benchmarks\":{\"artificial_analysis\":{\"coding_index\":" index "}}" more "}"

static struct models read_rows(const char *rows)
{
    CLEANUP(buf_done) struct buf body = BUF_MAX(KIB(64));
    struct models models = { 0 };
    struct err err = { 0 };

    buf_addf(&body, "{\"data\":[%s]}", rows);
    if (gate_check(buf_slice(&body), &gate_upstream, &err) < 0 ||
        models_read(buf_slice(&body), &models, &err) < 0)
        test_fail(__FILE__, __LINE__, "the test's own text: %s", err.text);
    return models;
}

/* The shipped rule of general, and rows that it refuses for one reason each, until "v/best". */
static const struct role general = {
    .name = "general",
    .query = { .max_in_pico = 3000000, .max_out_pico = 15000000, .min_context = 100000 },
    .models = 1,
};

static const char candidates[] =
    ROW("v/dear-in", "0.000003000001", "0.000015", 100000, "99", "") "," ROW("v/dear-out", "0.000003", "0.000015000001", 100000, "99", "") "," ROW(
        "v/short", "0.000001", "0.000001",
        99999, "99",
        "") "," ROW("v/x:free", "0", "0", 100000, "99",
                    "") "," ROW("openrouter/auto", "0.000001", "0.000001", 100000, "99",
                                "") "," ROW("~v/latest", "0.000001", "0.000001", 100000, "99",
                                            "") "," ROW("v/alias", "0.000001", "0.000001", 100000,
                                                        "99",
                                                        ",\"alias_target\":{\"slug\":\"v/"
                                                        "b\"}") "," ROW("v/ends", "0.000001",
                                                                        "0.000001",
                                                                        100000,
                                                                        "99",
                                                                        ",\"expiration_"
                                                                        "date\":\"2026-12-"
                                                                        "31\"") "," ROW("v/"
                                                                                        "un"
                                                                                        "pr"
                                                                                        "ic"
                                                                                        "e"
                                                                                        "d",
                                                                                        "-"
                                                                                        "1",
                                                                                        "-"
                                                                                        "1",
                                                                                        100000,
                                                                                        "9"
                                                                                        "9",
                                                                                        "") "," ROW("v/best",
                                                                                                    "0.000003",
                                                                                                    "0.000015",
                                                                                                    100000,
                                                                                                    "70.1",
                                                                                                    "") "," ROW("w/second-dear",
                                                                                                                "0.000002",
                                                                                                                "0.000002",
                                                                                                                100000,
                                                                                                                "70",
                                                                                                                "") "," ROW("w/second-cheap",
                                                                                                                            "0.000002",
                                                                                                                            "0.000001",
                                                                                                                            100000,
                                                                                                                            "70",
                                                                                                                            "") "," ROW("x/none",
                                                                                                                                        "0.0000001",
                                                                                                                                        "0.0000001",
                                                                                                                                        100000,
                                                                                                                                        "null",
                                                                                                                                        "");

/* "a/x, b/y", or the sentence of the error behind its kind. */
static const char *choice_of(const struct role *role, const struct role_ground *ground)
{
    static char text[1200];
    struct role_choice choice = { 0 };
    struct err err = { 0 };

    text[0] = '\0';
    if (role_choose(role, ground, &choice, &err) < 0) {
        CHECK_INT(choice.count, 0);
        snprintf(text, sizeof(text), "%s: %s", err_kind_name(err.kind), err.text);
    }
    for (size_t i = 0; i < choice.count; i++)
        snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s", i > 0 ? ", " : "",
                 choice.chosen[i]->id);
    role_choice_done(&choice);
    return text;
}

static bool refuses_best(void *user, const struct model *model)
{
    (*(int *)user)++;
    return strcmp(model->id, "v/best") != 0;
}

static bool refuses_all(void *user, const struct model *model)
{
    (void)user;
    (void)model;
    return false;
}

TEST("role: the best coder within price and context, and of equals the cheaper one")
{
    struct models models = read_rows(candidates);
    int asked = 0;
    struct role_ground ground = { .models = &models, .user = &asked };

    CHECK_INT(models.count, 13);
    CHECK_STR(choice_of(&general, &ground), "v/best");
    ground.accept = refuses_best;
    CHECK_STR(choice_of(&general, &ground), "w/second-cheap");
    CHECK(asked > 0);
    models_done(&models);
}

TEST("role: several are the first of the order, with distinct vendors the first of each")
{
    struct models models = read_rows(candidates);
    struct role_ground ground = { .models = &models };
    struct role role = general;

    role.models = 3;
    CHECK_STR(choice_of(&role, &ground), "v/best, w/second-cheap, w/second-dear");
    role.distinct_vendors = true;
    CHECK_STR(choice_of(&role, &ground), "v/best, w/second-cheap, x/none");
    role.models = BRANCH_MAX;
    CHECK_STR(choice_of(&role, &ground), "v/best, w/second-cheap, x/none");
    role.distinct_vendors = false;
    CHECK_STR(choice_of(&role, &ground), "v/best, w/second-cheap, w/second-dear, x/none");
    models_done(&models);
}

TEST("role: the vendor of who asks is left out where the rule says so and the vendor is known")
{
    struct models models = read_rows(candidates);
    struct role_ground ground = { .models = &models, .own_vendor = "V" };
    struct role role = general;

    CHECK_STR(choice_of(&role, &ground), "v/best");
    role.exclude_own_vendor = true;
    CHECK_STR(choice_of(&role, &ground), "w/second-cheap");
    ground.own_vendor = NULL;
    CHECK_STR(choice_of(&role, &ground), "v/best");
    models_done(&models);
}

TEST("role: vendors can be excluded by name")
{
    struct models models = read_rows(candidates);
    struct role_ground ground = { .models = &models };
    struct role role = general;
    struct err err;
    cJSON *vendors = json_parse(SLICE("[\"w\",\"V\"]"), &gate_config, &err);

    role.exclude_vendors = vendors;
    CHECK_STR(choice_of(&role, &ground), "x/none");
    json_free(vendors);
    models_done(&models);
}

TEST("role: each order has its own first, and a least coding index keeps the weak ones out")
{
    static const struct {
        enum model_sort sort;
        int32_t min_coding;
        const char *chosen;
    } cases[] = {
        { SORT_CODING, 0, "a/good" },  { SORT_PRICE, 0, "c/cheap" },
        { SORT_PRICE, 501, "b/fair" }, { SORT_CONTEXT, 0, "b/fair" },
        { SORT_NEW, 0, "c/cheap" },    { SORT_PRICE, 600, "b/fair" },
        { SORT_PRICE, 601, "a/good" }, { SORT_CONTEXT, 601, "a/good" },
    };
    struct models models =
        read_rows(ROW("a/good", "0.000002", "0.000002", 1000, "70", ",\"created\":1") "," ROW(
            "b/fair", "0.000001", "0.000001", 9000, "60",
            ",\"created\":2") "," ROW("c/cheap", "0.0000001", "0.0000001", 2000, "50",
                                      ",\"created\":3"));
    struct role_ground ground = { .models = &models };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct role role = {
            .name = "r",
            .query = { .max_in_pico = -1, .max_out_pico = -1, .sort = cases[i].sort },
            .min_coding = cases[i].min_coding,
            .models = 1,
        };

        CHECK_STR(choice_of(&role, &ground), cases[i].chosen);
    }
    models_done(&models);
}

TEST("role: by throughput only what the ranking lists is chosen, in its order")
{
    struct models models = read_rows(ROW("a/slow", "0.000001", "0.000001", 1000, "70", "") "," ROW(
        "b/quick", "0.000001", "0.000001", 1000, "60", "") "," ROW("c/unknown", "0.000001",
                                                                   "0.000001", 1000, "80", ""));
    struct ranking_list list = { 0 };
    struct role_ground ground = { .models = &models, .throughput = &list };
    struct role role = {
        .name = "fast",
        .query = { .max_in_pico = -1, .max_out_pico = -1, .sort = SORT_THROUGHPUT },
        .models = 3,
    };
    struct err err;

    CHECK_SAYS(choice_of(&role, &ground), "fails at: a known throughput.");
    CHECK_INT(ranking_list_read(SLICE("{\"data\":[{\"id\":\"z/gone\"},{\"id\":\"b/quick\"},"
                                      "{\"id\":\"a/slow\"}]}"),
                                &list, &err),
              0);
    CHECK_STR(choice_of(&role, &ground), "b/quick, a/slow");
    ranking_list_done(&list);
    models_done(&models);
}

TEST("role: what is asked to keep nothing is chosen among what does")
{
    struct models models = read_rows(candidates);
    struct ranking_list list = { 0 };
    struct role_ground ground = { .models = &models, .zdr = &list };
    struct role role = general;
    struct err err;

    role.query.zdr = true;
    CHECK_SAYS(choice_of(&role, &ground), "v/best, fails at: zero data retention");
    CHECK_INT(ranking_list_read(SLICE("{\"data\":[{\"model_id\":\"x/none\"}]}"), &list, &err), 0);
    CHECK_STR(choice_of(&role, &ground), "x/none");
    ranking_list_done(&list);
    models_done(&models);
}

TEST("role: when no model meets the rule, the nearest is named with what it fails at")
{
    struct models models = read_rows(candidates);
    struct role_ground ground = { .models = &models };
    struct role role = general;

    role.query.min_context = 100001;
    CHECK_STR(
        choice_of(&role, &ground),
        "model: no model meets the role 'general' (a context of 100001 tokens, at most $3 per "
        "million tokens in, at most $15 per million tokens out; best at coding first). The "
        "nearest, v/short, fails at: a context of 100001 tokens. Name a model (see "
        "list_models), or let the user change the role in config.json.");
    role = general;
    role.min_coding = 990;
    role.query.min_context = 99999;
    role.query.features = FEATURE_TOOLS | FEATURE_REASONING;
    CHECK_SAYS(choice_of(&role, &ground), "v/short, fails at: tools, reasoning. Name");
    role.query.max_out_pico = 999999;
    CHECK_SAYS(choice_of(&role, &ground), "fails at: tools, reasoning, at most $0.999999 per");
    models_done(&models);
}

TEST("role: when the user's rules alone stand between, the error is one of rules")
{
    struct models models = read_rows(candidates);
    struct role_ground ground = { .models = &models, .accept = refuses_all };

    CHECK_SAYS(choice_of(&general, &ground), "policy: ");
    CHECK_SAYS(choice_of(&general, &ground), "v/best, fails at: allowed by the user's rules.");
    models_done(&models);
}

TEST("role: without rows that a role may have at all there is nothing near either")
{
    struct models models = read_rows(ROW("v/x:free", "0", "0", 100000, "99", "")), none = { 0 };
    struct role_ground ground = { .models = &models };

    CHECK_SAYS(choice_of(&general, &ground), "has no model that the role 'general' may have");
    ground.models = &none;
    CHECK_SAYS(choice_of(&general, &ground), "has no model that the role 'general' may have");
    models_done(&models);
}

TEST("role: what the user's rules leave out is counted, with the best of it")
{
    struct models models = read_rows(candidates);
    int asked = 0;
    struct role_ground ground = { .models = &models, .accept = refuses_best, .user = &asked };
    struct role_choice choice = { 0 };
    struct err err;

    CHECK_INT(role_choose(&general, &ground, &choice, &err), 0);
    CHECK_INT(choice.forbidden, 1);
    CHECK_STR(choice.best_forbidden->id, "v/best");
    CHECK_INT(choice.row_count, 3);
    role_choice_done(&choice);
    models_done(&models);
}

TEST("role: every order of the rows gives the same choice")
{
    char rows[2][1200] = { ROW("b/x", "0.000001", "0.000001", 1000, "70", ""),
                           ROW("a/x", "0.000001", "0.000001", 1000, "70", "") };
    struct role role = general;

    role.query.min_context = 0;
    role.models = 2;
    for (int first = 0; first < 2; first++) {
        char text[2500];

        snprintf(text, sizeof(text), "%s,%s", rows[first], rows[1 - first]);

        struct models models = read_rows(text);
        struct role_ground ground = { .models = &models };

        CHECK_STR(choice_of(&role, &ground), "a/x, b/x");
        models_done(&models);
    }
}

TEST("role: a rule is said in words, and so is why a model was chosen")
{
    struct models models = read_rows(candidates);
    struct role_ground ground = { .models = &models };
    struct role role = general;
    CLEANUP(buf_done) struct buf rule = BUF_MAX(1000), why = BUF_MAX(100);
    struct role_choice choice = { 0 };
    struct err err;

    role.min_coding = 550;
    role.exclude_own_vendor = true;
    role.distinct_vendors = true;
    role.models = 2;
    role.query.features = FEATURE_REASONING;
    role_add_rule(&rule, &role, "anthropic");
    CHECK_STR(
        buf_text(&rule),
        "reasoning, a context of 100000 tokens, at most $3 per million tokens in, at most $15 "
        "per million tokens out, a coding index of 55, not of who asks (anthropic); best at "
        "coding first; 2 models of different vendors");
    CHECK_INT(role_choose(&general, &ground, &choice, &err), 0);
    role_add_why(&why, &general, &choice);
    CHECK_STR(buf_text(&why), "best at coding of 4");
    role_choice_done(&choice);
    models_done(&models);
}
