/* Units of store/records, and of answers that are given again in the ledger. */
#include "base/limits.h"
#include "ledger_room.h"
#include "store/records.h"
#include "store/store.h"

#include <fcntl.h>
#include <signal.h>

static struct records *records_of_room(void)
{
    struct err err = { 0 };
    struct records *records = records_open(room, 1000, &err);

    if (!records)
        test_fail(__FILE__, __LINE__, "no records: %s", err.text);
    return records;
}

static void put(struct records *records, enum record_kind kind, const char *name, int64_t time_s,
                const char *text)
{
    struct record record = { kind, name, time_s, time_s + 600 };
    struct err err = { 0 };

    CHECK_INT(records_put(records, &record, slice_of(text), &err), 0);
}

/* 0 and the text in said; else as records_get. */
static char said[sizeof(struct err) + 1];

static int get(struct records *records, enum record_kind kind, const char *name, int64_t now_s)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(RECORD_MAX);
    struct err err = { 0 };
    int64_t time_s = 0;
    int rc = records_get(records, kind, name, now_s, &text, &time_s, &err);

    CHECK_INT(err.kind, rc < 0 ? ERR_CONFIG : ERR_NONE);
    CHECK(rc == 0 || text.size == 0);
    snprintf(said, sizeof(said), "%s", rc < 0 ? err.text : buf_text(&text));
    return rc;
}

TEST("records: a text is found by its kind and name until it expires, also by the next process")
{
    room_open();

    struct records *records = records_of_room();

    put(records, RECORD_ANSWER, "abc", TODAY, "forty-two");
    CHECK_INT(get(records, RECORD_ANSWER, "abc", TODAY), 0);
    CHECK_STR(said, "forty-two");
    CHECK_INT(get(records, RECORD_SENT, "abc", TODAY), 1);
    CHECK_INT(get(records, RECORD_ANSWER, "abd", TODAY), 1);
    records_close(records);
    records = records_of_room();
    CHECK_INT(get(records, RECORD_ANSWER, "abc", TODAY + 599), 0);
    CHECK_INT(get(records, RECORD_ANSWER, "abc", TODAY + 600), 1);
    put(records, RECORD_ANSWER, "abc", TODAY + 100, "newer");
    CHECK_INT(get(records, RECORD_ANSWER, "abc", TODAY + 650), 0);
    CHECK_STR(said, "newer");
    records_close(records);
    room_close();
}

static void read_file(const char *name, struct buf *bytes)
{
    char path[128], piece[4096];
    ssize_t size;

    snprintf(path, sizeof(path), "%s/%s", room, name);

    int fd = open(path, O_RDONLY);

    CHECK(fd >= 0);
    while ((size = read(fd, piece, sizeof(piece))) > 0)
        buf_add(bytes, (struct slice){ piece, (size_t)size });
    close(fd);
}

TEST("records: on the disk is neither the text nor a word of it, and only the user may read it")
{
    CLEANUP(buf_done) struct buf bytes = BUF_MAX(MIB(1));
    struct stat status;
    char path[128];

    room_open();

    struct records *records = records_of_room();

    put(records, RECORD_SENT, "7", TODAY, "the secret plans of somebody");
    records_close(records);
    read_file("records.db", &bytes);
    CHECK(bytes.size > 4096);
    CHECK(!memmem(bytes.data, bytes.size, "plans", 5));
    snprintf(path, sizeof(path), "%s/records.db", room);
    CHECK_INT(stat(path, &status), 0);
    CHECK_INT(status.st_mode & 0777, 0600);
    room_close();
}

TEST("records: a row that is altered, cut, renamed, moved to another kind or another time is "
     "refused")
{
    static const char *const changes[] = {
        "UPDATE record SET sealed = substr(sealed, 1, length(sealed) - 1)",
        "UPDATE record SET sealed = zeroblob(length(sealed))",
        "UPDATE record SET sealed = x''",
        "UPDATE record SET name = 'abd'",
        "UPDATE record SET kind = 2",
        "UPDATE record SET time_s = time_s + 1",
        "UPDATE record SET expires_s = expires_s + 86400",
        "UPDATE record SET sealed = (SELECT sealed FROM record WHERE name = 'other')",
    };

    for (size_t i = 0; i < ARRAY_COUNT(changes); i++) {
        room_open();

        struct records *records = records_of_room();

        put(records, RECORD_ANSWER, "abc", TODAY, "forty-two");
        put(records, RECORD_ANSWER, "other", TODAY, "forty-three");
        if (i < 3 || i > 4)
            room_alter_records(changes[i]);
        else
            room_alter_records("DELETE FROM record WHERE name = 'other'"),
                room_alter_records(changes[i]);
        CHECK_INT(get(records, i == 4 ? RECORD_SENT : RECORD_ANSWER, i == 3 ? "abd" : "abc", TODAY),
                  -1);
        CHECK_SAYS(said, "not as it was written");
        records_close(records);
        room_close();
    }
}

TEST("records: every byte of a sealed text counts")
{
    room_open();

    struct records *records = records_of_room();
    char sql[256];

    put(records, RECORD_ANSWER, "abc", TODAY, "forty-two");
    for (int at = 1; at <= 24 + 9 + 16; at++) {
        room_alter_records("CREATE TABLE before AS SELECT sealed FROM record");
        snprintf(sql, sizeof(sql),
                 "UPDATE record SET sealed = CAST(substr(sealed, 1, %d) ||"
                 " iif(substr(sealed, %d, 1) = x'00', x'01', x'00') || substr(sealed, %d) AS BLOB)",
                 at - 1, at, at + 1);
        room_alter_records(sql);
        CHECK_INT(get(records, RECORD_ANSWER, "abc", TODAY), -1);
        room_alter_records(
            "UPDATE record SET sealed = (SELECT sealed FROM before); DROP TABLE before");
    }
    CHECK_INT(get(records, RECORD_ANSWER, "abc", TODAY), 0);
    records_close(records);
    room_close();
}

TEST("records: with another key nothing opens, and with a key that others can read nothing begins "
     "(fault D9)")
{
    struct err err = { 0 };
    char path[128];

    room_open();

    struct records *records = records_of_room();

    put(records, RECORD_ANSWER, "abc", TODAY, "forty-two");
    records_close(records);
    snprintf(path, sizeof(path), "%s/records.key", room);
    CHECK_INT(chmod(path, 0644), 0);
    CHECK(!records_open(room, 100, &err));
    CHECK_INT(err.kind, ERR_CONFIG);
    CHECK_SAYS(err.text, "chmod 600");
    CHECK_INT(unlink(path), 0);
    records = records_of_room();
    CHECK_INT(get(records, RECORD_ANSWER, "abc", TODAY), -1);
    records_close(records);
    room_close();
}

/* The old text, a comma, and what is added. */
static void append(struct slice old, struct slice by, struct buf *out)
{
    buf_addf(out, "%.*s%s%.*s", SLICE_FMT(old), old.size > 0 ? "," : "", SLICE_FMT(by));
}

static int amend(struct records *records, const char *by, size_t size_max, struct err *err)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(size_max);
    struct record record = { RECORD_OUTCOME, "r_a", TODAY, TODAY + 600 };
    struct record_change change = { append, slice_of(by) };

    return records_amend(records, &record, TODAY, &change, &text, err);
}

TEST(
    "records: a text is changed in its place, or stays as it was; a review and its outcome are two")
{
    struct err err = { 0 };

    room_open();

    struct records *records = records_of_room();

    put(records, RECORD_REVIEW, "r_a", TODAY, "{}");
    CHECK_INT(amend(records, "F1", 20, &err), 0);
    CHECK_INT(amend(records, "F2", 20, &err), 0);
    CHECK_INT(get(records, RECORD_OUTCOME, "r_a", TODAY), 0);
    CHECK_STR(said, "F1,F2");
    CHECK_INT(amend(records, "F3", 7, &err), -1);
    CHECK_INT(err.kind, ERR_TOO_LARGE);
    CHECK_INT(get(records, RECORD_OUTCOME, "r_a", TODAY), 0);
    CHECK_STR(said, "F1,F2");
    CHECK_INT(get(records, RECORD_REVIEW, "r_a", TODAY), 0);
    CHECK_STR(said, "{}");
    room_alter_records("UPDATE record SET sealed = x'00' WHERE kind = 5");
    err = (struct err){ 0 };
    CHECK_INT(amend(records, "F3", 20, &err), -1);
    CHECK_INT(err.kind, ERR_CONFIG);
    CHECK_SAYS(err.text, "not as it was written");
    put(records, RECORD_ANSWER, "still", TODAY, "writable");
    CHECK_INT(get(records, RECORD_ANSWER, "still", TODAY), 0);
    records_close(records);
    room_close();
}

TEST("records: what has expired, what is old, and what is too much is removed, the oldest first")
{
    CLEANUP(buf_done) struct buf large = BUF_MAX(KIB(64));
    struct record_name names[8];
    struct err err = { 0 };
    char name[16];

    room_open();

    struct records *records = records_of_room();

    for (size_t i = 0; i < KIB(64); i++)
        buf_addc(&large, 'x');
    put(records, RECORD_ANSWER, "expired", TODAY - 600, "a");
    put(records, RECORD_ANSWER, "old", TODAY - 500, "b");
    for (int i = 0; i < 60; i++) {
        struct record record = { RECORD_SENT, name, TODAY + i, INT64_MAX };

        snprintf(name, sizeof(name), "%d", i);
        CHECK_INT(records_put(records, &record, buf_slice(&large), &err), 0);
    }
    CHECK_INT(records_count(records, TODAY, &err), 2);
    CHECK_INT(records_forget(records, TODAY, TODAY - 400, INT64_MAX, &err), 0);
    CHECK_INT(records_count(records, INT64_MAX, &err), 60);
    CHECK_INT(records_forget(records, TODAY, 0, (int64_t)MIB(2), &err), 0);
    CHECK_INT(records_list(records, RECORD_SENT, names, 3, &err), 3);
    CHECK_STR(names[0].name, "59");
    CHECK_STR(names[2].name, "57");
    CHECK_INT(names[0].time_s, TODAY + 59);

    int64_t left = records_count(records, INT64_MAX, &err);

    CHECK(left > 5 && left < 32);
    CHECK_INT(records_forget(records, TODAY, INT64_MAX, INT64_MAX, &err), 0);
    CHECK_INT(records_count(records, INT64_MAX, &err), 0);
    records_close(records);
    room_close();
}

TEST("records: one that is too long is refused in words")
{
    char *text = xcalloc(1, RECORD_MAX + 1);
    struct record record = { RECORD_SENT, "1", TODAY, INT64_MAX };
    struct err err = { 0 };

    room_open();

    struct records *records = records_of_room();

    CHECK_INT(records_put(records, &record, (struct slice){ text, RECORD_MAX + 1 }, &err), -1);
    CHECK_INT(err.kind, ERR_TOO_LARGE);
    CHECK_INT(records_put(records, &record, (struct slice){ text, RECORD_MAX }, &err), 0);
    CHECK_INT(get(records, RECORD_SENT, "1", TODAY), 0);
    records_close(records);
    free(text);
    room_close();
}

static int recalled;
static char recalled_text[64];
static struct err recalled_err;

static void on_recalled(void *user, struct slice text, int64_t time_s, const struct err *err)
{
    (void)user;
    recalled++;
    CHECK(!text.data || time_s == TODAY);
    snprintf(recalled_text, sizeof(recalled_text), "%.*s", SLICE_FMT(text));
    recalled_err = err ? *err : (struct err){ 0 };
}

static void recall(struct store *store, struct loop *loop, const char *name)
{
    struct store_recall *dropped =
        store_recall(store, RECORD_ANSWER, name, TODAY, on_recalled, NULL);
    struct store_recall *asked = store_recall(store, RECORD_ANSWER, name, TODAY, on_recalled, NULL);
    int before = recalled;

    store_recall_free(dropped);
    for (int i = 0; i < 500 && recalled == before; i++)
        loop_turn(loop, 20);
    CHECK_INT(recalled, before + 1);
    store_recall_free(asked);
}

TEST("store: what is kept is recalled in its turn, and what cannot be used says why")
{
    struct record record = { RECORD_ANSWER, "abc", TODAY, TODAY + 600 };
    struct loop *loop = loop_new();

    room_open();

    struct store *store = store_new(loop, room);

    recall(store, loop, "abc");
    CHECK_STR(recalled_text, "");
    CHECK_INT(recalled_err.kind, ERR_NONE);
    store_keep(store, &record, SLICE("forty-two"));
    recall(store, loop, "abc");
    CHECK_STR(recalled_text, "forty-two");
    room_alter_records("UPDATE record SET sealed = x'00'");
    recall(store, loop, "abc");
    CHECK_STR(recalled_text, "");
    CHECK_INT(recalled_err.kind, ERR_CONFIG);
    store_free(store, 1000);
    loop_free(loop);
    room_close();
}

/* A process that has sent a request, and waits for its answer. */
static pid_t asking(bool is_over)
{
    int ends[2];
    char byte;

    CHECK_INT(pipe(ends), 0);

    pid_t child = fork();

    CHECK(child >= 0);
    if (child == 0) {
        struct ledger_entry entry = { .time_s = TODAY, .held_nano = 5, .request = "digest" };
        struct ledger *ledger = room_ledger();
        struct ledger_refusal refusal;
        struct err err;
        int64_t id;

        if (ledger_hold(ledger, &entry, &no_caps, &id, &refusal, &err) < 0 ||
            (is_over && ledger_note_over(ledger, id, &err) < 0) || write(ends[1], "", 1) != 1)
            _exit(1);
        for (;;)
            pause();
    }
    close(ends[1]);
    CHECK_INT(read(ends[0], &byte, 1), 1);
    close(ends[0]);
    return child;
}

static int hold_as(struct ledger *ledger, const char *request, bool joins, int64_t time_s)
{
    struct ledger_entry entry = { .time_s = time_s, .request = request, .joins = joins };
    struct ledger_refusal refusal;
    struct err err = { 0 };
    int64_t id;
    int rc = ledger_hold(ledger, &entry, &no_caps, &id, &refusal, &err);

    CHECK_INT(refusal.by, rc < 0 ? REFUSED_TWIN : REFUSED_NOT);
    CHECK_INT(err.kind, rc < 0 ? ERR_BUSY : ERR_NONE);
    return rc;
}

TEST("ledger: nothing is promised for what another process that lives is asking already")
{
    room_open();

    pid_t child = asking(false);
    struct ledger *ledger = room_ledger();

    CHECK_INT(hold_as(ledger, "digest", true, TODAY), -1);
    CHECK_INT(hold_as(ledger, "another", true, TODAY), 0);
    CHECK_INT(hold_as(ledger, "digest", false, TODAY), 0);
    CHECK_INT(hold_as(ledger, NULL, true, TODAY), 0);
    CHECK_INT(hold_as(ledger, "digest", true, TODAY + CALL_MAX_S), 0);
    kill(child, SIGKILL);
    CHECK_INT(waitpid(child, NULL, 0), child);
    CHECK_INT(hold_as(ledger, "digest", true, TODAY), 0);
    CHECK_INT(hold_as(ledger, "digest", true, TODAY), 0); /* our own are no other process */
    ledger_close(ledger);
    room_close();
}

TEST("ledger: a request that no longer runs keeps nobody from asking the same")
{
    room_open();

    pid_t child = asking(true);
    struct ledger *ledger = room_ledger();

    CHECK_INT(hold_as(ledger, "digest", true, TODAY), 0);
    kill(child, SIGKILL);
    CHECK_INT(waitpid(child, NULL, 0), child);
    ledger_close(ledger);
    room_close();
}

TEST("ledger: an answer that is given again costs nothing and is counted for itself")
{
    struct ledger_entry entry = { .time_s = TODAY, .session = "s", .tag = "t", .model = "a/b" };
    struct err err = { 0 };

    room_open();

    struct ledger *ledger = room_ledger();

    settle(ledger, hold_in(ledger, "s", 10), 4);
    CHECK_INT(ledger_note_repeat(ledger, &entry, "gen-1", &err), 0);
    CHECK_INT(ledger_note_repeat(ledger, &entry, NULL, &err), 0);

    struct ledger_sum sum = sum_of(ledger, "s");

    CHECK_INT(sum.cached, 2);
    CHECK_INT(sum.calls, 1);
    CHECK_INT(sum.errors + sum.estimated, 0);
    CHECK_INT(sum.spent_nano, 4);
    CHECK_INT(sum.held_nano, 0);
    CHECK_STR(
        room_sql("SELECT count(*) FROM spend WHERE state = 1 AND cached = 1 AND cost_nano = 0"),
        "2");
    ledger_close(ledger);
    room_close();
}
