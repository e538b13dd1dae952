/* admit - the one gate before any byte of a paid request leaves.
 *
 *   gather: who may answer, by name and policy -> measure: how much of what -> cap: what there is
 *        -> fit: the longest useful answer that it pays for -> terms
 */
#include "mcp-server/gate/admit.h"

#include "base/limits.h"
#include "mcp-server/gate/modality.h"
#include "mcp-server/gate/policy.h"
#include "mcp-server/gate/refusal.h"
#include "openrouter/local_name.h"

#include <stdio.h>

static int check_chance(const struct admit_request *request, const struct crowd *crowd,
                        const struct amounts *amounts, struct err *err)
{
    if (crowd->context == 0 || amounts->answer_tokens > 0)
        return 0;
    return err_set(err, ERR_TOO_LARGE,
                   "the prompt has %zu bytes, about %zu tokens; %s takes %lld tokens together with "
                   "the answer. Shorten the prompt, or choose a model with a longer context "
                   "(list_models with min_context).",
                   request->prompt_bytes, request->prompt_bytes / 4, request->model,
                   (long long)crowd->context);
}

/* What a server of the user's own cannot do, or is not known to do. */
static int check_local(const struct config *config, const struct admit_request *request,
                       const struct model_name *name, struct err *err)
{
    struct slice endpoint = local_name_endpoint(name->text);

    if (!name->model || !name->model->is_local)
        return 0;
    if (request->fallbacks && request->fallbacks[0])
        return err_set(
            err, ERR_ARGUMENT,
            "%s is local: fallbacks are chosen by OpenRouter, among its own models. "
            "Leave fallbacks out, or name both in model and both are asked; the user can "
            "give a role local_first in config.json.",
            name->text);
    if (request->web)
        return err_set(err, ERR_ARGUMENT,
                       "%s is local, and the web search is OpenRouter's. Leave web out, or choose "
                       "a model of OpenRouter's (list_models with needs web).",
                       name->text);
    if ((config->zdr || request->zdr) && !name->model->stays_here)
        return err_set(err, ERR_POLICY,
                       "%s: zdr is asked for, and nobody says whether the server of that endpoint "
                       "keeps prompts. The user can vouch for it with endpoints.%.*s.zdr in "
                       "config.json.",
                       name->text, SLICE_FMT(endpoint));
    return 0;
}

int admit_name(const struct catalogue *catalogue, const char *name, struct admission *admission,
               struct err *err)
{
    const struct model *model;

    if (catalogue_resolve(catalogue, name, &admission->name, err) < 0)
        return -1;
    model = admission->name.model;
    if (model && model->canonical_slug && !model->alias_target)
        snprintf(admission->canonical_slug, sizeof(admission->canonical_slug), "%s",
                 model->canonical_slug);
    return 0;
}

/* Everybody who may answer, each past the same policy. */
static int gather(const struct config *config, const struct catalogue *catalogue,
                  const struct admit_request *request, struct admission *admission,
                  struct crowd *crowd, struct err *err)
{
    bool narrowed = request->zdr || crowd_is_narrowed(config);
    struct model_name name;

    if (admit_name(catalogue, request->model, admission, err) < 0 ||
        policy_admit(config, &admission->name, err) < 0 ||
        check_local(config, request, &admission->name, err) < 0 ||
        modality_admit(config, catalogue, &admission->name, request->media_kinds, err) < 0)
        return -1;
    crowd_begin(crowd, &admission->name, request->effort, narrowed);
    for (const char *const *fallback = request->fallbacks; fallback && *fallback; fallback++) {
        if (admission->fallback_count == FALLBACKS_MAX)
            return err_set(err, ERR_ARGUMENT, "fallbacks has more than %d entries", FALLBACKS_MAX);
        if (catalogue_resolve(catalogue, *fallback, &name, err) < 0 ||
            policy_admit(config, &name, err) < 0 || check_local(config, request, &name, err) < 0 ||
            modality_admit(config, catalogue, &name, request->media_kinds, err) < 0)
            return err_wrap(err, "fallbacks");
        crowd_join(crowd, &name, request->effort, narrowed);
        snprintf(admission->fallbacks[admission->fallback_count++], sizeof(admission->fallbacks[0]),
                 "%s", name.text);
    }
    return 0;
}

static void tighten(struct cap *cap, int64_t nano, enum cap_reason why)
{
    if (nano >= cap->nano)
        return;
    cap->nano = nano > 0 ? nano : 0;
    cap->why = why;
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

int64_t admit_call_cap(const struct config *config, const struct allowance *allowed,
                       int64_t max_cost_nano)
{
    int64_t nano = larger(config->call_nano, allowed->call_nano);

    return max_cost_nano >= 0 && max_cost_nano < nano ? max_cost_nano : nano;
}

static struct cap cap_of(const struct config *config, const struct ledger_standing *standing,
                         const struct admit_request *request)
{
    int64_t branches = request->branches > 0 ? (int64_t)request->branches : 1;
    int64_t session_nano = money_add(standing->session_spent, standing->session_held);
    int64_t day_nano = money_add(standing->day_spent, standing->day_held);
    const struct allowance *allowed = &request->allowed;
    struct cap cap = { .nano = larger(config->call_nano, allowed->call_nano),
                       .why = CAP_CALL,
                       .branches = branches };

    if (request->max_cost_nano >= 0)
        tighten(&cap, request->max_cost_nano, CAP_ARGUMENT);
    cap.whole_nano = cap.nano;
    tighten(&cap, cap.nano / branches - request->spent_nano, cap.why);
    tighten(&cap, larger(config->session_nano, allowed->session_nano) - session_nano, CAP_SESSION);
    tighten(&cap, larger(config->day_nano, allowed->day_nano) - day_nano, CAP_DAY);
    return cap;
}

/* Hardly a provider of free models neither stores nor trains: who allows them allows that, unless
 * he has said otherwise. */
static bool denies_collection(const struct config *config, const struct crowd *crowd)
{
    bool is_implied = crowd->is_free && config->allow_free && !config->collection_is_said;

    return config->deny_data_collection && !is_implied;
}

static void set_terms(const struct config *config, const struct admit_request *request,
                      const struct crowd *crowd, struct admission *admission)
{
    unsigned features = admission->name.model ? admission->name.model->features : 0;

    admission->terms = (struct chat_terms){
        .max_tokens = crowd->fit.answer_tokens,
        .use_max_completion_tokens =
            (features & FEATURE_MAX_COMPLETION_TOKENS) && !(features & FEATURE_MAX_TOKENS),
        .deny_data_collection = denies_collection(config, crowd),
        .zdr = config->zdr || request->zdr,
        .max_prompt_pico = crowd->rates.prompt_pico,
        .max_completion_pico = crowd->rates.completion_pico,
        .max_request_nano = crowd->rates.request_nano,
        .order = config->order,
        .only = config->only,
        .ignore = config->ignore,
        .sort = config->sort,
    };
    admission->prompt_tokens_max = bound_billed_tokens(&crowd->fit);
    admission->bound_nano = bound_cost_nano(&crowd->rates, &crowd->fit);
    admission->web_searches_max = crowd->fit.searches;
    admission->reasons = crowd->reasons;
}

int admit(const struct config *config, const struct catalogue *catalogue,
          const struct ledger_standing *standing, const struct admit_request *request,
          struct admission *admission, struct err *err)
{
    struct cap cap = cap_of(config, standing, request);
    struct crowd crowd;

    *admission = (struct admission){ .wanted_nano = -1 };
    if (config->config_err.kind != ERR_NONE) {
        *err = config->config_err;
        return -1;
    }
    if (gather(config, catalogue, request, admission, &crowd, err) < 0)
        return -1;

    struct amounts wanted = crowd_measure(&crowd, request);

    if (check_chance(request, &crowd, &wanted, err) < 0)
        return -1;
    if (crowd_fit(&crowd, &wanted, request->max_output_tokens > 0, cap.nano) < 0) {
        if (cap.why != CAP_ARGUMENT && crowd.rates.known)
            admission->wanted_nano = bound_cost_nano(&crowd.rates, &wanted);
        return refusal_write(
            &(struct refusal){ config, catalogue, standing, request, &wanted, &cap }, &crowd, err);
    }
    admission->shrunk =
        crowd.fit.answer_tokens < wanted.answer_tokens || crowd.fit.searches < wanted.searches;
    set_terms(config, request, &crowd, admission);
    return 0;
}
