/* ledger_sum - what was spent, in sums. */
#include "base/slice.h"
#include "base/utf8.h"
#include "store/ledger_parts.h"

#include <stdio.h>

#define PIECE_ROWS 10000

/* SQLite's own sum() ends the query when it overflows. */
static void on_amount(sqlite3_context *context, int count, sqlite3_value **values)
{
    int64_t *sum = sqlite3_aggregate_context(context, sizeof(*sum));

    (void)count;
    if (sum && __builtin_add_overflow(*sum, sqlite3_value_int64(values[0]), sum))
        *sum = INT64_MAX;
}

static void on_all_amounts(sqlite3_context *context)
{
    int64_t *sum = sqlite3_aggregate_context(context, 0);

    sqlite3_result_int64(context, sum ? *sum : 0);
}

int ledger_sum_register(struct db *db, struct err *err)
{
    int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;

    return sqlite3_create_function_v2(db->sqlite, "sum_nano", 1, flags, NULL, NULL, on_amount,
                                      on_all_amounts, NULL) == SQLITE_OK
               ? 0
               : db_fail(db, err);
}

/* By what, and in which order, the groups come. */
static const struct {
    const char *expression, *order;
} groups[] = {
    [GROUP_NONE] = { "''", "word" },
    [GROUP_MODEL] = { "iif(model = '', asked, model)", "weight DESC, word" },
    [GROUP_TOOL] = { "tool", "weight DESC, word" },
    [GROUP_TAG] = { "tag", "weight DESC, word" },
    [GROUP_PROJECT] = { "project", "weight DESC, word" },
    [GROUP_PROVIDER] = { "provider", "weight DESC, word" },
    [GROUP_DAY] = { "day", "word" },
};

/* What is summed up so far: in memory, and nobody else's. */
static int begin_sums(struct db *db, enum ledger_group group, struct err *err)
{
    static const char table[] =
        "CREATE TEMP TABLE IF NOT EXISTS sums (word PRIMARY KEY, spent INTEGER, held INTEGER,"
        "  calls INTEGER, errors INTEGER, estimated INTEGER, cached INTEGER, tokens_prompt INTEGER,"
        "  tokens_completion INTEGER, weight INTEGER) WITHOUT ROWID; DELETE FROM temp.sums";

    if (db_execute(db, table, err) < 0)
        return -1;
    return group == GROUP_NONE
               ? db_execute(db, "INSERT INTO temp.sums VALUES ('', 0, 0, 0, 0, 0, 0, 0, 0, 0)", err)
               : 0;
}

/* Nothing here is negative, and stays at the largest number. */
#define MAX       "9223372036854775807"
#define ADD(name) name " = min(" name ", " MAX " - excluded." name ") + excluded." name
#define AND(name) ", " ADD(name)

/* clang-format off */
static const char added[] =
    ADD("spent") AND("held") AND("calls") AND("errors") AND("estimated") AND("cached")
    AND("tokens_prompt") AND("tokens_completion") AND("weight");
/* clang-format on */

/* Adds the rows of ?1 <= time < ?2, and of a session and a tag that are not NULL. */
static sqlite3_stmt *prepare_piece(struct db *db, const struct ledger_query *query, struct err *err)
{
    char sql[2048];
    sqlite3_stmt *statement = NULL;

    snprintf(
        sql, sizeof(sql),
        "INSERT INTO temp.sums SELECT %s, sum_nano(cost_nano),"
        "  sum_nano(iif(state = 0, held_nano, 0)),"
        "  sum(state <> 3 AND cached = 0),"
        "  sum(state <> 3 AND error NOT IN ('', 'cancelled')), sum(state = 2), sum(cached),"
        "  sum_nano(max(tokens_prompt, 0)), sum_nano(max(tokens_completion, 0)),"
        "  sum_nano(iif(state = 0, held_nano, cost_nano)) "
        "FROM main.spend WHERE time_s >= ?1 AND time_s < ?2 AND %s AND (?4 IS NULL OR tag = ?4)"
        "  GROUP BY 1 ON CONFLICT (word) DO UPDATE SET %s",
        groups[query->group].expression, query->session ? "session = ?3" : "?3 IS NULL", added);
    if (sqlite3_prepare_v2(db->sqlite, sql, -1, &statement, NULL) != SQLITE_OK)
        db_fail(db, err);
    return statement;
}

/* The time of the row with which the next piece begins; query->to_s when there is none. */
static int end_of_piece(struct db *db, const struct ledger_query *query, int64_t from_s,
                        int64_t *to_s, struct err *err)
{
    static const char of_all[] = "SELECT time_s FROM spend WHERE time_s > ?1 AND time_s < ?2 "
                                 "ORDER BY time_s LIMIT 1 OFFSET ?3",
                      of_session[] = "SELECT time_s FROM spend WHERE session = ?4 AND time_s > ?1 "
                                     "AND time_s < ?2 ORDER BY time_s LIMIT 1 OFFSET ?3";
    struct db_value values[] = { DB_INTEGER(from_s), DB_INTEGER(query->to_s),
                                 DB_INTEGER(PIECE_ROWS), DB_TEXT(ledger_word(query->session)) };
    sqlite3_stmt *row =
        db_query(db, query->session ? of_session : of_all, values, query->session ? 4 : 3, err);
    int rc = row ? db_step(db, row, err) : -1;

    *to_s = rc > 0 ? sqlite3_column_int64(row, 0) : query->to_s;
    if (rc > 0)
        db_reset(row);
    return rc < 0 ? -1 : 0;
}

static int add_piece(struct db *db, sqlite3_stmt *piece, const struct ledger_query *query,
                     int64_t from_s, int64_t to_s)
{
    struct slice session = ledger_word(query->session), tag = ledger_word(query->tag);

    sqlite3_bind_int64(piece, 1, from_s);
    sqlite3_bind_int64(piece, 2, to_s);
    if (query->session)
        sqlite3_bind_text(piece, 3, session.data, (int)session.size, SQLITE_STATIC);
    if (query->tag)
        sqlite3_bind_text(piece, 4, tag.data, (int)tag.size, SQLITE_STATIC);
    db_begin_wait(db);
    sqlite3_step(piece);
    return sqlite3_reset(piece) == SQLITE_OK ? 0 : -1;
}

/* In pieces, since whoever reads keeps all others from writing. */
static int add_rows(struct db *db, const struct ledger_query *query, struct err *err)
{
    sqlite3_stmt *piece = prepare_piece(db, query, err);
    int64_t from_s = query->from_s, to_s;
    int rc = piece ? 0 : -1;

    while (rc == 0 && from_s < query->to_s) {
        db_begin_wait(db);
        rc = end_of_piece(db, query, from_s, &to_s, err);
        if (rc == 0 && add_piece(db, piece, query, from_s, to_s) < 0)
            rc = db_fail(db, err);
        from_s = to_s;
    }
    sqlite3_finalize(piece);
    return rc;
}

/* Of a path that is too long its end says more. */
static void copy_group(char group[LEDGER_WORD_SIZE], const char *text)
{
    static const char dots[] = "...";
    size_t size = strlen(text), room = LEDGER_WORD_SIZE - sizeof(dots);

    if (size < LEDGER_WORD_SIZE) {
        snprintf(group, LEDGER_WORD_SIZE, "%s", text);
        return;
    }
    text += size - room;
    while ((*text & 0xC0) == 0x80)
        text++;
    snprintf(group, LEDGER_WORD_SIZE, "%s%s", dots, text);
}

/* A day gets its name once, and not with each row. */
static const char *const named[] = { "word", "date(word * 86400, 'unixepoch')" };

static void read_sum(sqlite3_stmt *row, struct ledger_sum *sum)
{
    const unsigned char *group = sqlite3_column_text(row, 0);

    copy_group(sum->group, group ? (const char *)group : "");
    sum->spent_nano = sqlite3_column_int64(row, 2);
    sum->held_nano = sqlite3_column_int64(row, 3);
    sum->calls = sqlite3_column_int64(row, 4);
    sum->errors = sqlite3_column_int64(row, 5);
    sum->estimated = sqlite3_column_int64(row, 6);
    sum->cached = sqlite3_column_int64(row, 7);
    sum->tokens_prompt = sqlite3_column_int64(row, 8);
    sum->tokens_completion = sqlite3_column_int64(row, 9);
    memset(sum->steps_nano, 0, sizeof(sum->steps_nano));
}

static int read_sums(struct db *db, enum ledger_group group, struct ledger_sum *sums, size_t max,
                     size_t *count, struct err *err)
{
    char sql[128];
    sqlite3_stmt *row = NULL;
    int rc;

    snprintf(sql, sizeof(sql), "SELECT %s, * FROM temp.sums ORDER BY %s", named[group == GROUP_DAY],
             groups[group].order);
    rc = sqlite3_prepare_v2(db->sqlite, sql, -1, &row, NULL);
    for (; rc == SQLITE_OK && (rc = sqlite3_step(row)) == SQLITE_ROW; rc = SQLITE_OK) {
        if (*count < max)
            read_sum(row, &sums[*count]);
        ++*count;
    }
    if (rc != SQLITE_DONE)
        db_fail(db, err);
    sqlite3_finalize(row);
    return rc == SQLITE_DONE ? 0 : -1;
}

static void read_step(sqlite3_stmt *row, struct ledger_sum *sums, size_t count, size_t step)
{
    const unsigned char *text = sqlite3_column_text(row, 0);
    char group[LEDGER_WORD_SIZE];

    copy_group(group, text ? (const char *)text : "");
    for (size_t i = 0; i < count; i++)
        if (strcmp(sums[i].group, group) == 0)
            sums[i].steps_nano[step] = sqlite3_column_int64(row, 1);
}

static int read_steps(struct db *db, enum ledger_group group, struct ledger_sum *sums, size_t count,
                      size_t step, struct err *err)
{
    char sql[128];
    sqlite3_stmt *row = NULL;
    int rc;

    snprintf(sql, sizeof(sql), "SELECT %s, weight FROM temp.sums", named[group == GROUP_DAY]);
    rc = sqlite3_prepare_v2(db->sqlite, sql, -1, &row, NULL);
    for (; rc == SQLITE_OK && (rc = sqlite3_step(row)) == SQLITE_ROW; rc = SQLITE_OK)
        read_step(row, sums, count, step);
    if (rc != SQLITE_DONE)
        db_fail(db, err);
    sqlite3_finalize(row);
    return rc == SQLITE_DONE ? 0 : -1;
}

/* Step by step the same sums, of those groups that there was room for. */
static int sum_steps(struct db *db, const struct ledger_query *query, struct ledger_sum *sums,
                     size_t count, struct err *err)
{
    for (size_t step = 0; step < LEDGER_STEPS_MAX; step++) {
        struct ledger_query part = *query;
        int64_t from_s = query->steps_from_s + (int64_t)step * query->step_s;

        part.from_s = query->from_s > from_s ? query->from_s : from_s;
        part.to_s = query->to_s < from_s + query->step_s ? query->to_s : from_s + query->step_s;
        if (part.from_s < part.to_s &&
            (begin_sums(db, query->group, err) < 0 || add_rows(db, &part, err) < 0 ||
             read_steps(db, query->group, sums, count, step, err) < 0))
            return -1;
    }
    return 0;
}

int ledger_sum(struct ledger *ledger, const struct ledger_query *query, struct ledger_sum *sums,
               size_t max, size_t *count, struct err *err)
{
    struct db *db = ledger->db;

    *count = 0;
    if (begin_sums(db, query->group, err) < 0 || add_rows(db, query, err) < 0 ||
        read_sums(db, query->group, sums, max, count, err) < 0)
        return -1;
    return query->step_s > 0 ? sum_steps(db, query, sums, *count < max ? *count : max, err) : 0;
}
