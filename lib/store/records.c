/* records - texts that are kept for a while, sealed.
 *
 *   put: sealed, bound to kind, name and times -> one row      get: the row -> opened, or refused
 */
#include "store/records.h"

#include "base/mem.h"
#include "store/schema.h"
#include "vault/seal.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define APPLICATION_ID 0x4f525231 /* "ORR1" */

struct records {
    struct db *db;
    struct seal *seal;
};

static const char step_1[] = "CREATE TABLE record ("
                             "  kind INTEGER NOT NULL, name TEXT NOT NULL,"
                             "  time_s INTEGER NOT NULL, expires_s INTEGER NOT NULL,"
                             "  sealed BLOB NOT NULL, UNIQUE (kind, name)"
                             ") STRICT;"
                             "CREATE INDEX record_time ON record (kind, time_s);"
                             "CREATE INDEX record_age ON record (time_s);"
                             "CREATE INDEX record_expiry ON record (expires_s);";

static const char *const steps[] = { step_1 };

static const struct schema records_schema = { steps, ARRAY_COUNT(steps), APPLICATION_ID,
                                              "file of kept texts" };

static char *beside(const char *directory, const char *name)
{
    CLEANUP(buf_done) struct buf path = BUF_MAX(PATH_BYTES_MAX);

    buf_addf(&path, "%s/%s", directory, name);
    return buf_take(&path);
}

struct records *records_open(const char *directory, int wait_ms, struct err *err)
{
    struct records *records = xcalloc(1, sizeof(*records));
    CLEANUP(freep) char *path = beside(directory, "records.db");
    CLEANUP(freep) char *key = beside(directory, "records.key");

    records->db = db_open(path, wait_ms, err);
    if (!records->db || schema_apply(records->db, &records_schema, err) < 0)
        return records_close(records);
    records->seal = seal_new_kept(key, err);
    return records->seal ? records : records_close(records);
}

struct records *records_close(struct records *records)
{
    if (records) {
        seal_free(records->seal);
        db_close(records->db);
        free(records);
    }
    return NULL;
}

void records_set_wait(struct records *records, int wait_ms)
{
    records->db->wait_ms = wait_ms;
}

/* What a text is bound to: it opens nowhere else. */
static void bind_to(struct buf *bound, const struct record *record)
{
    buf_addf(bound, "record 1|%d|%s|%" PRId64 "|%" PRId64, (int)record->kind, record->name,
             record->time_s, record->expires_s);
}

static int seal_text(struct records *records, const struct record *record, struct slice text,
                     struct buf *sealed, struct err *err)
{
    CLEANUP(buf_done) struct buf bound = BUF_MAX(KIB(1));

    *sealed = BUF_MAX(RECORD_MAX + KIB(1));
    bind_to(&bound, record);
    if (seal_close_bytes(records->seal, text, buf_slice(&bound), sealed) == 0)
        return 0;
    return err_set(err, ERR_INTERNAL, "a text could not be sealed");
}

/* Within a transaction. */
static int write_row(struct records *records, const struct record *record, struct slice sealed,
                     struct err *err)
{
    static const char sql[] = "INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?, ?)";
    struct db_value values[] = { DB_INTEGER(record->kind), DB_TEXT(slice_of(record->name)),
                                 DB_INTEGER(record->time_s), DB_INTEGER(record->expires_s),
                                 DB_BYTES(sealed) };

    return db_run(records->db, sql, values, ARRAY_COUNT(values), err);
}

/* Ends a transaction, whose steps have come to rc. */
static int end_write(struct records *records, int rc, struct err *err)
{
    if (rc == 0)
        return db_commit(records->db, err);
    db_rollback(records->db);
    return -1;
}

int records_put(struct records *records, const struct record *record, struct slice text,
                struct err *err)
{
    CLEANUP(buf_done) struct buf sealed = { 0 };

    assert(strlen(record->name) <= RECORD_NAME_MAX);
    if (text.size > RECORD_MAX)
        return err_set(err, ERR_TOO_LARGE, "a text of %zu bytes is too long to be kept", text.size);
    if (seal_text(records, record, text, &sealed, err) < 0 || db_begin(records->db, err) < 0)
        return -1;
    return end_write(records, write_row(records, record, buf_slice(&sealed), err), err);
}

/* The next text, into out and into the row. Within a transaction. */
static int change_row(struct records *records, const struct record *record, int64_t now_s,
                      const struct record_change *change, struct buf *out, struct err *err)
{
    CLEANUP(buf_done) struct buf old = BUF_MAX(RECORD_MAX), sealed = { 0 };
    int64_t time_s;

    if (records_get(records, record->kind, record->name, now_s, &old, &time_s, err) < 0)
        return -1;
    change->change(buf_slice(&old), change->by, out);
    if (out->full)
        return err_set(err, ERR_TOO_LARGE, "it is too long to be kept; nothing was changed");
    if (seal_text(records, record, buf_slice(out), &sealed, err) < 0)
        return -1;
    return write_row(records, record, buf_slice(&sealed), err);
}

int records_amend(struct records *records, const struct record *record, int64_t now_s,
                  const struct record_change *change, struct buf *out, struct err *err)
{
    assert(strlen(record->name) <= RECORD_NAME_MAX && out->size_max <= RECORD_MAX);
    if (db_begin(records->db, err) < 0)
        return -1;
    return end_write(records, change_row(records, record, now_s, change, out, err), err);
}

/* record has kind and name. */
static int open_row(struct records *records, sqlite3_stmt *row, struct record *record,
                    struct buf *out, struct err *err)
{
    CLEANUP(buf_done) struct buf bound = BUF_MAX(KIB(1));
    struct slice sealed = { sqlite3_column_blob(row, 2), (size_t)sqlite3_column_bytes(row, 2) };

    record->time_s = sqlite3_column_int64(row, 0);
    record->expires_s = sqlite3_column_int64(row, 1);
    bind_to(&bound, record);
    if (seal_open_bytes(records->seal, sealed, buf_slice(&bound), out) == 0)
        return 0;
    return err_set(
        err, ERR_CONFIG,
        "%s: a text in it is not as it was written, or was sealed with another key; it is "
        "not used",
        records->db->place.path);
}

int records_get(struct records *records, enum record_kind kind, const char *name, int64_t now_s,
                struct buf *out, int64_t *time_s, struct err *err)
{
    static const char sql[] = "SELECT time_s, expires_s, sealed FROM record"
                              "  WHERE kind = ? AND name = ? AND expires_s > ?";
    struct db_value values[] = { DB_INTEGER(kind), DB_TEXT(slice_of(name)), DB_INTEGER(now_s) };
    struct record record = { .kind = kind, .name = name };
    sqlite3_stmt *row = db_query(records->db, sql, values, ARRAY_COUNT(values), err);
    int rc;

    db_begin_wait(records->db);
    rc = row ? db_step(records->db, row, err) : -1;
    if (rc <= 0)
        return rc < 0 ? -1 : 1;
    rc = open_row(records, row, &record, out, err);
    db_reset(row);
    *time_s = record.time_s;
    return rc;
}

int records_list(struct records *records, enum record_kind kind, struct record_name *names,
                 size_t max, struct err *err)
{
    static const char sql[] = "SELECT name, time_s FROM record WHERE kind = ?"
                              "  ORDER BY time_s DESC, rowid DESC LIMIT ?";
    struct db_value values[] = { DB_INTEGER(kind), DB_INTEGER((int64_t)max) };
    sqlite3_stmt *row = db_query(records->db, sql, values, ARRAY_COUNT(values), err);
    int count = 0, rc = -1;

    db_begin_wait(records->db);
    while (row && (rc = db_step(records->db, row, err)) > 0) {
        struct record_name *name = &names[count++];

        snprintf(name->name, sizeof(name->name), "%s", (const char *)sqlite3_column_text(row, 0));
        name->time_s = sqlite3_column_int64(row, 1);
    }
    return rc < 0 ? -1 : count;
}

/* One transaction; answers how many rows went. */
static int remove_some(struct db *db, const char *sql, const struct db_value *values, size_t count,
                       struct err *err)
{
    int removed = -1;

    if (db_begin(db, err) < 0)
        return -1;
    if (db_run(db, sql, values, count, err) == 0) {
        removed = sqlite3_changes(db->sqlite);
        if (db_commit(db, err) == 0)
            return removed;
    }
    db_rollback(db);
    return -1;
}

int records_remove(struct records *records, enum record_kind kind, const char *name,
                   struct err *err)
{
    static const char sql[] = "DELETE FROM record WHERE kind = ? AND name = ?";
    struct db_value values[] = { DB_INTEGER(kind), DB_TEXT(slice_of(name)) };
    int removed = remove_some(records->db, sql, values, ARRAY_COUNT(values), err);

    return removed < 0 ? -1 : removed == 0;
}

static int remove_old(struct db *db, int64_t now_s, int64_t before_s, struct err *err)
{
    static const char sql[] = "DELETE FROM record WHERE rowid IN (SELECT rowid FROM record"
                              "  WHERE expires_s <= ?1 OR time_s < ?2 LIMIT ?3)";
    struct db_value values[] = { DB_INTEGER(now_s), DB_INTEGER(before_s),
                                 DB_INTEGER(RECORDS_BATCH) };
    int removed;

    do
        removed = remove_some(db, sql, values, ARRAY_COUNT(values), err);
    while (removed > 0);
    return removed;
}

static int remove_oldest(struct db *db, struct err *err)
{
    static const char sql[] = "DELETE FROM record WHERE rowid IN (SELECT rowid FROM record"
                              "  ORDER BY time_s LIMIT ?1)";
    /* Few at a time: each may have megabytes. */
    struct db_value few = DB_INTEGER(RECORDS_BATCH / 10);

    return remove_some(db, sql, &few, 1, err);
}

int records_forget(struct records *records, int64_t now_s, int64_t before_s, int64_t max_bytes,
                   struct err *err)
{
    struct db *db = records->db;
    int64_t bytes;
    int removed = 1;

    if (remove_old(db, now_s, before_s, err) < 0)
        return -1;
    while (removed > 0) {
        if (db_used_bytes(db, &bytes, err) < 0)
            return -1;
        removed = bytes > max_bytes ? remove_oldest(db, err) : 0;
    }
    return removed < 0 ? -1 : db_shrink(db, err);
}

int64_t records_count(struct records *records, int64_t before_s, struct err *err)
{
    static const char sql[] = "SELECT count(*) FROM record WHERE time_s < ?";
    struct db_value before = DB_INTEGER(before_s);
    sqlite3_stmt *row = db_query(records->db, sql, &before, 1, err);
    int64_t count;

    db_begin_wait(records->db);
    if (!row || db_step(records->db, row, err) < 0)
        return -1;
    count = sqlite3_column_int64(row, 0);
    db_reset(row);
    return count;
}
