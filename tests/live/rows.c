/* rows - the ledger's rows, read from its file beside the server that writes it. */
#include "tests/live/rows.h"

#include <sqlite3.h>
#include <stdio.h>

static void take_text(sqlite3_stmt *statement, int column, char *text, size_t size)
{
    const unsigned char *value = sqlite3_column_text(statement, column);

    snprintf(text, size, "%s", value ? (const char *)value : "");
}

static void take_row(sqlite3_stmt *statement, struct live_row *row)
{
    take_text(statement, 0, row->tag, sizeof(row->tag));
    take_text(statement, 1, row->generation, sizeof(row->generation));
    take_text(statement, 2, row->model, sizeof(row->model));
    take_text(statement, 3, row->error, sizeof(row->error));
    row->state = sqlite3_column_int64(statement, 4);
    row->held_nano = sqlite3_column_int64(statement, 5);
    row->cost_nano = sqlite3_column_int64(statement, 6);
    row->cached_tokens = sqlite3_column_int64(statement, 7);
}

int rows_read(const char *path, struct live_row rows[LIVE_ROWS_MAX])
{
    static const char sql[] = "SELECT tag, generation, model, error, state, held_nano, cost_nano, "
                              "tokens_cached FROM spend ORDER BY id";
    sqlite3 *sqlite = NULL;
    sqlite3_stmt *statement = NULL;
    int count = -1;

    if (sqlite3_open_v2(path, &sqlite, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK) {
        sqlite3_busy_timeout(sqlite, 2000);
        if (sqlite3_prepare_v2(sqlite, sql, -1, &statement, NULL) == SQLITE_OK)
            for (count = 0; count < LIVE_ROWS_MAX && sqlite3_step(statement) == SQLITE_ROW;)
                take_row(statement, &rows[count++]);
    }
    sqlite3_finalize(statement);
    sqlite3_close(sqlite);
    return count;
}

int64_t rows_sum(const struct live_row *rows, int count)
{
    int64_t nano = 0;

    for (int i = 0; i < count; i++)
        nano += rows[i].state == LEDGER_SENT ? rows[i].held_nano : rows[i].cost_nano;
    return nano;
}
