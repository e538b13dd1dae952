/* Units of mcp-server/spending, of what program forgets by itself, and of keep: over a real ledger.
 */
#include "base/clock.h"
#include "ledger_room.h"
#include "mcp-server/answer/keep.h"
#include "mcp-server/usage/spending.h"

#include <fcntl.h>
#include <time.h>

#define DAY   86400LL
#define NOON  (20000 * DAY + DAY / 2)
#define OTHER "other"

static int64_t noon(void)
{
    return NOON;
}

static int64_t real_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

static struct config config;
static struct program program;
static struct spending spending;
static struct ledger *ledger;
static struct err told;
static int ends;

static void begin(void)
{
    static const struct clock_source at_noon = { .ms = real_ms, .unix_s = noon };

    clock_replace(&at_noon);
    room_open();
    ledger = room_ledger();
    config =
        (struct config){ .session_id = "mine", .state_dir = room, .keep_days = 5, .max_mb = 1 };
    program = (struct program){ .config = &config, .loop = loop_new() };
}

static void end(void)
{
    spending_done(&spending);
    program.store = store_free(program.store, 5000);
    loop_free(program.loop);
    room_close();
    clock_replace(NULL);
}

/* A settled row, so many seconds before noon. */
static void spend(int64_t ago_s, const char *session, const char *tag, int64_t cost_nano)
{
    struct ledger_entry entry = { .time_s = NOON - ago_s,
                                  .held_nano = cost_nano,
                                  .session = session,
                                  .tag = tag,
                                  .model = "a/b" };
    struct ledger_refusal refusal;
    struct err err = { 0 };
    int64_t id = 0;

    CHECK_INT(ledger_hold(ledger, &entry, &no_caps, &id, &refusal, &err), 0);
    settle(ledger, id, cost_nano);
}

static void on_end(void *user, const struct err *err)
{
    (void)user;
    ends++;
    told = err ? *err : (struct err){ 0 };
}

static void ask(enum period period, enum ledger_group by, const char *tag)
{
    ledger = ledger_close(ledger);
    if (!program.store && config.state_dir)
        program.store = store_new(program.loop, room);
    spending_done(&spending);
    spending = (struct spending){
        .program = &program, .period = period, .by = by, .tag = tag, .on_end = on_end
    };
    ends = 0;
    spending_start(&spending);
    for (int turns = 0; ends == 0 && turns < 1000; turns++)
        loop_turn(program.loop, 20);
    CHECK_INT(ends, 1);
}

TEST("spending: a period is so many days of UTC, today among them; a session and all have no begin")
{
    static const int64_t sums[PERIOD_COUNT] = { [PERIOD_SESSION] = 1 + 8 + 128,
                                                [PERIOD_TODAY] = 1 + 2,
                                                [PERIOD_7D] = 1 + 2 + 4 + 8,
                                                [PERIOD_30D] = 1 + 2 + 4 + 8 + 16 + 32,
                                                [PERIOD_ALL] = 255 };

    begin();
    spend(200 * DAY, "mine", "x", 128);
    spend(29 * DAY + DAY / 2 + 1, OTHER, "x", 64);
    spend(29 * DAY + DAY / 2, OTHER, "x", 32);
    spend(6 * DAY + DAY / 2 + 1, OTHER, "x", 16);
    spend(6 * DAY + DAY / 2, "mine", "x", 8);
    spend(DAY / 2 + 1, OTHER, "x", 4);
    spend(DAY / 2, OTHER, "y", 2);
    spend(0, "mine", "y", 1);
    for (int period = 0; period < PERIOD_COUNT; period++) {
        ask((enum period)period, GROUP_MODEL, NULL);
        CHECK_INT(told.kind, ERR_NONE);
        CHECK_INT(spending.total.spent_nano, sums[period]);
        CHECK_INT(spending.row_count, 1);
        CHECK_INT(spending.rows[0].spent_nano, sums[period]);
        CHECK_INT(spending.session.spent_nano, sums[PERIOD_SESSION]);
        CHECK_INT(spending.today.spent_nano, 3);
    }
    ask(PERIOD_30D, GROUP_TAG, "y"); /* the budgets do not care for tags */
    CHECK_INT(spending.total.spent_nano, 3);
    CHECK_INT(spending.session.spent_nano, sums[PERIOD_SESSION]);
    end();
}

TEST(
    "spending: the last step is the one that is going on, in every period, and no row is beyond it")
{
    for (int period = 0; period < PERIOD_COUNT; period++) {
        const struct period_form *form = &period_forms[period];
        int64_t sum = 0;

        begin();
        spend(0, "mine", "x", 7);
        spend(3600, "mine", "x", 2);
        ask((enum period)period, GROUP_TOOL, NULL);
        for (size_t i = 0; i < LEDGER_STEPS_MAX; i++) {
            sum += spending.rows[0].steps_nano[i];
            CHECK(i < form->steps || spending.rows[0].steps_nano[i] == 0);
        }
        CHECK_INT(sum, 9);
        if (period != PERIOD_TODAY) /* whose end is midnight */
            CHECK(spending.rows[0].steps_nano[form->steps - 1] >= 7);
        end();
    }
}

TEST("spending: days are not drawn, and come in their order")
{
    begin();
    spend(2 * DAY, "mine", "x", 7);
    spend(0, "mine", "x", 9);
    ask(PERIOD_7D, GROUP_DAY, NULL);
    CHECK_INT(spending.row_count, 2);
    CHECK_STR(spending.rows[0].group, "2024-10-02");
    CHECK_STR(spending.rows[1].group, "2024-10-04");
    for (size_t i = 0; i < LEDGER_STEPS_MAX; i++)
        CHECK_INT(spending.rows[0].steps_nano[i], 0);
    end();
}

TEST("spending: without a ledger, or with one that is none, it is said why, once")
{
    FILE *file;

    begin();
    config.state_dir = NULL;
    config.state_err = "/x: Permission denied";
    ask(PERIOD_TODAY, GROUP_MODEL, NULL);
    CHECK_INT(told.kind, ERR_CONFIG);
    CHECK_STR(told.text, "There is no ledger: /x: Permission denied.");
    config.state_dir = room;
    file = fopen(room_path, "w");
    CHECK(file && fputs("this is no ledger at all", file) >= 0);
    fclose(file);
    ask(PERIOD_TODAY, GROUP_MODEL, NULL);
    CHECK_INT(told.kind, ERR_CONFIG);
    CHECK_INT(spending.row_count, 0);
    end();
}

TEST("spending: what is dropped while the ledger is asked is not told")
{
    begin();
    spend(0, "mine", "x", 7);
    ledger = ledger_close(ledger);
    program.store = store_new(program.loop, room);
    spending = (struct spending){ .program = &program, .by = GROUP_MODEL, .on_end = on_end };
    ends = 0;
    spending_start(&spending);
    spending_done(&spending);
    for (int turns = 0; turns < 10; turns++)
        loop_turn(program.loop, 5);
    CHECK_INT(ends, 0);
    end();
}

static const char *answer_path(const char *name)
{
    static char path[160];

    snprintf(path, sizeof(path), "%s/answers%s%s", room, name[0] ? "/" : "", name);
    return path;
}

static void keep(const char *name, int64_t ago_s)
{
    struct timespec times[2] = { { .tv_sec = (time_t)(NOON - ago_s) },
                                 { .tv_sec = (time_t)(NOON - ago_s) } };
    FILE *file = fopen(answer_path(name), "w");

    CHECK(file);
    fclose(file);
    CHECK_INT(utimensat(AT_FDCWD, answer_path(name), times, 0), 0);
}

TEST("program: what is older than the settings keep is forgotten, rows and answers, and only that")
{
    begin();
    spend(6 * DAY, OTHER, "x", 1);
    spend(4 * DAY, OTHER, "x", 2);
    spend(0, "mine", "x", 4);
    CHECK_INT(mkdir(answer_path(""), 0700), 0);
    keep("a_old.md", 5 * DAY + 1);
    keep("a_new.md", 5 * DAY);
    keep("old.md", 9 * DAY);
    ledger = ledger_close(ledger);
    program_forget_old(&program); /* no store: nothing */
    CHECK_INT(keep_forget(&config, INT64_MAX, true), 2);
    program.store = store_new(program.loop, room);
    program_forget_old(&program);
    ask(PERIOD_ALL, GROUP_MODEL, NULL);
    CHECK_INT(spending.total.spent_nano, 6);
    CHECK_INT(keep_forget(&config, INT64_MAX, true), 1);
    CHECK(access(answer_path("a_old.md"), F_OK) < 0 && access(answer_path("a_new.md"), F_OK) == 0);
    CHECK_INT(keep_forget(&config, INT64_MAX, false), 1);
    CHECK_INT(keep_forget(&config, INT64_MAX, false), 0);
    CHECK_INT(unlink(answer_path("old.md")), 0);
    CHECK_INT(rmdir(answer_path("")), 0);
    CHECK_INT(keep_forget(&config, INT64_MAX, true), 0);
    end();
}
