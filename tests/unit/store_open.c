/* Units of store/db, place and ledger_schema: what may be there instead of a ledger. */
#include "ledger_room.h"
#include "store/ledger_schema.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>

#define NOBODY 65534

/* What ledger_open says as a user whom permissions bind; "opened" when it opens. */
static const char *as_nobody(void)
{
    static char said[1100];
    int ends[2];

    CHECK_INT(pipe(ends), 0);

    pid_t child = fork();

    CHECK(child >= 0);
    if (child == 0) {
        struct err err = { .text = "opened" };

        if (geteuid() == 0 && (setgid(NOBODY) < 0 || setuid(NOBODY) < 0))
            _exit(1);
        ledger_close(ledger_open(room_path, 50, &err));
        _exit(write(ends[1], err.text, strlen(err.text)) < 0);
    }
    close(ends[1]);

    ssize_t size = read(ends[0], said, sizeof(said) - 1);
    int status;

    close(ends[0]);
    CHECK(size >= 0);
    said[size] = '\0';
    CHECK_INT(waitpid(child, &status, 0), child);
    CHECK_INT(status, 0);
    return said;
}

static void give_to_nobody(const char *path)
{
    if (geteuid() == 0)
        CHECK_INT(chown(path, NOBODY, NOBODY), 0);
}

static void make_ledger(void)
{
    struct ledger *ledger = room_ledger();

    settle(ledger, hold_in(ledger, "s", 5), 3);
    ledger_close(ledger);
}

static void put(const char *suffix, const void *data, size_t size, off_t at)
{
    char path[128];

    snprintf(path, sizeof(path), "%s%s", room_path, suffix);

    int fd = open(path, O_WRONLY | O_CREAT, 0600);

    CHECK(fd >= 0);
    CHECK_INT(pwrite(fd, data, size, at), (int64_t)size);
    close(fd);
}

/* All bytes, to see that nothing was changed. */
static uint64_t digest_of(const char *path)
{
    size_t size;
    char *text = test_read_file(path, &size);
    uint64_t digest = size;

    for (size_t i = 0; i < size; i++)
        digest = digest * 1099511628211U + (unsigned char)text[i];
    free(text);
    return digest;
}

TEST("open: what is made is the user's alone, whatever the umask says")
{
    mode_t before = umask(0);
    struct stat status;
    char owners[128];

    room_open();
    make_ledger();
    umask(before);
    CHECK_INT(stat(room_path, &status), 0);
    CHECK_INT(status.st_mode & 07777, 0600);
    snprintf(owners, sizeof(owners), "%s-owners", room_path);
    CHECK_INT(stat(owners, &status), 0);
    CHECK_INT(status.st_mode & 07777, 0600);
    CHECK_INT(status.st_size, 0);
    room_close();
}

TEST("open: the file is of our kind, its journal is deleted, and it can shrink")
{
    room_open();
    make_ledger();
    CHECK_STR(room_sql("PRAGMA application_id"), "1330793521");
    CHECK_STR(room_sql("PRAGMA user_version"), "2");
    CHECK_STR(room_sql("PRAGMA journal_mode"), "delete");
    CHECK_STR(room_sql("PRAGMA auto_vacuum"), "2");
    CHECK_STR(room_sql("SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND strict"),
              "4");
    CHECK_STR(room_sql("PRAGMA integrity_check"), "ok");
    room_close();
}

TEST("open: a directory that others may write to, or that is not there, is refused by its name")
{
    room_open();
    CHECK_INT(chmod(room, 0770), 0);
    room_refuses("chmod 700");
    CHECK_INT(chmod(room, 0707), 0);
    room_refuses("chmod 700");
    CHECK_INT(chmod(room, 0755), 0);
    make_ledger();
    room_close();
    room_refuses("No such file or directory");
    CHECK(!ledger_open("", 0, &(struct err){ 0 }));
}

TEST("open: a file that others may read or write is refused, and what to run is said")
{
    static const mode_t modes[] = { 0640, 0620, 0604, 0602, 0660, 0666 };

    room_open();
    make_ledger();
    for (size_t i = 0; i < ARRAY_COUNT(modes); i++) {
        CHECK_INT(chmod(room_path, modes[i]), 0);
        room_refuses("chmod 600");
    }
    CHECK_INT(chmod(room_path, 0600), 0);
    make_ledger();
    room_close();
}

TEST("open: what belongs to another user is refused, a file as well as a directory")
{
    if (geteuid() != 0)
        SKIP("only root can give a file away");
    room_open();
    make_ledger();
    CHECK_INT(chown(room_path, NOBODY, NOBODY), 0);
    room_refuses("belongs to another user (uid 65534)");
    CHECK_INT(chown(room_path, 0, 0), 0);
    CHECK_INT(chown(room, NOBODY, NOBODY), 0);
    room_refuses("belongs to another user (uid 65534)");
    room_close();
}

TEST("open: a link, a pipe, a directory in the place of the file are refused, and nothing waits")
{
    struct stat status;
    char target[128];

    room_open();
    snprintf(target, sizeof(target), "%s.old", room_path);
    CHECK_INT(symlink(target, room_path), 0);
    room_refuses("is a link");
    CHECK(stat(target, &status) < 0); /* not followed to make a file there */
    put(".old", "", 0, 0);
    room_refuses("is a link");
    CHECK_INT(unlink(room_path), 0);
    CHECK_INT(mkfifo(room_path, 0600), 0);
    room_refuses("no regular file");
    CHECK_INT(unlink(room_path), 0);
    CHECK_INT(mkdir(room_path, 0700), 0);
    room_refuses("no regular file");
    CHECK_INT(rmdir(room_path), 0);
    room_close();
}

TEST("open: a pipe in the place of the lock's file is refused, and nothing waits")
{
    char owners[128];

    room_open();
    snprintf(owners, sizeof(owners), "%s-owners", room_path);
    CHECK_INT(mkfifo(owners, 0600), 0);
    room_refuses("Remove it");
    CHECK_INT(unlink(owners), 0);
    make_ledger();
    room_close();
}

TEST("open: a directory that is reached by a link is as good as any")
{
    char link[128], path[160];
    struct err err = { 0 };

    room_open();
    snprintf(link, sizeof(link), "%s-link", room);
    snprintf(path, sizeof(path), "%s/ledger.db", link);
    CHECK_INT(symlink(room, link), 0);

    struct ledger *ledger = ledger_open(path, 100, &err);

    CHECK_INT(unlink(link), 0);
    CHECK(ledger);
    hold_in(ledger, "s", 1);
    ledger_close(ledger);
    room_close();
}

TEST("open: a file or a directory that cannot be written is refused with the reason")
{
    room_open();
    give_to_nobody(room);
    CHECK_STR(as_nobody(), "opened");
    CHECK_INT(chmod(room_path, 0400), 0);
    CHECK_SAYS(as_nobody(), "cannot be written");
    CHECK_INT(chmod(room_path, 0600), 0);
    CHECK_INT(chmod(room, 0500), 0);
    CHECK_SAYS(as_nobody(), "Permission denied");
    CHECK_INT(chmod(room, 0700), 0);
    CHECK_STR(as_nobody(), "opened");
    room_close();
}

TEST("open: an empty file becomes a ledger")
{
    room_open();
    put("", "", 0, 0);
    make_ledger();
    room_close();
}

TEST("open: what is no ledger is refused and left to the byte as it is")
{
    static const char *const made[] = {
        "CREATE TABLE a (b)",
        "PRAGMA application_id = 7",
        "PRAGMA user_version = 1; CREATE TABLE spend (id)",
        "PRAGMA application_id = 7; CREATE TABLE a (b); PRAGMA journal_mode = WAL",
    };

    for (size_t i = 0; i < ARRAY_COUNT(made); i++) {
        room_open();
        room_sql(made[i]);
        CHECK_INT(chmod(room_path, 0600), 0);

        uint64_t before = digest_of(room_path);

        room_refuses("is no ledger");
        CHECK(digest_of(room_path) == before);
        room_close();
    }
}

TEST("open: text, random bytes and a zeroed header are no ledger, and stay as they are (fault D5)")
{
    char junk[9000];

    for (int kind = 0; kind < 3; kind++) {
        room_open();
        for (size_t i = 0; i < sizeof(junk); i++)
            junk[i] = kind == 0 ? "text\n"[i % 5] : kind == 1 ? (char)(i * 7919 >> 3) : 0;
        if (kind == 2)
            make_ledger();
        put("", junk, kind == 2 ? 100 : sizeof(junk), 0);

        uint64_t before = digest_of(room_path);

        room_refuses("is no ledger, or a damaged one");
        CHECK(digest_of(room_path) == before);
        room_close();
    }
}

TEST("open: one of a newer version is refused and left to the byte as it is")
{
    room_open();
    make_ledger();
    room_sql("PRAGMA user_version = 3");

    uint64_t before = digest_of(room_path);

    room_refuses("was written by a newer openrouter-mcp");
    CHECK(digest_of(room_path) == before);
    room_close();
}

TEST("open: an older version is led to the newest in one transaction, and one that fails changes "
     "nothing")
{
    const char *good[] = { ledger_schema.steps[0], ledger_schema.steps[1],
                           "ALTER TABLE spend ADD COLUMN more TEXT",
                           "CREATE TABLE extra (a INTEGER) STRICT" };
    const char *bad[] = { good[0], good[1], good[2], "CREATE TABLE spend (a)" };
    struct schema to_four = ledger_schema, to_nowhere = ledger_schema;
    struct err err = { 0 };

    room_open();
    make_ledger();

    struct db *db = db_open(room_path, 100, &err);

    to_four.steps = good;
    to_nowhere.steps = bad;
    to_four.count = to_nowhere.count = 4;
    CHECK(db);
    CHECK_INT(schema_apply(db, &to_nowhere, &err), -1);
    CHECK_STR(room_sql("PRAGMA user_version"), "2");
    CHECK_STR(room_sql("SELECT count(*) FROM pragma_table_info('spend') WHERE name = 'more'"), "0");
    CHECK_INT(schema_apply(db, &to_four, &err), 0);
    CHECK_STR(room_sql("PRAGMA user_version"), "4");
    CHECK_STR(room_sql("SELECT count(*) FROM spend WHERE more IS NULL"), "1");
    CHECK_STR(room_sql("SELECT count(*) FROM extra"), "0");
    CHECK_INT(schema_apply(db, &to_four, &err), 0);
    db_close(db);
    room_refuses("newer");
    room_close();
}

TEST("open: a ledger of version 1 keeps its rows and sums, and gets what is new (fault D6)")
{
    struct schema first = ledger_schema;
    struct err err = { 0 };

    room_open();
    first.count = 1;

    struct db *db = db_open(room_path, 100, &err);

    CHECK_INT(schema_apply(db, &first, &err), 0);
    CHECK_INT(db_execute(db,
                         "INSERT INTO spend (owner, time_s, day, held_nano, session, project, tool,"
                         " tag, asked, request) VALUES (0, 100, 20000, 7, 's', '', '', '', '', '')",
                         &err),
              0);
    db_close(db);
    ledger_close(room_ledger());
    CHECK_STR(room_sql("PRAGMA user_version"), "2");
    CHECK_STR(room_sql("SELECT held_nano + cached + is_over FROM spend"), "7");
    CHECK_STR(room_sql("SELECT held_nano FROM day_sum"), "7");
    room_close();
}

TEST("open: a header that was switched to WAL is switched back")
{
    room_open();
    make_ledger();
    CHECK_STR(room_sql("PRAGMA journal_mode = WAL"), "wal");
    make_ledger();
    CHECK_STR(room_sql("PRAGMA journal_mode"), "delete");
    CHECK_STR(room_sql("SELECT count(*) FROM spend"), "2");
    room_close();
}

TEST("open: a file of a WAL beside it is refused, whosever it is, and left as it is")
{
    struct stat status;
    char wal[128];

    room_open();
    make_ledger();
    put("-wal", "whatever", 8, 0);
    room_refuses("-wal is there");
    snprintf(wal, sizeof(wal), "%s-wal", room_path);
    CHECK_INT(stat(wal, &status), 0);
    CHECK_INT(status.st_size, 8);
    room_close();
}

TEST("open: a file that was cut short is refused, wherever it was cut")
{
    room_open();
    make_ledger();

    struct stat status;

    CHECK_INT(stat(room_path, &status), 0);
    for (off_t size = status.st_size - 4096; size > 0; size -= 4096) {
        CHECK_INT(truncate(room_path, size), 0);
        room_refuses("is damaged");
    }
    CHECK_INT(truncate(room_path, 50), 0);
    room_refuses("damaged");
    room_close();
}

TEST("open: a page that was overwritten is found before money is spent")
{
    char junk[4096];
    struct stat status;

    memset(junk, 0x5a, sizeof(junk));
    room_open();
    make_ledger();
    CHECK_INT(stat(room_path, &status), 0);
    for (off_t at = 4096; at < status.st_size; at += 4096) {
        char kept[4096];
        int fd = open(room_path, O_RDWR);

        CHECK_INT(pread(fd, kept, sizeof(kept), at), sizeof(kept));
        CHECK_INT(pwrite(fd, junk, sizeof(junk), at), sizeof(junk));
        close(fd);
        room_refuses("is damaged");
        put("", kept, sizeof(kept), at);
    }
    make_ledger();
    room_close();
}

TEST("open: the journal of a process that died is rolled back, and what was committed is there")
{
    room_open();
    make_ledger();

    pid_t child = fork();

    CHECK(child >= 0);
    if (child == 0) {
        sqlite3 *other;

        /* So small a cache that pages are written before the commit. */
        sqlite3_open(room_path, &other);
        sqlite3_exec(other,
                     "PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN; WITH RECURSIVE n(i) AS "
                     "(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO spend "
                     "(owner, time_s, day, held_nano, session, project, tool, tag, asked, request) "
                     "SELECT 1, 1, 1, 1, 's' || i, '', '', '', '', '' FROM n",
                     NULL, NULL, NULL);
        _exit(0);
    }
    CHECK_INT(waitpid(child, NULL, 0), child);

    char journal[128];
    struct stat status;

    snprintf(journal, sizeof(journal), "%s-journal", room_path);
    CHECK_INT(stat(journal, &status), 0);

    struct ledger *ledger = room_ledger();

    CHECK_INT(sum_of(ledger, NULL).spent_nano, 3);
    CHECK_INT(sum_of(ledger, NULL).held_nano, 0);
    ledger_close(ledger);
    CHECK(stat(journal, &status) < 0);
    CHECK_STR(room_sql("PRAGMA integrity_check"), "ok");
    room_close();
}

/* The journal that another database would need, left here. */
TEST("open: a hot journal from elsewhere ends in a refusal and not in wrong sums (fault D5)")
{
    char from[128], to[128];

    room_open();
    room_sql("CREATE TABLE a (b); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
             "WHERE i < 2000) INSERT INTO a SELECT 'elsewhere' || i FROM n");

    pid_t child = fork();

    CHECK(child >= 0);
    if (child == 0) {
        sqlite3 *other;

        sqlite3_open(room_path, &other);
        sqlite3_exec(
            other, "PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN; UPDATE a SET b = b || 1",
            NULL, NULL, NULL);
        _exit(0);
    }
    CHECK_INT(waitpid(child, NULL, 0), child);
    snprintf(from, sizeof(from), "%s-journal", room_path);
    snprintf(to, sizeof(to), "%s.old", room_path);
    CHECK_INT(rename(from, to), 0);
    CHECK_INT(unlink(room_path), 0);
    make_ledger();
    CHECK_INT(rename(to, from), 0);
    room_refuses("");
    room_close();
}

TEST("open: one that others keep locked is refused in time (fault D1)")
{
    sqlite3 *other = NULL;
    struct err err = { 0 };

    room_open();
    make_ledger();
    CHECK_INT(sqlite3_open(room_path, &other), SQLITE_OK);
    CHECK_INT(sqlite3_exec(other, "BEGIN EXCLUSIVE", NULL, NULL, NULL), SQLITE_OK);
    room_refuses("is locked by another process");
    CHECK_INT(sqlite3_close(other), SQLITE_OK);
    CHECK(!ledger_close(ledger_open(room_path, 50, &err)));
    CHECK_INT(err.kind, ERR_NONE);
    room_close();
}

static int try_hold(struct ledger *ledger, struct err *err)
{
    struct ledger_entry entry = { .time_s = TODAY, .held_nano = 1 };
    struct ledger_refusal refusal;
    int64_t id;

    return ledger_hold(ledger, &entry, &no_caps, &id, &refusal, err);
}

TEST("open: a ledger that is deleted or replaced in use holds no more, and writes nothing anywhere "
     "(fault D7)")
{
    struct ledger_outcome outcome = { .state = LEDGER_SETTLED };
    struct err err = { 0 };
    char old[128];

    room_open();

    struct ledger *ledger = room_ledger();
    int64_t id = hold_in(ledger, "s", 5);

    snprintf(old, sizeof(old), "%s.old", room_path);
    CHECK_INT(rename(room_path, old), 0);
    CHECK_INT(try_hold(ledger, &err), -1);
    CHECK_INT(err.kind, ERR_CONFIG);
    CHECK_SAYS(err.text, "was deleted or replaced");
    CHECK_INT(ledger_end(ledger, id, &outcome, &err), -1);
    make_ledger(); /* another process begins a new one */

    uint64_t before = digest_of(room_path);

    CHECK_INT(try_hold(ledger, &err), -1);
    CHECK_INT(ledger_end(ledger, id, &outcome, &err), -1);
    CHECK(digest_of(room_path) == before);
    CHECK_INT(unlink(room_path), 0);
    CHECK_INT(rename(old, room_path), 0); /* it is put back */
    CHECK_INT(try_hold(ledger, &err), 0);
    CHECK_INT(ledger_end(ledger, id, &outcome, &err), 0);
    ledger_close(ledger);
    room_close();
}

TEST("open: one that is switched to WAL in use is switched back, and refused as long as it cannot "
     "be")
{
    sqlite3 *other = NULL;
    struct err err = { 0 };

    room_open();

    struct ledger *ledger = room_ledger();

    ledger_set_wait(ledger, 60);
    hold_in(ledger, "s", 5);
    CHECK_INT(sqlite3_open(room_path, &other), SQLITE_OK);
    CHECK_INT(
        sqlite3_exec(other, "PRAGMA journal_mode = WAL; SELECT * FROM spend", NULL, NULL, NULL),
        SQLITE_OK);
    CHECK_INT(try_hold(ledger, &err), -1);
    CHECK_SAYS(err.text, "-wal is there");
    sqlite3_close(other);
    CHECK_STR(room_sql("PRAGMA journal_mode"), "wal");
    CHECK_INT(try_hold(ledger, &err), 0);
    CHECK_STR(room_sql("PRAGMA journal_mode"), "delete");
    CHECK_INT(sum_of(ledger, NULL).held_nano, 6);
    ledger_close(ledger);
    room_close();
}

TEST(
    "open: others that keep it locked make a hold fail in time, and nothing is written (fault C18)")
{
    sqlite3 *other = NULL;
    struct err err = { 0 };

    room_open();

    struct ledger *ledger = room_ledger();

    ledger_set_wait(ledger, 60);
    CHECK_INT(sqlite3_open(room_path, &other), SQLITE_OK);
    CHECK_INT(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    CHECK_INT(try_hold(ledger, &err), -1);
    CHECK_SAYS(err.text, "is locked by another process");
    CHECK_INT(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    /* A reader stands in the way of the commit alone. */
    CHECK_INT(sqlite3_exec(other, "BEGIN; SELECT * FROM spend", NULL, NULL, NULL), SQLITE_OK);
    err = (struct err){ 0 };
    CHECK_INT(try_hold(ledger, &err), -1);
    CHECK_SAYS(err.text, "is locked by another process");
    CHECK_INT(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(other);
    CHECK_INT(sum_of(ledger, NULL).held_nano, 0);
    CHECK_INT(try_hold(ledger, &err), 0);
    ledger_close(ledger);
    room_close();
}
