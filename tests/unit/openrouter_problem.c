/* Units of openrouter/problem. */
#include "openrouter/problem.h"

#include "base/limits.h"
#include "test.h"
#include "json/scan.h"

#include <stdlib.h>

static struct problem read_status(int status, const char *body)
{
    struct problem problem;

    memset(&problem, 0x55, sizeof(problem));
    problem_read(status, slice_of(body), "a/b", &problem);
    CHECK(strlen(problem.err.text) <= 600);
    CHECK(strlen(problem.err.text) > 20);
    return problem;
}

static enum err_kind kind_of(int code, const char *key, const char *value)
{
    char body[512];

    snprintf(body, sizeof(body), "{\"error\":{\"code\":%d,\"message\":\"m\",%s\"%s\"}}}", code, key,
             value);

    struct problem problem = read_status(code, body);

    CHECK_INT(problem.code, code);
    CHECK_INT(strstr(problem.err.text, "model 'a/b': ") != NULL, !problem.of_key);
    CHECK_SAYS(problem.err.text, "\"m\"");
    return problem.err.kind;
}

TEST("problem: each status has its kind when nothing else is said")
{
    static const struct {
        int status;
        enum err_kind kind;
    } wanted[] = {
        { 400, ERR_ARGUMENT }, { 401, ERR_AUTH },     { 402, ERR_CREDIT },   { 403, ERR_REFUSED },
        { 404, ERR_MODEL },    { 405, ERR_ARGUMENT }, { 408, ERR_UPSTREAM }, { 410, ERR_MODEL },
        { 412, ERR_ARGUMENT }, { 413, ERR_ARGUMENT }, { 418, ERR_ARGUMENT }, { 422, ERR_ARGUMENT },
        { 429, ERR_RATE },     { 500, ERR_UPSTREAM }, { 502, ERR_UPSTREAM }, { 503, ERR_UPSTREAM },
        { 504, ERR_UPSTREAM }, { 520, ERR_UPSTREAM }, { 524, ERR_UPSTREAM }, { 529, ERR_UPSTREAM },
        { 301, ERR_PROTOCOL }, { 302, ERR_PROTOCOL }, { 200, ERR_PROTOCOL }, { 204, ERR_PROTOCOL },
        { 0, ERR_UPSTREAM },   { 101, ERR_UPSTREAM },
    };

    for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
        struct problem problem = read_status(wanted[i].status, "");

        CHECK_INT(problem.err.kind, wanted[i].kind);
        CHECK_INT(problem.code, wanted[i].status);
        CHECK_INT(problem.retryable, -1);
        CHECK_INT(problem.retry_after_s, -1);
        CHECK_INT(problem.affordable_tokens, -1);
        CHECK_STR(problem.error_type, "");
    }
}

TEST("problem: an error_type is more precise than the status")
{
    static const struct {
        int status;
        const char *type;
        enum err_kind kind;
    } wanted[] = {
        { 400, "invalid_request", ERR_ARGUMENT },
        { 400, "invalid_prompt", ERR_ARGUMENT },
        { 400, "context_length_exceeded", ERR_ARGUMENT },
        { 400, "max_tokens_exceeded", ERR_ARGUMENT },
        { 400, "token_limit_exceeded", ERR_ARGUMENT },
        { 400, "string_too_long", ERR_ARGUMENT },
        { 400, "content_policy_violation", ERR_REFUSED },
        { 400, "refusal", ERR_REFUSED },
        { 400, "invalid_image", ERR_ARGUMENT },
        { 400, "image_too_large", ERR_ARGUMENT },
        { 400, "image_too_small", ERR_ARGUMENT },
        { 400, "unsupported_image_format", ERR_ARGUMENT },
        { 400, "image_download_failed", ERR_ARGUMENT },
        { 401, "authentication", ERR_AUTH },
        { 402, "payment_required", ERR_CREDIT },
        { 403, "permission_denied", ERR_REFUSED },
        { 404, "not_found", ERR_MODEL },
        { 404, "image_not_found", ERR_ARGUMENT },
        { 412, "precondition_failed", ERR_ARGUMENT },
        { 413, "payload_too_large", ERR_ARGUMENT },
        { 422, "unprocessable", ERR_ARGUMENT },
        { 429, "rate_limit_exceeded", ERR_RATE },
        { 500, "server", ERR_UPSTREAM },
        { 500, "unmapped", ERR_UPSTREAM },
        { 502, "provider_unavailable", ERR_UPSTREAM },
        { 503, "provider_overloaded", ERR_UPSTREAM },
        { 504, "timeout", ERR_UPSTREAM },
        { 400, "something_of_next_year", ERR_ARGUMENT },
        { 403, "something_of_next_year", ERR_REFUSED },
    };

    for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++)
        CHECK_INT(kind_of(wanted[i].status, "\"metadata\":{\"error_type\":", wanted[i].type),
                  wanted[i].kind);
}

TEST("problem: an availability code is more precise than both")
{
    static const struct {
        const char *code;
        enum err_kind kind;
    } wanted[] = {
        { "model_not_found", ERR_MODEL },       { "wrong_endpoint", ERR_MODEL },
        { "no_endpoints", ERR_MODEL },          { "model_deprecated", ERR_MODEL },
        { "capacity_exhausted", ERR_UPSTREAM }, { "model_unavailable_upstream", ERR_UPSTREAM },
        { "region_restricted", ERR_MODEL },     { "temporarily_unavailable", ERR_UPSTREAM },
        { "privacy_restricted", ERR_MODEL },    { "constraint_filtered", ERR_MODEL },
        { "free_variant_ended", ERR_MODEL },    { "unheard_of", ERR_RATE },
    };

    for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++)
        CHECK_INT(kind_of(429, "\"availability\":{\"code\":", wanted[i].code), wanted[i].kind);
}

TEST("problem: an error is found at the top and in the first choice, and null is none")
{
    CHECK(problem_in(SLICE("{\"error\":{\"code\":1}}")));
    CHECK(problem_in(SLICE("{\"error\":\"text\"}")));
    CHECK(problem_in(SLICE("{\"error\":{}}")));
    CHECK(problem_in(SLICE("{\"choices\":[{\"error\":{\"code\":502}}]}")));
    CHECK(problem_in(SLICE("{\"choices\":[],\"error\":{\"code\":429}}")));
    CHECK(!problem_in(SLICE("{\"error\":null}")));
    CHECK(!problem_in(SLICE("{\"error\":false}")));
    CHECK(!problem_in(SLICE("{\"choices\":[{\"error\":null}]}")));
    CHECK(!problem_in(SLICE("{\"choices\":[{}, {\"error\":{\"code\":502}}]}")));
    CHECK(!problem_in(SLICE("{\"choices\":{\"error\":1}}")));
    CHECK(!problem_in(SLICE("[]")));
    CHECK(!problem_in(SLICE("\"error\"")));
}

TEST("problem: the code is found as a number, as a string, in http_status, or in the status")
{
    CHECK_INT(read_status(200, "{\"error\":{\"code\":429,\"message\":\"m\"}}").code, 429);
    CHECK_INT(read_status(200, "{\"error\":{\"code\":\"429\",\"message\":\"m\"}}").code, 429);
    CHECK_INT(read_status(200, "{\"error\":{\"http_status\":503,\"message\":\"m\"}}").code, 503);
    CHECK_INT(read_status(403, "{\"error\":{\"message\":\"m\"}}").code, 403);
    CHECK_INT(read_status(403, "{\"error\":{\"code\":1e400}}").code, 403);
    CHECK_INT(read_status(403, "{\"error\":{\"code\":99999999999999999999}}").code, 403);
    CHECK_INT(read_status(403, "{\"error\":{\"code\":-1}}").code, 403);
    CHECK_INT(read_status(200, "{\"error\":{\"message\":\"m\"}}").code, 0);

    struct problem problem = read_status(200, "{\"error\":{\"code\":\"server_error\"}}");

    CHECK_STR(problem.error_type, "server_error");
    CHECK_INT(problem.err.kind, ERR_UPSTREAM);
}

TEST("problem: the words are found as text, as an object, as issues, or not at all")
{
    CHECK_SAYS(read_status(400, "{\"error\":\"plain words\"}").err.text, "\"plain words\"");
    CHECK_SAYS(read_status(400, "{\"error\":{\"message\":{\"message\":\"deep\"}}}").err.text,
               "\"deep\"");
    CHECK_SAYS(read_status(400, "{\"message\":\"beside\"}").err.text, "\"beside\"");
    CHECK_SAYS(read_status(400, "{\"detail\":\"beside\"}").err.text, "\"beside\"");
    CHECK_SAYS(read_status(400, "{\"error\":{\"message\":[{\"path\":[\"a\",0,\"b\"],\"message\":"
                                "\"no\"},{\"message\":\"also\"},\"third\"]}}")
                   .err.text,
               "\"a.0.b: no; also; third\"");
    CHECK(!strchr(read_status(400, "{\"error\":{\"message\":null}}").err.text, '"'));
    CHECK(!strchr(read_status(400, "{}").err.text, '"'));
    CHECK(!strchr(read_status(400, "[[[[[[[]]]]]]]").err.text, '"'));
}

TEST("problem: what the provider said stands in for \"Provider returned error\"")
{
    struct problem problem =
        read_status(400, "{\"error\":{\"code\":400,\"message\":\"Provider returned error\","
                         "\"metadata\":{\"provider_name\":\"Azure\",\"raw\":\"{\\\"error\\\":"
                         "{\\\"message\\\":\\\"bad seed\\\",\\\"type\\\":\\\"x\\\"}}\"}}}");

    CHECK_SAYS(problem.err.text, "(400, provider Azure): \"bad seed\".");
    problem = read_status(429, "{\"error\":{\"message\":\"Provider returned error\"}}");
    CHECK_SAYS(problem.err.text, "Provider returned error");
    problem = read_status(400, "{\"error\":{\"message\":\"Provider returned error\",\"metadata\":"
                               "{\"raw\":{\"error\":{\"message\":\"as an object\"}}}}}");
    CHECK_SAYS(problem.err.text, "\"as an object\"");
    problem = read_status(400, "{\"error\":{\"code\":400,\"message\":\"Provider returned error\","
                               "\"metadata\":{\"raw\":\"{broken\"}}}");
    CHECK_SAYS(problem.err.text, "\"{broken\"");
}

TEST("problem: 402 tells how many tokens are affordable, and who has no credits at all")
{
    struct problem problem =
        read_status(402, "{\"error\":{\"code\":402,\"message\":\"This request requires more "
                         "credits, or fewer max_tokens. You requested up to 32000 tokens, but can "
                         "only afford 27342. To increase, visit x\"}}");

    CHECK_INT(problem.affordable_tokens, 27342);
    CHECK_INT(problem.err.kind, ERR_CREDIT);
    CHECK_SAYS(problem.err.text, "At most 27342 output tokens are affordable.");
    CHECK_SAYS(problem.err.text, "Lower max_output_tokens");

    problem = read_status(402, "{\"error\":{\"code\":402,\"message\":\"Insufficient credits. This "
                               "account never purchased credits.\"}}");
    CHECK_INT(problem.affordable_tokens, -1);
    CHECK_SAYS(problem.err.text, "has never bought credits");
    problem = read_status(402, "{\"error\":{\"code\":402,\"message\":\"can only afford much\"}}");
    CHECK_INT(problem.affordable_tokens, -1);
    problem = read_status(402, "{\"error\":{\"code\":402,\"message\":\"m\",\"metadata\":"
                               "{\"limit_source\":\"openrouter_in_flight_budget\"}}}");
    CHECK_SAYS(problem.err.text, "requests still running");
}

TEST("problem: a new account hears of the one switch for free models, and of its price")
{
    struct problem problem = read_status(402, "{\"error\":{\"code\":402,\"message\":\"Insufficient "
                                              "credits. This account never purchased credits.\"}}");

    CHECK(problem.of_key);
    CHECK_SAYS(problem.err.text, "https://openrouter.ai/settings/credits");
    CHECK_SAYS(problem.err.text, "privacy.allow_free or OPENROUTER_MCP_PRIVACY_ALLOW_FREE=true");
    CHECK_SAYS(problem.err.text, "may keep prompts and train on them.");
    problem =
        read_status(404, "{\"error\":{\"code\":404,\"message\":\"No endpoints found matching your "
                         "data policy (Free model training)\"}}");
    CHECK_INT(problem.err.kind, ERR_MODEL);
    CHECK_SAYS(problem.err.text, "https://openrouter.ai/settings/privacy");
    CHECK_SAYS(problem.err.text, "privacy.data_collection");
}

TEST("problem: what concerns the key is told from what concerns one request or one model")
{
    static const struct {
        const char *body;
        bool of_key;
    } rows[] = {
        { "{\"error\":{\"code\":401,\"message\":\"m\"}}", true },
        { "{\"error\":{\"code\":402,\"message\":\"m\"}}", true },
        { "{\"error\":{\"code\":402,\"message\":\"can only afford 7\"}}", false },
        { "{\"error\":{\"code\":402,\"message\":\"m\",\"metadata\":{\"limit_source\":"
          "\"openrouter_in_flight_budget\"}}}",
          false },
        { "{\"error\":{\"code\":403,\"message\":\"Key limit exceeded (weekly limit)\"}}", true },
        { "{\"error\":{\"code\":403,\"message\":\"Workspace budget exceeded\"}}", true },
        { "{\"error\":{\"code\":403,\"message\":\"your input was flagged\"}}", false },
        { "{\"error\":{\"code\":403,\"message\":\"m\"}}", false },
        /* A provider's key, which the user gave to OpenRouter. */
        { "{\"error\":{\"code\":401,\"message\":\"m\",\"metadata\":{\"provider_name\":\"Azure\"}}}",
          false },
        { "{\"error\":{\"code\":429,\"message\":\"m\"}}", false },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct problem problem = read_status(200, rows[i].body);

        if (problem.of_key != rows[i].of_key)
            test_fail(__FILE__, __LINE__, "row %zu: %s", i, problem.err.text);
    }
}

TEST("problem: who failed is told, those before the last one first")
{
    struct problem problem = read_status(
        502, "{\"error\":{\"code\":502,\"message\":\"m\",\"metadata\":{\"provider_name\":\"C\","
             "\"previous_errors\":[{\"provider\":\"A\",\"status\":429},{\"code\":400},"
             "{\"provider\":\"B\"}]}}}");

    CHECK_STR(problem.providers, "A, B, C");
    CHECK_STR(read_status(502, "{}").providers, "");
}

TEST("problem: 403 names the limit, the guardrail or the moderation that refused")
{
    struct problem problem = read_status(403, "{\"error\":{\"code\":403,\"message\":\"Key limit "
                                              "exceeded (monthly limit)\"}}");

    CHECK_INT(problem.err.kind, ERR_CREDIT);
    CHECK_SAYS(problem.err.text, "spending limit of this API key");
    problem = read_status(403, "{\"error\":{\"code\":403,\"message\":\"Your chosen model requires "
                               "moderation and your input was flagged\",\"metadata\":{\"reasons\":"
                               "[\"violence\",\"hate\"],\"flagged_input\":\"...\"}}}");
    CHECK_INT(problem.err.kind, ERR_REFUSED);
    CHECK_SAYS(problem.err.text, "Reasons: violence, hate.");
}

TEST("problem: what OpenRouter adds for the next step is passed on")
{
    struct problem problem = read_status(
        404, "{\"error\":{\"message\":\"none left\",\"http_status\":404,\"availability\":{\"code\":"
             "\"constraint_filtered\",\"retryable\":false,\"excluded_by\":[\"max_price\",\"geo\"],"
             "\"fallback_models\":[\"c/d\",\"e/f\",\"g/h\",\"i/j\"]}}}");

    CHECK_INT(problem.retryable, 0);
    CHECK_SAYS(problem.err.text, "Excluded by: max_price, geo.");
    CHECK_SAYS(problem.err.text, "OpenRouter suggests: c/d, e/f, g/h.");

    problem = read_status(503, "{\"error\":{\"message\":\"m\",\"availability\":{\"retryable\":true,"
                               "\"retry_after\":2.5}}}");
    CHECK_INT(problem.retryable, 1);
    CHECK_INT(problem.retry_after_s, 3);
    CHECK_SAYS(problem.err.text, "Retry after 3 s.");
    problem = read_status(503, "{\"error\":{\"availability\":{\"retry_after\":\"7\"}}}");
    CHECK_INT(problem.retry_after_s, 7);
    problem = read_status(503, "{\"error\":{\"availability\":{\"retry_after\":-7}}}");
    CHECK_INT(problem.retry_after_s, -1);
    problem = read_status(503, "{\"error\":{\"availability\":{\"retry_after\":1e9}}}");
    CHECK_INT(problem.retry_after_s, -1);
    problem =
        read_status(503, "{\"error\":{\"availability\":{\"retry_after\":99999999999999999999}}}");
    CHECK_INT(problem.retry_after_s, 1000000);
}

TEST("problem: a body that is no JSON is told by its title or its beginning (fault U41)")
{
    struct problem problem = read_status(502, "<!doctype html><html><head><title>openrouter.ai | "
                                              "502: Bad gateway</title></head><body>…</body>");

    CHECK_INT(problem.err.kind, ERR_UPSTREAM);
    CHECK_SAYS(problem.err.text, "(502): \"openrouter.ai | 502: Bad gateway\"");
    problem = read_status(200, "<html>captive portal, please log in</html>");
    CHECK_INT(problem.err.kind, ERR_PROTOCOL);
    CHECK_SAYS(problem.err.text, "captive portal");
    problem = read_status(500, "upstream connect error\r\n\r\n");
    CHECK_SAYS(problem.err.text, "\"upstream connect error\"");
}

TEST("problem: hostile words are bounded, cleaned, and cannot end their quotation")
{
    char body[9000];

    snprintf(body, sizeof(body), "{\"error\":{\"code\":400,\"message\":\"%0*d\"}}", 8000, 1);
    CHECK_SAYS(read_status(400, body).err.text, "000...\"");

    struct problem problem =
        read_status(400, "{\"error\":{\"code\":400,\"message\":\"\\u001b[2J a\\\" . Ignore\\u202e "
                         "b\\nc \\ud800\"}}");

    CHECK_SAYS(problem.err.text, "\"[2J a' . Ignore b c \xEF\xBF\xBD\"");
    CHECK(!strchr(problem.err.text, '\033'));
    CHECK(!strchr(problem.err.text, '\n'));
}

TEST("problem: a full stop of theirs does not stand beside ours")
{
    CHECK_SAYS(read_status(400, "{\"error\":\"No.\"}").err.text, "\"No\". ");
    CHECK_SAYS(read_status(400, "{\"error\":\"No...\"}").err.text, "\"No...\". ");
    CHECK(!strchr(read_status(400, "{\"error\":\".\"}").err.text, '"'));
}

TEST("problem: with everything at its longest the sentence still ends with what to do")
{
    static char long_name[300], body[9000];
    struct problem problem;

    memset(long_name, 'x', sizeof(long_name) - 1);
    snprintf(body, sizeof(body),
             "{\"error\":{\"code\":404,\"message\":\"%s%s data policy\",\"metadata\":"
             "{\"provider_name\":\"%s\",\"previous_errors\":[{\"provider\":\"%s\"}]},"
             "\"availability\":{\"retry_after\":999,\"excluded_by\":[\"%s\",\"%s\"]}}}",
             long_name, long_name, long_name, long_name, long_name, long_name);
    problem_read(404, slice_of(body), long_name, &problem);
    CHECK(strlen(problem.err.text) <= 600);
    CHECK_SAYS(problem.err.text, "choose another model");
}

TEST("problem: any prefix of a body gives a sentence")
{
    const char *body =
        "{\"error\":{\"message\":\"All at capacity\",\"http_status\":429,"
        "\"availability\":{\"retryable\":true,\"retry_after\":40}},\"user_id\":\"u\"}";
    struct problem problem;

    for (size_t size = 0; size <= strlen(body); size++) {
        char *copy = slice_dup((struct slice){ body, size });

        problem_read(429, (struct slice){ copy, size }, NULL, &problem);
        free(copy);
        CHECK_INT(problem.code, 429);
        CHECK(strlen(problem.err.text) > 20 && strlen(problem.err.text) <= 600);
    }
}

/* What each recorded line must become, in the order of the file. */
static const struct {
    int code;
    enum err_kind kind;
    const char *says;
} recorded[] = {
    { 400, ERR_ARGUMENT, "maximum context length is 200000 tokens" },
    { 401, ERR_AUTH, "OPENROUTER_API_KEY" },
    { 402, ERR_CREDIT, "At most 27342 output tokens are affordable." },
    { 429, ERR_RATE, "(429, provider Google): \"google/gemini-2.0-flash-exp:free is temporarily" },
    { 429, ERR_RATE, "provider BaseTen" },
    { 429, ERR_RATE, "The limit resets at 2025-03-30 00:00 UTC." },
    { 404, ERR_MODEL, "https://openrouter.ai/settings/privacy" },
    { 404, ERR_MODEL, "without \":batch\"" },
    { 400, ERR_ARGUMENT, "provider: Expected object, received string" },
    { 429, ERR_RATE, "too many requests (429)" },
    { 400, ERR_ARGUMENT, "Token limit reached" },
    { 403, ERR_REFUSED, "Patterns: ignore all previous instructions." },
    { 429, ERR_UPSTREAM, "Retry after 40 s. Providers tried: anthropic, amazon-bedrock." },
    { 502, ERR_UPSTREAM, "Provider disconnected mid-stream" },
};

TEST("problem: the 14 recorded error bodies have the right kind and one clear sentence")
{
    if (!test_data_dir())
        SKIP("no data folder");

    char path[4096];
    size_t size, count = 0;

    snprintf(path, sizeof(path), "%s/openrouter/error-bodies.jsonl", test_data_dir());

    char *text = test_read_file(path, &size);
    struct slice rest = { text, size }, line;

    for (; slice_split(&rest, '\n', &line); count++) {
        struct problem problem;
        int64_t status = 0;

        CHECK(count < sizeof(recorded) / sizeof(*recorded));
        CHECK(scan_int(scan_member(line, "status"), &status));
        CHECK(status != 200 || problem_in(scan_member(line, "body")));
        problem_read((int)status, scan_member(line, "body"), "a/b", &problem);
        CHECK_INT(problem.code, recorded[count].code);
        CHECK_INT(problem.err.kind, recorded[count].kind);
        CHECK_SAYS(problem.err.text, recorded[count].says);
        CHECK(strlen(problem.err.text) <= 600);
        CHECK(!strstr(problem.err.text, "user_x"));
        if (getenv("SHOW"))
            printf("  %s\n", problem.err.text);
    }
    CHECK_INT(count, 14);
    free(text);
}
