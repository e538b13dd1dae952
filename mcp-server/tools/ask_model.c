/* ask_model - one self-contained question to one or several models, text back.
 *
 *   start -> catalogue is there -> a branch for each model -> deltas
 *         -> on_branch_end* -> (the last one) finish
 *   dry run: ... -> as the ledger stands -> a preview for each model -> finish
 *
 * A branch that fails is a finding and not the failure of the call, unless it is the only one.
 */
#include "base/clock.h"
#include "base/limits.h"
#include "mcp-server/amount.h"
#include "mcp-server/branch.h"
#include "mcp-server/policy.h"
#include "mcp-server/program.h"
#include "mcp/call.h"

#include <stdio.h>

struct ask {
    /* arguments */
    const char *prompt, *models, *system, *effort, *tag;
    const cJSON *fallbacks, *max_cost_usd;
    int64_t max_output_tokens, timeout_s;
    bool web, zdr, dry_run;

    const char *fallback_names[FALLBACKS_MAX + 1];
    struct feed_wait *wait;
    struct store_query *question; /* of a dry run */
    int64_t max_cost_nano;
    struct branch branches[BRANCH_MAX];
    size_t branch_count, branches_open;
};

static const struct json_field ask_fields[] = {
    { "prompt", JSON_STR, offsetof(struct ask, prompt) },
    { "model", JSON_STR, offsetof(struct ask, models) },
    { "system", JSON_STR, offsetof(struct ask, system) },
    { "effort", JSON_STR, offsetof(struct ask, effort) },
    { "tag", JSON_STR, offsetof(struct ask, tag) },
    { "fallbacks", JSON_NODE, offsetof(struct ask, fallbacks) },
    { "max_cost_usd", JSON_NODE, offsetof(struct ask, max_cost_usd) },
    { "max_output_tokens", JSON_INT, offsetof(struct ask, max_output_tokens) },
    { "timeout_s", JSON_INT, offsetof(struct ask, timeout_s) },
    { "web", JSON_BOOL, offsetof(struct ask, web) },
    { "zdr", JSON_BOOL, offsetof(struct ask, zdr) },
    { "dry_run", JSON_BOOL, offsetof(struct ask, dry_run) },
    { 0 },
};

extern const struct handler tool_ask_model;

static void ask_on_catalogue(void *user, const struct err *err);
static void ask_finish(struct call *call);

static int ask_add_branch(struct ask *ask, struct slice name, struct err *err)
{
    if (name.size > MODEL_NAME_MAX)
        return err_set(err, ERR_ARGUMENT, "a model's name has at most %d characters",
                       MODEL_NAME_MAX);
    for (size_t i = 0; i < ask->branch_count; i++)
        if (slice_is(name, slice_of(ask->branches[i].model)))
            return 0;
    if (ask->branch_count == BRANCH_MAX)
        return err_set(err, ERR_ARGUMENT,
                       "model names more than %d models; ask the others in a second call",
                       BRANCH_MAX);
    memcpy(ask->branches[ask->branch_count++].model, name.data, name.size);
    return 0;
}

/* "a/x, b/y" into branches; the same model twice is one. */
static int ask_split_models(struct ask *ask, struct err *err)
{
    struct slice rest = slice_of(ask->models), piece;

    while (slice_split(&rest, ',', &piece)) {
        piece = slice_trim(piece);
        if (piece.size > 0 && ask_add_branch(ask, piece, err) < 0)
            return -1;
    }
    if (ask->models && ask->branch_count == 0)
        return err_set(err, ERR_ARGUMENT,
                       "model is empty; leave it out for the default, or see list_models");
    if (ask->branch_count > 1 && ask->fallback_names[0])
        return err_set(err, ERR_ARGUMENT,
                       "fallbacks goes with one model; of several, each answers for itself");
    return 0;
}

/* Everything that can refuse the call before the catalogue is needed. */
static int ask_read(struct call *call, struct err *err)
{
    struct ask *ask = call_state(call);
    const struct config *config = ((const struct program *)call_context(call))->config;
    const cJSON *fallback;
    size_t count = 0;

    ask->timeout_s = config->call_s;
    json_read(call_arguments(call), ask_fields, ask);
    call_set_timeout_s(call, ask->timeout_s);
    cJSON_ArrayForEach(fallback, ask->fallbacks)
    {
        if (count < FALLBACKS_MAX)
            ask->fallback_names[count++] = fallback->valuestring;
    }
    if (slice_of(ask->prompt).size + slice_of(ask->system).size > PROMPT_MAX)
        return err_set(err, ERR_TOO_LARGE, "prompt and system together have more than %zu bytes",
                       PROMPT_MAX);
    if (config->config_err.kind != ERR_NONE) {
        *err = config->config_err;
        return -1;
    }
    if (!ask->dry_run && !config->key) {
        *err = config->key_err;
        return -1;
    }
    return ask_split_models(ask, err);
}

static void ask_start(struct call *call)
{
    struct ask *ask = call_state(call);
    const struct program *program = call_context(call);
    struct err err = { 0 };

    if (ask_read(call, &err) < 0) {
        call_fail(call, &err);
        return;
    }
    ask->wait = catalogue_wait(program->catalogue, ask_on_catalogue, call);
}

static bool ask_may_choose(void *user, const struct model *model)
{
    struct model_name name = { .model = model };
    struct err ignored;

    snprintf(name.text, sizeof(name.text), "%s", model->id);
    return policy_admit(user, &name, &ignored) == 0;
}

static int ask_choose_model(struct ask *ask, const struct program *program, struct err *err)
{
    const char *chosen = program->config->default_model;

    if (!chosen) {
        const struct model *model =
            catalogue_default(program->catalogue, ask_may_choose, program->config);

        if (!model)
            return err_set(err, ERR_POLICY,
                           "no model was named, and none that your rules allow suits as a "
                           "default; name one (see list_models)");
        chosen = model->id;
    }
    ask->branch_count = 1;
    ask->branches[0].chosen = true;
    snprintf(ask->branches[0].model, sizeof(ask->branches[0].model), "%s", chosen);
    return 0;
}

static void ask_on_delta(void *user, struct branch *branch, enum chat_part part, struct slice text)
{
    struct call *call = user;
    const struct ask *ask = call_state(call);
    size_t bytes = 0;

    if (part == CHAT_CONTENT)
        call_delta(call, (size_t)(branch - ask->branches), text);
    for (size_t i = 0; i < ask->branch_count; i++)
        bytes += ask->branches[i].bytes;
    if (ask->branch_count > 1)
        call_progress(call, (double)bytes, 0, "%zu of %zu models have answered, %zu bytes so far",
                      ask->branch_count - ask->branches_open, ask->branch_count, bytes);
    else if (bytes == 0)
        call_progress(call, 0, 0, "%s is thinking", branch->model);
    else
        call_progress(call, (double)bytes, 0, "%s: %zu bytes so far", branch->model, bytes);
}

static void ask_on_branch_end(void *user, struct branch *branch)
{
    struct call *call = user;
    struct ask *ask = call_state(call);

    (void)branch;
    if (--ask->branches_open == 0)
        ask_finish(call);
}

static struct branch_request ask_request(const struct ask *ask)
{
    return (struct branch_request){
        .tool = tool_ask_model.name,
        .tag = ask->tag,
        .prompt = ask->prompt,
        .system = ask->system,
        .effort = ask->effort,
        .fallbacks = ask->fallback_names,
        .max_output_tokens = ask->max_output_tokens,
        .max_cost_nano = ask->max_cost_nano,
        .web = ask->web,
        .zdr = ask->zdr,
        .branches = ask->branch_count,
    };
}

static void ask_start_branches(struct call *call)
{
    struct ask *ask = call_state(call);
    struct branch_request request = ask_request(ask);
    struct err why = { 0 };

    request.deadline_ms = clock_ms() + call_left_ms(call);
    for (size_t i = 0; i < ask->branch_count; i++)
        if (branch_start(&ask->branches[i], call_context(call), &request, ask_on_delta,
                         ask_on_branch_end, call, &why) == 0)
            ask->branches_open++;
    if (ask->branches_open == 0)
        ask_finish(call);
}

/* Where the ledger cannot be read, the dry run says what the caps of one call allow. */
static void ask_on_standing(void *user, const struct ledger_standing *standing,
                            const struct err *err)
{
    static const struct ledger_standing not_known;
    struct call *call = user;
    struct ask *ask = call_state(call);
    struct branch_request request = ask_request(ask);
    struct err why = { 0 };

    ask->question = store_query_free(ask->question);
    for (size_t i = 0; i < ask->branch_count; i++)
        (void)branch_preview(&ask->branches[i], call_context(call), err ? &not_known : standing,
                             &request, &why);
    ask_finish(call);
}

static void ask_preview(struct call *call)
{
    const struct program *program = call_context(call);
    struct ask *ask = call_state(call);
    struct err none = { ERR_CONFIG, "" };

    if (program->store)
        ask->question = store_standing(program->store, program->config->session_id, clock_unix_s(),
                                       ask_on_standing, call);
    else
        ask_on_standing(call, NULL, &none);
}

static void ask_on_catalogue(void *user, const struct err *err)
{
    struct call *call = user;
    struct ask *ask = call_state(call);
    struct err why = { 0 };

    ask->wait = feed_wait_free(ask->wait);
    if (err) {
        call_fail(call, err);
        return;
    }
    if ((ask->branch_count == 0 && ask_choose_model(ask, call_context(call), &why) < 0) ||
        amount_read(ask->max_cost_usd, "max_cost_usd", &ask->max_cost_nano, &why) < 0) {
        call_fail(call, &why);
        return;
    }
    if (ask->dry_run)
        ask_preview(call);
    else
        ask_start_branches(call);
}

static void ask_on_deadline(struct call *call)
{
    struct ask *ask = call_state(call);

    if (ask->branch_count == 0 || ask->wait) {
        call_fail(call, &(struct err){ ERR_TIMEOUT, "the list of models did not come in time" });
        return;
    }
    if (ask->question) {
        call_fail(call, &(struct err){ ERR_TIMEOUT, "the ledger could not be read in time" });
        return;
    }
    for (size_t i = 0; i < ask->branch_count; i++)
        branch_cut(&ask->branches[i]);
    ask->branches_open = 0;
    ask_finish(call);
}

static void ask_add_failure(struct buf *out, const struct branch *branch)
{
    buf_addf(out, "%s gave no answer (%s): %s\n", branch->model, err_kind_name(branch->failed.kind),
             branch->failed.text);
}

static int64_t ask_cost(const struct ask *ask)
{
    int64_t cost_nano = 0;

    for (size_t i = 0; i < ask->branch_count; i++)
        cost_nano = money_add(cost_nano, ask->branches[i].cost_nano);
    return cost_nano;
}

static void ask_add_total(struct buf *out, const struct ask *ask, const struct outlay *outlay)
{
    char money[MONEY_TEXT_SIZE];

    if (ask->branch_count > 1)
        buf_addf(out, "total: %zu models · %s", ask->branch_count,
                 money_text(money, ask_cost(ask)));
    buf_addf(out, " · session %s", money_text(money, outlay_sum(outlay)));
}

/* Sections in the order asked; the footer of each is its last line. */
static void ask_write(struct buf *out, const struct ask *ask, const struct outlay *outlay)
{
    if (ask->dry_run)
        buf_adds(out, "DRY RUN: nothing was sent to any model and nothing was spent.\n");
    for (size_t i = 0; i < ask->branch_count; i++) {
        const struct branch *branch = &ask->branches[i];

        if (i > 0)
            buf_adds(out, "\n");
        buf_add(out, buf_slice(&branch->section));
        if (branch->failed.kind != ERR_NONE)
            ask_add_failure(out, branch);
        buf_add(out, buf_slice(&branch->footer));
        if (ask->branch_count > 1 && branch->footer.size > 0)
            buf_adds(out, "\n");
    }
    if (ask->branch_count > 1)
        buf_adds(out, "\n");
    if (!ask->dry_run)
        ask_add_total(out, ask, outlay);
}

static cJSON *ask_facts(struct ask *ask, const struct outlay *outlay)
{
    char money[MONEY_TEXT_SIZE];
    cJSON *facts = cJSON_CreateObject();
    cJSON *answers = cJSON_AddArrayToObject(facts, "answers");

    for (size_t i = 0; i < ask->branch_count; i++)
        if (ask->branches[i].facts)
            cJSON_AddItemToArray(answers, TAKE(ask->branches[i].facts));
    if (ask->tag)
        cJSON_AddStringToObject(facts, "tag", ask->tag);
    if (!ask->dry_run) {
        cJSON_AddStringToObject(facts, "cost_usd", money_exact(money, ask_cost(ask)));
        cJSON_AddStringToObject(facts, "session_usd", money_exact(money, outlay_sum(outlay)));
    }
    return facts;
}

static void ask_finish(struct call *call)
{
    struct ask *ask = call_state(call);
    const struct program *program = call_context(call);
    const struct branch *first = &ask->branches[0];
    CLEANUP(buf_done) struct buf text = BUF_MAX(LINE_OUT_MAX);
    size_t failures = 0;

    for (size_t i = 0; i < ask->branch_count; i++)
        failures += ask->branches[i].failed.kind != ERR_NONE;
    if (ask->branch_count == 1 && failures == 1 && first->footer.size == 0) {
        call_fail(call, &first->failed);
        return;
    }
    ask_write(&text, ask, &program->outlay);
    if (failures == ask->branch_count)
        call_answer_error(call, buf_slice(&text), ask_facts(ask, &program->outlay));
    else
        call_answer(call, buf_slice(&text), ask_facts(ask, &program->outlay));
}

static void ask_stop(void *state)
{
    struct ask *ask = state;

    feed_wait_free(ask->wait);
    store_query_free(ask->question);
    for (size_t i = 0; i < ask->branch_count; i++)
        branch_done(&ask->branches[i]);
}

const struct handler tool_ask_model = {
    .name = "ask_model",
    .state_size = sizeof(struct ask),
    .start = ask_start,
    .on_deadline = ask_on_deadline,
    .stop = ask_stop,
};
