/* Units of mcp-server/admit, with crowd, bound and refusal. */
#include "base/limits.h"
#include "mcp-server/gate/admit.h"
#include "rows.h"

#include <stdlib.h>

#define USD       NANO_PER_USD
#define CENT      (NANO_PER_USD / 100)
#define NOT_GIVEN (-1)

/* Made up: $2/$10, a dearer one with tiers, a cheap one, one that thinks, and the odd ones. */
static const char body[] =
    "{\"data\":["
    "{\"id\":\"a/plain\",\"context_length\":128000,\"supported_parameters\":[\"max_tokens\"],"
    "\"pricing\":{\"prompt\":\"0.000002\",\"completion\":\"0.00001\"},"
    "\"top_provider\":{\"max_completion_tokens\":8000},"
    "\"benchmarks\":{\"artificial_analysis\":{\"coding_index\":50}}},"
    "{\"id\":\"a/tiers\",\"context_length\":1000000,\"pricing\":{\"prompt\":\"0.00001\","
    "\"completion\":\"0.00005\",\"internal_reasoning\":\"0.00006\",\"input_cache_write\":"
    "\"0.0000125\",\"request\":\"0.001\",\"overrides\":[{\"min_prompt_tokens\":200000,"
    "\"prompt\":\"0.00002\",\"completion\":\"0.000075\"}]},"
    "\"benchmarks\":{\"artificial_analysis\":{\"coding_index\":60}}},"
    "{\"id\":\"b/cheap\",\"context_length\":64000,\"supported_parameters\":"
    "[\"max_completion_tokens\"],\"pricing\":{\"prompt\":\"0.0000001\",\"completion\":"
    "\"0.0000004\",\"web_search\":\"0.05\"},"
    "\"benchmarks\":{\"artificial_analysis\":{\"coding_index\":30}}},"
    "{\"id\":\"b/thinker\",\"context_length\":200000,\"supported_parameters\":[\"reasoning\"],"
    "\"pricing\":{\"prompt\":\"0.000001\",\"completion\":\"0.000008\"},"
    "\"reasoning\":{\"default_enabled\":true},"
    "\"benchmarks\":{\"artificial_analysis\":{\"coding_index\":40}}},"
    "{\"id\":\"c/free:free\",\"context_length\":64000,"
    "\"pricing\":{\"prompt\":\"0\",\"completion\":\"0\"}},"
    "{\"id\":\"c/small\",\"context_length\":4096,"
    "\"pricing\":{\"prompt\":\"0.000001\",\"completion\":\"0.000001\"}},"
    "{\"id\":\"openrouter/auto\",\"context_length\":2000000,"
    "\"pricing\":{\"prompt\":\"-1\",\"completion\":\"-1\"}}]}";

/* Everything that a case needs; freed by `free_bench`. */
struct bench {
    struct config config;
    struct catalogue catalogue;
    struct ledger_standing standing;
    struct admission admission;
    struct err err;
};

static void free_bench(struct bench *bench)
{
    models_done(&bench->catalogue.models);
}

static struct bench new_bench(void)
{
    struct bench bench = { .config = { .call_nano = USD / 2,
                                       .session_nano = 5 * USD,
                                       .day_nano = 20 * USD,
                                       .deny_data_collection = true } };

    rows_read(&bench.catalogue, slice_of(body));
    return bench;
}

static struct admit_request ask(const char *model, size_t prompt_bytes)
{
    return (struct admit_request){ .model = model,
                                   .prompt_bytes = prompt_bytes,
                                   .effort = EFFORT_COUNT,
                                   .max_cost_nano = NOT_GIVEN,
                                   .branches = 1 };
}

static int try(struct bench *bench, const struct admit_request *request)
{
    bench->err = (struct err){ 0 };
    return admit(&bench->config, &bench->catalogue, &bench->standing, request, &bench->admission,
                 &bench->err);
}

#define CHECK_ADMITTED(bench, request)                                                             \
    do {                                                                                           \
        if (try((bench), (request)) < 0)                                                           \
            test_fail(__FILE__, __LINE__, "refused: %s", (bench)->err.text);                       \
    } while (0)

TEST("admit: a small question gets the usual answer, its bound, and prices that repeat it")
{
    CLEANUP(free_bench) struct bench bench = new_bench();
    struct admit_request request = ask("a/plain", 4000);
    const struct chat_terms *terms = &bench.admission.terms;

    CHECK_ADMITTED(&bench, &request);
    CHECK_STR(bench.admission.name.text, "a/plain");
    CHECK_INT(terms->max_tokens, 8000); /* what the model can */
    CHECK_INT(bench.admission.prompt_tokens_max, 4000 / 2 + 1 + PROMPT_OVERHEAD_TOKENS);
    CHECK_INT(terms->max_prompt_pico, 2000000);
    CHECK_INT(terms->max_completion_pico, 10000000);
    CHECK_INT(terms->max_request_nano, 0);
    CHECK_INT(bench.admission.bound_nano, 2201 * 2000 + 8000 * 10000);
    CHECK(terms->deny_data_collection && !terms->zdr && !terms->use_max_completion_tokens);
    CHECK(!bench.admission.shrunk && !bench.admission.reasons);
    CHECK_INT(bench.admission.web_searches_max, 0);
}

TEST("admit: the dearest tier, the thinking and the writing to the cache are reckoned with")
{
    CLEANUP(free_bench) struct bench bench = new_bench();
    struct admit_request request = ask("a/tiers", 0);

    request.max_output_tokens = 1000;
    CHECK_ADMITTED(&bench, &request);
    CHECK_INT(bench.admission.terms.max_prompt_pico, 20000000);
    CHECK_INT(bench.admission.terms.max_completion_pico, 75000000);
    CHECK_INT(bench.admission.terms.max_request_nano, 1000000);
    CHECK_INT(bench.admission.bound_nano, 201 * 20000 + 1000 * 75000 + 1000000);
}

TEST("admit: a model that thinks gets more room, unless it shall not think")
{
    CLEANUP(free_bench) struct bench bench = new_bench();
    struct admit_request request = ask("b/thinker", 100);

    CHECK_ADMITTED(&bench, &request);
    CHECK(bench.admission.reasons);
    CHECK_INT(bench.admission.terms.max_tokens, OUTPUT_THINKING_TOKENS);
    request.effort = EFFORT_NONE;
    CHECK_ADMITTED(&bench, &request);
    CHECK(!bench.admission.reasons);
    CHECK_INT(bench.admission.terms.max_tokens, OUTPUT_TOKENS);
    request.effort = EFFORT_HIGH;
    CHECK_ADMITTED(&bench, &request);
    CHECK(bench.admission.reasons);
    request = ask("a/plain", 100);
    request.effort = EFFORT_HIGH;
    CHECK_ADMITTED(&bench, &request);
    CHECK(!bench.admission.reasons);
}

TEST("admit: the answer shrinks to what the cap pays for, and to no less than is useful")
{
    CLEANUP(free_bench) struct bench bench = new_bench();
    struct admit_request request = ask("a/plain", 2000);
    int64_t prompt_nano = (2000 / 2 + 1 + PROMPT_OVERHEAD_TOKENS) * 2000;

    request.max_cost_nano = 5 * CENT;
    CHECK_ADMITTED(&bench, &request);
    CHECK(bench.admission.shrunk);
    CHECK_INT(bench.admission.terms.max_tokens, (5 * CENT - prompt_nano) / 10000);
    CHECK(bench.admission.bound_nano <= 5 * CENT);
    request.max_cost_nano = prompt_nano + USEFUL_TOKENS * 10000;
    CHECK_ADMITTED(&bench, &request);
    CHECK_INT(bench.admission.terms.max_tokens, USEFUL_TOKENS);
    request.max_cost_nano--;
    CHECK_INT(try(&bench, &request), -1);
    CHECK_INT(bench.err.kind, ERR_BUDGET);
}

TEST("admit: a length that was asked for is kept or refused, never cut by the cap")
{
    CLEANUP(free_bench) struct bench bench = new_bench();
    struct admit_request request = ask("a/plain", 0);

    request.max_output_tokens = 1000;
    request.max_cost_nano = 201 * 2000 + 1000 * 10000;
    CHECK_ADMITTED(&bench, &request);
    CHECK_INT(bench.admission.terms.max_tokens, 1000);
    CHECK(!bench.admission.shrunk);
    request.max_cost_nano--;
    CHECK_INT(try(&bench, &request), -1);
    CHECK_INT(bench.err.kind, ERR_BUDGET);
    CHECK_SAYS(bench.err.text, "1000 tokens of answer");
    request.max_output_tokens = 16;
    CHECK_ADMITTED(&bench, &request);
    CHECK_INT(bench.admission.terms.max_tokens, 16);
    request.max_output_tokens = 1000000;
    request.max_cost_nano = NOT_GIVEN;
    CHECK_ADMITTED(&bench, &request);
    CHECK_INT(bench.admission.terms.max_tokens, 8000);
}

TEST("admit: a refusal names estimate, cap, switch and two cheaper models, best first")
{
    CLEANUP(free_bench) struct bench bench = new_bench();
    struct admit_request request = ask("a/tiers", 20000);

    request.max_cost_nano = CENT * 4;
    CHECK_INT(try(&bench, &request), -1);
    CHECK_INT(bench.err.kind, ERR_BUDGET);
    CHECK_SAYS(bench.err.text, "a/tiers: 256 tokens of answer to 10201 of prompt could cost $0.2");
    CHECK_SAYS(bench.err.text, "the $0.04 of max_cost_usd");
    CHECK_SAYS(bench.err.text, "Nothing was sent");
    CHECK_SAYS(bench.err.text, "max_cost_usd can be raised to $0.50");
    CHECK_SAYS(bench.err.text, "Cheaper: a/plain (up to $0.04), b/thinker");
    CHECK(!strstr(bench.err.text, "b/cheap"));

    request.max_cost_nano = NOT_GIVEN;
    bench.config.call_nano = CENT * 4;
    CHECK_INT(try(&bench, &request), -1);
    CHECK_SAYS(bench.err.text, "that one call may cost (budget.call_usd)");
    CHECK_SAYS(bench.err.text, "OPENROUTER_MCP_BUDGET_CALL_USD");

    bench.config.call_nano = USD;
    bench.standing.session_spent = 5 * USD - CENT * 4;
    CHECK_INT(try(&bench, &request), -1);
    CHECK_SAYS(bench.err.text,
               "the $0.04 that is left of this session's $5.00 (budget.session_usd)");
    CHECK_SAYS(bench.err.text, "OPENROUTER_MCP_BUDGET_SESSION_USD");

    bench.standing = (struct ledger_standing){ .session_held = USD,
                                               .day_spent = 19 * USD,
                                               .day_held = 96 * CENT };
    CHECK_INT(try(&bench, &request), -1);
    CHECK_SAYS(bench.err.text,
               "the $0.04 that is left of today's $20.00, of which $0.96 is promised to "
               "calls that have not ended (budget.day_usd, UTC days)");
    CHECK_SAYS(bench.err.text, "OPENROUTER_MCP_BUDGET_DAY_USD");
    CHECK_SAYS(bench.err.text, "Cheaper: a/plain (up to $0.04), b/thinker");
}

TEST("admit: cheaper models are only such that would pass themselves")
{
    CLEANUP(free_bench) struct bench bench = new_bench();
    struct admit_request request = ask("a/tiers", 20000);
    cJSON *deny = cJSON_CreateArray();

    cJSON_AddItemToArray(deny, cJSON_CreateString("a/plain"));
    cJSON_AddItemToArray(deny, cJSON_CreateString("b/cheap"));
    bench.config.deny = deny;
    request.max_cost_nano = CENT * 4;
    CHECK_INT(try(&bench, &request), -1);
    CHECK_SAYS(bench.err.text, "Cheaper: b/thinker (up to $0.04)");
    request.max_cost_nano = 1;
    CHECK_INT(try(&bench, &request), -1);
    CHECK(!strstr(bench.err.text, "Cheaper"));
    cJSON_Delete(deny);
}

TEST("admit: several models share the cap of the call, and each is told its share")
{
    CLEANUP(free_bench) struct bench bench = new_bench();
    struct admit_request request = ask("a/tiers", 0);

    request.branches = 5;
    for (int i = 0; i < 5; i++) {
        CHECK_ADMITTED(&bench, &request);
        CHECK(bench.admission.bound_nano <= USD / 10);
        CHECK(bench.admission.shrunk);
    }
    request.max_output_tokens = 10000;
    CHECK_INT(try(&bench, &request), -1);
    CHECK_SAYS(bench.err.text, "$0.10, its share of the $0.50 for 5 requests (budget.call_usd)");
}

TEST("admit: max_cost_usd can tighten the cap and not lift it")
{
    CLEANUP(free_bench) struct bench bench = new_bench();
    struct admit_request request = ask("a/tiers", 0);

    request.max_cost_nano = 100 * USD;
    CHECK_ADMITTED(&bench, &request);
    CHECK(bench.admission.bound_nano <= USD / 2);
    request.max_cost_nano = 0;
    CHECK_INT(try(&bench, &request), -1);
}

TEST("admit: fallbacks pass the same gate and the dearest of all is held")
{
    CLEANUP(free_bench) struct bench bench = new_bench();
    const char *const fallbacks[] = { "a/plain", "b/thinker:nitro", NULL };
    const char *const forbidden[] = { "a/plain", "c/free:free", NULL };
    const char *const unknown[] = { "a/plian", NULL };
    const char *const many[] = { "a/plain", "a/plain", "a/plain", "a/plain",
                                 "a/plain", "a/plain", NULL };
    struct admit_request request = ask("b/cheap", 0);

    request.max_output_tokens = 100;
    request.fallbacks = fallbacks;
    CHECK_ADMITTED(&bench, &request);
    CHECK_INT(bench.admission.fallback_count, 2);
    CHECK_STR(bench.admission.fallbacks[1], "b/thinker:nitro");
    CHECK_INT(bench.admission.terms.max_prompt_pico, 2000000);
    CHECK_INT(bench.admission.terms.max_completion_pico, 16000000); /* chosen by speed: doubled */
    CHECK(bench.admission.reasons);
    CHECK(bench.admission.terms.use_max_completion_tokens);
    request.fallbacks = forbidden;
    CHECK_INT(try(&bench, &request), -1);
    CHECK_INT(bench.err.kind, ERR_POLICY);
    CHECK_SAYS(bench.err.text, "fallbacks: c/free:free");
    request.fallbacks = unknown;
    CHECK_INT(try(&bench, &request), -1);
    CHECK_INT(bench.err.kind, ERR_MODEL);
    CHECK_SAYS(bench.err.text, "a/plain");
    request.fallbacks = many;
    CHECK_INT(try(&bench, &request), -1);
    CHECK_INT(bench.err.kind, ERR_ARGUMENT);
    request.fallbacks = many + 1;
    CHECK_ADMITTED(&bench, &request);
}

TEST("admit: prices that many providers may pass are doubled, and dear ones only when narrowed")
{
    CLEANUP(free_bench) struct bench bench = new_bench();
    struct admit_request request = ask("b/cheap", 0);

    CHECK_ADMITTED(&bench, &request);
    CHECK_INT(bench.admission.terms.max_completion_pico, 800000);
    request = ask("a/plain", 0);
    request.zdr = true;
    CHECK_ADMITTED(&bench, &request);
    CHECK(bench.admission.terms.zdr);
    CHECK_INT(bench.admission.terms.max_completion_pico, 20000000);
    request.zdr = false;
    bench.config.sort = "latency";
    CHECK_ADMITTED(&bench, &request);
    CHECK_INT(bench.admission.terms.max_completion_pico, 20000000);
    CHECK_STR(bench.admission.terms.sort, "latency");
}

TEST("admit: web searches are paid for with their results, and fewer of them where money is short")
{
    CLEANUP(free_bench) struct bench bench = new_bench();
    struct admit_request request = ask("a/plain", 0);

    request.web = true;
    request.max_output_tokens = 100;
    CHECK_ADMITTED(&bench, &request);
    CHECK_INT(bench.admission.web_searches_max, 3);
    CHECK_INT(bench.admission.prompt_tokens_max, 201 * 4 + WEB_RESULT_TOKENS * 6);
    CHECK_INT(bench.admission.bound_nano,
              bench.admission.prompt_tokens_max * 2000 + 100 * 10000 + 3 * WEB_SEARCH_NANO);
    request.max_cost_nano = 6 * CENT;
    CHECK_ADMITTED(&bench, &request);
    CHECK_INT(bench.admission.web_searches_max, 1);
    CHECK(bench.admission.shrunk);
    request.max_cost_nano = 2 * CENT;
    CHECK_INT(try(&bench, &request), -1);

    request = ask("b/cheap:online", 0); /* one search always, at its own dearer price */
    CHECK_ADMITTED(&bench, &request);
    CHECK_INT(bench.admission.web_searches_max, 1);
    CHECK(bench.admission.bound_nano > 5 * CENT);
}

TEST("admit: what has no price gets one from the cap, so that the bound holds")
{
    CLEANUP(free_bench) struct bench bench = new_bench();
    struct admit_request request = ask("openrouter/auto", 40000);
    const struct chat_terms *terms = &bench.admission.terms;

    CHECK_INT(try(&bench, &request), -1);
    CHECK_INT(bench.err.kind, ERR_POLICY);
    bench.config.allow_unpriced = true;
    CHECK_ADMITTED(&bench, &request);
    CHECK_INT(terms->max_completion_pico, 5 * terms->max_prompt_pico);
    CHECK(terms->max_prompt_pico > 2000000);
    CHECK(bench.admission.bound_nano <= USD / 2);
    CHECK(bench.admission.bound_nano > USD / 2 - CENT);
    CHECK(bench.admission.reasons);
    CHECK_INT(money_add(money_of_tokens(bench.admission.prompt_tokens_max, terms->max_prompt_pico),
                        money_of_tokens(terms->max_tokens, terms->max_completion_pico)),
              bench.admission.bound_nano);
    request.model = "@preset/mine";
    CHECK_ADMITTED(&bench, &request);
    request.max_cost_nano = 2;
    CHECK_INT(try(&bench, &request), -1);
    CHECK_SAYS(bench.err.text, "a price that is not listed");
}

TEST("admit: a bound from the cap never passes it, whatever is rounded")
{
    CLEANUP(free_bench) struct bench bench = new_bench();
    unsigned admitted = 0;

    bench.config.allow_unpriced = true;
    for (int64_t cap_nano = 3; cap_nano < 40 * CENT; cap_nano += cap_nano / 7 + 1)
        for (size_t bytes = 0; bytes < 100000; bytes = bytes * 3 + 7) {
            struct admit_request request = ask("openrouter/auto", bytes);

            request.max_cost_nano = cap_nano;
            if (try(&bench, &request) < 0)
                continue;
            admitted++;
            CHECK(bench.admission.bound_nano <= cap_nano);
        }
    CHECK(admitted > 100);
}

TEST("admit: the order of those who may answer does not matter for what is held")
{
    CLEANUP(free_bench) struct bench bench = new_bench();
    static const char *const names[] = { "a/tiers", "b/cheap", "openrouter/auto" };
    int64_t bounds[3][3];

    bench.config.allow_unpriced = true;
    bench.config.call_nano = USD;
    for (int first = 0; first < 3; first++)
        for (int second = 0; second < 3; second++) {
            const char *const fallbacks[] = { names[second], NULL };
            struct admit_request request = ask(names[first], 1000);

            request.fallbacks = fallbacks;
            request.max_output_tokens = 1000;
            CHECK_ADMITTED(&bench, &request);
            bounds[first][second] = bench.admission.bound_nano;
        }
    for (int first = 0; first < 3; first++)
        for (int second = 0; second < 3; second++)
            CHECK_INT(bounds[first][second], bounds[second][first]);
    CHECK_INT(bounds[0][1], bounds[0][0]);
    CHECK_INT(bounds[1][2], bounds[2][2]);
    CHECK(bounds[1][1] < bounds[0][0]);
}

TEST("admit: what costs nothing holds nothing, and may not become what costs")
{
    CLEANUP(free_bench) struct bench bench = new_bench();
    struct admit_request request = ask("c/free:free", 1000);

    bench.config.allow_free = true;
    bench.config.call_nano = 0;
    CHECK_ADMITTED(&bench, &request);
    CHECK_INT(bench.admission.bound_nano, 0);
    CHECK_INT(bench.admission.terms.max_prompt_pico, 0);
    CHECK_INT(bench.admission.terms.max_completion_pico, 0);
}

TEST(
    "admit: an answer fits the context beside its prompt, and a prompt without a chance is refused")
{
    CLEANUP(free_bench) struct bench bench = new_bench();
    struct admit_request request = ask("c/small", 4000);

    CHECK_ADMITTED(&bench, &request);
    CHECK_INT(bench.admission.terms.max_tokens, 4096 - 2201);
    CHECK(!bench.admission.shrunk);
    request.prompt_bytes = 8192; /* fits as prose, perhaps */
    CHECK_ADMITTED(&bench, &request);
    CHECK_INT(bench.admission.terms.max_tokens, (4096 - 2048) / 2);
    request.prompt_bytes = 4 * 4095;
    CHECK_INT(try(&bench, &request), -1);
    CHECK_INT(bench.err.kind, ERR_TOO_LARGE);
    CHECK_SAYS(bench.err.text, "c/small takes 4096 tokens");
    CHECK_SAYS(bench.err.text, "min_context");
}

TEST("admit: wrong settings refuse every paid call with their own sentence")
{
    CLEANUP(free_bench) struct bench bench = new_bench();
    struct admit_request request = ask("a/plain", 10);

    err_set(&bench.config.config_err, ERR_CONFIG, "config.json, line 3: oops");
    CHECK_INT(try(&bench, &request), -1);
    CHECK_INT(bench.err.kind, ERR_CONFIG);
    CHECK_STR(bench.err.text, "config.json, line 3: oops");
}

TEST("admit: what session and day have left shrinks the answer, to the nano-dollar")
{
    CLEANUP(free_bench) struct bench bench = new_bench();
    struct admit_request request = ask("a/plain", 2000);
    int64_t least_nano = (2000 / 2 + 1 + PROMPT_OVERHEAD_TOKENS) * 2000 + USEFUL_TOKENS * 10000;
    struct ledger_standing *now = &bench.standing;

    for (int is_day = 0; is_day < 2; is_day++) {
        int64_t *spent = is_day ? &now->day_spent : &now->session_spent;
        int64_t *held = is_day ? &now->day_held : &now->session_held;
        int64_t cap_nano = is_day ? bench.config.day_nano : bench.config.session_nano;

        *now = (struct ledger_standing){ 0 };
        *spent = cap_nano - least_nano - 7;
        *held = 7;
        CHECK_ADMITTED(&bench, &request);
        CHECK_INT(bench.admission.terms.max_tokens, USEFUL_TOKENS);
        CHECK_INT(bench.admission.bound_nano, least_nano);
        CHECK(bench.admission.shrunk);
        ++*held;
        CHECK_INT(try(&bench, &request), -1);
        CHECK_INT(bench.err.kind, ERR_BUDGET);
        CHECK_SAYS(bench.err.text, is_day ? "today's $20" : "this session's $5");
    }
}

TEST("admit: a budget that is passed already leaves nothing, and does not overflow")
{
    CLEANUP(free_bench) struct bench bench = new_bench();
    struct admit_request request = ask("b/cheap", 10);

    bench.standing = (struct ledger_standing){ .session_spent = INT64_MAX / 4,
                                               .session_held = INT64_MAX / 4,
                                               .day_spent = INT64_MAX / 4,
                                               .day_held = INT64_MAX / 4 };
    CHECK_INT(try(&bench, &request), -1);
    CHECK_INT(bench.err.kind, ERR_BUDGET);
    CHECK_SAYS(bench.err.text, "the $0 that is left");
    CHECK(!strstr(bench.err.text, "Cheaper"));
}

TEST("admit: the tightest of the four caps is the one that is named")
{
    CLEANUP(free_bench) struct bench bench = new_bench();
    struct admit_request request = ask("a/tiers", 40000);
    struct {
        int64_t call, argument, session_left, day_left;
        const char *named;
    } rows[] = {
        { CENT, 2 * CENT, 3 * CENT, 4 * CENT, "(budget.call_usd)" },
        { 4 * CENT, CENT, 2 * CENT, 3 * CENT, "max_cost_usd" },
        { 3 * CENT, 4 * CENT, CENT, 2 * CENT, "(budget.session_usd)" },
        { 2 * CENT, 3 * CENT, 4 * CENT, CENT, "(budget.day_usd" },
        { CENT, NOT_GIVEN, CENT, CENT, "(budget.call_usd)" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        bench.config.call_nano = rows[i].call;
        request.max_cost_nano = rows[i].argument;
        bench.standing.session_spent = bench.config.session_nano - rows[i].session_left;
        bench.standing.day_spent = bench.config.day_nano - rows[i].day_left;
        CHECK_INT(try(&bench, &request), -1);
        CHECK_SAYS(bench.err.text, rows[i].named);
    }
}

/* What the amounts cost at one listed tier, with nothing saved by a cache. */
static int64_t cost_at(const struct prices *prices, int64_t prompt_tokens, int64_t answer_tokens)
{
    int64_t completion_pico = prices->completion_pico > prices->reasoning_pico
                                  ? prices->completion_pico
                                  : prices->reasoning_pico;

    return money_add(money_add(money_of_tokens(prompt_tokens, prices->prompt_pico),
                               money_of_tokens(answer_tokens, completion_pico)),
                     prices->request_nano);
}

/* The promises of the gate for one model and one size. Counts what was refused although the real
 * cost, at the dearest tier, would have been under a fifth of the cap. (Which tier holds is not
 * known before: at the cheapest one it is 6 of 12,425 in the real catalogue.) */
static void check_promises(struct bench *bench, const struct model *model, size_t prompt_bytes,
                           int64_t cap_nano, unsigned counts[3])
{
    struct admit_request request = ask(model->id, prompt_bytes);
    int64_t real_prompt = (int64_t)prompt_bytes / 4 + 10, real_answer = 400;

    request.max_cost_nano = cap_nano;
    if (model->reasoning_mandatory || model->reasoning_default)
        real_answer = 1200;
    if (try(bench, &request) < 0) {
        bool cheap = cost_at(&model->highest, real_prompt, real_answer) < cap_nano / 5;

        counts[1]++;
        if (cheap && bench->err.kind == ERR_BUDGET) {
            counts[2]++;
            printf("  %s, %zu bytes: %s\n", model->id, prompt_bytes, bench->err.text);
        }
        return;
    }
    counts[0]++;

    const struct admission *admission = &bench->admission;
    int64_t tokens = admission->terms.max_tokens;

    CHECK(admission->bound_nano <= cap_nano);
    CHECK(admission->bound_nano >= cost_at(&model->base, admission->prompt_tokens_max, tokens));
    CHECK(admission->bound_nano >= cost_at(&model->highest, admission->prompt_tokens_max, tokens));
    CHECK(admission->terms.max_prompt_pico >= model->highest.prompt_pico);
    CHECK(admission->terms.max_completion_pico >= model->highest.completion_pico);
    CHECK(model->max_completion_tokens == 0 || tokens <= model->max_completion_tokens);
    CHECK(tokens > 0);
}

static void check_all(struct bench *bench)
{
    static const size_t sizes[] = { 0, 100, 4000, 40000, 400000, 2000000, 8000000 };
    static const int64_t caps[] = { CENT / 10, CENT, 5 * CENT, USD / 2, 10 * USD };
    unsigned counts[3] = { 0 };

    bench->config.call_nano = 10 * USD;
    bench->config.session_nano = 10 * USD;
    bench->config.day_nano = 10 * USD;
    for (size_t i = 0; i < catalogue_count(&bench->catalogue); i++)
        for (size_t s = 0; s < ARRAY_COUNT(sizes); s++)
            for (size_t c = 0; c < ARRAY_COUNT(caps); c++)
                if (catalogue_at(&bench->catalogue, i)->highest.known)
                    check_promises(bench, catalogue_at(&bench->catalogue, i), sizes[s], caps[c],
                                   counts);
    printf("  %u admitted, %u refused, %u of them with a real cost under a fifth of the cap\n",
           counts[0], counts[1], counts[2]);
    CHECK(counts[0] > 0);
    CHECK(counts[1] > 0);
    CHECK_INT(counts[2], 0);
}

/* What a day's work asks for: so many bytes of a kind of text, whose tokens have so many bytes in
 * tenths (prose 4, code 3, CJK text 2), and the answer that it gets. */
static const struct job {
    size_t prompt_bytes, token_tenths;
    int64_t answer_tokens;
} jobs[] = {
    { 2000, 40, 400 },    /* a question */
    { 40000, 30, 1500 },  /* a file to look through */
    { 120000, 30, 3000 }, /* a diff of 3,000 lines */
    { 400000, 20, 4000 }, /* a long text in Chinese */
};

/* Under the shipped caps: what was done is paid by what was held, at any listed tier; counts the
 * honest jobs, and of these the refused and the ones whose answer was cut by the cap. */
static void check_job(struct bench *bench, const struct model *model, const struct job *job,
                      unsigned counts[3])
{
    struct admit_request request = ask(model->id, job->prompt_bytes);
    int64_t prompt = (int64_t)(job->prompt_bytes * 10 / job->token_tenths);
    int64_t real_nano = cost_at(&model->highest, prompt, job->answer_tokens);
    bool is_honest = real_nano < bench->config.call_nano / 5;

    if (try(bench, &request) < 0) {
        if (is_honest && bench->err.kind == ERR_BUDGET)
            printf("  %s, %zu bytes: %s\n", model->id, job->prompt_bytes, bench->err.text);
        counts[0] += is_honest && bench->err.kind == ERR_BUDGET;
        counts[1] += is_honest && bench->err.kind == ERR_BUDGET;
        return;
    }

    const struct admission *admission = &bench->admission;
    int64_t most = admission->terms.max_tokens;
    int64_t answer = job->answer_tokens < most ? job->answer_tokens : most;

    counts[0] += is_honest;
    counts[2] += is_honest && admission->shrunk && most < job->answer_tokens;
    CHECK(cost_at(&model->base, prompt, answer) <= admission->bound_nano);
    CHECK(cost_at(&model->highest, prompt, answer) <= admission->bound_nano);
    CHECK(cost_at(&model->highest, prompt, most) <= admission->bound_nano); /* a talkative one */
    CHECK(admission->bound_nano <= bench->config.call_nano);
}

static void check_jobs(struct bench *bench, unsigned honest_least)
{
    unsigned counts[3] = { 0 };

    for (size_t i = 0; i < catalogue_count(&bench->catalogue); i++)
        for (size_t j = 0; j < ARRAY_COUNT(jobs); j++)
            if (catalogue_at(&bench->catalogue, i)->highest.known)
                check_job(bench, catalogue_at(&bench->catalogue, i), &jobs[j], counts);
    printf("  %u honest jobs under the shipped caps, %u refused, %u cut short\n", counts[0],
           counts[1], counts[2]);
    CHECK(counts[0] >= honest_least);
    CHECK_INT(counts[1], 0);
    CHECK_INT(counts[2], 0);
}

TEST("admit: under the shipped caps no honest job is refused, and none costs more than its hold")
{
    CLEANUP(free_bench) struct bench bench = new_bench();

    check_jobs(&bench, 10);
}

TEST("admit: the bound covers every tier, and honest work is not refused")
{
    CLEANUP(free_bench) struct bench bench = new_bench();

    check_all(&bench);
}

TEST("admit: the same for every model of a real catalogue")
{
    CLEANUP(free_bench) struct bench bench = new_bench();
    char path[1024];
    size_t size;

    if (!test_data_dir())
        SKIP("no folder of real data was given");
    snprintf(path, sizeof(path), "%s/openrouter/models.json", test_data_dir());

    CLEANUP(freep) char *text = test_read_file(path, &size);

    free_bench(&bench);
    rows_read(&bench.catalogue, (struct slice){ text, size });
    CHECK(catalogue_count(&bench.catalogue) > 300);
    check_jobs(&bench, 50 * ARRAY_COUNT(jobs));
    check_all(&bench);
}
