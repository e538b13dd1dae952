/* Units of store/ledger on disks that are full, cannot be written, or fail. */
#include "bad_disk.h"
#include "ledger_room.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>

static int try_hold(struct ledger *ledger, int64_t *id, struct err *err)
{
    struct ledger_entry entry = { .time_s = TODAY, .held_nano = 10, .session = "s" };
    struct ledger_refusal refusal;

    return ledger_hold(ledger, &entry, &no_caps, id, &refusal, err);
}

/* What the rows say is what the caps are compared with, and the file is whole. */
static void check_whole(void)
{
    CHECK_STR(room_sql("PRAGMA integrity_check"), "ok");
    CHECK_STR(room_sql("SELECT count(*) FROM (SELECT day, sum(spent_nano) AS s, sum(held_nano) AS h"
                       "  FROM day_sum) WHERE"
                       "  coalesce(s, 0) = (SELECT coalesce(sum(cost_nano), 0) FROM spend) AND"
                       "  coalesce(h, 0) = (SELECT coalesce(sum(held_nano), 0) FROM spend"
                       "    WHERE state = 0)"),
              "1");
}

/* Lets change n fail, n = 1, 2, ... until the act needs fewer changes than that; for_ever: all
 * later ones as well, as when the machine stops there. */
static void sweep(int (*act)(struct ledger *ledger, struct err *err), bool for_ever)
{
    long failed = 0;
    bool is_through = false;

    for (long n = 1; !is_through; n++) {
        struct err err = { 0 };

        room_open();
        bad_disk_open();

        struct ledger *ledger = room_ledger();

        hold_in(ledger, "s", 100);
        bad_disk_fail(n, for_ever);

        int rc = act(ledger, &err);

        is_through = bad_disk.failures == 0;
        if (is_through)
            CHECK_INT(rc, 0);
        if (rc < 0)
            CHECK_INT(err.kind, ERR_CONFIG);
        failed += rc < 0;
        bad_disk_fail(0, false);
        bad_disk.left = -1;
        ledger_close(ledger);
        bad_disk_close();

        ledger = room_ledger();

        struct ledger_sum sum = sum_of(ledger, NULL);

        CHECK(sum.held_nano == 100 || sum.held_nano == 110 || sum.spent_nano == 7);
        ledger_close(ledger);
        check_whole();
        room_close();
    }
    CHECK(failed >= 5); /* journal, its sync, pages, their sync, its removal */
}

static int act_hold(struct ledger *ledger, struct err *err)
{
    int64_t id = 0, held = sum_of(ledger, NULL).held_nano;
    int rc = try_hold(ledger, &id, err);

    /* Told that it holds, it does. */
    if (rc == 0)
        CHECK_INT(sum_of(ledger, NULL).held_nano, held + 10);
    return rc;
}

static int act_settle(struct ledger *ledger, struct err *err)
{
    struct ledger_outcome outcome = { .state = LEDGER_SETTLED, .cost_nano = 7 };

    return ledger_end(ledger, 1, &outcome, err);
}

TEST("disk: a hold survives the failure of any one change of the disk, and of all after it (fault "
     "D4)")
{
    sweep(act_hold, false);
    sweep(act_hold, true);
}

TEST("disk: a settlement survives the failure of any one change of the disk, and of all after it")
{
    sweep(act_settle, false);
    sweep(act_settle, true);
}

TEST("disk: a ledger that fails while it is made is made the next time")
{
    for (int for_ever = 0; for_ever < 2; for_ever++) {
        bool is_through = false;
        long failed = 0;

        for (long n = 1; !is_through; n++) {
            struct err err = { 0 };

            room_open();
            bad_disk_open();
            bad_disk_fail(n, for_ever);

            struct ledger *ledger = ledger_open(room_path, 100, &err);

            is_through = bad_disk.failures == 0;
            CHECK(ledger || err.kind == ERR_CONFIG);
            failed += !ledger;
            bad_disk.left = -1;
            ledger_close(ledger);
            bad_disk_close();
            ledger = room_ledger();
            hold_in(ledger, "s", 1);
            ledger_close(ledger);
            check_whole();
            room_close();
        }
        CHECK(failed >= 5);
    }
}

/* A mount of our own, which nobody else sees; false where that is not allowed. */
static bool mount_small(const char *path, const char *options)
{
    if (unshare(geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS) < 0)
        return false;
    if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
        return false;
    return mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV, options) == 0;
}

enum { FINE, CANNOT_MOUNT = 77 };

/* In a child, since its mounts are its own; its checks print, and answer a line's number. */
static int in_small_disk(int (*act)(void), const char *options)
{
    pid_t child = fork();

    CHECK(child >= 0);
    if (child == 0)
        _exit(mount_small(room, options) ? act() : CANNOT_MOUNT);

    int status;

    CHECK_INT(waitpid(child, &status, 0), child);
    CHECK(WIFEXITED(status));
    return WEXITSTATUS(status);
}

#define NEED(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            printf("not true: %s (%s)\n", #condition, err.text);                                   \
            return 1;                                                                              \
        }                                                                                          \
    } while (0)

static bool fill(const char *path)
{
    char block[1024] = { 1 };
    int fd = open(path, O_CREAT | O_WRONLY, 0600);

    if (fd < 0)
        return false;
    while (write(fd, block, sizeof(block)) > 0)
        ;
    close(fd);
    return errno == ENOSPC;
}

static int full_at_making(void)
{
    struct err err = { 0 };
    struct ledger *ledger = ledger_open(room_path, 100, &err);

    NEED(!ledger);
    NEED(err.kind == ERR_CONFIG && strstr(err.text, "full"));
    return FINE;
}

static int full_later(void)
{
    static const struct ledger_outcome outcome = { .state = LEDGER_SETTLED, .cost_nano = 3 };
    struct err err = { 0 };
    char filler[128];
    int64_t id, other;
    struct ledger *ledger = ledger_open(room_path, 100, &err);

    NEED(ledger);
    NEED(try_hold(ledger, &id, &err) == 0);
    snprintf(filler, sizeof(filler), "%s.old", room_path);
    NEED(fill(filler));
    NEED(try_hold(ledger, &other, &err) < 0);
    NEED(err.kind == ERR_CONFIG && strstr(err.text, "space"));
    NEED(ledger_end(ledger, id, &outcome, &err) < 0);
    NEED(sum_of(ledger, NULL).held_nano == 10);
    NEED(unlink(filler) == 0);
    NEED(ledger_end(ledger, id, &outcome, &err) == 0);
    NEED(try_hold(ledger, &other, &err) == 0);
    NEED(sum_of(ledger, NULL).held_nano == 10 && sum_of(ledger, NULL).spent_nano == 3);
    NEED(ledger_check(ledger, &err) == 0);
    ledger_close(ledger);
    return FINE;
}

static int read_only_later(void)
{
    struct err err = { 0 };
    int64_t id;
    struct ledger *ledger = ledger_open(room_path, 100, &err);

    NEED(ledger);
    NEED(try_hold(ledger, &id, &err) == 0);
    ledger_close(ledger);
    NEED(mount(NULL, room, NULL, MS_REMOUNT | MS_RDONLY, NULL) == 0);
    NEED(!ledger_open(room_path, 100, &err));
    NEED(err.kind == ERR_CONFIG && strstr(err.text, "Read-only file system"));
    return FINE;
}

static void check_small(int (*act)(void), const char *options)
{
    room_open();

    int rc = in_small_disk(act, options);

    room_close();
    if (rc == CANNOT_MOUNT)
        SKIP("no file system can be mounted here");
    CHECK_INT(rc, FINE);
}

TEST("disk: one that is full makes no ledger, and says so")
{
    check_small(full_at_making, "size=16k,mode=700");
}

TEST("disk: one that becomes full refuses holds and ends, changes nothing, and goes on after "
     "(fault D3)")
{
    check_small(full_later, "size=128k,mode=700");
}

TEST("disk: a file system that is mounted for reading is refused by that name (fault D2)")
{
    check_small(read_only_later, "size=256k,mode=700");
}
