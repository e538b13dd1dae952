/* ledger_schema - the tables of the ledger, and how a file comes to have them.
 *
 * Rows are told once: a trigger refuses to change what has ended, and another to delete. What a cap
 * is compared with is summed up while rows come and end, again by triggers, so that it costs the
 * same with ten rows and with a million, and stays when rows are forgotten.
 */
#include "store/ledger_schema.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>

#define APPLICATION_ID 0x4f524c31 /* "ORL1" */

/* state: enum ledger_state. cost_nano is 0 until a row ends, and held_nano when it is estimated. */
static const char step_1[] =
    "CREATE TABLE spend ("
    "  id INTEGER PRIMARY KEY,"
    "  owner INTEGER NOT NULL,"
    "  state INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 3),"
    "  time_s INTEGER NOT NULL,"
    "  day INTEGER NOT NULL,"
    "  held_nano INTEGER NOT NULL CHECK (held_nano BETWEEN 0 AND 1000000000000000),"
    "  cost_nano INTEGER NOT NULL DEFAULT 0 CHECK (cost_nano BETWEEN 0 AND 1000000000000000),"
    "  session TEXT NOT NULL, project TEXT NOT NULL, tool TEXT NOT NULL, tag TEXT NOT NULL,"
    "  asked TEXT NOT NULL, request TEXT NOT NULL,"
    "  generation TEXT NOT NULL DEFAULT '', model TEXT NOT NULL DEFAULT '',"
    "  provider TEXT NOT NULL DEFAULT '', error TEXT NOT NULL DEFAULT '',"
    "  tokens_prompt INTEGER NOT NULL DEFAULT -1, tokens_completion INTEGER NOT NULL DEFAULT -1,"
    "  tokens_reasoning INTEGER NOT NULL DEFAULT -1, tokens_cached INTEGER NOT NULL DEFAULT -1,"
    "  duration_ms INTEGER NOT NULL DEFAULT -1"
    ") STRICT;"
    "CREATE INDEX spend_time ON spend (time_s);"
    "CREATE INDEX spend_session ON spend (session, time_s);"
    "CREATE INDEX spend_sent ON spend (id) WHERE state = 0;"
    /* What the caps are compared with. session_sum.day: when it was last used. */
    "CREATE TABLE day_sum (day INTEGER PRIMARY KEY,"
    "  spent_nano INTEGER NOT NULL, held_nano INTEGER NOT NULL) STRICT;"
    "CREATE TABLE session_sum (session TEXT PRIMARY KEY, day INTEGER NOT NULL,"
    "  spent_nano INTEGER NOT NULL, held_nano INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE mark (is_forgetting INTEGER NOT NULL) STRICT;"
    "INSERT INTO mark VALUES (0);"
    "CREATE TRIGGER spend_begins AFTER INSERT ON spend BEGIN"
    "  INSERT INTO day_sum VALUES (NEW.day, 0, NEW.held_nano)"
    "    ON CONFLICT (day) DO UPDATE SET held_nano = held_nano + excluded.held_nano;"
    "  INSERT INTO session_sum VALUES (NEW.session, NEW.day, 0, NEW.held_nano)"
    "    ON CONFLICT (session) DO UPDATE SET held_nano = held_nano + excluded.held_nano,"
    "      day = max(day, excluded.day);"
    "END;"
    "CREATE TRIGGER spend_ends AFTER UPDATE OF state ON spend BEGIN"
    "  UPDATE day_sum SET held_nano = held_nano - iif(OLD.state = 0, OLD.held_nano, 0),"
    "    spent_nano = min(9000000000000000000,"
    "      max(0, spent_nano + NEW.cost_nano - OLD.cost_nano))"
    "    WHERE day = NEW.day;"
    "  UPDATE session_sum SET held_nano = held_nano - iif(OLD.state = 0, OLD.held_nano, 0),"
    "    spent_nano = min(9000000000000000000,"
    "      max(0, spent_nano + NEW.cost_nano - OLD.cost_nano))"
    "    WHERE session = NEW.session;"
    "END;"
    "CREATE TRIGGER spend_ended BEFORE UPDATE ON spend"
    "  WHEN OLD.state <> 0 AND NOT (OLD.state = 2 AND NEW.state = 1) BEGIN"
    "  SELECT RAISE(ABORT, 'a row that has ended stays as it is');"
    "END;"
    "CREATE TRIGGER spend_promised BEFORE UPDATE OF id, owner, time_s, day, held_nano, session,"
    "  project, tool, tag, asked, request ON spend BEGIN"
    "  SELECT RAISE(ABORT, 'what was promised stays as it is');"
    "END;"
    "CREATE TRIGGER spend_kept BEFORE DELETE ON spend"
    "  WHEN OLD.state = 0 OR (SELECT is_forgetting FROM mark) = 0 BEGIN"
    "  SELECT RAISE(ABORT, 'rows are only forgotten by the program');"
    "END;";

static const char *const steps[] = { step_1 };

const struct schema ledger_schema = { steps, ARRAY_COUNT(steps) };

/* The version; 0 for an empty file; -1 and err for one that is not ours to read. */
static int version_of(struct db *db, const struct schema *schema, struct err *err)
{
    int64_t application, version, objects;

    if (db_number(db, "PRAGMA application_id", &application, err) < 0 ||
        db_number(db, "PRAGMA user_version", &version, err) < 0 ||
        db_number(db, "SELECT count(*) FROM sqlite_schema", &objects, err) < 0)
        return -1;
    if (application == 0 && version == 0 && objects == 0)
        return 0;
    if (application != APPLICATION_ID)
        return err_set(err, ERR_CONFIG,
                       "%s is no ledger: another program has made it. Move it away",
                       db->place.path);
    if (version > schema->count)
        return err_set(
            err, ERR_CONFIG,
            "%s was written by a newer openrouter-mcp (version %lld of the file, this one "
            "knows %d). Update this one",
            db->place.path, (long long)version, schema->count);
    return (int)version;
}

static int climb(struct db *db, const struct schema *schema, int version, struct err *err)
{
    char sql[96];

    for (; version < schema->count; version++)
        if (db_execute(db, schema->steps[version], err) < 0)
            return -1;
    snprintf(sql, sizeof(sql), "PRAGMA application_id = %d; PRAGMA user_version = %d",
             APPLICATION_ID, version);
    return db_execute(db, sql, err);
}

int schema_apply(struct db *db, const struct schema *schema, struct err *err)
{
    int version = version_of(db, schema, err);

    if (version < 0 || db_make_safe(db, err) < 0)
        return -1;
    if (version == schema->count)
        return 0;
    /* Only an empty file takes it: the pages of rows that are forgotten can be given back. */
    if (db_execute(db, "PRAGMA auto_vacuum = INCREMENTAL", err) < 0 || db_begin(db, err) < 0)
        return -1;
    version = version_of(db, schema, err); /* another process may have been faster */
    if (version < 0 || climb(db, schema, version, err) < 0) {
        db_rollback(db);
        return -1;
    }
    return db_commit(db, err);
}
