/* Units of base/loop, base/clock and base/err. */
#include "base/clock.h"
#include "base/err.h"
#include "base/loop.h"
#include "base/mem.h"
#include "test.h"

#include <unistd.h>

static char seen[256];

static void note(void *user)
{
    snprintf(seen + strlen(seen), sizeof(seen) - strlen(seen), "%s ", (const char *)user);
}

static int64_t fake_ms;

static int64_t fake_clock(void)
{
    return fake_ms;
}

static const struct clock_source fake = { fake_clock, fake_clock };

TEST("loop: timers run in the order of their times, whatever the order of setting")
{
    struct loop *loop = loop_new();
    struct loop_timer timers[4] = {
        { note, "a" }, { note, "b" }, { note, "c" }, { note, "stopped" }
    };

    seen[0] = '\0';
    loop_timer_set(loop, &timers[2], 3);
    loop_timer_set(loop, &timers[3], 2);
    loop_timer_set(loop, &timers[0], 1);
    loop_timer_set(loop, &timers[1], 2);
    loop_timer_stop(loop, &timers[3]);
    loop_timer_stop(loop, &timers[3]);
    loop_run(loop);
    CHECK_STR(seen, "a b c ");
    loop_free(loop);
}

TEST("loop: a thousand timers set and moved at random come due in order")
{
    static struct loop_timer timers[1000];
    static char names[1000][8];
    struct loop *loop = loop_new();
    unsigned random = 1;
    int64_t last_ms = -1;

    clock_replace(&fake);
    for (size_t i = 0; i < 2000; i++) {
        struct loop_timer *timer = &timers[i % 1000];

        random = random * 1103515245u + 12345u;
        timer->on_due = note;
        timer->user = names[i % 1000];
        loop_timer_set(loop, timer, (random >> 16) % 500);
    }
    for (fake_ms = 0; fake_ms < 500; fake_ms++) {
        size_t set = 0;

        loop_turn(loop, 0);
        for (size_t i = 0; i < 1000; i++)
            if (loop_timer_is_set(&timers[i])) {
                CHECK(timers[i].due_ms_ > fake_ms);
                set++;
            }
        if (set == 0)
            last_ms = fake_ms;
    }
    clock_replace(NULL);
    CHECK(last_ms > 0);
    loop_free(loop);
}

struct two {
    struct loop *loop;
    struct loop_watch *other;
};

static void remove_other(void *user, short revents)
{
    struct two *two = user;

    (void)revents;
    note("ready");
    loop_unwatch(two->loop, two->other);
    loop_stop(two->loop);
}

TEST("loop: a watch removed by the one before it is not called, though it was ready")
{
    struct loop *loop = loop_new();
    int a[2], b[2];

    CHECK(pipe(a) == 0 && pipe(b) == 0);
    CHECK(write(a[1], "x", 1) == 1 && write(b[1], "x", 1) == 1);

    struct loop_watch first = { 0 }, second = { 0 };
    struct two kills_second = { loop, &second }, kills_first = { loop, &first };

    first.on_ready = second.on_ready = remove_other;
    first.user = &kills_second;
    second.user = &kills_first;
    seen[0] = '\0';
    loop_watch(loop, &first, a[0], POLLIN);
    loop_watch(loop, &second, b[0], POLLIN);
    loop_run(loop);
    CHECK_STR(seen, "ready ");
    loop_unwatch(loop, &first);
    loop_run(loop); /* nothing is left, so it returns */
    loop_free(loop);
    for (int i = 0; i < 2; i++) {
        close(a[i]);
        close(b[i]);
    }
}

static struct loop *task_loop;
static struct loop_task again;
static int again_count;

static void queue_again(void *user)
{
    note(user);
    if (++again_count < 3)
        loop_task_queue(task_loop, &again);
}

TEST("loop: tasks run in order on the next turn, and one that queues itself waits for another turn")
{
    struct loop_task a = { note, "a" }, b = { note, "b" }, dropped = { note, "dropped" };

    task_loop = loop_new();
    again = (struct loop_task){ queue_again, "again" };
    again_count = 0;
    seen[0] = '\0';
    loop_task_queue(task_loop, &a);
    loop_task_queue(task_loop, &again);
    loop_task_queue(task_loop, &dropped);
    loop_task_drop(task_loop, &dropped);
    loop_task_queue(task_loop, &b);
    loop_task_queue(task_loop, &b);
    loop_turn(task_loop, -1);
    CHECK_STR(seen, "a again b ");
    loop_run(task_loop);
    CHECK_STR(seen, "a again b again again ");
    loop_free(task_loop);
}

TEST("err: a text that is too long is cut at a character border, context goes in front")
{
    struct err err = { 0 };
    char longer[2100] = "";

    for (size_t i = 0; i + 3 < sizeof(longer); i += 3)
        memcpy(longer + i, "\xE2\x82\xAC", 4);
    CHECK_INT(err_set(&err, ERR_MODEL, "x%s", longer), -1);
    CHECK_INT(strlen(err.text), 1 + 340 * 3);
    err_set(&err, ERR_CONFIG, "no such key");
    CHECK_INT(err_wrap(&err, "reading %s", "config.json"), -1);
    CHECK_STR(err.text, "reading config.json: no such key");
    CHECK_STR(err_kind_name(err.kind), "config");
}
