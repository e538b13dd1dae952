/* ledger - what this user has promised and spent, shared by all server processes of the machine.
 *
 *   ledger_hold -> sent -> ledger_note_generation -> ledger_end -> settled | estimated | void
 */
#include "store/ledger.h"

#include "base/limits.h"
#include "base/slice.h"
#include "base/utf8.h"
#include "store/ledger_parts.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#define SECONDS_PER_DAY 86400
#define NANO_PER_CENT   10000000
#define CRASHED_AGE_S   5 /* no commit leaves its journal for so long */
#define CHECKED_PAGES   256
#define TOKENS_MAX      1000000000000LL
#define TWIN_AGE_S      CALL_MAX_S /* no request runs for longer */

/* A check reads the whole file: where that takes no time, and after a crash, when pages were put
 * back from a journal that may not even belong here. */
static bool is_doubtful(struct db *db)
{
    struct err ignored;
    int64_t pages;

    return db->place.journal_age_s > CRASHED_AGE_S ||
           db_number(db, "PRAGMA page_count", &pages, &ignored) < 0 || pages <= CHECKED_PAGES;
}

const char *ledger_library(char text[48])
{
    snprintf(text, 48, "SQLite %s", sqlite3_libversion());
    return text;
}

struct ledger *ledger_open(const char *path, int wait_ms, struct err *err)
{
    struct ledger *ledger = xcalloc(1, sizeof(*ledger));

    ledger->owner.fd = -1;
    ledger->db = db_open(path, wait_ms, err);
    if (!ledger->db || schema_apply(ledger->db, &ledger_schema, err) < 0 ||
        ledger_sum_register(ledger->db, err) < 0 ||
        (is_doubtful(ledger->db) && ledger_check(ledger, err) < 0) ||
        owner_open(&ledger->owner, ledger->db->place.path, err) < 0)
        return ledger_close(ledger);
    ledger->db->owner = &ledger->owner;
    return ledger;
}

struct ledger *ledger_close(struct ledger *ledger)
{
    if (ledger) {
        db_close(ledger->db);
        owner_done(&ledger->owner);
        free(ledger);
    }
    return NULL;
}

void ledger_set_wait(struct ledger *ledger, int wait_ms)
{
    ledger->db->wait_ms = wait_ms;
}

int ledger_check(struct ledger *ledger, struct err *err)
{
    char verdict[200];

    db_begin_wait(ledger->db);
    if (db_word(ledger->db, "PRAGMA quick_check(1)", verdict, sizeof(verdict), err) < 0)
        return -1;
    if (strcmp(verdict, "ok") == 0)
        return 0;
    return err_set(err, ERR_CONFIG, "%s is damaged (%s). " DB_DAMAGED_ADVICE,
                   ledger->db->place.path, verdict);
}

const char *ledger_doubt(const struct ledger *ledger)
{
    return ledger->db->place.doubt;
}

struct slice ledger_word(const char *text)
{
    struct slice word = slice_of(text ? text : "");

    word.size = utf8_cut(word, LEDGER_WORD_SIZE - 1);
    return word;
}

/* day becomes the one that counts. */
static int read_standing(struct db *db, const char *session, int64_t *day,
                         struct ledger_standing *standing, struct err *err)
{
    static const char sql[] =
        "SELECT latest.day, coalesce(d.spent_nano, 0), coalesce(d.held_nano, 0),"
        "  coalesce(s.spent_nano, 0), coalesce(s.held_nano, 0) "
        "FROM (SELECT max(?1, coalesce((SELECT max(day) FROM day_sum), 0)) AS day) AS latest "
        "LEFT JOIN day_sum d ON d.day = latest.day LEFT JOIN session_sum s ON s.session = ?2";
    struct db_value values[] = { DB_INTEGER(*day), DB_TEXT(ledger_word(session)) };
    sqlite3_stmt *row = db_query(db, sql, values, ARRAY_COUNT(values), err);

    if (!row || db_step(db, row, err) < 0)
        return -1;
    *day = sqlite3_column_int64(row, 0);
    *standing = (struct ledger_standing){
        .day_spent = sqlite3_column_int64(row, 1),
        .day_held = sqlite3_column_int64(row, 2),
        .session_spent = sqlite3_column_int64(row, 3),
        .session_held = sqlite3_column_int64(row, 4),
    };
    db_reset(row);
    return 0;
}

/* None is one, too: the largest sum that is reckoned with. */
static int64_t real_cap(int64_t cap_nano)
{
    return cap_nano < 0 || cap_nano > LEDGER_SUM_MAX ? LEDGER_SUM_MAX : cap_nano;
}

static bool would_pass(int64_t spent, int64_t held, int64_t more, int64_t cap)
{
    int64_t sum;

    return __builtin_add_overflow(spent, held, &sum) || __builtin_add_overflow(sum, more, &sum) ||
           sum > cap;
}

static int refuse(const struct ledger_refusal *refusal, const struct ledger_entry *entry,
                  int64_t day, struct err *err)
{
    const char *whose = refusal->by == REFUSED_SESSION ? "this session" : "today";
    int64_t today = entry->time_s / SECONDS_PER_DAY;

    err_set(
        err, ERR_BUDGET,
        "the budget of %s is %lld cents, of which %lld are spent and %lld promised to calls that "
        "have not ended; this one may cost %lld",
        whose, (long long)(refusal->cap_nano / NANO_PER_CENT),
        (long long)(refusal->spent_nano / NANO_PER_CENT),
        (long long)(refusal->held_nano / NANO_PER_CENT),
        (long long)((entry->held_nano + NANO_PER_CENT - 1) / NANO_PER_CENT));
    if (refusal->by == REFUSED_DAY && day > today)
        err_wrap(err, "the clock has gone back by %lld days, and the latest day counts on",
                 (long long)(day - today));
    return -1;
}

/* refusal->standing has been read. */
static int check_caps(const struct ledger_entry *entry, const struct ledger_caps *caps, int64_t day,
                      struct ledger_refusal *refusal, struct err *err)
{
    const struct ledger_standing *now = &refusal->standing;
    int64_t session_cap = real_cap(caps->session_nano), day_cap = real_cap(caps->day_nano);
    int64_t more = entry->held_nano;

    if (would_pass(now->session_spent, now->session_held, more, session_cap))
        *refusal = (struct ledger_refusal){ REFUSED_SESSION, now->session_spent, now->session_held,
                                            session_cap, *now };
    else if (would_pass(now->day_spent, now->day_held, more, day_cap))
        *refusal =
            (struct ledger_refusal){ REFUSED_DAY, now->day_spent, now->day_held, day_cap, *now };
    else
        return 0;
    return refuse(refusal, entry, day, err);
}

/* Whether another process waits for the answer to the same. */
static int check_twin(struct ledger *ledger, const struct ledger_entry *entry,
                      struct ledger_refusal *refusal, struct err *err)
{
    static const char sql[] = "SELECT owner FROM spend WHERE state = 0 AND is_over = 0"
                              "  AND request = ?1 AND owner <> ?2 AND time_s > ?3";
    struct db_value values[] = { DB_TEXT(ledger_word(entry->request)),
                                 DB_INTEGER(ledger->owner.number),
                                 DB_INTEGER(entry->time_s - TWIN_AGE_S) };
    sqlite3_stmt *row;
    int rc;

    if (!entry->joins || !entry->request)
        return 0;
    row = db_query(ledger->db, sql, values, ARRAY_COUNT(values), err);
    if (!row)
        return -1;
    while ((rc = db_step(ledger->db, row, err)) > 0) {
        if (!owner_lives(&ledger->owner, sqlite3_column_int64(row, 0)))
            continue;
        db_reset(row);
        refusal->by = REFUSED_TWIN;
        return err_set(err, ERR_BUSY, "the same question is being asked by another server");
    }
    return rc;
}

static int insert(struct ledger *ledger, const struct ledger_entry *entry, int64_t day,
                  struct err *err)
{
    static const char sql[] =
        "INSERT INTO spend (owner, time_s, day, held_nano, session, project, tool, tag, asked,"
        " request) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    struct db_value values[] = {
        DB_INTEGER(ledger->owner.number),
        DB_INTEGER(entry->time_s),
        DB_INTEGER(day),
        DB_INTEGER(entry->held_nano),
        DB_TEXT(ledger_word(entry->session)),
        DB_TEXT(slice_of(entry->project ? entry->project : "")),
        DB_TEXT(ledger_word(entry->tool)),
        DB_TEXT(ledger_word(entry->tag)),
        DB_TEXT(ledger_word(entry->model)),
        DB_TEXT(ledger_word(entry->request)),
    };

    return db_run(ledger->db, sql, values, ARRAY_COUNT(values), err);
}

int ledger_hold(struct ledger *ledger, const struct ledger_entry *entry,
                const struct ledger_caps *caps, int64_t *id, struct ledger_refusal *refusal,
                struct err *err)
{
    struct db *db = ledger->db;
    struct ledger_standing *standing = &refusal->standing;
    int64_t day = entry->time_s / SECONDS_PER_DAY;

    assert(entry->held_nano >= 0 && entry->time_s >= 0);
    *refusal = (struct ledger_refusal){ .by = REFUSED_NOT };
    if (entry->held_nano > LEDGER_AMOUNT_MAX)
        return err_set(err, ERR_BUDGET, "this call may cost more than a million dollars");
    if (db_begin(db, err) < 0)
        return -1;
    if (read_standing(db, entry->session, &day, standing, err) < 0 ||
        check_twin(ledger, entry, refusal, err) < 0 ||
        check_caps(entry, caps, day, refusal, err) < 0 || insert(ledger, entry, day, err) < 0) {
        db_rollback(db);
        return -1;
    }
    standing->session_held += entry->held_nano;
    standing->day_held += entry->held_nano;
    *id = sqlite3_last_insert_rowid(db->sqlite);
    return db_commit(db, err);
}

int ledger_standing(struct ledger *ledger, const char *session, int64_t time_s,
                    struct ledger_standing *standing, struct err *err)
{
    int64_t day = time_s / SECONDS_PER_DAY;

    db_begin_wait(ledger->db);
    return read_standing(ledger->db, session, &day, standing, err);
}

/* One statement, in a transaction that has seen that the file is still the same. */
static int change(struct db *db, const char *sql, const struct db_value *values, size_t count,
                  struct err *err)
{
    if (db_begin(db, err) < 0)
        return -1;
    if (db_run(db, sql, values, count, err) < 0) {
        db_rollback(db);
        return -1;
    }
    return db_commit(db, err);
}

int ledger_note_generation(struct ledger *ledger, int64_t id, const char *generation,
                           struct err *err)
{
    static const char sql[] = "UPDATE spend SET generation = ?2 WHERE id = ?1 AND state = 0";
    struct db_value values[] = { DB_INTEGER(id), DB_TEXT(ledger_word(generation)) };

    return change(ledger->db, sql, values, ARRAY_COUNT(values), err);
}

int ledger_note_over(struct ledger *ledger, int64_t id, struct err *err)
{
    static const char sql[] = "UPDATE spend SET is_over = 1 WHERE id = ?1 AND state = 0";
    struct db_value values[] = { DB_INTEGER(id) };

    return change(ledger->db, sql, values, ARRAY_COUNT(values), err);
}

static int64_t clamp(int64_t number, int64_t most)
{
    return number < 0 ? -1 : number > most ? most : number;
}

static struct slice word_or_null(const char *text)
{
    return text ? ledger_word(text) : (struct slice){ NULL, 0 };
}

int ledger_end(struct ledger *ledger, int64_t id, const struct ledger_outcome *outcome,
               struct err *err)
{
    static const char sql[] =
        "UPDATE spend SET state = ?2,"
        "  cost_nano = CASE ?2 WHEN 1 THEN ?3 WHEN 2 THEN held_nano ELSE 0 END,"
        "  generation = coalesce(?4, generation), model = coalesce(?5, model),"
        "  provider = coalesce(?6, provider), error = coalesce(?7, error),"
        "  tokens_prompt = iif(?8 < 0, tokens_prompt, ?8),"
        "  tokens_completion = iif(?9 < 0, tokens_completion, ?9),"
        "  tokens_reasoning = iif(?10 < 0, tokens_reasoning, ?10),"
        "  tokens_cached = iif(?11 < 0, tokens_cached, ?11),"
        "  duration_ms = iif(?12 < 0, duration_ms, ?12) "
        "WHERE id = ?1 AND (state = 0 OR (state = 2 AND ?2 = 1))";
    int64_t cost_nano = clamp(outcome->cost_nano, LEDGER_AMOUNT_MAX);
    struct db_value values[] = {
        DB_INTEGER(id),
        DB_INTEGER(outcome->state),
        DB_INTEGER(cost_nano < 0 ? 0 : cost_nano),
        DB_TEXT(word_or_null(outcome->generation)),
        DB_TEXT(word_or_null(outcome->model)),
        DB_TEXT(word_or_null(outcome->provider)),
        DB_TEXT(word_or_null(outcome->error)),
        DB_INTEGER(clamp(outcome->tokens_prompt, TOKENS_MAX)),
        DB_INTEGER(clamp(outcome->tokens_completion, TOKENS_MAX)),
        DB_INTEGER(clamp(outcome->tokens_reasoning, TOKENS_MAX)),
        DB_INTEGER(clamp(outcome->tokens_cached, TOKENS_MAX)),
        DB_INTEGER(clamp(outcome->duration_ms, TOKENS_MAX)),
    };

    assert(outcome->state != LEDGER_SENT);
    return change(ledger->db, sql, values, ARRAY_COUNT(values), err);
}

/* On the latest day, as a hold is. */
static int insert_repeat(struct ledger *ledger, const struct ledger_entry *entry,
                         const char *generation, struct err *err)
{
    static const char sql[] = "UPDATE spend SET state = 1, cached = 1, generation = ?2"
                              "  WHERE id = ?1";
    struct ledger_standing ignored;
    int64_t day = entry->time_s / SECONDS_PER_DAY;

    assert(entry->held_nano == 0);
    if (read_standing(ledger->db, entry->session, &day, &ignored, err) < 0 ||
        insert(ledger, entry, day, err) < 0)
        return -1;

    struct db_value values[] = { DB_INTEGER(sqlite3_last_insert_rowid(ledger->db->sqlite)),
                                 DB_TEXT(ledger_word(generation)) };

    return db_run(ledger->db, sql, values, ARRAY_COUNT(values), err);
}

int ledger_note_repeat(struct ledger *ledger, const struct ledger_entry *entry,
                       const char *generation, struct err *err)
{
    if (db_begin(ledger->db, err) < 0)
        return -1;
    if (insert_repeat(ledger, entry, generation, err) < 0) {
        db_rollback(ledger->db);
        return -1;
    }
    return db_commit(ledger->db, err);
}

/* From the row on to which statement has been stepped. */
static void read_orphan(sqlite3_stmt *row, struct ledger_orphan *orphan)
{
    orphan->id = sqlite3_column_int64(row, 0);
    orphan->time_s = sqlite3_column_int64(row, 1);
    orphan->held_nano = sqlite3_column_int64(row, 2);
    snprintf(orphan->generation, sizeof(orphan->generation), "%s",
             (const char *)sqlite3_column_text(row, 3));
}

int ledger_next_orphan(struct ledger *ledger, int64_t after, struct ledger_orphan *orphan,
                       struct err *err)
{
    static const char sql[] = "SELECT id, time_s, held_nano, generation, owner FROM spend "
                              "WHERE state = 0 AND id > ? ORDER BY id";
    struct db_value values[] = { DB_INTEGER(after) };
    sqlite3_stmt *row = db_query(ledger->db, sql, values, ARRAY_COUNT(values), err);
    int rc;

    *orphan = (struct ledger_orphan){ .id = 0 };
    db_begin_wait(ledger->db);
    if (!row)
        return -1;
    while ((rc = db_step(ledger->db, row, err)) > 0) {
        if (owner_lives(&ledger->owner, sqlite3_column_int64(row, 4)))
            continue;
        read_orphan(row, orphan);
        db_reset(row);
        return 0;
    }
    return rc;
}

bool ledger_has_duty(struct ledger *ledger)
{
    return owner_has_duty(&ledger->owner);
}
