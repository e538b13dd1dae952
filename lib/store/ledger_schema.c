/* ledger_schema - the tables of the ledger, and how a file comes to have them.
 *
 * Rows are told once: a trigger refuses to change what has ended, and another to delete. What a cap
 * is compared with is summed up while rows come and end, again by triggers, so that it costs the
 * same with ten rows and with a million, and stays when rows are forgotten.
 */
#include "store/ledger_schema.h"

#include "base/mem.h"

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

/* cached: an answer that was given before, for nothing. is_over: the request no longer runs, and
 * only its cost is still to be learnt. */
static const char step_2[] =
    "ALTER TABLE spend ADD COLUMN cached INTEGER NOT NULL DEFAULT 0 CHECK (cached IN (0, 1));"
    "ALTER TABLE spend ADD COLUMN is_over INTEGER NOT NULL DEFAULT 0 CHECK (is_over IN (0, 1));";

static const char *const steps[] = { step_1, step_2 };

const struct schema ledger_schema = { steps, ARRAY_COUNT(steps), APPLICATION_ID, "ledger" };
