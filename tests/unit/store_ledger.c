/* Units of store/ledger: holds, caps, ends, orphans. */
#include "ledger_room.h"

#include <signal.h>

static int try_hold(struct ledger *ledger, const struct ledger_entry *entry,
                    const struct ledger_caps *caps, struct ledger_refusal *refusal, struct err *err)
{
    int64_t id;

    return ledger_hold(ledger, entry, caps, &id, refusal, err);
}

TEST("ledger: what is held counts as held, and when it is settled as spent")
{
    room_open();

    struct ledger *ledger = room_ledger();
    int64_t id = hold_in(ledger, "s", 5 * CENT), other = hold_in(ledger, "s", 7 * CENT);

    CHECK(id > 0 && other > id);
    CHECK_INT(sum_of(ledger, "s").held_nano, 12 * CENT);
    settle(ledger, id, 3 * CENT);
    CHECK_INT(sum_of(ledger, "s").held_nano, 7 * CENT);
    CHECK_INT(sum_of(ledger, "s").spent_nano, 3 * CENT);
    CHECK_INT(sum_of(ledger, NULL).spent_nano, 3 * CENT);
    CHECK_INT(sum_of(ledger, "t").spent_nano, 0);
    ledger_close(ledger);
    room_close();
}

TEST("ledger: an estimated row counts as its hold, a void one as nothing")
{
    room_open();

    struct ledger *ledger = room_ledger();

    end_as(ledger, hold_in(ledger, "s", 5 * CENT), LEDGER_ESTIMATED);
    end_as(ledger, hold_in(ledger, "s", 7 * CENT), LEDGER_VOID);

    struct ledger_sum sum = sum_of(ledger, NULL);

    CHECK_INT(sum.held_nano, 0);
    CHECK_INT(sum.spent_nano, 5 * CENT);
    CHECK_INT(sum.calls, 1);
    CHECK_INT(sum.estimated, 1);
    ledger_close(ledger);
    room_close();
}

TEST("ledger: a row ends once, but what was estimated can still be settled")
{
    static const struct {
        enum ledger_state first, second;
        int64_t spent;
    } rows[] = {
        { LEDGER_SETTLED, LEDGER_SETTLED, 3 },   { LEDGER_SETTLED, LEDGER_ESTIMATED, 3 },
        { LEDGER_SETTLED, LEDGER_VOID, 3 },      { LEDGER_VOID, LEDGER_SETTLED, 0 },
        { LEDGER_VOID, LEDGER_ESTIMATED, 0 },    { LEDGER_ESTIMATED, LEDGER_VOID, 10 },
        { LEDGER_ESTIMATED, LEDGER_SETTLED, 4 }, { LEDGER_ESTIMATED, LEDGER_ESTIMATED, 10 },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        room_open();

        struct ledger *ledger = room_ledger();
        struct ledger_outcome first = { .state = rows[i].first, .cost_nano = 3 },
                              second = { .state = rows[i].second, .cost_nano = 4 };
        struct err err = { 0 };
        int64_t id = hold_in(ledger, "s", 10);

        CHECK_INT(ledger_end(ledger, id, &first, &err), 0);
        CHECK_INT(ledger_end(ledger, id, &second, &err), 0);
        CHECK_INT(sum_of(ledger, "s").spent_nano, rows[i].spent);
        CHECK_INT(sum_of(ledger, "s").held_nano, 0);
        CHECK_STR(room_sql("SELECT count(*) FROM day_sum d, session_sum s "
                           "WHERE d.spent_nano = s.spent_nano AND d.held_nano = 0"),
                  "1");
        ledger_close(ledger);
        room_close();
    }
}

TEST("ledger: a cap is reached exactly and not passed by one nano-dollar, of a session and a day")
{
    struct ledger_caps caps[] = { { 100, -1 }, { -1, 100 }, { 100, 200 }, { 200, 100 } };

    for (size_t i = 0; i < ARRAY_COUNT(caps); i++) {
        room_open();

        struct ledger *ledger = room_ledger();
        struct ledger_entry entry = { .time_s = TODAY, .held_nano = 61, .session = "s" };
        struct ledger_refusal refusal = { 0 };
        struct err err = { 0 };

        settle(ledger, hold_in(ledger, "s", 60), 10);
        hold_in(ledger, "s", 30);
        CHECK_INT(try_hold(ledger, &entry, &caps[i], &refusal, &err), -1);
        CHECK_INT(err.kind, ERR_BUDGET);
        CHECK_INT(refusal.by, i % 2 == 0 ? REFUSED_SESSION : REFUSED_DAY);
        CHECK_INT(refusal.spent_nano, 10);
        CHECK_INT(refusal.held_nano, 30);
        CHECK_INT(refusal.cap_nano, 100);
        CHECK_INT(sum_of(ledger, "s").held_nano, 30);
        entry.held_nano = 60;
        CHECK_INT(try_hold(ledger, &entry, &caps[i], &refusal, &err), 0);
        CHECK_INT(refusal.by, REFUSED_NOT);
        entry.held_nano = 0;
        CHECK_INT(try_hold(ledger, &entry, &caps[i], &refusal, &err), 0);
        entry.held_nano = 1;
        CHECK_INT(try_hold(ledger, &entry, &caps[i], &refusal, &err), -1);
        ledger_close(ledger);
        room_close();
    }
}

TEST("ledger: another session has its own budget, another day as well")
{
    room_open();

    struct ledger *ledger = room_ledger();
    struct ledger_caps caps = { 100, 150 };
    struct ledger_entry entry = { .time_s = TODAY, .held_nano = 100, .session = "s" };
    struct ledger_refusal refusal;
    struct err err = { 0 };

    CHECK_INT(try_hold(ledger, &entry, &caps, &refusal, &err), 0);
    entry.session = "t";
    CHECK_INT(try_hold(ledger, &entry, &caps, &refusal, &err), -1);
    CHECK_INT(refusal.by, REFUSED_DAY);
    entry.time_s += 86400;
    CHECK_INT(try_hold(ledger, &entry, &caps, &refusal, &err), 0);
    entry.session = "s";
    CHECK_INT(try_hold(ledger, &entry, &caps, &refusal, &err), -1);
    CHECK_INT(refusal.by, REFUSED_SESSION);
    ledger_close(ledger);
    room_close();
}

TEST("ledger: a clock that goes back brings no day's budget back (fault D14)")
{
    room_open();

    struct ledger *ledger = room_ledger();
    struct ledger_caps caps = { -1, 100 };
    struct ledger_entry entry = { .time_s = TODAY, .held_nano = 100, .session = "s" };
    struct ledger_refusal refusal;
    struct err err = { 0 };

    CHECK_INT(try_hold(ledger, &entry, &caps, &refusal, &err), 0);
    entry.time_s -= 86400 * 3;
    CHECK_INT(try_hold(ledger, &entry, &caps, &refusal, &err), -1);
    CHECK_INT(refusal.held_nano, 100);
    CHECK_SAYS(err.text, "the clock has gone back by 3 days");
    ledger_close(ledger);
    ledger = room_ledger();
    CHECK_INT(try_hold(ledger, &entry, &caps, &refusal, &err), -1);
    entry.time_s = TODAY + 86400;
    CHECK_INT(try_hold(ledger, &entry, &caps, &refusal, &err), 0);
    ledger_close(ledger);
    room_close();
}

TEST("ledger: a million dollars can be held, a nano-dollar more is refused")
{
    room_open();

    struct ledger *ledger = room_ledger();
    struct ledger_entry entry = { .time_s = TODAY, .held_nano = 1000000 * 100 * CENT };
    struct ledger_refusal refusal;
    struct err err = { 0 };
    int64_t id;

    CHECK_INT(ledger_hold(ledger, &entry, &no_caps, &id, &refusal, &err), 0);
    settle(ledger, id, INT64_MAX);
    CHECK_INT(sum_of(ledger, "").spent_nano, 1000000 * 100 * CENT);
    entry.held_nano++;
    CHECK_INT(try_hold(ledger, &entry, &no_caps, &refusal, &err), -1);
    CHECK_INT(err.kind, ERR_BUDGET);
    entry.held_nano = INT64_MAX;
    CHECK_INT(try_hold(ledger, &entry, &no_caps, &refusal, &err), -1);
    ledger_close(ledger);
    room_close();
}

TEST("ledger: words are cut at a character's border, a path is stored whole, NULL is nothing")
{
    room_open();

    struct ledger *ledger = room_ledger();
    char word[200], path[3000];
    struct ledger_refusal refusal;
    struct err err = { 0 };

    memset(word, 'w', sizeof(word));
    memcpy(word + 127, "\xC3\xA9", 3);
    memset(path, 'p', sizeof(path) - 1);
    path[sizeof(path) - 1] = '\0';

    struct ledger_entry entry = { .time_s = TODAY, .session = word, .project = path };

    CHECK_INT(try_hold(ledger, &entry, &no_caps, &refusal, &err), 0);
    CHECK_STR(room_sql("SELECT length(session) || ' ' || length(project) || tool || tag || asked"
                       " || request FROM spend"),
              "127 2999");
    ledger_close(ledger);
    room_close();
}

TEST("ledger: what answered is noted, NULL and -1 leave what is stored")
{
    room_open();

    struct ledger *ledger = room_ledger();
    struct ledger_outcome first = { .state = LEDGER_ESTIMATED,
                                    .model = "m",
                                    .provider = "p",
                                    .error = "lost",
                                    .tokens_prompt = 7,
                                    .tokens_completion = -1,
                                    .tokens_reasoning = 0,
                                    .tokens_cached = 2,
                                    .duration_ms = 9 };
    struct ledger_outcome second = { .state = LEDGER_SETTLED,
                                     .cost_nano = 1,
                                     .tokens_prompt = -1,
                                     .tokens_completion = 8,
                                     .tokens_reasoning = -1,
                                     .tokens_cached = -1,
                                     .duration_ms = -1 };
    struct err err = { 0 };
    int64_t id = hold_in(ledger, "s", 5);

    CHECK_INT(ledger_note_generation(ledger, id, "gen-1", &err), 0);
    CHECK_INT(ledger_end(ledger, id, &first, &err), 0);
    CHECK_INT(ledger_note_generation(ledger, id, "gen-2", &err), 0);
    CHECK_INT(ledger_end(ledger, id, &second, &err), 0);
    CHECK_STR(room_sql("SELECT generation || ' ' || model || ' ' || provider || ' ' || error || ' '"
                       " || tokens_prompt || ' ' || tokens_completion || ' ' || tokens_reasoning"
                       " || ' ' || tokens_cached || ' ' || duration_ms || ' ' || state FROM spend"),
              "gen-1 m p lost 7 8 0 2 9 1");
    ledger_close(ledger);
    room_close();
}

TEST("ledger: what was told is not changed or deleted, whoever tries")
{
    static const struct {
        const char *sql, *says;
    } rows[] = {
        { "UPDATE spend SET cost_nano = 0 WHERE id = 1", "a row that has ended" },
        { "UPDATE spend SET state = 0 WHERE id = 1", "a row that has ended" },
        { "UPDATE spend SET held_nano = 1 WHERE id = 2", "what was promised" },
        { "UPDATE spend SET session = 'x' WHERE id = 2", "what was promised" },
        { "DELETE FROM spend WHERE id = 1", "only forgotten by the program" },
        { "DELETE FROM spend WHERE id = 2", "only forgotten by the program" },
        { "UPDATE mark SET is_forgetting = 1; DELETE FROM spend WHERE id = 2", "only forgotten" },
        { "UPDATE spend SET state = 4 WHERE id = 2", "CHECK constraint" },
        { "UPDATE spend SET cost_nano = -1 WHERE id = 2", "CHECK constraint" },
        { "UPDATE spend SET cost_nano = 1.5 WHERE id = 2", "cannot store REAL" },
    };
    room_open();

    struct ledger *ledger = room_ledger();

    settle(ledger, hold_in(ledger, "s", 5), 3);
    hold_in(ledger, "s", 7);
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
        CHECK_SAYS(room_sql(rows[i].sql), rows[i].says);
    CHECK_INT(sum_of(ledger, NULL).spent_nano, 3);
    CHECK_INT(sum_of(ledger, NULL).held_nano, 7);
    ledger_close(ledger);
    room_close();
}

/* A process that holds three amounts and dies, or waits to be killed. */
static pid_t holder(int *ready)
{
    int ends[2];

    CHECK_INT(pipe(ends), 0);

    pid_t child = fork();

    CHECK(child >= 0);
    if (child == 0) {
        struct err err;
        struct ledger *ledger = ledger_open(room_path, 1000, &err);
        int64_t ids[3];

        for (int i = 0; i < 3; i++)
            ids[i] = hold_in(ledger, "s", i + 1);
        if (ledger_note_generation(ledger, ids[1], "gen-x", &err) < 0 || write(ends[1], "", 1) != 1)
            _exit(1);
        for (;;)
            pause();
    }
    close(ends[1]);
    *ready = ends[0];

    char byte;

    CHECK_INT(read(ends[0], &byte, 1), 1);
    close(ends[0]);
    return child;
}

TEST("ledger: rows of a process that lives are no orphans, of one that was killed they are")
{
    room_open();

    struct ledger *ledger = room_ledger();
    struct ledger_orphan orphan;
    struct err err = { 0 };
    int ready;

    hold_in(ledger, "s", 100);

    pid_t child = holder(&ready);

    CHECK_INT(ledger_next_orphan(ledger, 0, &orphan, &err), 0);
    CHECK_INT(orphan.id, 0);
    kill(child, SIGKILL);
    CHECK_INT(waitpid(child, NULL, 0), child);
    CHECK_INT(ledger_next_orphan(ledger, 0, &orphan, &err), 0);
    CHECK_INT(orphan.id, 2);
    CHECK_INT(orphan.held_nano, 1);
    CHECK_INT(orphan.time_s, TODAY);
    CHECK_STR(orphan.generation, "");
    CHECK_INT(sum_of(ledger, NULL).held_nano, 106);
    end_as(ledger, orphan.id, LEDGER_ESTIMATED);
    CHECK_INT(ledger_next_orphan(ledger, 0, &orphan, &err), 0);
    CHECK_INT(orphan.id, 3);
    CHECK_STR(orphan.generation, "gen-x");
    CHECK_INT(ledger_next_orphan(ledger, 3, &orphan, &err), 0);
    CHECK_INT(orphan.id, 4);
    CHECK_INT(ledger_next_orphan(ledger, 4, &orphan, &err), 0);
    CHECK_INT(orphan.id, 0);
    ledger_close(ledger);
    room_close();
}

TEST("ledger: what a ledger held before it was closed is an orphan of the next")
{
    room_open();

    struct ledger *ledger = room_ledger();
    struct ledger_orphan orphan;
    struct err err = { 0 };

    hold_in(ledger, "s", 100);
    ledger_close(ledger);
    ledger = room_ledger();
    CHECK_INT(ledger_next_orphan(ledger, 0, &orphan, &err), 0);
    CHECK_INT(orphan.id, 1);
    ledger_close(ledger);
    room_close();
}
