/* Units of openrouter/account. */
#include "openrouter/account.h"

#include "base/buf.h"
#include "base/limits.h"
#include "openrouter/money.h"
#include "test.h"

static struct err err;

TEST("account: a key is read with its limit, to the nano-dollar")
{
    struct account_key key;

    CHECK_INT(account_read_key(
                  SLICE("{\"data\":{\"label\":\"sk-or-v1-abc...xyz\",\"limit\":100,"
                        "\"limit_remaining\":74.500000001,\"limit_reset\":\"monthly\","
                        "\"usage\":25.499999999,\"usage_daily\":2.5e-7,\"usage_monthly\":1}}"),
                  &key, &err),
              0);
    CHECK_STR(key.name, "sk-or-v1-abc...xyz");
    CHECK_STR(key.reset, "monthly");
    CHECK_INT(key.limit_nano, 100 * NANO_PER_USD);
    CHECK_INT(key.left_nano, 74500000001);
    CHECK_INT(key.used_nano, 25499999999);
    CHECK_INT(key.day_nano, 250);
    CHECK_INT(key.month_nano, NANO_PER_USD);
    CHECK(!key.is_disabled && !key.is_management);
    CHECK_INT(account_read_key(SLICE("{\"data\":{\"is_management_key\":true}}"), &key, &err), 0);
    CHECK(key.is_management);
}

TEST("account: a key says what it is, and one that does not is an ordinary one")
{
    struct account_key key;

    CHECK_INT(
        account_read_key(SLICE("{\"data\":{\"is_management_key\":true,\"is_free_tier\":true}}"),
                         &key, &err),
        0);
    CHECK(key.is_management && key.is_free_tier);
    CHECK_INT(account_read_key(SLICE("{\"data\":{\"is_management_key\":\"yes\",\"limit\":1}}"),
                               &key, &err),
              0);
    CHECK(!key.is_management && !key.is_free_tier);
}

TEST("account: a key without a limit has none left of it, one beyond it has nothing left")
{
    struct account_key key;

    CHECK_INT(account_read_key(SLICE("{\"data\":{\"limit\":null,\"limit_remaining\":null,"
                                     "\"limit_reset\":null}}"),
                               &key, &err),
              0);
    CHECK_INT(key.limit_nano, -1);
    CHECK_INT(key.left_nano, -1);
    CHECK_INT(key.used_nano, -1);
    CHECK_STR(key.reset, "");
    CHECK_INT(
        account_read_key(SLICE("{\"data\":{\"limit\":5,\"limit_remaining\":-0.25}}"), &key, &err),
        0);
    CHECK_INT(key.left_nano, 0);
}

TEST("account: bodies of another shape are refused, and say which")
{
    static const char *const bodies[] = { "null",         "[]",      "{}", "{\"data\":null}",
                                          "{\"data\":1}", "\"data\"" };
    struct account_key key;
    struct account_keys keys;
    struct account_credits credits;
    struct account_activity activity;

    for (size_t i = 0; i < ARRAY_COUNT(bodies); i++) {
        struct slice body = slice_of(bodies[i]);

        CHECK_INT(account_read_key(body, &key, &err), -1);
        CHECK_SAYS(err.text, "/key");
        CHECK_INT(account_read_keys(body, &keys, &err), -1);
        CHECK_SAYS(err.text, "/keys");
        CHECK_INT(account_read_credits(body, &credits, &err), -1);
        CHECK_SAYS(err.text, "/credits");
        CHECK_INT(account_read_activity(body, &activity, &err), -1);
        CHECK_SAYS(err.text, "/activity");
        CHECK_INT(err.kind, ERR_PROTOCOL);
    }
    CHECK_INT(account_read_credits(SLICE("{\"data\":{\"total_credits\":1}}"), &credits, &err), -1);
    CHECK_INT(account_read_credits(SLICE("{\"data\":{\"total_credits\":\"1\",\"total_usage\":1}}"),
                                   &credits, &err),
              -1);
}

TEST("account: credits are what was bought and what was used")
{
    struct account_credits credits;

    CHECK_INT(
        account_read_credits(SLICE("{\"data\":{\"total_credits\":100.5,\"total_usage\":25.75}}"),
                             &credits, &err),
        0);
    CHECK_INT(credits.bought_nano, 100500000000);
    CHECK_INT(credits.used_nano, 25750000000);
}

TEST("account: of many keys the dearest of the month are kept, in order, and all are counted")
{
    CLEANUP(buf_done) struct buf body = BUF_MAX(KIB(64));
    struct account_keys keys;

    buf_adds(&body, "{\"data\":[null,7");
    for (int i = 0; i < 50; i++)
        buf_addf(&body, ",{\"name\":\"k%d\",\"label\":\"l\",\"usage_monthly\":%d,\"disabled\":%s}",
                 i, i * 7 % 50, i == 7 ? "true" : "false");
    buf_adds(&body, "]}");
    CHECK_INT(account_read_keys(buf_slice(&body), &keys, &err), 0);
    CHECK_INT(keys.count, 50);
    CHECK_INT(keys.kept, ACCOUNT_KEYS_MAX);
    for (size_t i = 0; i < keys.kept; i++)
        CHECK_INT(keys.keys[i].month_nano, (int64_t)(49 - i) * NANO_PER_USD);
    CHECK_STR(keys.keys[0].name, "k7");
    CHECK(keys.keys[0].is_disabled && !keys.keys[1].is_disabled);
    CHECK_INT(account_read_keys(SLICE("{\"data\":[{\"label\":\"only a\\nlabel\"}]}"), &keys, &err),
              0);
    CHECK_INT(keys.kept, 1);
    CHECK_STR(keys.keys[0].name, "only a label");
    CHECK_INT(account_read_keys(SLICE("{\"data\":[]}"), &keys, &err), 0);
    CHECK_INT(keys.count, 0);
}

TEST("account: activity is summed by day over models and providers, the latest day first")
{
    struct account_activity activity;

    CHECK_INT(account_read_activity(
                  SLICE("{\"data\":[{\"date\":\"2026-11-20\",\"model\":\"a/b\",\"usage\":0.015,"
                        "\"requests\":5},{\"date\":\"2026-11-21 00:00:00\",\"usage\":1,"
                        "\"requests\":1},{\"date\":\"2026-11-20\",\"usage\":0.000000001,"
                        "\"requests\":2},{\"usage\":9},{\"date\":\"2026-11-19\",\"usage\":null,"
                        "\"requests\":-4},7]}"),
                  &activity, &err),
              0);
    CHECK_INT(activity.count, 3);
    CHECK_STR(activity.days[0].date, "2026-11-21");
    CHECK_STR(activity.days[1].date, "2026-11-20");
    CHECK_INT(activity.days[1].cost_nano, 15000001);
    CHECK_INT(activity.days[1].requests, 7);
    CHECK_INT(activity.days[2].cost_nano, 0);
    CHECK_INT(activity.days[2].requests, 0);
    CHECK_INT(activity.cost_nano, 1015000001);
    CHECK_INT(activity.requests, 8);
}

TEST("account: more days than are kept leave the latest, in whatever order they come")
{
    for (int turned = 0; turned < 2; turned++) {
        CLEANUP(buf_done) struct buf body = BUF_MAX(KIB(64));
        struct account_activity activity;

        buf_adds(&body, "{\"data\":[");
        for (int i = 0; i < 60; i++) {
            int day = turned ? 59 - i : i;

            buf_addf(&body, "%s{\"date\":\"2026-%02d-%02d\",\"usage\":1,\"requests\":1}",
                     i > 0 ? "," : "", 10 + day / 30, 1 + day % 30);
        }
        buf_adds(&body, "]}");
        CHECK_INT(account_read_activity(buf_slice(&body), &activity, &err), 0);
        CHECK_INT(activity.count, ACCOUNT_DAYS_MAX);
        CHECK_STR(activity.days[0].date, "2026-11-30");
        CHECK_STR(activity.days[ACCOUNT_DAYS_MAX - 1].date, "2026-10-30");
        CHECK_INT(activity.cost_nano, 60 * NANO_PER_USD);
    }
}

TEST("account: amounts beyond all reason saturate, and are no amounts when they are more than that")
{
    struct account_activity activity;

    CHECK_INT(account_read_activity(
                  SLICE("{\"data\":[{\"date\":\"2026-11-20\",\"usage\":999999999,\"requests\":"
                        "9223372036854775807},{\"date\":\"2026-11-20\",\"usage\":1e300,"
                        "\"requests\":9223372036854775807},{\"date\":\"2026-11-20\","
                        "\"usage\":999999999,\"requests\":1}]}"),
                  &activity, &err),
              0);
    CHECK_INT(activity.days[0].cost_nano, 2 * 999999999 * NANO_PER_USD);
    CHECK(activity.requests > 0);
}
