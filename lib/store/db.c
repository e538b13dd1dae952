/* db - one connection to one SQLite file that other processes use at the same time.
 *
 *   open: place_find -> sqlite3_open -> harden -> the same place?
 */
#include "store/db.h"

#include "base/clock.h"
#include "base/limits.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TURN_MS 3

/* Short pauses, of two lengths, so that those who wait do not meet again and again. A count of the
 * pauses, too, since a clock of tests may stand still. */
static int on_busy(void *user, int count)
{
    struct db *db = user;
    unsigned char chance;
    int64_t waited_ms = clock_ms() - db->began_ms;

    (void)count;
    if (db->paused_ms >= db->wait_ms || waited_ms >= db->wait_ms)
        return 0;
    if (db->owner && db->is_beginning)
        owner_wait(db->owner, true);
    sqlite3_randomness(sizeof(chance), &chance);

    int pause_ms = 1 + chance % 2;

    sqlite3_sleep(pause_ms);
    db->paused_ms += pause_ms;
    return 1;
}

static const struct {
    int option, on;
} switches[] = {
    { SQLITE_DBCONFIG_DEFENSIVE, 1 },      { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
    { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 }, { SQLITE_DBCONFIG_ENABLE_VIEW, 0 },
    { SQLITE_DBCONFIG_DQS_DML, 0 },        { SQLITE_DBCONFIG_DQS_DDL, 0 },
    { SQLITE_DBCONFIG_ENABLE_FKEY, 1 },    { SQLITE_DBCONFIG_ENABLE_TRIGGER, 1 },
};

static const struct {
    int limit, most;
} limits[] = {
    { SQLITE_LIMIT_LENGTH, (int)MIB(16) },
    { SQLITE_LIMIT_SQL_LENGTH, (int)KIB(64) },
    { SQLITE_LIMIT_ATTACHED, 0 },
    { SQLITE_LIMIT_COMPOUND_SELECT, 8 },
    { SQLITE_LIMIT_EXPR_DEPTH, 64 },
    { SQLITE_LIMIT_FUNCTION_ARG, 8 },
    { SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 256 },
    { SQLITE_LIMIT_TRIGGER_DEPTH, 4 },
    { SQLITE_LIMIT_VARIABLE_NUMBER, 32 },
    { SQLITE_LIMIT_WORKER_THREADS, 0 },
};

/* Settings of the connection: none of them looks into the file. */
static int harden(struct db *db, struct err *err)
{
    for (size_t i = 0; i < ARRAY_COUNT(switches); i++)
        if (sqlite3_db_config(db->sqlite, switches[i].option, switches[i].on, NULL) != SQLITE_OK)
            return db_fail(db, err);
    for (size_t i = 0; i < ARRAY_COUNT(limits); i++)
        sqlite3_limit(db->sqlite, limits[i].limit, limits[i].most);
    if (sqlite3_busy_handler(db->sqlite, on_busy, db) != SQLITE_OK)
        return db_fail(db, err);
    return db_execute(db,
                      "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
                      "PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -1024",
                      err);
}

struct db *db_open(const char *path, int wait_ms, struct err *err)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW |
                SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
    struct db *db = xcalloc(1, sizeof(*db));

    db->wait_ms = wait_ms;
    db_begin_wait(db);
    if (place_find(&db->place, path, err) < 0)
        return db_close(db);
    if (sqlite3_open_v2(db->place.path, &db->sqlite, flags, NULL) != SQLITE_OK) {
        db_fail(db, err);
        return db_close(db);
    }
    if (harden(db, err) < 0 || place_check(&db->place, err) < 0)
        return db_close(db);
    if (sqlite3_db_readonly(db->sqlite, "main") != 0) {
        err_set(err, ERR_CONFIG, "%s cannot be written", db->place.path);
        return db_close(db);
    }
    return db;
}

struct db *db_close(struct db *db)
{
    if (!db)
        return NULL;
    for (size_t i = 0; i < db->statement_count; i++)
        sqlite3_finalize(db->statements[i].prepared);

    int rc = sqlite3_close(db->sqlite);

    assert(rc == SQLITE_OK);
    (void)rc;
    place_done(&db->place);
    free(db);
    return NULL;
}

/* Other programs can have changed the mode of the file; synchronous is the connection's own. */
int db_make_safe(struct db *db, struct err *err)
{
    char mode[16];
    int64_t synchronous;

    if (db_word(db, "PRAGMA journal_mode = DELETE", mode, sizeof(mode), err) < 0 ||
        db_execute(db, "PRAGMA synchronous = EXTRA; PRAGMA secure_delete = ON", err) < 0 ||
        db_number(db, "PRAGMA synchronous", &synchronous, err) < 0)
        return -1;
    if (strcmp(mode, "delete") != 0 || synchronous != 3)
        return err_set(err, ERR_CONFIG,
                       "%s is in journal mode %s, which is not safe here, and cannot be changed "
                       "while another program has it open",
                       db->place.path, mode);
    return 0;
}

void db_begin_wait(struct db *db)
{
    db->began_ms = clock_ms();
    db->paused_ms = 0;
}

/* Whoever had the lock a moment ago would get it again, and again, since others look for it only
 * between their pauses: measured with 8 busy processes and a slow disk, 1 of 100 waited for 2 s. */
static void give_way(struct db *db)
{
    if (db->owner && clock_ms() - db->committed_ms < 2 * TURN_MS && owner_others_wait(db->owner))
        sqlite3_sleep(TURN_MS);
}

static int begin(struct db *db, struct err *err)
{
    int rc;

    db->is_beginning = true;
    rc = db_run(db, "BEGIN IMMEDIATE", NULL, 0, err);
    db->is_beginning = false;
    if (db->owner)
        owner_wait(db->owner, false);
    return rc;
}

/* Another program can switch the file to WAL between two of our transactions. */
static bool is_safe(struct db *db)
{
    struct err ignored;
    sqlite3_stmt *row = db_query(db, "PRAGMA journal_mode", NULL, 0, &ignored);
    bool is_delete = row && db_step(db, row, &ignored) > 0 &&
                     strcmp((const char *)sqlite3_column_text(row, 0), "delete") == 0;

    if (row)
        db_reset(row);
    return is_delete;
}

int db_begin(struct db *db, struct err *err)
{
    give_way(db);
    db_begin_wait(db);
    if (place_check(&db->place, err) < 0 || place_check_wal(&db->place, err) < 0 ||
        begin(db, err) < 0)
        return -1;
    if (is_safe(db))
        return 0;
    db_rollback(db);
    return db_make_safe(db, err) < 0 ? -1 : begin(db, err);
}

int db_commit(struct db *db, struct err *err)
{
    int rc = db_run(db, "COMMIT", NULL, 0, err);

    if (rc < 0)
        db_rollback(db);
    db->committed_ms = clock_ms();
    return rc;
}

void db_rollback(struct db *db)
{
    struct err ignored;

    /* Some errors have rolled back already. */
    if (!sqlite3_get_autocommit(db->sqlite))
        (void)db_run(db, "ROLLBACK", NULL, 0, &ignored);
}

static sqlite3_stmt *prepared(struct db *db, const char *sql, struct err *err)
{
    struct db_statement *statement = db->statements;

    for (size_t i = 0; i < db->statement_count; i++, statement++)
        if (statement->sql == sql)
            return statement->prepared;
    assert(db->statement_count < DB_STATEMENTS_MAX);
    if (sqlite3_prepare_v3(db->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement->prepared,
                           NULL) != SQLITE_OK) {
        db_fail(db, err);
        return NULL;
    }
    statement->sql = sql;
    db->statement_count++;
    return statement->prepared;
}

static int bind(sqlite3_stmt *statement, int at, const struct db_value *value)
{
    int size = (int)value->text.size;

    if (value->type == DB_IS_INTEGER)
        return sqlite3_bind_int64(statement, at, value->integer);
    if (value->type == DB_IS_TEXT)
        return sqlite3_bind_text(statement, at, value->text.data, size, SQLITE_STATIC);
    return sqlite3_bind_blob(statement, at, value->text.data, size, SQLITE_STATIC);
}

sqlite3_stmt *db_query(struct db *db, const char *sql, const struct db_value *values, size_t count,
                       struct err *err)
{
    sqlite3_stmt *statement = prepared(db, sql, err);

    if (!statement)
        return NULL;
    assert(sqlite3_bind_parameter_count(statement) == (int)count);
    for (size_t i = 0; i < count; i++) {
        if (bind(statement, (int)i + 1, &values[i]) != SQLITE_OK) {
            db_fail(db, err);
            db_reset(statement);
            return NULL;
        }
    }
    return statement;
}

int db_step(struct db *db, sqlite3_stmt *statement, struct err *err)
{
    int rc = sqlite3_step(statement);

    if (rc == SQLITE_ROW)
        return 1;
    if (rc != SQLITE_DONE)
        db_fail(db, err);
    db_reset(statement);
    return rc == SQLITE_DONE ? 0 : -1;
}

void db_reset(sqlite3_stmt *statement)
{
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
}

int db_run(struct db *db, const char *sql, const struct db_value *values, size_t count,
           struct err *err)
{
    sqlite3_stmt *statement = db_query(db, sql, values, count, err);
    int rc = statement ? db_step(db, statement, err) : -1;

    assert(rc <= 0);
    return rc;
}

int db_execute(struct db *db, const char *sql, struct err *err)
{
    return sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : db_fail(db, err);
}

/* One row, one column, not kept: pragmas, mostly. */
static sqlite3_stmt *first_row(struct db *db, const char *sql, struct err *err)
{
    sqlite3_stmt *statement = NULL;

    if (sqlite3_prepare_v2(db->sqlite, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        return statement;
    db_fail(db, err);
    sqlite3_finalize(statement);
    return NULL;
}

int db_number(struct db *db, const char *sql, int64_t *number, struct err *err)
{
    sqlite3_stmt *statement = first_row(db, sql, err);

    if (!statement)
        return -1;
    *number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return 0;
}

int db_word(struct db *db, const char *sql, char *word, size_t size, struct err *err)
{
    sqlite3_stmt *statement = first_row(db, sql, err);

    if (!statement)
        return -1;

    const unsigned char *text = sqlite3_column_text(statement, 0);

    snprintf(word, size, "%s", text ? (const char *)text : "");
    sqlite3_finalize(statement);
    return 0;
}
