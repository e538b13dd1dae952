/* Units of the ledger inside the sandbox: all that it needs of the file system is granted. */
#include "ledger_room.h"
#include "mcp-server/sandbox/sandbox.h"

#include <fcntl.h>

enum { FINE, NOT_ENTERED = 100 };

/* As the server does it: the sandbox first. What went wrong goes to stdout, like a test's words. */
static int in_sandbox(int (*act)(struct err *err))
{
    pid_t child = fork();

    CHECK(child >= 0);
    if (child == 0) {
        struct config config = { .state_dir = room };
        struct err err = { 0 };
        char report[256];

        if (sandbox_enter(&config, NULL, report, &err) < 0)
            _exit(NOT_ENTERED);

        int rc = act(&err);

        if (rc != FINE) {
            printf("%d: %s\n", rc, err.text);
            fflush(stdout);
        }
        _exit(rc);
    }

    int status;

    CHECK_INT(waitpid(child, &status, 0), child);
    CHECK(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int spend(struct err *err)
{
    static const struct ledger_outcome outcome = { .state = LEDGER_SETTLED, .cost_nano = 3 };
    struct ledger_entry entry = { .time_s = TODAY, .held_nano = 10, .session = "s" };
    struct ledger_query query = { .to_s = INT64_MAX, .group = GROUP_DAY };
    struct ledger *ledger = ledger_open(room_path, 1000, err);
    struct ledger_refusal refusal;
    struct ledger_sum sum;
    int64_t id;
    size_t count;

    if (!ledger)
        return 1;
    for (int i = 0; i < 2; i++)
        if (ledger_hold(ledger, &entry, &no_caps, &id, &refusal, err) < 0)
            return 2;
    if (ledger_end(ledger, id, &outcome, err) < 0)
        return 3;
    if (ledger_sum(ledger, &query, &sum, 1, &count, err) < 0)
        return 4;
    if (ledger_forget(ledger, TODAY, 0, err) < 0)
        return 5;
    ledger_close(ledger);
    return FINE;
}

/* What SQLite leaves out without a word where it is not allowed. */
static int sync_directory(struct err *err)
{
    int fd = open(room, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    (void)err;
    return fd >= 0 && fsync(fd) == 0 ? FINE : 1;
}

TEST("ledger: in the sandbox its directory can be synced")
{
    room_open();
    CHECK_INT(in_sandbox(sync_directory), FINE);
    room_close();
}

/* What the one before left is seen to be of a process that has ended. */
static int find_orphan(struct err *err)
{
    struct ledger *ledger = ledger_open(room_path, 1000, err);
    struct ledger_orphan orphan;

    if (!ledger || ledger_next_orphan(ledger, 0, &orphan, err) < 0)
        return 1;
    ledger_close(ledger);
    return orphan.id == 1 ? FINE : 2;
}

TEST("ledger: in the sandbox it is made, held from, settled, summed up, shortened, and read again")
{
    room_open();
    CHECK_INT(in_sandbox(spend), FINE);
    CHECK_INT(in_sandbox(find_orphan), FINE);
    CHECK_STR(room_sql("PRAGMA integrity_check"), "ok");
    room_close();
}

/* Pages are written before the commit, and the process is gone: a hot journal. */
static int leave_journal(struct err *err)
{
    sqlite3 *sqlite;

    (void)err;
    sqlite3_open(room_path, &sqlite);
    sqlite3_exec(sqlite,
                 "PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN; WITH RECURSIVE n(i) AS "
                 "(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO spend "
                 "(owner, time_s, day, held_nano, session, project, tool, tag, asked, request) "
                 "SELECT 1, 1, 1, 1, 's' || i, '', '', '', '', '' FROM n",
                 NULL, NULL, NULL);
    return FINE;
}

TEST("ledger: in the sandbox the journal of a dead process is rolled back")
{
    char journal[128];
    struct stat status;

    room_open();
    CHECK_INT(in_sandbox(spend), FINE);
    CHECK_INT(in_sandbox(leave_journal), FINE);
    snprintf(journal, sizeof(journal), "%s-journal", room_path);
    CHECK_INT(stat(journal, &status), 0);
    CHECK_INT(in_sandbox(find_orphan), FINE);
    CHECK(stat(journal, &status) < 0);
    room_close();
}
