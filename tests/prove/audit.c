/* audit - the ledger compared with what its processes were told. */
#include "spender.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

struct audit {
    sqlite3 *sqlite;
    int failures;
};

static void need(struct audit *audit, bool is_so, const char *what)
{
    if (!is_so) {
        printf("    not so: %s\n", what);
        audit->failures++;
    }
}

static int64_t number(struct audit *audit, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    int64_t answer = -1;

    if (sqlite3_prepare_v2(audit->sqlite, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        answer = sqlite3_column_int64(statement, 0);
    else
        need(audit, false, sqlite3_errmsg(audit->sqlite));
    sqlite3_finalize(statement);
    return answer;
}

static bool is_whole(struct audit *audit)
{
    return number(audit, "SELECT integrity_check = 'ok' FROM pragma_integrity_check") == 1;
}

/* Told that it holds: it does. Told that it ended so: it did. Not told: it may be estimated by
 * others, or have ended as the process was about to be told. */
static void check_entry(struct audit *audit, const struct entry *entry, const char *session,
                        sqlite3_stmt *row, int *untold)
{
    sqlite3_reset(row);
    sqlite3_bind_int64(row, 1, entry->id);
    if (sqlite3_step(row) != SQLITE_ROW) {
        need(audit, false, "every hold that was given is in the ledger");
        return;
    }

    int state = sqlite3_column_int(row, 0);
    int64_t cost = sqlite3_column_int64(row, 2);
    int64_t wanted = entry->state == LEDGER_SETTLED     ? entry->cost
                     : entry->state == LEDGER_ESTIMATED ? entry->held
                                                        : 0;

    need(audit, sqlite3_column_int64(row, 1) == entry->held, "a hold is as large as it was told");
    need(audit, strcmp((const char *)sqlite3_column_text(row, 3), session) == 0,
         "a hold is of its session");
    if (entry->state != LEDGER_SENT)
        need(audit, state == entry->state && cost == wanted, "a row ended as it was told");
    else if (state == LEDGER_SETTLED || state == LEDGER_VOID)
        ++*untold;
}

static void check_log(struct audit *audit, const struct shared *shared, int kills)
{
    sqlite3_stmt *row = NULL;
    int64_t given = 0;
    int untold = 0;

    sqlite3_prepare_v2(audit->sqlite,
                       "SELECT state, held_nano, cost_nano, session FROM spend WHERE id = ?", -1,
                       &row, NULL);
    for (int i = 0; i < shared->slot_count; i++) {
        char session[SESSION_SIZE];

        spender_session(shared, session, i);
        for (int64_t k = 0; k < shared->slots[i].count; k++)
            check_entry(audit, &shared->slots[i].entries[k], session, row, &untold);
        given += shared->slots[i].count;
    }
    sqlite3_finalize(row);

    int64_t unknown = number(audit, "SELECT count(*) FROM spend") - given;

    printf("    committed and killed before it was told: %lld holds, %d ends of %d kills\n",
           (long long)unknown, untold, kills);
    need(audit, unknown >= 0 && unknown + untold <= kills,
         "no more is in the ledger than what was told, and one thing for each kill");
}

static void check_sums(struct audit *audit, const struct shared *shared)
{
    int64_t day =
        number(audit, "SELECT max(s) FROM (SELECT sum(iif(state = 0, held_nano, cost_nano))"
                      " AS s FROM spend GROUP BY day)");
    int64_t session = number(audit, "SELECT max(s) FROM (SELECT sum(iif(state = 0, held_nano,"
                                    " cost_nano)) AS s FROM spend GROUP BY session)");

    printf("    most of a day %ld of %lld, of a session %ld of %lld nano-dollars\n",
           (long)shared->most_of_a_day, (long long)shared->day_cap, (long)shared->most_of_a_session,
           (long long)shared->session_cap);
    need(audit, shared->most_of_a_day <= shared->day_cap && day <= shared->day_cap,
         "no day was ever above its cap");
    need(audit, shared->most_of_a_session <= shared->session_cap && session <= shared->session_cap,
         "no session was ever above its cap");
    need(audit,
         number(audit, "SELECT count(*) FROM day_sum d JOIN (SELECT day, sum(cost_nano) AS s,"
                       "  sum(iif(state = 0, held_nano, 0)) AS h FROM spend GROUP BY day) r"
                       "  ON r.day = d.day WHERE r.s <> d.spent_nano OR r.h <> d.held_nano") == 0,
         "the sums of the days are those of the rows");
    need(audit,
         number(audit,
                "SELECT count(*) FROM session_sum d JOIN (SELECT session, sum(cost_nano) AS s,"
                "  sum(iif(state = 0, held_nano, 0)) AS h FROM spend GROUP BY session) r"
                "  ON r.session = d.session"
                "  WHERE r.s <> d.spent_nano OR r.h <> d.held_nano") == 0,
         "the sums of the sessions are those of the rows");
    need(audit,
         number(audit, "SELECT count(*) FROM (SELECT day, lag(day) OVER (ORDER BY id) AS before"
                       "  FROM spend) WHERE day < before") == 0,
         "the day never went back");
    need(audit, number(audit, "SELECT count(*) FROM spend WHERE state = 0") == 0,
         "nothing is held for ever by processes that died");
}

int audit(struct shared *shared, int kills)
{
    struct audit audit = { 0 };

    if (sqlite3_open_v2(shared->path, &audit.sqlite, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
        return 1;
    need(&audit, is_whole(&audit), "integrity_check says ok");
    check_log(&audit, shared, kills);
    check_sums(&audit, shared);
    sqlite3_close(audit.sqlite);
    return audit.failures;
}
