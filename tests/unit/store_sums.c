/* Units of store/ledger_sum and store/ledger_forget. */
#include "ledger_room.h"
#include "store/ledger_schema.h"

#define DAY 86400LL

static struct ledger *ledger;
static struct ledger_sum sums[16];
static size_t count;

static void begin(void)
{
    room_open();
    ledger = room_ledger();
}

static void end(void)
{
    ledger = ledger_close(ledger);
    room_close();
}

static int64_t hold(const struct ledger_entry *entry)
{
    struct ledger_refusal refusal;
    struct err err = { 0 };
    int64_t id = 0;

    if (ledger_hold(ledger, entry, &no_caps, &id, &refusal, &err) < 0)
        test_fail(__FILE__, __LINE__, "no hold: %s", err.text);
    return id;
}

/* A row that was settled. */
static void spend(const struct ledger_entry *entry, int64_t cost_nano, const char *provider)
{
    struct ledger_outcome outcome = { .state = LEDGER_SETTLED,
                                      .cost_nano = cost_nano,
                                      .provider = provider,
                                      .tokens_prompt = 10,
                                      .tokens_completion = 5 };
    struct err err = { 0 };

    CHECK_INT(ledger_end(ledger, hold(entry), &outcome, &err), 0);
}

static void ask(struct ledger_query query, size_t max)
{
    struct err err = { 0 };

    if (!query.to_s)
        query.to_s = INT64_MAX;
    memset(sums, 0, sizeof(sums));
    CHECK_INT(ledger_sum(ledger, &query, sums, max, &count, &err), 0);
}

TEST("sums: of nothing there is one sum of zeros, and no group")
{
    begin();
    ask((struct ledger_query){ .group = GROUP_NONE }, 16);
    CHECK_INT(count, 1);
    CHECK_STR(sums[0].group, "");
    CHECK_INT(sums[0].spent_nano + sums[0].held_nano + sums[0].calls + sums[0].errors, 0);
    ask((struct ledger_query){ .group = GROUP_MODEL }, 16);
    CHECK_INT(count, 0);
    end();
}

TEST("sums: groups come the dearest first, what is held counts, equal ones by their names")
{
    begin();
    spend(&(struct ledger_entry){ .time_s = TODAY, .held_nano = 9, .tool = "b" }, 5, "p");
    spend(&(struct ledger_entry){ .time_s = TODAY, .held_nano = 9, .tool = "c" }, 5, "q");
    spend(&(struct ledger_entry){ .time_s = TODAY, .held_nano = 9, .tool = "d" }, 1, "p");
    hold(&(struct ledger_entry){ .time_s = TODAY, .held_nano = 20, .tool = "d" });
    ask((struct ledger_query){ .group = GROUP_TOOL }, 16);
    CHECK_INT(count, 3);
    CHECK_STR(sums[0].group, "d");
    CHECK_INT(sums[0].spent_nano, 1);
    CHECK_INT(sums[0].held_nano, 20);
    CHECK_INT(sums[0].calls, 2);
    CHECK_INT(sums[0].tokens_prompt, 10);
    CHECK_INT(sums[0].tokens_completion, 5);
    CHECK_STR(sums[1].group, "b");
    CHECK_STR(sums[2].group, "c");
    ask((struct ledger_query){ .group = GROUP_PROVIDER }, 16);
    CHECK_INT(count, 3);
    CHECK_STR(sums[0].group, "");
    CHECK_STR(sums[1].group, "p");
    CHECK_INT(sums[1].spent_nano, 6);
    end();
}

TEST("sums: more groups than asked for are counted, and the dearest given")
{
    begin();
    for (int i = 0; i < 5; i++) {
        char tag[] = { (char)('a' + i), '\0' };

        spend(&(struct ledger_entry){ .time_s = TODAY, .held_nano = 9, .tag = tag }, i, NULL);
    }
    ask((struct ledger_query){ .group = GROUP_TAG }, 2);
    CHECK_INT(count, 5);
    CHECK_STR(sums[0].group, "e");
    CHECK_STR(sums[1].group, "d");
    CHECK_STR(sums[2].group, "");
    ask((struct ledger_query){ .group = GROUP_TAG }, 0);
    CHECK_INT(count, 5);
    end();
}

TEST("sums: days come in their order, by their dates")
{
    begin();
    for (int i = 0; i < 3; i++)
        spend(&(struct ledger_entry){ .time_s = 1735689600 + i * DAY, .held_nano = 9 }, 9 - i,
              NULL);
    ask((struct ledger_query){ .group = GROUP_DAY }, 16);
    CHECK_INT(count, 3);
    CHECK_STR(sums[0].group, "2025-01-01");
    CHECK_STR(sums[2].group, "2025-01-03");
    CHECK_INT(sums[2].spent_nano, 7);
    end();
}

TEST("sums: a model is the one that answered, else the one that was asked")
{
    struct ledger_outcome outcome = { .state = LEDGER_SETTLED, .model = "a/answered" };
    struct err err;

    begin();

    struct ledger_entry entry = { .time_s = TODAY, .held_nano = 9, .model = "a/asked" };

    CHECK_INT(ledger_end(ledger, hold(&entry), &outcome, &err), 0);
    hold(&entry);
    ask((struct ledger_query){ .group = GROUP_MODEL }, 16);
    CHECK_INT(count, 2);
    CHECK_STR(sums[0].group, "a/asked");
    CHECK_STR(sums[1].group, "a/answered");
    end();
}

TEST("sums: from counts and to does not, a session and a tag narrow it, all at once as well")
{
    begin();
    for (int i = 0; i < 4; i++)
        spend(&(struct ledger_entry){ .time_s = 100 + i,
                                      .held_nano = 100,
                                      .session = i % 2 ? "s" : "t",
                                      .tag = i < 2 ? "x" : "y" },
              1 << i, NULL);
    ask((struct ledger_query){ .from_s = 101, .to_s = 103 }, 1);
    CHECK_INT(sums[0].spent_nano, 2 + 4);
    ask((struct ledger_query){ .from_s = 100, .to_s = 100 }, 1);
    CHECK_INT(sums[0].spent_nano, 0);
    ask((struct ledger_query){ .session = "s" }, 1);
    CHECK_INT(sums[0].spent_nano, 2 + 8);
    ask((struct ledger_query){ .tag = "x" }, 1);
    CHECK_INT(sums[0].spent_nano, 1 + 2);
    ask((struct ledger_query){ .session = "s", .tag = "y", .from_s = 103 }, 1);
    CHECK_INT(sums[0].spent_nano, 8);
    ask((struct ledger_query){ .session = "", .tag = "" }, 1);
    CHECK_INT(sums[0].calls, 0);
    end();
}

TEST("sums: steps are equal parts of the time, held money among them, and nothing outside of them")
{
    struct ledger_query query = { .group = GROUP_TOOL, .steps_from_s = TODAY, .step_s = 10 };

    begin();
    for (int i = -2; i < LEDGER_STEPS_MAX * 2 + 2; i++)
        spend(&(struct ledger_entry){ .time_s = TODAY + i * 5, .held_nano = 9, .tool = "a" }, 1,
              NULL);
    hold(&(struct ledger_entry){ .time_s = TODAY + 10, .held_nano = 40, .tool = "b" });
    ask(query, 16);
    CHECK_INT(count, 2);
    CHECK_STR(sums[0].group, "b");
    CHECK_INT(sums[0].steps_nano[0], 0);
    CHECK_INT(sums[0].steps_nano[1], 40);
    CHECK_INT(sums[1].spent_nano, LEDGER_STEPS_MAX * 2 + 4);
    for (size_t i = 0; i < LEDGER_STEPS_MAX; i++)
        CHECK_INT(sums[1].steps_nano[i], 2);
    query.to_s = TODAY + 15;
    ask(query, 1); /* a group that there is no room for has no steps either */
    CHECK_INT(count, 2);
    CHECK_INT(sums[0].steps_nano[1], 40);
    CHECK_INT(sums[1].steps_nano[1], 0);
    query.tag = "none";
    ask(query, 16);
    CHECK_INT(count, 0);
    end();
}

TEST("sums: errors and estimates are counted; a cancel is no error, what was never sent no call")
{
    struct ledger_outcome outcomes[] = {
        { .state = LEDGER_SETTLED, .error = "upstream" },
        { .state = LEDGER_ESTIMATED, .error = "lost" },
        { .state = LEDGER_VOID, .error = "network" },
        { .state = LEDGER_SETTLED, .error = "cancelled" },
        { .state = LEDGER_SETTLED },
    };
    struct err err;

    begin();
    for (size_t i = 0; i < ARRAY_COUNT(outcomes); i++)
        CHECK_INT(ledger_end(ledger, hold(&(struct ledger_entry){ .time_s = 1, .held_nano = 4 }),
                             &outcomes[i], &err),
                  0);
    ask((struct ledger_query){ 0 }, 1);
    CHECK_INT(sums[0].calls, 4);
    CHECK_INT(sums[0].errors, 2);
    CHECK_INT(sums[0].estimated, 1);
    CHECK_INT(sums[0].spent_nano, 4);
    end();
}

TEST("sums: a path that is too long is named by its end, cut at a character's border")
{
    char path[400];

    begin();
    for (size_t i = 0; i < sizeof(path) - 2; i += 2)
        memcpy(path + i, "\xC3\xA9", 2);
    path[sizeof(path) - 2] = '\0';
    hold(&(struct ledger_entry){ .time_s = 1, .project = path });
    ask((struct ledger_query){ .group = GROUP_PROJECT }, 1);
    CHECK_INT(strlen(sums[0].group), 127);
    CHECK(strncmp(sums[0].group, "...\xC3\xA9", 5) == 0);
    end();
}

TEST("sums: they stay at the largest number instead of passing it, and caps hold there")
{
    struct ledger_caps caps = { -1, -1 };
    struct ledger_entry entry = { .time_s = TODAY, .held_nano = 1, .session = "s" };
    struct ledger_refusal refusal = { 0 };
    struct err err = { 0 };
    int64_t id;

    begin();
    /* As many millions of dollars as no sum can hold. */
    ledger_close(ledger);
    room_sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9300) "
             "INSERT INTO spend (owner, time_s, day, held_nano, session, project, tool, tag, asked,"
             " request) SELECT 1, 1728003600, 20000, 1000000000000000, 's', '', '', '', '', ''"
             " FROM n WHERE i <= 9000");
    room_sql("UPDATE spend SET state = 1, cost_nano = 1000000000000000; "
             "INSERT INTO spend (owner, time_s, day, held_nano, session, project, tool, tag, asked,"
             " request) SELECT 1, 1728003600, 20000, 1000000000000000, 's', '', '', '', '', ''"
             " FROM spend WHERE id <= 300");
    room_sql("UPDATE spend SET state = 1, cost_nano = 1000000000000000 WHERE state = 0");
    CHECK_STR(room_sql("SELECT spent_nano FROM day_sum"), "9000000000000000000");
    CHECK_STR(room_sql("SELECT spent_nano FROM session_sum"), "9000000000000000000");
    ledger = room_ledger();
    ask((struct ledger_query){ .group = GROUP_TAG }, 1);
    CHECK_INT(sums[0].spent_nano, INT64_MAX);
    CHECK_INT(sums[0].calls, 9300);
    CHECK_INT(ledger_hold(ledger, &entry, &caps, &id, &refusal, &err), -1);
    CHECK_INT(err.kind, ERR_BUDGET);
    CHECK_INT(refusal.by, REFUSED_SESSION);
    CHECK_INT(refusal.cap_nano, LEDGER_SUM_MAX);
    end();
}

static void forget(int64_t before_s, int64_t max_bytes)
{
    struct err err = { 0 };

    if (ledger_forget(ledger, before_s, max_bytes, &err) < 0)
        test_fail(__FILE__, __LINE__, "not forgotten: %s", err.text);
}

TEST("forget: rows that ended before are gone, what counts for today and a running session stays")
{
    struct ledger_caps caps = { 100, -1 };
    struct ledger_entry entry = { .time_s = TODAY, .held_nano = 60, .session = "running" };
    struct ledger_refusal refusal;
    struct err err;
    int64_t id;

    begin();
    spend(&(struct ledger_entry){ .time_s = TODAY - 9 * DAY, .held_nano = 9, .session = "old" }, 1,
          NULL);
    hold(&(struct ledger_entry){ .time_s = TODAY - 9 * DAY, .held_nano = 9, .session = "sent" });
    spend(
        &(struct ledger_entry){ .time_s = TODAY - 9 * DAY, .held_nano = 99, .session = "running" },
        50, NULL);
    spend(&(struct ledger_entry){ .time_s = TODAY - 2 * DAY, .held_nano = 9, .session = "new" }, 4,
          NULL);
    spend(&(struct ledger_entry){ .time_s = TODAY, .held_nano = 9, .session = "running" }, 8, NULL);
    forget(TODAY - 5 * DAY, INT64_MAX);
    CHECK_STR(room_sql("SELECT group_concat(session) FROM (SELECT session FROM spend ORDER BY id)"),
              "sent,running,new,running");
    CHECK_STR(room_sql("SELECT group_concat(session) FROM session_sum"), "new,running,sent");
    CHECK_STR(room_sql("SELECT group_concat(day - 20000) FROM day_sum"), "-9,-2,0");
    CHECK_INT(ledger_hold(ledger, &entry, &caps, &id, &refusal, &err), -1);
    CHECK_INT(refusal.spent_nano, 58);
    forget(TODAY + DAY, 0); /* as much as may be */
    CHECK_STR(room_sql("SELECT group_concat(session) FROM (SELECT session FROM spend ORDER BY id)"),
              "sent,running,running");
    CHECK_STR(room_sql("PRAGMA integrity_check"), "ok");
    end();
}

TEST("forget: the newest row stays, so that no number is used for two rows")
{
    begin();
    spend(&(struct ledger_entry){ .time_s = TODAY, .held_nano = 1, .session = "a" }, 1, NULL);
    spend(&(struct ledger_entry){ .time_s = TODAY + DAY, .held_nano = 1, .session = "b" }, 1, NULL);
    /* A row of a day that is over, in a session of that day, and the newest. */
    room_sql("INSERT INTO spend (owner, time_s, day, held_nano, session, project, tool, tag, asked,"
             " request) VALUES (1, 5, 5, 1, 'c', '', '', '', '', '')");
    end_as(ledger, 3, LEDGER_VOID);
    forget(INT64_MAX, 0);
    CHECK_INT(hold_in(ledger, "d", 1), 4);
    end();
}

TEST("forget: the file becomes no larger than it may be, by its oldest rows, and smaller on disk")
{
    char project[2000];
    struct stat before, after;

    begin();
    memset(project, 'p', sizeof(project) - 1);
    project[sizeof(project) - 1] = '\0';
    for (int i = 0; i < 1200; i++)
        spend(&(struct ledger_entry){ .time_s = TODAY - (1200 - i) * DAY,
                                      .held_nano = 1,
                                      .session = "old",
                                      .project = project },
              1, NULL);
    spend(&(struct ledger_entry){ .time_s = TODAY, .held_nano = 1, .session = "new" }, 1, NULL);
    CHECK_INT(stat(room_path, &before), 0);
    CHECK(before.st_size > 2000000);
    forget(0, 1500000);
    CHECK_INT(stat(room_path, &after), 0);
    CHECK(after.st_size <= 1500000 && after.st_size > 300000);
    CHECK_STR(room_sql("SELECT min(id) > 300 AND max(id) = 1201 FROM spend"), "1");
    CHECK_STR(room_sql("PRAGMA integrity_check"), "ok");
    CHECK_STR(room_sql("SELECT is_forgetting FROM mark"), "0");
    end();
}

TEST("forget: what would go is told first, and is what goes")
{
    struct ledger_forgettable what;
    struct err err = { 0 };

    begin();
    CHECK_INT(ledger_forgettable(ledger, INT64_MAX, &what, &err), 0);
    CHECK_INT(what.rows + what.cost_nano + what.first_s + what.last_s + what.others, 0);
    for (int i = 0; i < 9; i++)
        spend(&(struct ledger_entry){ .time_s = TODAY - i * DAY, .held_nano = 9, .session = "s" },
              2, NULL);
    spend(&(struct ledger_entry){ .time_s = TODAY + DAY, .held_nano = 9, .session = "t" }, 2, NULL);
    hold(&(struct ledger_entry){ .time_s = TODAY - 7 * DAY, .held_nano = 9, .session = "u" });
    CHECK_INT(ledger_forgettable(ledger, TODAY - 4 * DAY, &what, &err), 0);
    CHECK_INT(what.rows, 4);
    CHECK_INT(what.cost_nano, 8);
    CHECK_INT(what.first_s, TODAY - 8 * DAY);
    CHECK_INT(what.last_s, TODAY - 5 * DAY);
    CHECK_INT(what.others, 7);
    forget(TODAY - 4 * DAY, INT64_MAX);
    CHECK_STR(room_sql("SELECT count(*) FROM spend"), "7");
    CHECK_INT(ledger_forgettable(ledger, TODAY - 4 * DAY, &what, &err), 0);
    CHECK_INT(what.rows, 0);
    end();
}
