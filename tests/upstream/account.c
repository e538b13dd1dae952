/* account - what was spent, and on what. */
#include "tests/upstream/account.h"

#include "base/clock.h"
#include "tests/upstream/chunk.h"

#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

void account_settle(struct account *account, const struct exchange *exchange)
{
    struct generation *generation = &account->generations[exchange->number % GENERATIONS_KEPT];

    if (exchange->tokens == 0)
        return;
    *generation = (struct generation){
        .number = exchange->number,
        .tokens = exchange->tokens,
        .cost_pico = exchange->cost_pico,
        .cancelled = exchange->outcome != EXCHANGE_ANSWERED,
    };
    memcpy(generation->model, exchange->model, sizeof(generation->model));
    account->spent_pico += exchange->cost_pico;
}

static void add_amount(int64_t pico, struct buf *out)
{
    if (pico < 0)
        buf_adds(out, "null");
    else
        chunk_number(pico, out);
}

void account_key(const struct account *account, int64_t limit_pico, struct buf *out)
{
    buf_adds(out, "{\"data\":{\"label\":\"sk-or-v1-sta...ndin\",\"limit\":");
    add_amount(limit_pico, out);
    buf_adds(out, ",\"limit_remaining\":");
    add_amount(limit_pico < 0 ? -1 : limit_pico - account->spent_pico, out);
    buf_adds(out, ",\"limit_reset\":\"monthly\",\"include_byok_in_limit\":false,\"usage\":");
    chunk_number(account->spent_pico, out);
    buf_adds(out, ",\"usage_daily\":");
    chunk_number(account->spent_pico, out);
    buf_adds(out, ",\"usage_weekly\":0,\"usage_monthly\":0,\"byok_usage\":0,\"byok_usage_daily\":0,"
                  "\"byok_usage_weekly\":0,\"byok_usage_monthly\":0,\"is_free_tier\":false,"
                  "\"is_management_key\":false,\"is_provisioning_key\":false,\"expires_at\":null,"
                  "\"creator_user_id\":null,\"rate_limit\":{\"requests\":-1,\"interval\":\"10s\","
                  "\"note\":\"deprecated\"},\"free_model_daily_requests\":{\"limit\":1000,\"used\":"
                  "0,\"remaining\":1000}}}");
}

void account_credits(const struct account *account, struct buf *out)
{
    buf_adds(out, "{\"data\":{\"total_credits\":100,\"total_usage\":");
    chunk_number(account->spent_pico, out);
    buf_adds(out, "}}");
}

#define KEY_ROW(hash, name, rest)                                                                  \
    "{\"hash\":\"" hash "\",\"name\":\"" name "\",\"label\":\"sk-or-v1-sta...ndin\","              \
    "\"include_byok_in_limit\":false,\"byok_usage\":0,\"byok_usage_daily\":0,"                     \
    "\"byok_usage_weekly\":0,\"byok_usage_monthly\":0,\"usage_weekly\":0,"                         \
    "\"created_at\":\"2026-01-01T00:00:00.000Z\",\"updated_at\":null,\"creator_user_id\":null,"    \
    "\"workspace_id\":\"standin\"," rest

void account_keys(const struct account *account, struct buf *out)
{
    buf_adds(out, "{\"data\":[" KEY_ROW("00", "ci",
                                        "\"disabled\":true,\"limit\":null,\"limit_reset\":null,"
                                        "\"limit_remaining\":null,\"usage\":0.25,"
                                        "\"usage_daily\":0,\"usage_monthly\":0}"));
    buf_adds(out, "," KEY_ROW("01", "main",
                              "\"disabled\":false,\"limit\":100,\"limit_reset\":\"monthly\","
                              "\"usage_daily\":0.5,\"usage_monthly\":12.5,"
                              "\"limit_remaining\":"));
    chunk_number(ACCOUNT_LIMIT_PICO - account->spent_pico, out);
    buf_adds(out, ",\"usage\":");
    chunk_number(account->spent_pico, out);
    buf_adds(out, "}]}");
}

/* Two models a day, on the three days before today. */
void account_activity(struct buf *out)
{
    buf_adds(out, "{\"data\":[");
    for (int i = 0; i < 6; i++) {
        time_t time = (time_t)(clock_unix_s() - (1 + i / 2) * 86400);
        struct tm parts;
        char date[16];

        strftime(date, sizeof(date), "%Y-%m-%d", gmtime_r(&time, &parts));
        buf_addf(out,
                 "%s{\"date\":\"%s\",\"model\":\"openai/gpt-77\",\"model_permaslug\":"
                 "\"openai/gpt-77-20261101\",\"endpoint_id\":\"%d\",\"provider_name\":\"OpenAI\","
                 "\"usage\":0.%d5,\"byok_usage_inference\":0,\"requests\":%d,"
                 "\"prompt_tokens\":500,\"completion_tokens\":90,\"reasoning_tokens\":25}",
                 i > 0 ? "," : "", date, i, i, i + 1);
    }
    buf_adds(out, "]}");
}

bool account_generation(const struct account *account, const char *id, struct buf *out)
{
    const char *mark = strstr(id, "-Standin");
    size_t number = mark ? strtoul(mark + strlen("-Standin"), NULL, 10) : 0;
    const struct generation *generation = &account->generations[number % GENERATIONS_KEPT];

    if (number == 0 || generation->number != number)
        return false;
    buf_addf(
        out,
        "{\"data\":{\"id\":\"%s\",\"model\":\"%s\",\"created_at\":\"2026-11-22T00:00:00.000Z\","
        "\"streamed\":true,\"cancelled\":%s,\"finish_reason\":\"stop\",\"origin\":\"\","
        "\"is_byok\":false,\"native_tokens_completion\":%" PRId64 ",\"usage\":",
        id, generation->model, generation->cancelled ? "true" : "false", generation->tokens);
    chunk_number(generation->cost_pico, out);
    buf_adds(out, ",\"total_cost\":");
    chunk_number(generation->cost_pico, out);
    buf_adds(out, "}}");
    return true;
}
