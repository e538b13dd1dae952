/* spender - a process that promises and spends, and what it was told, in memory that survives it.
 */
#include "spender.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct spender {
    struct shared *shared;
    struct slot *slot;
    struct ledger *ledger;
    uint64_t chance;
    char session[SESSION_SIZE];
};

static unsigned chance(struct spender *spender, unsigned below)
{
    spender->chance ^= spender->chance << 13;
    spender->chance ^= spender->chance >> 7;
    spender->chance ^= spender->chance << 17;
    return (unsigned)(spender->chance >> 16) % below;
}

static void count(struct shared *shared, enum tally what)
{
    atomic_fetch_add(&shared->tally[what], 1);
}

_Noreturn static void give_up(const struct err *err)
{
    printf("    %s\n", err->text);
    fflush(stdout);
    _exit(1);
}

static int64_t now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void note_time(struct shared *shared, int64_t us)
{
    int class = 0;
    long longest = atomic_load(&shared->longest_us);

    while (class < CLASSES - 1 && us >> class)
        class ++;
    atomic_fetch_add(&shared->took[class], 1);
    while (us > longest && !atomic_compare_exchange_weak(&shared->longest_us, &longest, us))
        ;
}

void spender_session(const struct shared *shared, char session[SESSION_SIZE], int slot)
{
    snprintf(session, SESSION_SIZE, "session-%d", slot < shared->slot_count / 2 ? 0 : slot);
}

/* The clock passes a border of days in the middle of the run, and sometimes goes back. */
static int64_t moment(struct spender *spender)
{
    int day = FIRST_DAY + (spender->slot->next > spender->shared->attempts / 2);

    if (chance(spender, 20) == 0)
        day -= 1 + (int)chance(spender, 3);
    return day * 86400LL + (int64_t)chance(spender, 86400);
}

static void try_hold(struct spender *spender)
{
    struct slot *slot = spender->slot;
    struct ledger_entry entry = { .time_s = moment(spender),
                                  .held_nano = 1 + (int64_t)chance(spender, AMOUNT_MAX),
                                  .session = spender->session,
                                  .project = "/p",
                                  .tool = "ask_model",
                                  .model = "a/b" };
    struct ledger_caps caps = { spender->shared->session_cap, spender->shared->day_cap };
    struct ledger_refusal refusal;
    struct err err = { 0 };
    int64_t id, began_us = now_us();

    if (ledger_hold(spender->ledger, &entry, &caps, &id, &refusal, &err) == 0) {
        slot->entries[slot->count] = (struct entry){ .id = id, .held = entry.held_nano };
        slot->count++;
        count(spender->shared, GIVEN);
        note_time(spender->shared, now_us() - began_us);
    } else if (err.kind == ERR_BUDGET) {
        count(spender->shared, refusal.by == REFUSED_SESSION ? REFUSED_BY_SESSION : REFUSED_BY_DAY);
    } else if (strstr(err.text, "is locked")) {
        count(spender->shared, LOCKED_OUT);
    } else {
        give_up(&err);
    }
}

static void end(struct spender *spender, struct entry *entry)
{
    static const enum tally words[] = {
        [LEDGER_SETTLED] = SETTLED, [LEDGER_ESTIMATED] = ESTIMATED, [LEDGER_VOID] = VOIDED
    };
    unsigned draw = chance(spender, 10);
    struct ledger_outcome outcome = { .state = draw < 7   ? LEDGER_SETTLED
                                               : draw < 8 ? LEDGER_ESTIMATED
                                                          : LEDGER_VOID,
                                      .cost_nano =
                                          (int64_t)chance(spender, (unsigned)entry->held + 1),
                                      .model = "a/b",
                                      .provider = "p" };
    struct err err = { 0 };

    if (ledger_end(spender->ledger, entry->id, &outcome, &err) == 0) {
        entry->cost = outcome.cost_nano;
        entry->state = (int)outcome.state;
        count(spender->shared, words[outcome.state]);
    } else if (strstr(err.text, "is locked")) {
        count(spender->shared, LOCKED_OUT);
    } else {
        give_up(&err);
    }
}

/* One of the last holds; some are never ended. */
static void end_one(struct spender *spender, int64_t first_of_mine)
{
    struct slot *slot = spender->slot;
    int64_t at = slot->count - 1 - (int64_t)chance(spender, KEPT_MAX);

    if (at >= first_of_mine && slot->entries[at].state == LEDGER_SENT)
        end(spender, &slot->entries[at]);
    else
        count(spender->shared, LEFT_OPEN);
}

static void end_orphans(struct spender *spender)
{
    static const struct ledger_outcome unknown = { .state = LEDGER_ESTIMATED };
    struct ledger_orphan orphan = { 0 };
    struct err err = { 0 };

    for (;;) {
        if (ledger_next_orphan(spender->ledger, orphan.id, &orphan, &err) < 0)
            break;
        if (orphan.id == 0 || ledger_end(spender->ledger, orphan.id, &unknown, &err) < 0)
            break;
        count(spender->shared, ORPHANS_ENDED);
    }
    if (err.kind != ERR_NONE && !strstr(err.text, "is locked"))
        give_up(&err);
}

/* Whoever reads keeps others from writing, for a while. */
static void sum_up(struct spender *spender)
{
    struct ledger_query query = { .to_s = INT64_MAX, .group = GROUP_DAY };
    struct ledger_sum sums[4];
    struct err err = { 0 };
    size_t group_count;

    if (ledger_sum(spender->ledger, &query, sums, 4, &group_count, &err) == 0)
        count(spender->shared, SUMMED_UP);
    else if (!strstr(err.text, "is locked"))
        give_up(&err);
}

_Noreturn void spender_run(struct shared *shared, int slot, unsigned seed)
{
    struct spender spender = { .shared = shared,
                               .slot = &shared->slots[slot],
                               .chance = 88172645463325252ULL + seed };
    struct err err = { 0 };
    int64_t first_of_mine = spender.slot->count;

    spender_session(shared, spender.session, slot);
    spender.ledger = ledger_open(shared->path, 10000, &err);
    if (!spender.ledger)
        give_up(&err);
    ledger_set_wait(spender.ledger, 2000);
    while (spender.slot->next < shared->attempts) {
        try_hold(&spender);
        end_one(&spender, first_of_mine);
        if (chance(&spender, 50) == 0)
            end_orphans(&spender);
        if (chance(&spender, 100) == 0)
            sum_up(&spender);
        spender.slot->next++;
    }
    ledger_close(spender.ledger);
    _exit(0);
}

static void look(sqlite3 *sqlite, const char *sql, atomic_long *most)
{
    sqlite3_stmt *statement = NULL;

    if (sqlite3_prepare_v2(sqlite, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_int64(statement, 0) > *most)
        atomic_store(most, sqlite3_column_int64(statement, 0));
    sqlite3_finalize(statement);
}

_Noreturn void spender_watch(struct shared *shared)
{
    sqlite3 *sqlite = NULL;

    if (sqlite3_open_v2(shared->path, &sqlite, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        _exit(1);
    sqlite3_busy_timeout(sqlite, 2000);
    while (!atomic_load(&shared->is_over)) {
        look(sqlite,
             "SELECT max(s) FROM (SELECT sum(iif(state = 0, held_nano, cost_nano)) AS s FROM spend"
             " GROUP BY day)",
             &shared->most_of_a_day);
        look(sqlite,
             "SELECT max(s) FROM (SELECT sum(iif(state = 0, held_nano, cost_nano)) AS s FROM spend"
             " GROUP BY session)",
             &shared->most_of_a_session);
        count(shared, LOOKS);
        usleep(20000);
    }
    sqlite3_close(sqlite);
    _exit(0);
}
