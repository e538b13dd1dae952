/* request - what a call of review_diff asks for. */
#include "mcp-server/review/request.h"

#include "mcp-server/gate/amount.h"

#define DEFAULT_ROLE "review"

static const struct json_field fields[] = {
    { "diff", JSON_STR, offsetof(struct review_request, diff) },
    { "repo", JSON_STR, offsetof(struct review_request, repo) },
    { "paths", JSON_NODE, offsetof(struct review_request, paths) },
    { "model", JSON_STR, offsetof(struct review_request, models) },
    { "fallbacks", JSON_NODE, offsetof(struct review_request, fallback_words_) },
    { "focus", JSON_STR, offsetof(struct review_request, focus) },
    { "intent", JSON_STR, offsetof(struct review_request, intent) },
    { "rules", JSON_NODE, offsetof(struct review_request, rules) },
    { "verify", JSON_STR, offsetof(struct review_request, verify_) },
    { "context", JSON_STR, offsetof(struct review_request, context_) },
    { "min_severity", JSON_STR, offsetof(struct review_request, min_severity_) },
    { "max_findings", JSON_INT, offsetof(struct review_request, max_findings) },
    { "min_reviewers", JSON_INT, offsetof(struct review_request, min_reviewers) },
    { "max_cost_usd", JSON_NODE, offsetof(struct review_request, max_cost_usd_) },
    { "timeout_s", JSON_INT, offsetof(struct review_request, timeout_s) },
    { "zdr", JSON_BOOL, offsetof(struct review_request, zdr) },
    { "dry_run", JSON_BOOL, offsetof(struct review_request, dry_run) },
    { "fresh", JSON_BOOL, offsetof(struct review_request, fresh) },
    { "tag", JSON_STR, offsetof(struct review_request, tag) },
    { 0 },
};

static bool is_word(const char *argument, const char *word)
{
    return argument && strcmp(argument, word) == 0;
}

int review_request_read(struct review_request *request, const cJSON *arguments,
                        const struct program *program, struct err *err)
{
    const struct config *config = program->config;

    *request = (struct review_request){
        .models = DEFAULT_ROLE,
        .timeout_s = config->call_s,
        .max_findings = REVIEW_FINDINGS_SHOWN,
        .min_reviewers = 1,
    };
    json_read(arguments, fields, request);
    request->verifies = is_word(request->verify_, "cross");
    request->context = is_word(request->context_, "files") ? GROW_FILE : GROW_FUNCTION;
    if (request->min_severity_)
        (void)severity_read(request->min_severity_, &request->min_severity);
    if (slice_of(request->focus).size + slice_of(request->intent).size > PROMPT_MAX / 2)
        return err_set(err, ERR_TOO_LARGE, "focus and intent together have more than %zu bytes",
                       PROMPT_MAX / 2);
    if (config->config_err.kind != ERR_NONE) {
        *err = config->config_err;
        return -1;
    }
    if (amount_read(request->max_cost_usd_, "max_cost_usd", &request->max_cost_nano, err) < 0)
        return -1;
    return fallbacks_expand(&request->fallbacks, program->roles, request->fallback_words_, err);
}
