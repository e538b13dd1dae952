/* ledger_sum - what was spent, in sums. */
#include "base/slice.h"
#include "base/utf8.h"
#include "store/ledger_parts.h"

#include <stdio.h>

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

/* By what, and in which order, the groups come. 10: the weight, below. */
static const struct {
    const char *expression, *order;
} groups[] = {
    [GROUP_NONE] = { "''", "1" },
    [GROUP_MODEL] = { "iif(model = '', asked, model)", "10 DESC, 1" },
    [GROUP_TOOL] = { "tool", "10 DESC, 1" },
    [GROUP_TAG] = { "tag", "10 DESC, 1" },
    [GROUP_PROJECT] = { "project", "10 DESC, 1" },
    [GROUP_PROVIDER] = { "provider", "10 DESC, 1" },
    [GROUP_DAY] = { "date(day * 86400, 'unixepoch')", "1" },
};

static sqlite3_stmt *prepare(struct db *db, const struct ledger_query *query, struct err *err)
{
    char sql[1024];
    sqlite3_stmt *statement = NULL;

    snprintf(sql, sizeof(sql),
             "SELECT %s, sum_nano(cost_nano), sum_nano(iif(state = 0, held_nano, 0)),"
             "  sum(state <> 3), sum(state <> 3 AND error <> ''), sum(state = 2),"
             "  sum_nano(max(tokens_prompt, 0)), sum_nano(max(tokens_completion, 0)), count(*),"
             "  sum_nano(iif(state = 0, held_nano, cost_nano)) "
             "FROM spend WHERE time_s >= ?1 AND time_s < ?2 AND (?4 IS NULL OR tag = ?4)"
             "  AND %s %s %s ORDER BY %s",
             groups[query->group].expression, query->session ? "session = ?3" : "?3 IS NULL",
             query->group == GROUP_NONE ? "" : "GROUP BY", query->group == GROUP_NONE ? "" : "1",
             groups[query->group].order);
    if (sqlite3_prepare_v2(db->sqlite, sql, -1, &statement, NULL) != SQLITE_OK) {
        db_fail(db, err);
        return NULL;
    }

    struct slice session = ledger_word(query->session), tag = ledger_word(query->tag);

    sqlite3_bind_int64(statement, 1, query->from_s);
    sqlite3_bind_int64(statement, 2, query->to_s);
    if (query->session)
        sqlite3_bind_text(statement, 3, session.data, (int)session.size, SQLITE_STATIC);
    if (query->tag)
        sqlite3_bind_text(statement, 4, tag.data, (int)tag.size, SQLITE_STATIC);
    return statement;
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

static void read_sum(sqlite3_stmt *row, struct ledger_sum *sum)
{
    const unsigned char *group = sqlite3_column_text(row, 0);

    copy_group(sum->group, group ? (const char *)group : "");
    sum->spent_nano = sqlite3_column_int64(row, 1);
    sum->held_nano = sqlite3_column_int64(row, 2);
    sum->calls = sqlite3_column_int64(row, 3);
    sum->errors = sqlite3_column_int64(row, 4);
    sum->estimated = sqlite3_column_int64(row, 5);
    sum->tokens_prompt = sqlite3_column_int64(row, 6);
    sum->tokens_completion = sqlite3_column_int64(row, 7);
}

int ledger_sum(struct ledger *ledger, const struct ledger_query *query, struct ledger_sum *sums,
               size_t max, size_t *count, struct err *err)
{
    struct db *db = ledger->db;
    sqlite3_stmt *row = prepare(db, query, err);
    int rc;

    *count = 0;
    db_begin_wait(db);
    if (!row)
        return -1;
    while ((rc = sqlite3_step(row)) == SQLITE_ROW) {
        if (*count < max)
            read_sum(row, &sums[*count]);
        ++*count;
    }
    if (rc != SQLITE_DONE)
        db_fail(db, err);
    sqlite3_finalize(row);
    return rc == SQLITE_DONE ? 0 : -1;
}
