/* Units of store/ledger against a model: whatever is held, ended and killed, in any order. */
#include "ledger_room.h"

#define ROWS_MAX 3000
#ifdef PORTABLE
#define HANDLES 1 /* locks are of processes there */
#else
#define HANDLES 3
#endif
#define SESSIONS 4

struct row {
    int64_t id, day, held, cost;
    enum ledger_state state;
    int owner; /* the handle's life */
    int session;
};

static struct row rows[ROWS_MAX];
static size_t row_count;
static struct ledger *handles[HANDLES];
static int lives[HANDLES], life_count;
static int64_t latest_day;
static uint64_t state;

static unsigned chance(unsigned below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state >> 16) % below;
}

static const char *name_of(int session)
{
    static const char *const names[SESSIONS] = { "one", "two", "three", "" };

    return names[session];
}

/* What the caps see of a session (or -1: all) and a day (or -1: all). */
static struct ledger_sum model_sum(int session, int64_t day)
{
    struct ledger_sum sum = { .calls = 0 };

    for (size_t i = 0; i < row_count; i++) {
        const struct row *row = &rows[i];

        if ((session >= 0 && row->session != session) || (day >= 0 && row->day != day))
            continue;
        sum.held_nano += row->state == LEDGER_SENT ? row->held : 0;
        sum.spent_nano += row->cost;
        sum.calls += row->state != LEDGER_VOID;
        sum.estimated += row->state == LEDGER_ESTIMATED;
    }
    return sum;
}

static int64_t total(struct ledger_sum sum)
{
    return sum.held_nano + sum.spent_nano;
}

static void begin(unsigned seed)
{
    room_open();
    state = 88172645463325252ULL + seed;
    row_count = 0;
    latest_day = life_count = 0;
    for (int i = 0; i < HANDLES; i++) {
        handles[i] = room_ledger();
        lives[i] = life_count++;
    }
}

static void end(void)
{
    for (int i = 0; i < HANDLES; i++)
        ledger_close(handles[i]);
    CHECK_STR(room_sql("PRAGMA integrity_check"), "ok");
    room_close();
}

/* Amounts, caps and clocks of all kinds; the model says what must come. */
static int act_hold(void)
{
    int handle = (int)chance(HANDLES), session = (int)chance(SESSIONS);
    int64_t day = 20000 + (int64_t)(row_count / 500) - (int64_t)chance(3);
    struct ledger_entry entry = { .time_s = day * 86400 + chance(86400),
                                  .held_nano = chance(1000),
                                  .session = name_of(session) };
    struct ledger_caps caps = { chance(3) ? (int64_t)chance(60000) : -1,
                                chance(3) ? (int64_t)chance(120000) : -1 };
    struct ledger_refusal refusal;
    struct err err = { 0 };
    int64_t id = 0, counted = day > latest_day ? day : latest_day;
    struct ledger_sum of_session = model_sum(session, -1), of_day = model_sum(-1, counted);
    int by = REFUSED_NOT;

    if (caps.session_nano >= 0 && total(of_session) + entry.held_nano > caps.session_nano)
        by = REFUSED_SESSION;
    else if (caps.day_nano >= 0 && total(of_day) + entry.held_nano > caps.day_nano)
        by = REFUSED_DAY;

    int rc = ledger_hold(handles[handle], &entry, &caps, &id, &refusal, &err);

    CHECK_INT(refusal.by, by);
    CHECK_INT(rc, by == REFUSED_NOT ? 0 : -1);
    if (by != REFUSED_NOT) {
        struct ledger_sum sum = by == REFUSED_SESSION ? of_session : of_day;

        CHECK_INT(err.kind, ERR_BUDGET);
        CHECK_INT(refusal.spent_nano, sum.spent_nano);
        CHECK_INT(refusal.held_nano, sum.held_nano);
        return 1;
    }
    latest_day = counted;
    CHECK_INT(id, (int64_t)row_count + 1);
    rows[row_count++] = (struct row){ .id = id,
                                      .day = counted,
                                      .held = entry.held_nano,
                                      .owner = lives[handle],
                                      .session = session };
    return 0;
}

/* Any row, from any handle, whatever became of it before. */
static int act_end(void)
{
    struct row *row = &rows[chance((unsigned)row_count)];
    struct ledger_outcome outcome = { .state = (enum ledger_state)(1 + chance(3)),
                                      .cost_nano = chance(1500) };
    struct err err = { 0 };

    CHECK_INT(ledger_end(handles[chance(HANDLES)], row->id, &outcome, &err), 0);
    if (row->state != LEDGER_SENT &&
        !(row->state == LEDGER_ESTIMATED && outcome.state == LEDGER_SETTLED))
        return 1;
    row->state = outcome.state;
    row->cost = outcome.state == LEDGER_SETTLED     ? outcome.cost_nano
                : outcome.state == LEDGER_ESTIMATED ? row->held
                                                    : 0;
    return 0;
}

static int act_kill(void)
{
    int handle = (int)chance(HANDLES);

    ledger_close(handles[handle]);
    handles[handle] = room_ledger();
    lives[handle] = life_count++;
    return 0;
}

static bool is_alive(int life)
{
    for (int i = 0; i < HANDLES; i++)
        if (lives[i] == life)
            return true;
    return false;
}

static int act_orphans(void)
{
    struct ledger *ledger = handles[chance(HANDLES)];
    struct ledger_orphan orphan = { 0 };
    struct err err = { 0 };

    for (size_t i = 0; i < row_count; i++) {
        if (rows[i].state != LEDGER_SENT || is_alive(rows[i].owner))
            continue;
        CHECK_INT(ledger_next_orphan(ledger, orphan.id, &orphan, &err), 0);
        CHECK_INT(orphan.id, rows[i].id);
        CHECK_INT(orphan.held_nano, rows[i].held);
    }

    int64_t last = orphan.id;

    CHECK_INT(ledger_next_orphan(ledger, last, &orphan, &err), 0);
    CHECK_INT(orphan.id, 0);
    return last == 0;
}

static int act_sums(void)
{
    struct ledger *ledger = handles[chance(HANDLES)];

    for (int session = -1; session < SESSIONS; session++) {
        struct ledger_sum wanted = model_sum(session, -1);
        struct ledger_sum sum = sum_of(ledger, session < 0 ? NULL : name_of(session));

        CHECK_INT(sum.spent_nano, wanted.spent_nano);
        CHECK_INT(sum.held_nano, wanted.held_nano);
        CHECK_INT(sum.calls, wanted.calls);
        CHECK_INT(sum.estimated, wanted.estimated);
    }
    return 0;
}

TEST("model: thousands of acts in any order end as the model says, and each kind was reached")
{
    static const struct {
        int (*act)(void);
        unsigned weight;
    } acts[] = {
        { act_hold, 50 }, { act_end, 40 }, { act_kill, 2 }, { act_orphans, 4 }, { act_sums, 4 }
    };
    int reached[ARRAY_COUNT(acts)][2] = { 0 };

    for (unsigned seed = 1; seed <= 3; seed++) {
        begin(seed);
        while (row_count == 0)
            (void)act_hold();
        for (int i = 0; i < 2000; i++) {
            unsigned draw = chance(100);
            size_t which = 0;

            while (draw >= acts[which].weight)
                draw -= acts[which++].weight;
            reached[which][acts[which].act()]++;
        }
        (void)act_sums();
        end();
    }
    printf("  holds %d, refused %d, ends %d, of rows that had ended %d, kills %d, orphans %d, none "
           "%d\n",
           reached[0][0], reached[0][1], reached[1][0], reached[1][1], reached[2][0], reached[3][0],
           reached[3][1]);
    for (size_t i = 0; i < ARRAY_COUNT(acts); i++)
        CHECK(reached[i][0] > 0 && (i > 1 || reached[i][1] > 0));
}
