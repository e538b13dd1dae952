/* Units of store/threads: what leads to an answer, and everything that breaks it. */
#include "ledger_room.h"
#include "store/threads.h"

#define FIRST  "t_aaaaaaaaaaaaaaaaaaaaaaaaaa"
#define SECOND "t_bbbbbbbbbbbbbbbbbbbbbbbbbb"
#define THIRD  "t_cccccccccccccccccccccccccc"
#define OTHER  "t_dddddddddddddddddddddddddd"

static struct records *records;

static void begin(void)
{
    struct err err = { 0 };

    room_open();
    records = records_open(room, 1000, &err);
    if (!records)
        test_fail(__FILE__, __LINE__, "no records: %s", err.text);
}

static void end(void)
{
    records = records_close(records);
    room_close();
}

static void keep(const char *name, const char *before, const char *text)
{
    struct turn turn = { name, before, "/p", TODAY, TODAY + 1000 };
    struct err err = { 0 };

    CHECK_INT(threads_keep(records, &turn, slice_of(text), &err), 0);
}

static void keep_three(void)
{
    keep(FIRST, NULL, "one");
    keep(SECOND, FIRST, "two\nlines");
    keep(THIRD, SECOND, "three");
}

/* What was read, newest first, or the kind of error and its sentence. */
static char said[2048];
static bool was_cut;

static enum err_kind read_as(const char *name, const char *project, int64_t now_s)
{
    struct thread thread;
    struct err err = { 0 };
    size_t size = 0;
    int rc = threads_read(records, name, project, now_s, &thread, &err);

    said[0] = '\0';
    for (size_t i = 0; rc == 0 && i < thread.count; i++)
        size += (size_t)snprintf(said + size, sizeof(said) - size, "%s%s", i > 0 ? "|" : "",
                                 thread.texts[i].size < 100 ? buf_text(&thread.texts[i]) : "...");
    was_cut = thread.is_cut;
    thread_done(&thread);
    CHECK((rc < 0) == (err.kind != ERR_NONE));
    if (rc < 0)
        snprintf(said, sizeof(said), "%s", err.text);
    return err.kind;
}

static enum err_kind read_it(const char *name)
{
    return read_as(name, "/p", TODAY);
}

TEST("threads: the turns that lead to an answer are read, the newest first, also after a restart")
{
    struct err err = { 0 };

    begin();
    keep_three();
    CHECK_INT(read_it(THIRD), ERR_NONE);
    CHECK_STR(said, "three|two\nlines|one");
    records_close(records);
    records = records_open(room, 1000, &err);
    CHECK_INT(read_it(SECOND), ERR_NONE);
    CHECK_STR(said, "two\nlines|one");
    CHECK(!was_cut);
    end();
}

TEST("threads: going on with an earlier answer begins a branch, and leaves the other one as it is")
{
    begin();
    keep_three();
    keep(OTHER, FIRST, "another two");
    CHECK_INT(read_it(OTHER), ERR_NONE);
    CHECK_STR(said, "another two|one");
    CHECK_INT(read_it(THIRD), ERR_NONE);
    CHECK_STR(said, "three|two\nlines|one");
    end();
}

TEST("threads: what is no name, what is not there, and what has expired is said in words")
{
    static const char *const wrong[] = { "",
                                         "t_",
                                         "t_short",
                                         "x_aaaaaaaaaaaaaaaaaaaaaaaaaa",
                                         "t_AAAAAAAAAAAAAAAAAAAAAAAAAA",
                                         "t_aaaaaaaaaaaaaaaaaaaaaaaaaaa",
                                         "../../etc/passwd",
                                         "t_aaaaaaaaaaaaa'; DROP TABLE r" };

    begin();
    keep_three();
    for (size_t i = 0; i < ARRAY_COUNT(wrong); i++) {
        CHECK_INT(read_it(wrong[i]), ERR_ARGUMENT);
        CHECK_SAYS(said, "is no thread");
    }
    CHECK_INT(read_it(OTHER), ERR_ARGUMENT);
    CHECK_SAYS(said, "there is no thread " OTHER);
    CHECK_INT(read_as(THIRD, "/p", TODAY + 1000), ERR_ARGUMENT);
    CHECK_SAYS(said, "has expired");
    end();
}

TEST("threads: one of another project is not gone on with, and nothing of it is shown")
{
    begin();
    keep_three();
    CHECK_INT(read_as(THIRD, "/q", TODAY), ERR_POLICY);
    CHECK_SAYS(said, "another project");
    CHECK(!strstr(said, "three"));
    end();
}

TEST("threads: turns that were swapped, renamed, cut, removed or put back are noticed (fault D8)")
{
    static const char *const changes[] = {
        /* swapped */
        "CREATE TABLE s AS SELECT name, sealed FROM record;"
        "UPDATE record SET sealed = (SELECT sealed FROM s WHERE name = '" SECOND "')"
        "  WHERE name = '" FIRST "';"
        "UPDATE record SET sealed = (SELECT sealed FROM s WHERE name = '" FIRST "')"
        "  WHERE name = '" SECOND "'",
        /* the first under the name of the second */
        "DELETE FROM record WHERE name = '" SECOND "';"
        "UPDATE record SET name = '" SECOND "' WHERE name = '" FIRST "'",
        /* removed: the middle, the beginning */
        "DELETE FROM record WHERE name = '" SECOND "'",
        "DELETE FROM record WHERE name = '" FIRST "'",
        /* cut, lengthened, emptied */
        "UPDATE record SET sealed = substr(sealed, 1, length(sealed) - 1) WHERE name = '" FIRST "'",
        "UPDATE record SET sealed = CAST(sealed || x'00' AS BLOB) WHERE name = '" SECOND "'",
        "UPDATE record SET sealed = x'' WHERE name = '" THIRD "'",
        /* made to live longer, made younger */
        "UPDATE record SET expires_s = expires_s + 1 WHERE name = '" FIRST "'",
        "UPDATE record SET time_s = time_s + 1 WHERE name = '" THIRD "'",
    };

    for (size_t i = 0; i < ARRAY_COUNT(changes); i++) {
        begin();
        keep_three();
        room_alter_records(changes[i]);
        CHECK_INT(read_it(THIRD), ERR_CONFIG);
        CHECK(!strstr(said, "three"));
        end();
    }
}

TEST("threads: every byte of every turn counts (fault D8)")
{
    static const char *const names[] = { FIRST, SECOND, THIRD };
    int flips = 0;

    begin();
    keep_three();
    room_alter_records("CREATE TABLE good AS SELECT name, sealed FROM record");
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        for (int at = 1; at <= 60; at++) {
            char sql[512];

            snprintf(sql, sizeof(sql),
                     "UPDATE record SET sealed = CAST(substr(sealed, 1, %d) ||"
                     " iif(substr(sealed, %d, 1) = x'5A', x'A5', x'5A') ||"
                     " substr(sealed, %d) AS BLOB) WHERE name = '%s'",
                     at - 1, at, at + 1, names[i]);
            room_alter_records(sql);
            CHECK_INT(read_it(THIRD), ERR_CONFIG);
            room_alter_records("UPDATE record SET sealed ="
                               " (SELECT sealed FROM good WHERE good.name = record.name)");
            flips++;
        }
    }
    CHECK_INT(flips, 180);
    CHECK_INT(read_it(THIRD), ERR_NONE);
    end();
}

TEST("threads: a long one is read as far back as there is room, and says that it was cut")
{
    char names[THREAD_TURNS_MAX + 5][40];

    begin();
    for (int i = 0; i < THREAD_TURNS_MAX + 5; i++) {
        snprintf(names[i], sizeof(names[i]), "t_%c%c%c%c%022d", 'a' + i / 26 / 26 % 26,
                 'a' + i / 26 % 26, 'a' + i % 26, 'z', 0);
        for (char *c = names[i]; *c; c++)
            *c = *c == '0' ? '2' : *c;
        keep(names[i], i > 0 ? names[i - 1] : NULL, "x");
    }
    CHECK_INT(read_it(names[THREAD_TURNS_MAX - 1]), ERR_NONE);
    CHECK(!was_cut);
    CHECK_INT(strlen(said), 2 * THREAD_TURNS_MAX - 1);
    CHECK_INT(read_it(names[THREAD_TURNS_MAX + 4]), ERR_NONE);
    CHECK(was_cut);
    end();
}

TEST("threads: megabytes of turns are cut, too, and the newest is always there")
{
    char *large = xmalloc(MIB(3) + 1);

    memset(large, 'x', MIB(3));
    large[MIB(3)] = '\0';
    begin();
    keep(FIRST, NULL, large);
    keep(SECOND, FIRST, large);
    keep(THIRD, SECOND, large);
    keep(OTHER, THIRD, large);
    CHECK_INT(read_it(OTHER), ERR_NONE);
    CHECK_STR(said, "...|...|...");
    CHECK(was_cut);
    free(large);
    end();
}

TEST("threads: one turn is opened by itself, whose it is and what it goes on from")
{
    struct kept_turn turn;
    struct err err = { 0 };

    begin();
    keep_three();
    CHECK_INT(threads_open(records, SECOND, TODAY, &turn, &err), 0);
    CHECK_STR(turn.before, FIRST);
    CHECK_INT(turn.time_s, TODAY);
    CHECK(slice_is(turn.project, SLICE("\"/p\"")));
    CHECK(slice_is(turn.text, SLICE("two\nlines")));
    kept_turn_done(&turn);
    CHECK_INT(threads_open(records, FIRST, TODAY, &turn, &err), 0);
    CHECK_STR(turn.before, "");
    kept_turn_done(&turn);
    CHECK_INT(threads_open(records, OTHER, TODAY, &turn, &err), 1);
    kept_turn_done(&turn);
    CHECK_INT(threads_open(records, FIRST, TODAY + 1000, &turn, &err), 1);
    kept_turn_done(&turn);
    end();
}

TEST("threads: a turn that was altered is not opened, and those beside it are")
{
    struct kept_turn turn;
    struct err err = { 0 };

    begin();
    keep_three();
    room_alter_records("UPDATE record SET time_s = time_s + 1 WHERE name = '" SECOND "'");
    CHECK_INT(threads_open(records, SECOND, TODAY, &turn, &err), -1);
    CHECK_INT(err.kind, ERR_CONFIG);
    CHECK_INT(turn.text.size, 0);
    kept_turn_done(&turn);
    CHECK_INT(threads_open(records, THIRD, TODAY, &turn, &err), 0);
    kept_turn_done(&turn);
    end();
}

TEST("threads: what was removed is missed by the turn behind it, and by no other")
{
    struct err err = { 0 };

    begin();
    keep_three();
    CHECK_INT(records_remove(records, RECORD_SENT, SECOND, &err), 1);
    CHECK_INT(records_remove(records, RECORD_TURN, OTHER, &err), 1);
    CHECK_INT(read_it(THIRD), ERR_NONE);
    CHECK_INT(records_remove(records, RECORD_TURN, SECOND, &err), 0);
    CHECK_INT(records_remove(records, RECORD_TURN, SECOND, &err), 1);
    CHECK_INT(read_it(THIRD), ERR_CONFIG);
    CHECK_SAYS(said, "a part of this thread is missing (" SECOND ")");
    CHECK_INT(read_it(SECOND), ERR_ARGUMENT);
    CHECK_INT(read_it(FIRST), ERR_NONE);
    end();
}
