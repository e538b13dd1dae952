/* trouble - error answers, in every shape that OpenRouter was seen to give. */
#include "tests/upstream/trouble.h"

#include "json/json.h"

#define USER        ",\"user_id\":\"user_standin0000000000000000000\"}"
#define PLAIN(code) "{\"error\":{\"message\":$MESSAGE,\"code\":" #code "}}"

static const struct trouble troubles[] = {
    { "bad_request", 400, NULL, NULL,
      "{\"error\":{\"message\":$MESSAGE,\"code\":400,\"metadata\":{\"error_type\":"
      "\"invalid_request\"}}" USER,
      "temperature must be at most 2" },
    { "model_id", 400, NULL, NULL, PLAIN(400), NULL },
    { "context", 400, NULL, NULL,
      "{\"error\":{\"message\":$MESSAGE,\"code\":400,\"metadata\":{\"provider_name\":null,"
      "\"error_type\":\"context_length_exceeded\",\"previous_errors\":[{\"code\":400,"
      "\"message\":$MESSAGE}]}}" USER,
      "This endpoint's maximum context length is 200000 tokens. However, you requested about "
      "2500021 tokens (2500021 of text input). Please reduce the length of either one." },
    { "issues", 400, NULL, NULL,
      "{\"error\":{\"message\":[{\"code\":\"invalid_type\",\"expected\":\"object\",\"received\":"
      "\"string\",\"path\":[\"provider\"],\"message\":\"Expected object, received string\"}],"
      "\"code\":400}" USER,
      NULL },
    { "auth", 401, NULL, NULL, PLAIN(401), "Missing Authentication header" },
    { "key", 401, NULL, NULL, PLAIN(401), "User not found." },
    { "credits", 402, NULL, NULL,
      "{\"error\":{\"message\":$MESSAGE,\"code\":402,\"metadata\":{\"provider_name\":null}}" USER,
      "This request requires more credits, or fewer max_tokens. You requested up to 32000 tokens, "
      "but can only afford 27342. To increase, visit https://openrouter.ai/settings/credits and "
      "upgrade to a paid account" },
    { "no_credits", 402, NULL, NULL, PLAIN(402), "Insufficient credits" },
    { "moderation", 403, NULL, NULL,
      "{\"error\":{\"code\":403,\"message\":$MESSAGE,\"metadata\":{\"reasons\":[\"violence\"],"
      "\"flagged_input\":\"how to "
      "...\",\"provider_name\":\"Northwind\",\"model_slug\":$MODEL}}" USER,
      "Your chosen model requires moderation and your input was flagged" },
    { "guardrail", 403, NULL, NULL,
      "{\"error\":{\"code\":403,\"message\":$MESSAGE,\"metadata\":{\"patterns\":"
      "[\"ignore all previous instructions\"]}}}",
      "Request blocked: prompt injection patterns detected" },
    { "key_limit", 403, NULL, NULL, PLAIN(403),
      "Key limit exceeded (weekly limit). Manage it using "
      "https://openrouter.ai/settings/keys" },
    { "manager", 403, NULL, NULL, PLAIN(403), "Only management keys can perform this operation" },
    { "code", 403, NULL, NULL, PLAIN(403), "Invalid code or code_verifier" },
    { "code_method", 400, NULL, NULL, PLAIN(400), "Invalid code_challenge_method" },
    { "data_policy", 404, NULL, NULL, PLAIN(404),
      "No endpoints found matching your data policy (Paid model training). Configure: "
      "https://openrouter.ai/settings/privacy" },
    { "no_endpoints", 404, NULL, NULL, PLAIN(404), "No endpoints found for the requested model." },
    { "batch_only", 404, NULL, NULL, PLAIN(404),
      "This model is only available through the Batch API. Use the /api/beta/batches endpoint "
      "instead." },
    { "max_price", 404, NULL, NULL,
      "{\"error\":{\"message\":$MESSAGE,\"error_type\":\"not_found\",\"http_status\":404,"
      "\"availability\":{\"code\":\"constraint_filtered\",\"retryable\":false,\"requested_models\":"
      "[$MODEL],\"excluded_by\":[\"max_price\"]}}}",
      "No endpoints found that satisfy the requested max_price." },
    { "timeout", 408, NULL, NULL, PLAIN(408), "Request timed out" },
    { "too_large", 413, NULL, NULL, PLAIN(413), "Request body is too large" },
    { "unprocessable", 422, NULL, NULL, PLAIN(422), "The request could not be processed" },
    { "rate", 429, NULL, NULL,
      "{\"error\":{\"message\":\"Provider returned error\",\"code\":429,\"metadata\":{\"raw\":"
      "$MESSAGE,\"provider_name\":\"Northwind\",\"limit_source\":\"upstream_provider_shared_pool\","
      "\"remedy_hint\":\"Retry shortly, add your own provider key, or route to another provider\"}}"
      "}",
      "The model is temporarily rate-limited upstream. Please retry shortly." },
    { "rate_hint", 429, NULL, "Retry-After: 1\r\n", PLAIN(429), "Rate limit exceeded" },
    { "rate_daily", 429, NULL, "X-RateLimit-Limit: 200\r\nX-RateLimit-Remaining: 0\r\n",
      "{\"error\":{\"message\":$MESSAGE,\"code\":429,\"metadata\":{\"headers\":{"
      "\"X-RateLimit-Limit\":\"200\",\"X-RateLimit-Remaining\":\"0\",\"X-RateLimit-Reset\":"
      "\"1893456000000\"},\"provider_name\":\"Northwind\"}}" USER,
      "Rate limit exceeded: free-models-per-day" },
    { "capacity", 429, NULL, NULL,
      "{\"error\":{\"message\":$MESSAGE,\"error_type\":\"rate_limit_exceeded\",\"http_status\":429,"
      "\"availability\":{\"code\":\"capacity_exhausted\",\"retryable\":true,\"retry_after\":40,"
      "\"requested_models\":[$MODEL],\"affected_providers\":[\"northwind\",\"lumen\"],"
      "\"fallback_models\":[\"google/gemini-31-flash\"],\"docs_url\":"
      "\"https://openrouter.ai/docs/errors#capacity_exhausted\"},\"metadata\":{\"previous_errors\":"
      "[{\"provider\":\"northwind\",\"code\":\"capacity_exhausted\",\"status\":429}]}}}",
      "All providers are at capacity. Retry after 40 seconds." },
    { "internal", 500, NULL, NULL, PLAIN(500), "Internal Server Error" },
    { "server_error", 500, NULL, NULL,
      "{\"error\":{\"message\":$MESSAGE,\"code\":\"server_error\",\"type\":\"server_error\"}}",
      "The server had an error" },
    { "bad_gateway", 502, NULL, NULL,
      "{\"error\":{\"message\":\"Provider returned error\",\"code\":502,\"metadata\":{\"raw\":"
      "$MESSAGE,\"provider_name\":\"Lumen\",\"error_type\":\"provider_unavailable\"}}" USER,
      "upstream connect error" },
    { "html", 502, "text/html; charset=UTF-8", NULL,
      "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>Bad gateway</h1>"
      "<p>cloudflare</p></body></html>",
      NULL },
    { "unavailable", 503, NULL, "Retry-After: 1\r\n", PLAIN(503),
      "No provider is available for the moment" },
    { "gateway_timeout", 504, NULL, NULL, PLAIN(504), "The provider did not answer in time" },
    { "edge_timeout", 524, "text/html; charset=UTF-8", NULL,
      "<html><title>524: A timeout occurred</title></html>", NULL },
    { "overloaded", 529, NULL, NULL,
      "{\"error\":{\"message\":$MESSAGE,\"code\":529,\"metadata\":{\"error_type\":"
      "\"provider_overloaded\"}}}",
      "Overloaded" },
};

const struct trouble *trouble_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_COUNT(troubles); i++)
        if (strcmp(troubles[i].name, name) == 0)
            return &troubles[i];
    return NULL;
}

const struct trouble *trouble_of_status(int status)
{
    for (size_t i = 0; i < ARRAY_COUNT(troubles); i++)
        if (troubles[i].status == status)
            return &troubles[i];
    return trouble_find("internal");
}

void trouble_body(const struct trouble *trouble, const char *model, const char *message,
                  struct buf *out)
{
    const char *sentence = message ? message : trouble->message ? trouble->message : "";

    for (const char *at = trouble->body; *at;) {
        if (strncmp(at, "$MODEL", 6) == 0) {
            json_quote(slice_of(model), out);
            at += 6;
        } else if (strncmp(at, "$MESSAGE", 8) == 0) {
            json_quote(slice_of(sentence), out);
            at += 8;
        } else {
            buf_addc(out, *at++);
        }
    }
}
