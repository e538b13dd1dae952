/* Units of how things stand in a ledger, and of who looks after the rows of dead processes. */
#include "base/clock.h"
#include "ledger_room.h"
#include "store/store.h"

#define DAY 86400

static struct ledger_standing stand(struct ledger *ledger, const char *session, int64_t time_s)
{
    struct ledger_standing standing = { 0 };
    struct err err = { 0 };

    CHECK_INT(ledger_standing(ledger, session, time_s, &standing, &err), 0);
    return standing;
}

#define CHECK_STANDING(now, a, b, c, d)                                                            \
    do {                                                                                           \
        CHECK_INT((now).session_spent, a);                                                         \
        CHECK_INT((now).session_held, b);                                                          \
        CHECK_INT((now).day_spent, c);                                                             \
        CHECK_INT((now).day_held, d);                                                              \
    } while (0)

TEST("standing: session and day have their own sums, and an empty ledger has none")
{
    room_open();

    struct ledger *ledger = room_ledger();

    CHECK_STANDING(stand(ledger, "a", TODAY), 0, 0, 0, 0);
    settle(ledger, hold_in(ledger, "a", 100), 30);
    hold_in(ledger, "a", 7);
    end_as(ledger, hold_in(ledger, "b", 50), LEDGER_ESTIMATED);
    end_as(ledger, hold_in(ledger, "b", 60), LEDGER_VOID);
    hold_in(ledger, "b", 5);
    CHECK_STANDING(stand(ledger, "a", TODAY), 30, 7, 80, 12);
    CHECK_STANDING(stand(ledger, "b", TODAY), 50, 5, 80, 12);
    CHECK_STANDING(stand(ledger, "c", TODAY), 0, 0, 80, 12);
    CHECK_STANDING(stand(ledger, "a", TODAY + DAY), 30, 7, 0, 0);
    CHECK_STANDING(stand(ledger, "a", TODAY - DAY), 30, 7, 80, 12); /* a day never comes again */
    ledger_close(ledger);
    room_close();
}

TEST("standing: a hold tells how things stand, with its row when given, without it when refused")
{
    struct ledger_entry entry = { .time_s = TODAY, .held_nano = 10, .session = "a" };
    struct ledger_caps caps = { 100, 45 };
    struct ledger_refusal refusal;
    struct err err = { 0 };
    int64_t id;

    room_open();

    struct ledger *ledger = room_ledger();

    settle(ledger, hold_in(ledger, "b", 20), 20);
    for (int i = 1; i <= 2; i++) {
        CHECK_INT(ledger_hold(ledger, &entry, &caps, &id, &refusal, &err), 0);
        CHECK_INT(refusal.by, REFUSED_NOT);
        CHECK_STANDING(refusal.standing, 0, 10 * i, 20, 10 * i);
    }
    CHECK_INT(ledger_hold(ledger, &entry, &caps, &id, &refusal, &err), -1);
    CHECK_INT(refusal.by, REFUSED_DAY);
    CHECK_STANDING(refusal.standing, 0, 20, 20, 20);
    caps.session_nano = 25;
    CHECK_INT(ledger_hold(ledger, &entry, &caps, &id, &refusal, &err), -1);
    CHECK_INT(refusal.by, REFUSED_SESSION);
    CHECK_STANDING(refusal.standing, 0, 20, 20, 20);
    ledger_close(ledger);
    room_close();
}

/* In a process of its own; which has the duty as it says by its exit. */
static int other_has_duty(void)
{
    pid_t child = fork();
    int status = 0;

    CHECK(child >= 0);
    if (child == 0) {
        struct err err = { 0 };
        struct ledger *ledger = ledger_open(room_path, 1000, &err);

        _exit(ledger ? ledger_has_duty(ledger) : 2);
    }
    CHECK_INT(waitpid(child, &status, 0), child);
    CHECK(WIFEXITED(status));
    return WEXITSTATUS(status);
}

TEST("standing: one of all living processes has the duty, and another one after its end")
{
    room_open();

    struct ledger *ledger = room_ledger();

    CHECK_INT(other_has_duty(), 1); /* and lost it by ending */
    CHECK(ledger_has_duty(ledger));
    CHECK(ledger_has_duty(ledger));
    CHECK_INT(other_has_duty(), 0);
    ledger_close(ledger);
    CHECK_INT(other_has_duty(), 1);
    room_close();
}

static int told;
static struct ledger_standing told_standing;
static struct err told_err;

static void on_standing(void *user, const struct ledger_standing *standing, const struct err *err)
{
    (void)user;
    told++;
    told_standing = *standing;
    told_err = err ? *err : (struct err){ 0 };
}

static void turn_until_told(struct loop *loop, int wanted)
{
    for (int64_t until_ms = clock_ms() + 10000; told < wanted && clock_ms() < until_ms;)
        loop_turn(loop, 20);
    CHECK_INT(told, wanted);
}

TEST("standing: asked from the loop it is told once, and a dropped question is not")
{
    struct loop *loop = loop_new();

    room_open();
    told = 0;

    struct store *store = store_new(loop, room);
    struct ledger *ledger = room_ledger();

    hold_in(ledger, "a", 7);
    ledger_close(ledger);
    store_query_free(store_standing(store, "a", TODAY, on_standing, NULL));

    struct store_query *query = store_standing(store, "a", TODAY, on_standing, NULL);

    turn_until_told(loop, 1);
    CHECK_INT(told_err.kind, ERR_NONE);
    CHECK_STANDING(told_standing, 0, 7, 0, 7);
    store_query_free(query);
    store_free(store, 10000);
    loop_free(loop);
    room_close();
}

TEST("standing: a ledger that cannot be opened is told with the reason, and tried again")
{
    struct loop *loop = loop_new();

    room_open();
    told = 0;

    struct store *store = store_new(loop, room);

    CHECK_INT(symlink("/dev/null", room_path), 0);

    struct store_query *first = store_standing(store, "a", TODAY, on_standing, NULL);

    turn_until_told(loop, 1);
    CHECK_INT(told_err.kind, ERR_CONFIG);
    CHECK_SAYS(told_err.text, "is a link");
    CHECK_INT(unlink(room_path), 0);

    struct store_query *second = store_standing(store, "a", TODAY, on_standing, NULL);

    turn_until_told(loop, 2);
    CHECK_INT(told_err.kind, ERR_NONE);
    store_query_free(first);
    store_query_free(second);
    store_free(store, 10000);
    loop_free(loop);
    room_close();
}
