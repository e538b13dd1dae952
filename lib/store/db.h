/* db - one connection to one SQLite file that other processes use at the same time.
 *
 * Opened for what an attacker or a defect may have left there: no link is followed, the schema is
 * not trusted, nothing is loaded, mapped or attached. journal_mode=DELETE, synchronous=EXTRA. One
 * thread at a time. sqlite3.h is known to this folder only.
 */
#pragma once

#include "base/slice.h"
#include "store/owner.h"
#include "store/place.h"

#include <sqlite3.h>
#include <stdbool.h>

#define DB_STATEMENTS_MAX 24

struct db {
    struct place place;
    sqlite3 *sqlite;
    struct owner *owner; /* kept; NULL at first. Says who else waits for the lock */
    int wait_ms;         /* for other processes, at most, in one operation */
    int paused_ms;       /* in this one */
    int64_t began_ms, committed_ms;
    bool is_beginning;
    struct db_statement {
        const char *sql;
        sqlite3_stmt *prepared;
    } statements[DB_STATEMENTS_MAX];
    size_t statement_count;
};

/* A value for a ? of a statement. A text or bytes are borrowed until the statement is reset; a text
 * without data is NULL. */
struct db_value {
    enum { DB_IS_INTEGER, DB_IS_TEXT, DB_IS_BYTES } type;
    int64_t integer;
    struct slice text;
};
#define DB_INTEGER(n) ((struct db_value){ .type = DB_IS_INTEGER, .integer = (n) })
#define DB_TEXT(t)    ((struct db_value){ .type = DB_IS_TEXT, .text = (t) })
#define DB_BYTES(b)   ((struct db_value){ .type = DB_IS_BYTES, .text = (b) })

/* Finds or creates the file; reads nothing of it and changes nothing in it. */
struct db *db_open(const char *path, int wait_ms, struct err *err);
struct db *db_close(struct db *db);

/* Makes sure that commits are as safe as promised. The caller has seen that the file is his. */
int db_make_safe(struct db *db, struct err *err);

/* From here on wait_ms is counted; db_begin says so itself. */
void db_begin_wait(struct db *db);

/* A write transaction: -1 when the file is no longer the one that was opened, or others kept it
 * locked for wait_ms. A commit that fails has changed nothing. */
int db_begin(struct db *db, struct err *err);
int db_commit(struct db *db, struct err *err);
void db_rollback(struct db *db);

/* A statement with its values. sql is static: it is prepared at its first use, and kept. NULL on
 * error. It holds a lock from the first db_step until that answers 0 or -1, or db_reset. */
sqlite3_stmt *db_query(struct db *db, const char *sql, const struct db_value *values, size_t count,
                       struct err *err);
int db_step(struct db *db, sqlite3_stmt *statement, struct err *err); /* 1: there is a row */
void db_reset(sqlite3_stmt *statement);

/* A statement without rows. */
int db_run(struct db *db, const char *sql, const struct db_value *values, size_t count,
           struct err *err);

/* Several statements without values and rows, not kept. */
int db_execute(struct db *db, const char *sql, struct err *err);

/* The first column of the first row: a number, or a text that is cut to size. */
int db_number(struct db *db, const char *sql, int64_t *number, struct err *err);
int db_word(struct db *db, const char *sql, char *word, size_t size, struct err *err);

/* What the rows need of the file, once free pages are given back; and giving them back, in small
 * transactions, so that others come to their turn in between. */
int db_used_bytes(struct db *db, int64_t *bytes, struct err *err);
int db_shrink(struct db *db, struct err *err);

#define DB_DAMAGED_ADVICE                                                                          \
    "Move it away (a new one is begun then, which does not know what was spent today), or bring "  \
    "back a copy; then restart the server"

/* What SQLite has said last, as a sentence for the user; -1. */
int db_fail(struct db *db, struct err *err);
