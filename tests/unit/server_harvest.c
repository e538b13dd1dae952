/* Units of mcp-server/review/harvest: the reviews of a time, over a real store. */
#include "base/clock.h"
#include "ledger_room.h"
#include "mcp-server/worth/harvest.h"
#include "vault/secret.h"

#include <time.h>

#define DAY  86400LL
#define NOON (20000 * DAY + DAY / 2)

static int64_t now_s;

static int64_t fixed_s(void)
{
    return now_s;
}

static int64_t real_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

static struct config config;
static struct program program;
static struct harvest harvest;
static struct err told;
static int ends;

static void begin(void)
{
    static const struct clock_source source = { .ms = real_ms, .unix_s = fixed_s };

    now_s = NOON;
    clock_replace(&source);
    room_open();
    config =
        (struct config){ .session_id = "mine", .state_dir = room, .keep_days = 90, .max_mb = 64 };
    program = (struct program){ .config = &config, .loop = loop_new() };
    program.store = store_new(program.loop, room);
}

static void end(void)
{
    harvest_done(&harvest);
    program.store = store_free(program.store, 5000);
    loop_free(program.loop);
    room_close();
    clock_replace(NULL);
}

/* So many seconds before noon; of a size with the padding. The file beside it is none of a
 * harvest's business. */
static void keep(int64_t ago_s, const char *session, const char *tag, int64_t cost_nano,
                 size_t padding)
{
    CLEANUP(buf_done) struct buf json = BUF_MAX(MIB(1));
    char id[SHELF_ID_SIZE];
    struct record record = { RECORD_REVIEW, id, NOON - ago_s, NOON + DAY };

    secret_random_id(id, "r_");
    buf_addf(&json, "{\"review_id\":\"%s\",\"session\":\"%s\",\"tag\":\"%s\",\"padding\":\"%*s\",",
             id, session, tag, (int)padding, "");
    buf_addf(
        &json,
        "\"reviewers\":[{\"model\":\"a/x\",\"status\":\"ok\",\"raw\":1,\"kept\":1,"
        "\"quote_missing\":0,\"cost_nano\":%lld,\"cost_is_bound\":false}],"
        "\"findings\":[{\"id\":\"F1\",\"found_by\":[\"a/x\"]}],\"cost\":{\"total_nano\":%lld}}",
        (long long)cost_nano, (long long)cost_nano);
    store_keep(program.store, &record, buf_slice(&json));
}

static void on_end(void *user, const struct err *err)
{
    (void)user;
    ends++;
    told = err ? *err : (struct err){ 0 };
}

static void ask(enum period period, const char *tag)
{
    harvest_done(&harvest);
    harvest =
        (struct harvest){ .program = &program, .period = period, .tag = tag, .on_end = on_end };
    ends = 0;
    harvest_start(&harvest);
    CHECK_INT(ends, 0);
    for (int turns = 0; ends == 0 && turns < 20000; turns++)
        loop_turn(program.loop, 20);
    CHECK_INT(ends, 1);
}

TEST("harvest: a period is that of show_usage, and tag and session are those of the review")
{
    static const int64_t sums[PERIOD_COUNT] = { [PERIOD_SESSION] = 1 + 8 + 32,
                                                [PERIOD_TODAY] = 1 + 2,
                                                [PERIOD_7D] = 1 + 2 + 4 + 8,
                                                [PERIOD_30D] = 1 + 2 + 4 + 8 + 16,
                                                [PERIOD_ALL] = 63 };

    begin();
    keep(60 * DAY, "mine", "x", 32, 0);
    keep(29 * DAY + DAY / 2, "other", "x", 16, 0);
    keep(6 * DAY + DAY / 2, "mine", "x", 8, 0);
    keep(DAY / 2 + 1, "other", "x", 4, 0);
    keep(DAY / 2, "other", "y", 2, 0);
    keep(0, "mine", "y", 1, 0);
    for (int period = 0; period < PERIOD_COUNT; period++) {
        ask((enum period)period, NULL);
        CHECK_INT(told.kind, ERR_NONE);
        CHECK_INT(harvest.yield.cost_nano, sums[period]);
    }
    ask(PERIOD_ALL, "y");
    CHECK_INT(harvest.yield.cost_nano, 3);
    CHECK_INT(harvest.yield.reviews, 2);
    ask(PERIOD_TODAY, "z");
    CHECK_INT(harvest.yield.reviews, 0);
    end();
}

TEST("harvest: one that was altered is left out, counted, and said why")
{
    begin();
    keep(0, "mine", "x", 1, 0);
    keep(0, "mine", "x", 2, 0);
    ask(PERIOD_ALL, NULL);
    CHECK_INT(harvest.yield.cost_nano, 3);
    room_alter_records("UPDATE record SET sealed = x'00' WHERE rowid = 1");
    ask(PERIOD_ALL, NULL);
    CHECK_INT(told.kind, ERR_NONE);
    CHECK_INT(harvest.yield.cost_nano, 2);
    CHECK_INT(harvest.unread, 1);
    CHECK_SAYS(harvest.err.text, "not as it was written");
    end();
}

TEST("harvest: no more than the newest are looked at, one in memory at a time, and that is said")
{
    int64_t began_ms;

    begin();
    for (int i = 0; i <= REVIEWS_SUMMED_MAX; i++) {
        keep(REVIEWS_SUMMED_MAX - i, "mine", "x", 1 + (i == 0) * 1000, KIB(20));
        if (i % 500 == 499)
            ask(PERIOD_ALL, "none"); /* so that not too many jobs wait */
    }
    began_ms = real_ms();
    ask(PERIOD_ALL, NULL);
    printf("%d reviews of 20 KiB in %lld ms\n", REVIEWS_SUMMED_MAX,
           (long long)(real_ms() - began_ms));
    CHECK(harvest.has_more);
    CHECK_INT(harvest.yield.reviews, REVIEWS_SUMMED_MAX);
    CHECK_INT(harvest.yield.cost_nano, REVIEWS_SUMMED_MAX);
    end();
}

TEST("harvest: without a store it is said why, and what is dropped is not told")
{
    begin();
    keep(0, "mine", "x", 1, 0);
    harvest = (struct harvest){ .program = &program, .period = PERIOD_ALL, .on_end = on_end };
    ends = 0;
    harvest_start(&harvest);
    harvest_done(&harvest);
    for (int turns = 0; turns < 10; turns++)
        loop_turn(program.loop, 5);
    CHECK_INT(ends, 0);
    program.store = store_free(program.store, 1000);
    config.state_err = "/x: Permission denied";
    ask(PERIOD_ALL, NULL);
    CHECK_INT(told.kind, ERR_CONFIG);
    CHECK_SAYS(told.text, "/x: Permission denied");
    end();
}
