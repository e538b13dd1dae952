/* problem_row - which kind of failure an upstream error is, and what to do about it. */
#include "openrouter/problem_row.h"

#include "base/slice.h"

#include <strings.h>

#define OTHER_MODEL    "Choose another model; list_models shows what there is."
#define WAIT_OR_CHANGE "Wait and ask again, or choose another model."
#define SHORTEN        "Send less text, or choose a model with a longer context (list_models)."
#define ADD_CREDITS    "The user can add credits at https://openrouter.ai/settings/credits."
#define SET_KEY                                                                                    \
    "The user must set a valid key in OPENROUTER_API_KEY (https://openrouter.ai/settings/keys), "  \
    "or unset it and run openrouter-mcp login."
#define CHANGE_REQUEST "Change the request; asking the same again will fail again."
#define LOOSEN         "Ask for less (web, price limit, provider rules), or choose another model."
#define FREE_MODELS                                                                                \
    "Free models need none: the user allows them with privacy.allow_free or "                      \
    "OPENROUTER_MCP_PRIVACY_ALLOW_FREE=true; their providers may keep prompts and train on them."
#define PRIVACY                                                                                    \
    "The user can relax it at https://openrouter.ai/settings/privacy or under privacy in "         \
    "config.json; otherwise choose another model."

enum row {
    ROW_BAD_REQUEST,
    ROW_CONTEXT,
    ROW_TOKEN_LIMIT,
    ROW_UNKNOWN_MODEL,
    ROW_IMAGE,
    ROW_CONTENT_POLICY,
    ROW_EFFORT,
    ROW_KEY_REFUSED,
    ROW_KEY_UNKNOWN,
    ROW_AFFORD,
    ROW_NEW_ACCOUNT,
    ROW_NO_CREDITS,
    ROW_IN_FLIGHT,
    ROW_KEY_LIMIT,
    ROW_WORKSPACE_BUDGET,
    ROW_GUARDRAIL,
    ROW_MODERATION,
    ROW_FORBIDDEN,
    ROW_REGION,
    ROW_DATA_POLICY,
    ROW_FREE_POLICY,
    ROW_BATCH,
    ROW_NO_TOOLS,
    ROW_NO_INPUT,
    ROW_PROVIDER_RULES,
    ROW_NO_ENDPOINTS,
    ROW_DEPRECATED,
    ROW_CONSTRAINT,
    ROW_FREE_ENDED,
    ROW_WRONG_ENDPOINT,
    ROW_TOO_LARGE,
    ROW_RATE,
    ROW_RATE_FREE_DAILY,
    ROW_RATE_SHARED,
    ROW_CAPACITY,
    ROW_UNAVAILABLE,
    ROW_TIMED_OUT,
    ROW_SERVER,
    ROW_PROVIDER,
    ROW_REDIRECT,
    ROW_NO_JSON,
    ROW_UNKNOWN,
};

static const struct problem_row rows[] = {
    [ROW_BAD_REQUEST] = { ERR_ARGUMENT, "the request was refused as invalid", CHANGE_REQUEST },
    [ROW_CONTEXT] = { ERR_ARGUMENT, "the prompt is longer than the model's context", SHORTEN },
    [ROW_TOKEN_LIMIT] = { ERR_ARGUMENT, "a token limit of the model was passed",
                          "Lower max_output_tokens or shorten the prompt." },
    [ROW_UNKNOWN_MODEL] = { ERR_MODEL, "OpenRouter knows no such model", OTHER_MODEL },
    [ROW_IMAGE] = { ERR_ARGUMENT, "an image was refused",
                    "Send a smaller png, jpeg, webp or gif, or leave it out." },
    [ROW_CONTENT_POLICY] = { ERR_REFUSED, "the provider refused it under its content policy",
                             "Rephrase the prompt, or choose another model." },
    [ROW_EFFORT] = { ERR_ARGUMENT, "the model does not take this reasoning effort",
                     "Leave effort out, or use one that list_models {details_of} shows." },
    [ROW_KEY_REFUSED] = { ERR_AUTH, "OpenRouter refused the API key", SET_KEY, .of_key = true },
    [ROW_KEY_UNKNOWN] = { ERR_AUTH,
                          "the API key belongs to no account: it was deleted, or mistyped", SET_KEY,
                          .of_key = true },
    [ROW_AFFORD] = { ERR_CREDIT, "the credits do not cover an answer of max_output_tokens",
                     "Lower max_output_tokens, or choose a cheaper model. " ADD_CREDITS },
    [ROW_NEW_ACCOUNT] = { ERR_CREDIT, "the OpenRouter account has never bought credits",
                          ADD_CREDITS " " FREE_MODELS, .of_key = true },
    [ROW_NO_CREDITS] = { ERR_CREDIT, "the OpenRouter account has too few credits", ADD_CREDITS,
                         .of_key = true },
    [ROW_IN_FLIGHT] = { ERR_CREDIT, "requests still running hold the rest of the credits",
                        "Wait until they have ended, then ask again. " ADD_CREDITS },
    [ROW_KEY_LIMIT] = { ERR_CREDIT, "the spending limit of this API key is reached",
                        "The user can raise it at https://openrouter.ai/settings/keys.",
                        .of_key = true },
    [ROW_WORKSPACE_BUDGET] = { ERR_CREDIT, "a budget of the workspace or guardrail is used up",
                               "Its owner can raise it in OpenRouter's settings.", .of_key = true },
    [ROW_GUARDRAIL] = { ERR_REFUSED, "a guardrail of the OpenRouter account blocked the request",
                        "Take out what it names, or ask the user to change the guardrail." },
    [ROW_MODERATION] = { ERR_REFUSED, "moderation flagged the prompt",
                         "Rephrase the prompt, or choose a model without moderation." },
    [ROW_FORBIDDEN] = { ERR_REFUSED, "OpenRouter does not permit this request",
                        "Check what the key and the account's guardrails allow, or choose another "
                        "model." },
    [ROW_REGION] = { ERR_MODEL, "the model is not offered in this region", OTHER_MODEL },
    [ROW_DATA_POLICY] = { ERR_MODEL, "no provider of it fits the privacy settings", PRIVACY },
    [ROW_FREE_POLICY] = { ERR_MODEL, "its free providers do not fit the privacy settings",
                          "They keep prompts or train on them: the user can allow that at "
                          "https://openrouter.ai/settings/privacy, and here with "
                          "privacy.data_collection \"allow\"; otherwise choose a priced model." },
    [ROW_BATCH] = { ERR_MODEL, "this name works only in the batch interface",
                    "Use the model's name without \":batch\"." },
    [ROW_NO_TOOLS] = { ERR_MODEL, "no provider of it can use tools",
                       "Leave web out, or choose a model with tools (list_models)." },
    [ROW_NO_INPUT] = { ERR_MODEL, "no provider of it takes this kind of input",
                       "Choose a model with that input (list_models), or send text." },
    [ROW_PROVIDER_RULES] = { ERR_MODEL, "the provider rules leave no provider for it",
                             "Change order, only or ignore under provider in config.json, or "
                             "choose another model." },
    [ROW_NO_ENDPOINTS] = { ERR_MODEL, "nobody serves it under the conditions asked for", LOOSEN },
    [ROW_DEPRECATED] = { ERR_MODEL, "the model is no longer offered", OTHER_MODEL },
    [ROW_CONSTRAINT] = { ERR_MODEL, "conditions of the request exclude all its providers", LOOSEN },
    [ROW_FREE_ENDED] = { ERR_MODEL, "its free variant is no longer offered",
                         "Use the name without \":free\" (it costs money)." },
    [ROW_WRONG_ENDPOINT] = { ERR_MODEL, "the model does not answer chats", OTHER_MODEL },
    [ROW_TOO_LARGE] = { ERR_ARGUMENT, "the request is too large for OpenRouter", SHORTEN },
    [ROW_RATE] = { ERR_RATE, "too many requests", WAIT_OR_CHANGE },
    [ROW_RATE_FREE_DAILY] = { ERR_RATE, "the day's requests to free models are used up",
                              "Choose a model that is not free; 10 dollars of credits ever bought "
                              "raise the limit from 50 to 1,000 a day.",
                              .lasts = true },
    [ROW_RATE_SHARED] = { ERR_RATE, "the provider limits OpenRouter's shared access",
                          "Wait a little and ask again, choose another model, or the user adds a "
                          "provider key of their own at OpenRouter." },
    [ROW_CAPACITY] = { ERR_UPSTREAM, "all its providers are overloaded", WAIT_OR_CHANGE },
    [ROW_UNAVAILABLE] = { ERR_UPSTREAM, "no provider of it is available now", WAIT_OR_CHANGE },
    [ROW_TIMED_OUT] = { ERR_UPSTREAM, "the provider took too long",
                        "Ask again, ask for a shorter answer, or choose another model." },
    [ROW_SERVER] = { ERR_UPSTREAM, "OpenRouter failed", WAIT_OR_CHANGE },
    [ROW_PROVIDER] = { ERR_UPSTREAM, "the provider of the model failed", WAIT_OR_CHANGE },
    [ROW_REDIRECT] = { ERR_PROTOCOL, "the address answered with a redirect, which is not followed",
                       "Check the base URL in config.json or OPENROUTER_BASE_URL." },
    [ROW_NO_JSON] = { ERR_PROTOCOL, "the answer is neither JSON nor a stream of events",
                      "Ask again; if it stays so, check OPENROUTER_BASE_URL and the proxy." },
    [ROW_UNKNOWN] = { ERR_UPSTREAM, "OpenRouter answered with an error it does not explain",
                      WAIT_OR_CHANGE },
};

/* Words that have one meaning; code 0 is any. More precise ones stand first. */
static const struct {
    int code;
    const char *words;
    enum row row;
} phrases[] = {
    { 0, "can only afford", ROW_AFFORD },
    { 402, "never purchased", ROW_NEW_ACCOUNT },
    { 0, "key limit exceeded", ROW_KEY_LIMIT },
    { 402, "key's limit", ROW_KEY_LIMIT },
    { 403, "budget", ROW_WORKSPACE_BUDGET },
    { 403, "limit exceeded", ROW_WORKSPACE_BUDGET },
    { 403, "prompt injection", ROW_GUARDRAIL },
    { 403, "guardrail", ROW_GUARDRAIL },
    { 403, "flagged", ROW_MODERATION },
    { 403, "moderation", ROW_MODERATION },
    { 403, "region", ROW_REGION },
    { 401, "user not found", ROW_KEY_UNKNOWN },
    { 404, "(free model", ROW_FREE_POLICY },
    { 404, "data policy", ROW_DATA_POLICY },
    { 404, "privacy", ROW_DATA_POLICY },
    { 404, "zero data retention", ROW_DATA_POLICY },
    { 404, "batch api", ROW_BATCH },
    { 404, "support tool", ROW_NO_TOOLS },
    { 404, "support image", ROW_NO_INPUT },
    { 404, "support input", ROW_NO_INPUT },
    { 404, "allowed providers", ROW_PROVIDER_RULES },
    { 404, "providers have been ignored", ROW_PROVIDER_RULES },
    { 404, "deprecated", ROW_DEPRECATED },
    { 404, "no endpoints found", ROW_NO_ENDPOINTS },
    { 400, "not a valid model", ROW_UNKNOWN_MODEL },
    { 400, "maximum context length", ROW_CONTEXT },
    { 400, "token limit", ROW_TOKEN_LIMIT },
    { 400, "reasoning is mandatory", ROW_EFFORT },
    { 400, "reasoning effort", ROW_EFFORT },
    { 400, "reasoning.effort", ROW_EFFORT },
    { 429, "free-models-per-day", ROW_RATE_FREE_DAILY },
};

/* limit_source, availability.code and error_type. */
static const struct {
    const char *name;
    enum row row;
} names[] = {
    { "openrouter_free_tier_daily", ROW_RATE_FREE_DAILY },
    { "upstream_provider_shared_pool", ROW_RATE_SHARED },
    { "openrouter_in_flight_budget", ROW_IN_FLIGHT },
    { "model_not_found", ROW_UNKNOWN_MODEL },
    { "wrong_endpoint", ROW_WRONG_ENDPOINT },
    { "no_endpoints", ROW_NO_ENDPOINTS },
    { "model_deprecated", ROW_DEPRECATED },
    { "model_unavailable_upstream", ROW_UNAVAILABLE },
    { "capacity_exhausted", ROW_CAPACITY },
    { "temporarily_unavailable", ROW_UNAVAILABLE },
    { "region_restricted", ROW_REGION },
    { "privacy_restricted", ROW_DATA_POLICY },
    { "constraint_filtered", ROW_CONSTRAINT },
    { "free_variant_ended", ROW_FREE_ENDED },
    { "invalid_request", ROW_BAD_REQUEST },
    { "invalid_prompt", ROW_BAD_REQUEST },
    { "context_length_exceeded", ROW_CONTEXT },
    { "max_tokens_exceeded", ROW_TOKEN_LIMIT },
    { "token_limit_exceeded", ROW_TOKEN_LIMIT },
    { "string_too_long", ROW_TOO_LARGE },
    { "content_policy_violation", ROW_CONTENT_POLICY },
    { "refusal", ROW_CONTENT_POLICY },
    { "invalid_image", ROW_IMAGE },
    { "image_too_large", ROW_IMAGE },
    { "image_too_small", ROW_IMAGE },
    { "unsupported_image_format", ROW_IMAGE },
    { "image_download_failed", ROW_IMAGE },
    { "image_not_found", ROW_IMAGE },
    { "authentication", ROW_KEY_REFUSED },
    { "payment_required", ROW_NO_CREDITS },
    { "permission_denied", ROW_FORBIDDEN },
    { "not_found", ROW_NO_ENDPOINTS },
    { "precondition_failed", ROW_BAD_REQUEST },
    { "payload_too_large", ROW_TOO_LARGE },
    { "unprocessable", ROW_BAD_REQUEST },
    { "rate_limit_exceeded", ROW_RATE },
    { "server", ROW_SERVER },
    { "server_error", ROW_SERVER },
    { "unmapped", ROW_PROVIDER },
    { "provider_unavailable", ROW_PROVIDER },
    { "provider_overloaded", ROW_CAPACITY },
    { "timeout", ROW_TIMED_OUT },
};

static const struct {
    int from, to;
    enum row row;
} codes[] = {
    { 200, 299, ROW_NO_JSON },     { 300, 399, ROW_REDIRECT },    { 401, 401, ROW_KEY_REFUSED },
    { 402, 402, ROW_NO_CREDITS },  { 403, 403, ROW_FORBIDDEN },   { 404, 404, ROW_NO_ENDPOINTS },
    { 408, 408, ROW_TIMED_OUT },   { 410, 410, ROW_DEPRECATED },  { 413, 413, ROW_TOO_LARGE },
    { 429, 429, ROW_RATE },        { 400, 499, ROW_BAD_REQUEST }, { 502, 502, ROW_PROVIDER },
    { 503, 503, ROW_UNAVAILABLE }, { 504, 504, ROW_TIMED_OUT },   { 524, 524, ROW_TIMED_OUT },
    { 529, 529, ROW_CAPACITY },    { 500, 599, ROW_SERVER },
};

static const struct problem_row *by_phrase(const struct problem_facts *facts)
{
    for (size_t i = 0; i < ARRAY_COUNT(phrases); i++)
        if ((phrases[i].code == 0 || phrases[i].code == facts->code) &&
            strcasestr(facts->message, phrases[i].words))
            return &rows[phrases[i].row];
    return NULL;
}

static const struct problem_row *by_name(const char *name)
{
    for (size_t i = 0; i < ARRAY_COUNT(names); i++)
        if (strcmp(names[i].name, name) == 0)
            return &rows[names[i].row];
    return NULL;
}

static const struct problem_row *by_code(int code)
{
    for (size_t i = 0; i < ARRAY_COUNT(codes); i++)
        if (code >= codes[i].from && code <= codes[i].to)
            return &rows[codes[i].row];
    return &rows[ROW_UNKNOWN];
}

const struct problem_row *problem_row_of(const struct problem_facts *facts)
{
    if (facts->is_local)
        return local_problem_row_of(facts);

    const struct problem_row *row = by_phrase(facts);

    if (!row)
        row = by_name(facts->limit_source);
    if (!row)
        row = by_name(facts->availability);
    if (!row)
        row = by_name(facts->error_type);
    return row ? row : by_code(facts->code);
}
