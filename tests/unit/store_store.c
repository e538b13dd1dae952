/* Units of store/store: the ledger from the loop. */
#include "store/store.h"
#include "base/clock.h"
#include "base/limits.h"
#include "ledger_room.h"

struct answer {
    struct store_hold *hold;
    int count;
    bool is_given;
    struct ledger_refusal refusal;
    struct err err;
};

static struct loop *loop;
static struct store *store;
static int answers, sums_told;

static void begin(void)
{
    room_open();
    loop = loop_new();
    store = store_new(loop, room);
    answers = sums_told = 0;
}

static void end(void)
{
    store = store_free(store, 10000);
    loop_free(loop);
    room_close();
}

static void on_held(void *user, const struct ledger_refusal *refusal, const struct err *err)
{
    struct answer *answer = user;

    answer->count++;
    answers++;
    answer->is_given = !err;
    answer->refusal = *refusal;
    if (err)
        answer->err = *err;
}

static void ask(struct answer *answer, int64_t nano, int64_t cap_nano)
{
    struct ledger_entry entry = { .time_s = TODAY,
                                  .held_nano = nano,
                                  .session = "s",
                                  .project = "/p",
                                  .tool = "ask_model",
                                  .model = "a/b" };
    struct ledger_caps caps = { cap_nano, -1 };

    *answer = (struct answer){ 0 };
    answer->hold = store_hold(store, &entry, &caps, on_held, answer);
    CHECK(answer->hold);
}

static void turn_until(const int *count, int wanted)
{
    for (int64_t until_ms = clock_ms() + 10000; *count < wanted && clock_ms() < until_ms;)
        loop_turn(loop, 20);
    CHECK_INT(*count, wanted);
}

static void turn_for(int64_t ms)
{
    for (int64_t until_ms = clock_ms() + ms; clock_ms() < until_ms;)
        loop_turn(loop, 10);
}

static void settle_hold(struct answer *answer, int64_t cost_nano)
{
    struct ledger_outcome outcome = { .state = LEDGER_SETTLED, .cost_nano = cost_nano };

    answer->hold = store_hold_end(answer->hold, &outcome);
}

static void turn_until_sql(const char *sql, const char *wanted)
{
    for (int64_t until_ms = clock_ms() + 10000;
         strcmp(room_sql(sql), wanted) != 0 && clock_ms() < until_ms;)
        loop_turn(loop, 20);
    CHECK_STR(room_sql(sql), wanted);
}

/* Another program that has the ledger locked. */
static sqlite3 *locked(void)
{
    sqlite3 *other = NULL;

    CHECK_INT(sqlite3_open(room_path, &other), SQLITE_OK);
    CHECK_INT(sqlite3_exec(other, "BEGIN EXCLUSIVE", NULL, NULL, NULL), SQLITE_OK);
    return other;
}

static void unlock(sqlite3 *other)
{
    CHECK_INT(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(other);
}

TEST("store: nothing is opened before the first question")
{
    struct stat status;

    begin();
    loop_turn(loop, 0);
    CHECK(stat(room_path, &status) < 0);
    end();
}

TEST("store: money is given, noted and settled in this order")
{
    struct answer answer;

    begin();
    ask(&answer, 50, 100);
    CHECK_INT(answer.count, 0);
    turn_until(&answers, 1);
    CHECK(answer.is_given);
    store_hold_note_generation(answer.hold, "gen-1");
    turn_until_sql("SELECT generation || state FROM spend", "gen-10");
    settle_hold(&answer, 20);
    turn_until_sql("SELECT generation || state || cost_nano FROM spend", "gen-1120");
    CHECK_INT(answer.count, 1);
    end();
}

TEST("store: a note that was not written down before the end is in the end")
{
    struct answer answer;

    begin();
    ask(&answer, 50, 100);
    turn_until(&answers, 1);

    sqlite3 *other = locked();

    store_hold_note_generation(answer.hold, "gen-1");
    turn_for(LEDGER_TELL_WAIT_MS + 150);
    settle_hold(&answer, 20);
    unlock(other);
    turn_until_sql("SELECT generation || state || cost_nano FROM spend", "gen-1120");
    end();
}

TEST("store: what would pass a cap is refused with the numbers")
{
    struct answer first, second;

    begin();
    ask(&first, 60, 100);
    ask(&second, 41, 100);
    turn_until(&answers, 2);
    CHECK(first.is_given && !second.is_given);
    CHECK_INT(second.err.kind, ERR_BUDGET);
    CHECK_INT(second.refusal.by, REFUSED_SESSION);
    CHECK_INT(second.refusal.held_nano, 60);
    store_hold_free(second.hold);
    settle_hold(&first, 1);
    end();
}

TEST("store: a hold that is dropped unanswered is void, whenever that was, and is not told")
{
    for (int pause_ms = 0; pause_ms < 12; pause_ms++) {
        struct answer answer;

        begin();
        ask(&answer, 50, 100);
        usleep((useconds_t)pause_ms * 700); /* the loop does not look, the thread goes on */
        CHECK(!store_hold_free(answer.hold));
        turn_for(5);
        store = store_free(store, 5000);

        struct ledger *ledger = room_ledger();

        CHECK_INT(sum_of(ledger, NULL).held_nano, 0);
        CHECK_INT(answer.count, 0);
        ledger_close(ledger);
        end();
    }
}

TEST("store: one that was given and is freed counts at its maximum")
{
    struct answer answer;

    begin();
    ask(&answer, 50, 100);
    turn_until(&answers, 1);
    store_hold_free(answer.hold);
    CHECK(!store_hold_free(NULL) && !store_hold_end(NULL, NULL));
    store = store_free(store, 5000);
    CHECK_STR(room_sql("SELECT state || ' ' || held_nano FROM spend"), "0 50");
    end();
}

TEST("store: while others keep the ledger locked all that ask are refused together, in good time")
{
    struct answer first, asked[8];

    begin();
    ask(&first, 1, -1);
    turn_until(&answers, 1);

    sqlite3 *other = locked();
    int64_t began_ms = clock_ms();

    for (size_t i = 0; i < ARRAY_COUNT(asked); i++)
        ask(&asked[i], 1, -1);
    turn_until(&answers, 1 + (int)ARRAY_COUNT(asked));

    int64_t took_ms = clock_ms() - began_ms;

    CHECK(took_ms >= LEDGER_HOLD_WAIT_MS - 50 && took_ms < LEDGER_HOLD_WAIT_MS + 1000);
    for (size_t i = 0; i < ARRAY_COUNT(asked); i++) {
        CHECK_INT(asked[i].err.kind, ERR_CONFIG);
        CHECK_SAYS(asked[i].err.text, "is locked by another process");
        store_hold_free(asked[i].hold);
    }
    unlock(other);
    settle_hold(&first, 1);
    store = store_free(store, 5000);
    CHECK_STR(room_sql("SELECT count(*) || ' ' || sum(state) FROM spend"), "1 1");
    end();
}

TEST("store: ends are kept while the ledger is locked, hold nobody up, and are written down after "
     "(fault C18)")
{
    struct answer given[20], last;

    begin();
    for (size_t i = 0; i < ARRAY_COUNT(given); i++)
        ask(&given[i], 10, -1);
    turn_until(&answers, (int)ARRAY_COUNT(given));

    sqlite3 *other = locked();

    for (size_t i = 0; i < ARRAY_COUNT(given); i++)
        settle_hold(&given[i], 3);
    ask(&last, 1, -1);

    int64_t began_ms = clock_ms();

    turn_until(&answers, 1 + (int)ARRAY_COUNT(given));
    CHECK(clock_ms() - began_ms < LEDGER_HOLD_WAIT_MS + 1000);
    CHECK(!last.is_given);
    store_hold_free(last.hold);
    unlock(other);
    turn_until_sql("SELECT count(*) || ' ' || sum(cost_nano) FROM spend WHERE state = 1", "20 60");
    end();
}

TEST("store: freeing it writes down what was told, and waits no longer than it may")
{
    struct answer given[20];

    begin();
    for (size_t i = 0; i < ARRAY_COUNT(given); i++)
        ask(&given[i], 10, -1);
    turn_until(&answers, (int)ARRAY_COUNT(given));
    for (size_t i = 0; i < ARRAY_COUNT(given); i++)
        settle_hold(&given[i], 3);
    store = store_free(store, 5000);
    CHECK_STR(room_sql("SELECT count(*) || ' ' || sum(cost_nano) FROM spend WHERE state = 1"),
              "20 60");
    end();
}

TEST("store: what cannot be written down at the end counts at its maximum, for the next to find")
{
    struct answer given[3];
    struct ledger_orphan orphan;
    struct err err;

    begin();
    for (size_t i = 0; i < ARRAY_COUNT(given); i++)
        ask(&given[i], 10, -1);
    turn_until(&answers, (int)ARRAY_COUNT(given));

    sqlite3 *other = locked();
    int64_t began_ms = clock_ms();

    for (size_t i = 0; i < ARRAY_COUNT(given); i++)
        settle_hold(&given[i], 3);
    store = store_free(store, 100);
    CHECK(clock_ms() - began_ms < 400);
    turn_for(LEDGER_TELL_WAIT_MS + 300); /* the thread that was left behind gives up */
    unlock(other);

    struct ledger *ledger = room_ledger();

    CHECK_INT(sum_of(ledger, NULL).held_nano, 30);
    CHECK_INT(ledger_next_orphan(ledger, 0, &orphan, &err), 0);
    CHECK_INT(orphan.id, 1);
    ledger_close(ledger);
    end();
}

TEST("store: a ledger that cannot be opened is tried again at the next question")
{
    struct answer answer;

    begin();
    CHECK_INT(chmod(room, 0770), 0);
    ask(&answer, 1, -1);
    turn_until(&answers, 1);
    CHECK_INT(answer.err.kind, ERR_CONFIG);
    CHECK_SAYS(answer.err.text, "chmod 700");
    store_hold_free(answer.hold);
    CHECK_INT(chmod(room, 0700), 0);
    ask(&answer, 1, -1);
    turn_until(&answers, 2);
    CHECK(answer.is_given);
    settle_hold(&answer, 1);
    end();
}

static struct ledger_sum told_sum;
static size_t told_count;
static struct err told_err;

static void on_sums(void *user, const struct ledger_sum *sums, size_t count, const struct err *err)
{
    CHECK(user == &told_sum);
    sums_told++;
    told_count = count;
    told_err = err ? *err : (struct err){ 0 };
    if (count > 0)
        told_sum = sums[0];
}

TEST("store: sums are told once, and not to one who has gone")
{
    struct ledger_query query = { .to_s = INT64_MAX, .session = "s" };
    struct answer answer;

    begin();
    ask(&answer, 50, 100);
    turn_until(&answers, 1);
    settle_hold(&answer, 20);

    struct store_query *first = store_sum(store, &query, on_sums, &told_sum),
                       *second = store_sum(store, &query, on_sums, &told_sum);

    CHECK(!store_query_free(second));
    turn_until(&sums_told, 1);
    CHECK_INT(told_count, 1);
    CHECK_INT(told_sum.spent_nano, 20);
    CHECK_INT(told_err.kind, ERR_NONE);
    store_query_free(first);
    turn_for(20);
    CHECK_INT(sums_told, 1);
    CHECK(!store_query_free(NULL));
    end();
}

TEST("store: sums of a ledger that cannot be opened say why")
{
    struct ledger_query query = { .to_s = INT64_MAX };

    begin();
    CHECK_INT(chmod(room, 0770), 0);

    struct store_query *asked = store_sum(store, &query, on_sums, &told_sum);

    turn_until(&sums_told, 1);
    CHECK_INT(told_err.kind, ERR_CONFIG);
    CHECK_INT(told_count, 0);
    store_query_free(asked);
    CHECK_INT(chmod(room, 0700), 0);
    end();
}

static struct ledger_orphan told_orphan;
static int orphans_told;

static void on_orphan(void *user, const struct ledger_orphan *orphan, const struct err *err)
{
    (void)user;
    orphans_told++;
    told_orphan = *orphan;
    told_err = err ? *err : (struct err){ 0 };
}

TEST("store: what a dead process left is found and ended, and old rows are forgotten")
{
    struct ledger_outcome outcome = { .state = LEDGER_SETTLED, .cost_nano = 4 };

    begin();
    orphans_told = 0;

    struct ledger *ledger = room_ledger();

    hold_in(ledger, "s", 10);
    ledger_close(ledger);

    struct store_query *query = store_next_orphan(store, 0, on_orphan, NULL),
                       *dropped = store_next_orphan(store, 0, on_orphan, NULL);

    store_query_free(dropped);
    turn_until(&orphans_told, 1);
    CHECK_INT(told_err.kind, ERR_NONE);
    CHECK_INT(told_orphan.id, 1);
    store_query_free(query);
    store_end(store, 1, &outcome);
    query = store_next_orphan(store, 0, on_orphan, NULL);
    turn_until(&orphans_told, 2);
    CHECK_INT(told_orphan.id, 0);
    store_query_free(query);
    CHECK_STR(room_sql("SELECT state || ' ' || cost_nano FROM spend"), "1 4");
    ledger = room_ledger();

    struct ledger_entry later = { .time_s = TODAY + 2 * 86400, .session = "t" };
    struct ledger_refusal refusal;
    struct err err;
    int64_t id;

    CHECK_INT(ledger_hold(ledger, &later, &no_caps, &id, &refusal, &err), 0);
    ledger_close(ledger);
    store_forget(store, TODAY + 86400, INT64_MAX);
    turn_until_sql("SELECT count(*) || ' ' || min(id) FROM spend", "1 2");
    end();
}

TEST("store: when too many wait the next ones are refused at once, and what was told is not lost")
{
    static struct answer many[JOBS_MAX], more;
    struct ledger_query query = { .to_s = INT64_MAX };
    struct answer first;

    begin();
    ask(&first, 5, -1);
    turn_until(&answers, 1);

    sqlite3 *other = locked();

    for (int i = 0; i < JOBS_MAX; i++)
        ask(&many[i], 1, -1);
    ask(&more, 1, -1);
    settle_hold(&first, 3);

    struct store_query *sum = store_sum(store, &query, on_sums, &told_sum);

    turn_until(&answers, 2);
    turn_until(&sums_told, 1);
    CHECK_INT(more.err.kind, ERR_BUSY);
    CHECK_INT(told_err.kind, ERR_BUSY);
    store_query_free(sum);
    store_hold_free(more.hold);
    for (int i = 0; i < JOBS_MAX; i++)
        store_hold_free(many[i].hold);
    unlock(other);
    turn_until_sql("SELECT sum(cost_nano) || ' ' || count(*) FROM spend WHERE state <> 3", "3 1");
    end();
}

TEST("store: whatever is dropped and ended, nothing stays held by a chance of time")
{
    static struct answer all[400];
    unsigned state = 12345;
    int64_t spent = 0;

    begin();
    for (size_t i = 0; i < ARRAY_COUNT(all); i++) {
        state = state * 1103515245 + 12345;
        ask(&all[i], 1000, -1);
        if (state >> 16 & 1)
            loop_turn(loop, (int)(state >> 17 & 3));
        if ((state >> 20 & 3) == 0 && all[i].count == 0)
            all[i].hold = store_hold_free(all[i].hold);
        if (i >= 5 && all[i - 5].hold && all[i - 5].is_given) {
            settle_hold(&all[i - 5], (int64_t)i);
            spent += (int64_t)i;
        }
    }
    for (size_t i = 0; i < ARRAY_COUNT(all); i++)
        if (all[i].hold && all[i].is_given)
            settle_hold(&all[i], 0);
        else
            store_hold_free(all[i].hold);
    store = store_free(store, 10000);

    struct ledger *ledger = room_ledger();

    CHECK_INT(sum_of(ledger, NULL).held_nano, 0);
    CHECK_INT(sum_of(ledger, NULL).spent_nano, spent);
    ledger_close(ledger);
    end();
}

static struct ledger_forgettable told_what;
static int whats_told;

static void on_forgettable(void *user, const struct ledger_forgettable *what, const struct err *err)
{
    (void)user;
    whats_told++;
    told_what = *what;
    told_err = err ? *err : (struct err){ 0 };
}

TEST("store: what would be forgotten is told, in its turn, and a dropped question is not")
{
    begin();
    whats_told = 0;

    struct ledger *ledger = room_ledger();

    for (int day = 0; day < 3; day++) {
        struct ledger_entry entry = { .time_s = TODAY + day * 86400, .held_nano = 5, .tool = "t" };
        struct ledger_refusal refusal;
        struct err err;
        int64_t id;

        entry.session = day == 2 ? "now" : "then";
        CHECK_INT(ledger_hold(ledger, &entry, &no_caps, &id, &refusal, &err), 0);
        settle(ledger, id, 2);
    }
    ledger_close(ledger);

    struct store_query *before = store_forgettable(store, INT64_MAX, on_forgettable, NULL);

    store_query_free(store_forgettable(store, INT64_MAX, on_forgettable, NULL));
    turn_until(&whats_told, 1);
    CHECK_INT(told_what.rows, 2);
    CHECK_INT(told_what.cost_nano, 4);
    CHECK_INT(told_what.others, 1);
    store_forget(store, INT64_MAX, INT64_MAX);

    struct store_query *after = store_forgettable(store, INT64_MAX, on_forgettable, NULL);

    turn_until(&whats_told, 2);
    CHECK_INT(told_what.rows, 0);
    CHECK_INT(told_what.others, 1);
    store_query_free(before);
    store_query_free(after);
    end();
}
