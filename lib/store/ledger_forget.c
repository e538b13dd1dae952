/* ledger_forget - what is old, or too much, is taken out again.
 *
 * In small transactions, so that other processes come to their turn in between.
 */
#include "base/limits.h"
#include "store/ledger_parts.h"

#define BATCH_ROWS 500

/* Rows that have ended, of earlier days and of sessions that were not used on the latest one. The
 * newest row stays, so that no number is used twice. ?1: older than. */
#define FORGETTABLE                                                                                \
    "time_s < ?1 AND state <> 0"                                                                   \
    "  AND day < (SELECT max(day) FROM day_sum) AND id < (SELECT max(id) FROM spend)"              \
    "  AND session NOT IN (SELECT session FROM session_sum"                                        \
    "    WHERE day >= (SELECT max(day) FROM day_sum))"

/* ?2: at most so many. */
static const char rows_sql[] = "DELETE FROM spend WHERE id IN (SELECT id FROM spend"
                               "  WHERE " FORGETTABLE " ORDER BY time_s LIMIT ?2)";

static const char days_sql[] = "DELETE FROM day_sum WHERE day < ?1 / 86400 AND held_nano = 0"
                               "  AND day < (SELECT max(day) FROM day_sum)";
static const char sessions_sql[] = "DELETE FROM session_sum WHERE day < ?1 / 86400"
                                   "  AND held_nano = 0"
                                   "  AND day < (SELECT max(day) FROM day_sum)";

static int forget_all(struct db *db, const char *sql, const struct db_value *values, size_t count,
                      struct err *err)
{
    static const char begin[] = "UPDATE mark SET is_forgetting = 1",
                      end[] = "UPDATE mark SET is_forgetting = 0";
    int changes = -1;

    if (db_begin(db, err) < 0)
        return -1;
    if (db_run(db, begin, NULL, 0, err) == 0 && db_run(db, sql, values, count, err) == 0) {
        changes = sqlite3_changes(db->sqlite);
        if (db_run(db, end, NULL, 0, err) == 0)
            return db_commit(db, err) < 0 ? -1 : changes;
    }
    db_rollback(db);
    return -1;
}

static int forget_rows(struct db *db, int64_t before_s, struct err *err)
{
    struct db_value values[] = { DB_INTEGER(before_s), DB_INTEGER(BATCH_ROWS) };

    return forget_all(db, rows_sql, values, ARRAY_COUNT(values), err);
}

int ledger_forget(struct ledger *ledger, int64_t before_s, int64_t max_bytes, struct err *err)
{
    struct db *db = ledger->db;
    struct db_value before = DB_INTEGER(before_s);
    int64_t bytes;
    int forgotten;

    do
        forgotten = forget_rows(db, before_s, err);
    while (forgotten > 0);
    if (forgotten < 0 || forget_all(db, days_sql, &before, 1, err) < 0 ||
        forget_all(db, sessions_sql, &before, 1, err) < 0)
        return -1;
    do {
        if (db_used_bytes(db, &bytes, err) < 0)
            return -1;
        forgotten = bytes > max_bytes ? forget_rows(db, INT64_MAX, err) : 0;
    } while (forgotten > 0);
    return forgotten < 0 ? -1 : db_shrink(db, err);
}

int ledger_forgettable(struct ledger *ledger, int64_t before_s, struct ledger_forgettable *what,
                       struct err *err)
{
    static const char sql[] =
        "SELECT count(*), sum_nano(cost_nano), coalesce(min(time_s), 0), coalesce(max(time_s), 0),"
        "  (SELECT count(*) FROM spend) - count(*) FROM spend WHERE " FORGETTABLE;
    struct db *db = ledger->db;
    sqlite3_stmt *row = NULL;

    db_begin_wait(db);
    if (sqlite3_prepare_v2(db->sqlite, sql, -1, &row, NULL) != SQLITE_OK)
        return db_fail(db, err);
    sqlite3_bind_int64(row, 1, before_s);

    int rc = sqlite3_step(row);

    if (rc == SQLITE_ROW)
        *what = (struct ledger_forgettable){
            .rows = sqlite3_column_int64(row, 0),
            .cost_nano = sqlite3_column_int64(row, 1),
            .first_s = sqlite3_column_int64(row, 2),
            .last_s = sqlite3_column_int64(row, 3),
            .others = sqlite3_column_int64(row, 4),
        };
    else
        db_fail(db, err);
    sqlite3_finalize(row);
    return rc == SQLITE_ROW ? 0 : -1;
}
