/* ask_model - one self-contained question to one or several models, text back.
 *
 *   start -> lists are there -> so is the material -> a branch for each model -> deltas
 *         -> (the last one) finish
 *   a client that can ask: ... -> as the ledger stands -> (the user allows it) -> a branch ...
 *   dry run: ... -> as the ledger stands -> a preview for each model -> finish
 *
 * A branch that fails is a finding and not the failure of the call, unless it is the only one.
 */
#include "base/clock.h"
#include "base/limits.h"
#include "mcp-server/answer/panel_answer.h"
#include "mcp-server/gate/amount.h"
#include "mcp-server/gate/consent.h"
#include "mcp-server/material/material.h"
#include "mcp-server/material/reach.h"
#include "mcp-server/models/selection.h"
#include "mcp/call.h"

#include <stdio.h>

struct ask {
    /* arguments */
    const char *prompt, *models, *system, *persona_file, *effort, *tag, *thread;
    const cJSON *files, *fallback_words, *max_cost_usd, *answer_schema;
    int64_t max_output_tokens, timeout_s;
    bool web, zdr, dry_run, fresh;

    struct fallbacks fallbacks;
    struct roots *roots; /* what the client's own leave; NULL: all */
    struct lists lists;
    struct selection selection;
    struct material material;
    struct store_query *question; /* how the ledger stands */
    int64_t max_cost_nano;
    struct allowance allowed;
    struct panel panel;
};

static const struct json_field ask_fields[] = {
    { "prompt", JSON_STR, offsetof(struct ask, prompt) },
    { "model", JSON_STR, offsetof(struct ask, models) },
    { "files", JSON_NODE, offsetof(struct ask, files) },
    { "system", JSON_STR, offsetof(struct ask, system) },
    { "persona_file", JSON_STR, offsetof(struct ask, persona_file) },
    { "effort", JSON_STR, offsetof(struct ask, effort) },
    { "tag", JSON_STR, offsetof(struct ask, tag) },
    { "thread", JSON_STR, offsetof(struct ask, thread) },
    { "answer_schema", JSON_NODE, offsetof(struct ask, answer_schema) },
    { "fallbacks", JSON_NODE, offsetof(struct ask, fallback_words) },
    { "max_cost_usd", JSON_NODE, offsetof(struct ask, max_cost_usd) },
    { "max_output_tokens", JSON_INT, offsetof(struct ask, max_output_tokens) },
    { "timeout_s", JSON_INT, offsetof(struct ask, timeout_s) },
    { "web", JSON_BOOL, offsetof(struct ask, web) },
    { "zdr", JSON_BOOL, offsetof(struct ask, zdr) },
    { "dry_run", JSON_BOOL, offsetof(struct ask, dry_run) },
    { "fresh", JSON_BOOL, offsetof(struct ask, fresh) },
    { 0 },
};

extern const struct handler tool_ask_model;

static void ask_on_lists(void *user, const struct err *err);
static void ask_on_delta(void *user, size_t branch, struct slice text);
static void ask_on_news(void *user);
static void ask_on_end(void *user);
static void ask_finish(struct call *call);

/* Everything that can refuse the call before the catalogue is needed. */
static int ask_read(struct call *call, struct err *err)
{
    struct ask *ask = call_state(call);
    const struct program *program = call_context(call);
    const struct config *config = program->config;

    ask->timeout_s = config->call_s;
    json_read(call_arguments(call), ask_fields, ask);
    call_set_timeout_s(call, ask->timeout_s);
    if (slice_of(ask->prompt).size + slice_of(ask->system).size > PROMPT_MAX)
        return err_set(err, ERR_TOO_LARGE, "prompt and system together have more than %zu bytes",
                       PROMPT_MAX);
    if (config->config_err.kind != ERR_NONE) {
        *err = config->config_err;
        return -1;
    }
    return fallbacks_expand(&ask->fallbacks, program->roles, ask->fallback_words, err);
}

static struct selection_request ask_selection_request(struct call *call)
{
    const struct ask *ask = call_state(call);

    return (struct selection_request){
        .models = ask->models,
        .client = call_client(call),
        .zdr = ask->zdr,
        .is_for_cloud = ask->web || ask->fallbacks.count > 0,
    };
}

static void ask_start(struct call *call)
{
    struct ask *ask = call_state(call);
    const struct config *config = ((const struct program *)call_context(call))->config;
    struct err err = { 0 };

    ask->panel = (struct panel){
        .program = call_context(call),
        .conversation = &ask->material.conversation,
        .on_delta = ask_on_delta,
        .on_news = ask_on_news,
        .on_end = ask_on_end,
        .user = call,
    };
    if (ask_read(call, &err) < 0) {
        call_fail(call, &err);
        return;
    }

    if ((ask->files || ask->persona_file) &&
        !reach_narrow(call, ask->panel.program->roots, &ask->roots))
        return;

    struct selection_request request = ask_selection_request(call);

    ask->lists = (struct lists){
        .program = call_context(call),
        .on_ready = ask_on_lists,
        .user = call,
    };
    selection_need(ask->lists.program, &request, &ask->lists);
    if (!ask->dry_run && !config->key && !lists_need_any_local(&ask->lists)) {
        call_fail(call, &config->key_err);
        return;
    }
    lists_wait(&ask->lists);
}

/* A branch for each model that is asked. */
static int ask_select(struct call *call, struct err *err)
{
    struct ask *ask = call_state(call);
    struct selection_request request = ask_selection_request(call);
    struct selection *selection = &ask->selection;

    if (selection_make(selection, call_context(call), &request, err) < 0)
        return -1;
    if (selection->count > 1 && ask->fallbacks.count > 0)
        return err_set(err, ERR_ARGUMENT,
                       "fallbacks goes with one model; of several, each answers for itself");
    for (size_t i = 0; i < selection->count; i++)
        panel_add(&ask->panel, selection->list[i].model, selection->list[i].role,
                  selection->list[i].why);
    return 0;
}

static void ask_on_delta(void *user, size_t branch, struct slice text)
{
    call_delta(user, branch, text);
}

static void ask_on_news(void *user)
{
    struct call *call = user;
    const struct ask *ask = call_state(call);
    const struct panel *panel = &ask->panel;
    size_t bytes = panel_bytes(panel);

    if (panel->count > 1)
        call_progress(call, (double)bytes, 0, "%zu of %zu models have answered, %zu bytes so far",
                      panel->count - panel->open, panel->count, bytes);
    else if (bytes == 0)
        call_progress(call, 0, 0, "%s is thinking", panel->branches[0].model);
    else
        call_progress(call, (double)bytes, 0, "%s: %zu bytes so far", panel->branches[0].model,
                      bytes);
}

static void ask_on_end(void *user)
{
    ask_finish(user);
}

static struct inquiry_request ask_request(struct ask *ask)
{
    const struct structured *structured = ask->material.structured;

    return (struct inquiry_request){
        .tool = tool_ask_model.name,
        .tag = ask->tag,
        .prompt = ask->material.prompt_text,
        .content = ask->material.content,
        .media_kinds = ask->material.media_kinds,
        .media_weight = ask->material.media_weight,
        .system = ask->material.system_text,
        .thread = ask->thread,
        .answer_schema = structured ? structured_text(structured) : NULL,
        .system_told = ask->material.system_told,
        .is_strict = structured && structured_is_strict(structured),
        .effort = ask->effort,
        .fallbacks = ask->fallbacks.names,
        .max_output_tokens = ask->max_output_tokens,
        .max_cost_nano = ask->max_cost_nano,
        .web = ask->web,
        .zdr = ask->zdr,
        .fresh = ask->fresh,
        .allowed = ask->allowed,
    };
}

static void ask_start_panel(struct call *call)
{
    struct ask *ask = call_state(call);
    struct inquiry_request request = ask_request(ask);

    request.deadline_ms = clock_ms() + call_left_ms(call);
    ask->panel.structured = ask->material.structured;
    panel_start(&ask->panel, &request);
}

/* Whom the user is asked about: "openai/a, google/b". */
static void ask_add_subject(struct buf *out, const struct panel *panel)
{
    for (size_t i = 0; i < panel->count; i++)
        buf_addf(out, "%s%s", i > 0 ? ", " : "", panel->branches[i].model);
}

/* Whether the call goes on now. */
static bool ask_has_consent(struct call *call, const struct ledger_standing *standing)
{
    struct ask *ask = call_state(call);
    const struct program *program = call_context(call);
    CLEANUP(buf_done) struct buf subject = BUF_MAX(KIB(1));
    struct inquiry_request request = ask_request(ask);
    int64_t needs_nano = panel_needs_nano(&ask->panel, standing, &request);

    if (needs_nano == 0)
        return true;
    ask_add_subject(&subject, &ask->panel);
    return consent_ask(call, program->config, standing, buf_text(&subject), needs_nano,
                       &ask->allowed) != CONSENT_WAITS;
}

/* Where the ledger cannot be read, the dry run says what the caps of one call allow, and the user
 * is not asked. */
static void ask_on_standing(void *user, const struct ledger_standing *standing,
                            const struct err *err)
{
    static const struct ledger_standing not_known;
    struct call *call = user;
    struct ask *ask = call_state(call);
    struct inquiry_request request = ask_request(ask);

    ask->question = store_query_free(ask->question);
    if (ask->dry_run) {
        panel_preview(&ask->panel, err ? &not_known : standing, &request);
        ask_finish(call);
    } else if (err || ask_has_consent(call, standing)) {
        ask_start_panel(call);
    }
}

static void ask_look_at_ledger(struct call *call)
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

static void ask_on_material(void *user, const struct err *err)
{
    struct call *call = user;
    struct ask *ask = call_state(call);

    if (err)
        call_fail(call, err);
    else if (ask->dry_run || call_can_ask(call, ASK_ELICITATION))
        ask_look_at_ledger(call);
    else
        ask_start_panel(call);
}

static void ask_on_lists(void *user, const struct err *err)
{
    struct call *call = user;
    struct ask *ask = call_state(call);
    struct err why = { 0 };

    if (err) {
        call_fail(call, err);
        return;
    }
    if (ask_select(call, &why) < 0 ||
        amount_read(ask->max_cost_usd, "max_cost_usd", &ask->max_cost_nano, &why) < 0) {
        call_fail(call, &why);
        return;
    }
    ask->material = (struct material){
        .program = call_context(call),
        .prompt = ask->prompt,
        .thread = ask->thread,
        .system = ask->system,
        .persona_file = ask->persona_file,
        .files = ask->files,
        .roots = ask->roots,
        .answer_schema = ask->answer_schema,
        .on_ready = ask_on_material,
        .user = call,
    };
    material_wait(&ask->material);
}

static void ask_on_deadline(struct call *call)
{
    struct ask *ask = call_state(call);

    if (lists_are_awaited(&ask->lists)) {
        call_fail(call, &(struct err){ ERR_TIMEOUT, "the list of models did not come in time" });
        return;
    }
    if (ask->question || material_is_awaited(&ask->material)) {
        call_fail(call, &(struct err){ ERR_TIMEOUT,
                                       "the ledger or the files could not be read in time" });
        return;
    }
    panel_cut(&ask->panel);
    ask_finish(call);
}

static void ask_finish(struct call *call)
{
    struct ask *ask = call_state(call);
    const struct program *program = call_context(call);
    const struct branch *first = &ask->panel.branches[0];
    CLEANUP(buf_done) struct buf text = BUF_MAX(LINE_OUT_MAX);
    size_t failures = panel_failures(&ask->panel);
    cJSON *facts;

    if (ask->panel.count == 1 && failures == 1 && first->footer.size == 0) {
        call_fail(call, &first->failed);
        return;
    }
    attach_report(&ask->material.list, &text);
    panel_write(&ask->panel, ask->dry_run, &program->outlay, &text);
    facts = panel_facts(&ask->panel, ask->dry_run, &program->outlay);
    if (ask->tag)
        cJSON_AddStringToObject(facts, "tag", ask->tag);
    attach_add_facts(&ask->material.list, facts);
    if (failures == ask->panel.count)
        call_answer_error(call, buf_slice(&text), facts);
    else
        call_answer(call, buf_slice(&text), facts);
}

static void ask_stop(void *state)
{
    struct ask *ask = state;

    lists_done(&ask->lists);
    store_query_free(ask->question);
    material_done(&ask->material);
    roots_free(ask->roots);
    panel_done(&ask->panel, call_is_given_up(ask->panel.user));
}

const struct handler tool_ask_model = {
    .name = "ask_model",
    .state_size = sizeof(struct ask),
    .start = ask_start,
    .on_deadline = ask_on_deadline,
    .stop = ask_stop,
};
