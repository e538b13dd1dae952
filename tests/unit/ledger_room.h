/* ledger_room - a directory with a ledger in it, for one test. */
#pragma once

#include "base/mem.h"
#include "store/ledger.h"
#include "test.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define CENT  10000000LL
#define TODAY (20000 * 86400LL + 3600)

static char room[64], room_path[96];

/* In memory where there is such a place: nothing here can see whether a disk has kept its word, and
 * thousands of syncs take their time. */
static inline void room_open(void)
{
    const char *below = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : P_tmpdir;

    snprintf(room, sizeof(room), "%s/openrouter-mcp-ledger-XXXXXX", below);
    CHECK(mkdtemp(room));
    snprintf(room_path, sizeof(room_path), "%s/ledger.db", room);
}

static inline void room_remove(const char *suffix)
{
    char path[128];

    snprintf(path, sizeof(path), "%s%s", room_path, suffix);
    unlink(path);
}

static inline void room_close(void)
{
    static const char *const suffixes[] = { "", "-journal", "-wal", "-shm", "-owners", ".old" };
    static const char *const kept[] = { "records.db", "records.db-journal", "records.key" };
    char path[128];

    for (size_t i = 0; i < ARRAY_COUNT(suffixes); i++)
        room_remove(suffixes[i]);
    for (size_t i = 0; i < ARRAY_COUNT(kept); i++) {
        snprintf(path, sizeof(path), "%s/%s", room, kept[i]);
        unlink(path);
    }
    CHECK_INT(rmdir(room), 0);
}

static inline struct ledger *room_ledger(void)
{
    struct err err = { 0 };
    struct ledger *ledger = ledger_open(room_path, 1000, &err);

    if (!ledger)
        test_fail(__FILE__, __LINE__, "no ledger: %s", err.text);
    return ledger;
}

/* That it cannot be opened, for that reason; nothing but the reason is left behind. */
static inline void room_refuses(const char *says)
{
    struct err err = { 0 };

    CHECK(!ledger_open(room_path, 50, &err));
    CHECK_INT(err.kind, ERR_CONFIG);
    CHECK_SAYS(err.text, says);
}

/* SQL as another program runs it: the first column of the first row, or "". */
static inline const char *room_sql(const char *sql)
{
    static char said[256];
    sqlite3 *other = NULL;
    sqlite3_stmt *statement = NULL;

    CHECK_INT(sqlite3_open(room_path, &other), SQLITE_OK);
    sqlite3_busy_timeout(other, 1000);

    const char *rest = sql;
    int rc = SQLITE_DONE;

    said[0] = '\0';
    while (*rest && (rc == SQLITE_DONE || rc == SQLITE_ROW)) {
        rc = sqlite3_prepare_v2(other, rest, -1, &statement, &rest);
        if (rc == SQLITE_OK)
            rc = statement ? sqlite3_step(statement) : SQLITE_DONE;
        if (rc == SQLITE_ROW && sqlite3_column_text(statement, 0))
            snprintf(said, sizeof(said), "%s", (const char *)sqlite3_column_text(statement, 0));
        sqlite3_finalize(statement);
    }
    if (rc != SQLITE_DONE && rc != SQLITE_ROW)
        snprintf(said, sizeof(said), "error: %s", sqlite3_errmsg(other));
    sqlite3_close(other);
    return said;
}

/* SQL on the kept texts beside the ledger, as another program runs it. */
static inline void room_alter_records(const char *sql)
{
    sqlite3 *other = NULL;
    char path[128];

    snprintf(path, sizeof(path), "%s/records.db", room);
    CHECK_INT(sqlite3_open(path, &other), SQLITE_OK);
    CHECK_INT(sqlite3_exec(other, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(other);
}

static const struct ledger_caps no_caps = { -1, -1 };

static inline int64_t hold_in(struct ledger *ledger, const char *session, int64_t nano)
{
    struct ledger_entry entry = { .time_s = TODAY,
                                  .held_nano = nano,
                                  .session = session,
                                  .project = "/p",
                                  .tool = "ask_model",
                                  .model = "a/b" };
    struct ledger_refusal refusal;
    struct err err = { 0 };
    int64_t id = 0;

    if (ledger_hold(ledger, &entry, &no_caps, &id, &refusal, &err) < 0)
        test_fail(__FILE__, __LINE__, "no hold: %s", err.text);
    return id;
}

static inline void settle(struct ledger *ledger, int64_t id, int64_t cost_nano)
{
    struct ledger_outcome outcome = { .state = LEDGER_SETTLED, .cost_nano = cost_nano };
    struct err err = { 0 };

    CHECK_INT(ledger_end(ledger, id, &outcome, &err), 0);
}

static inline void end_as(struct ledger *ledger, int64_t id, enum ledger_state state)
{
    struct ledger_outcome outcome = { .state = state };
    struct err err = { 0 };

    CHECK_INT(ledger_end(ledger, id, &outcome, &err), 0);
}

static inline struct ledger_sum sum_of(struct ledger *ledger, const char *session)
{
    struct ledger_query query = { .to_s = INT64_MAX, .session = session };
    struct ledger_sum sum;
    struct err err = { 0 };
    size_t count;

    CHECK_INT(ledger_sum(ledger, &query, &sum, 1, &count, &err), 0);
    CHECK_INT(count, 1);
    return sum;
}
