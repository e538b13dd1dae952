/* Units of files/gather: reads that hang, and time that is over. */
#include "base/clock.h"
#include "base/limits.h"
#include "gather_room.h"
#include "test.h"

#include <stdatomic.h>

/* A mount that does not answer: the rule of names hangs, on the thread, until it is let go. */
static atomic_bool gate;
static atomic_int hanging, released;

static int hang(void *user, const struct file_entry *entry, struct err *err)
{
    (void)user, (void)entry, (void)err;
    hanging++;
    while (!atomic_load(&gate))
        usleep(1000);
    hanging--;
    return 0;
}

static void on_release(void *kept)
{
    CHECK(kept == &released);
    released++;
}

static const struct file_rule hang_rule[] = { { "hang", hang, NULL } };

static struct gather_options hanging_options(const char *const *paths)
{
    struct gather_options options = options_of(paths);

    options.rules = hang_rule;
    options.wait_ms = 100;
    options.release = on_release;
    options.kept = &released;
    return options;
}

static void let_go(int wanted)
{
    atomic_store(&gate, true);
    for (int i = 0; i < 2000 && atomic_load(&released) < wanted; i++)
        loop_turn(loop, 1);
    CHECK_INT(atomic_load(&released), wanted);
    usleep(20000); /* the thread ends behind that */
}

TEST("gather: a read that hangs is given up in time, the next call gets a thread of its own (fault "
     "D12)")
{
    struct gather_options options;
    int64_t before;

    furnish();
    atomic_store(&gate, false);
    atomic_store(&released, 0);
    options = hanging_options(FILES("main.c"));
    before = clock_ms();
    gather(&options);
    CHECK_INT(why.kind, ERR_TIMEOUT);
    CHECK_SAYS(why.text, "were not read in 100 ms");
    printf("    a read that hangs was given up after %d ms of 100\n", (int)(clock_ms() - before));
    CHECK(clock_ms() - before < 1000);
    CHECK_STR(gathered(FILES("README.md")), "README.md=hello");
    let_go(1);
    leave();
}

TEST("gather: who waits behind a read that hangs is served by the next thread")
{
    struct gather_options hangs, waits;
    struct gather *first, *second;
    int before = told;

    furnish();
    atomic_store(&gate, false);
    atomic_store(&released, 0);
    hangs = hanging_options(FILES("main.c"));
    waits = options_of(FILES("README.md"));
    first = gather_start(gathers, &hangs, on_done, NULL);
    second = gather_start(gathers, &waits, on_done, NULL);
    for (int i = 0; i < 300 && told < before + 2; i++)
        loop_turn(loop, 10);
    CHECK_INT(told, before + 2);
    CHECK_STR(summary(), "README.md=hello");
    gather_free(first);
    gather_free(second);
    let_go(1);
    leave();
}

TEST("gather: more threads than may hang are not begun, and begun again when one comes back")
{
    struct gather_options options;

    furnish();
    atomic_store(&gate, false);
    atomic_store(&released, 0);
    options = hanging_options(FILES("main.c"));
    options.wait_ms = 20;
    for (int i = 0; i < FILES_STUCK_MAX; i++)
        gather(&options);
    CHECK_INT(why.kind, ERR_TIMEOUT);
    CHECK_INT(atomic_load(&hanging), FILES_STUCK_MAX);
    gathered(FILES("README.md"));
    CHECK_INT(why.kind, ERR_BUSY);
    CHECK_SAYS(why.text, "restart the server");
    let_go(FILES_STUCK_MAX);
    CHECK_STR(gathered(FILES("README.md")), "README.md=hello");
    leave();
}

TEST("gather: one that is dropped is not told, whether it waits, runs or hangs")
{
    struct gather_options hangs, waits;
    int before = told;

    furnish();
    atomic_store(&gate, false);
    atomic_store(&released, 0);
    hangs = hanging_options(FILES("main.c"));
    waits = options_of(FILES("README.md"));
    gather_free(gather_start(gathers, &waits, on_done, NULL));
    gather_free(gather_start(gathers, &hangs, on_done, NULL));
    gather_free(gather_start(gathers, &waits, on_done, NULL));
    CHECK(!gather_free(NULL));
    loop_turn(loop, 20);
    CHECK_INT(told, before);
    let_go(1);
    leave();
}

TEST("gather: the server ends at once while a read hangs")
{
    struct gather_options options;
    int64_t before;

    furnish();
    atomic_store(&gate, false);
    atomic_store(&released, 0);
    options = hanging_options(FILES("main.c"));

    struct gather *gather = gather_start(gathers, &options, on_done, NULL);

    while (atomic_load(&hanging) == 0)
        usleep(1000);
    gather_free(gather);
    before = clock_ms();
    gathers = gathers_free(gathers, FILES_CLOSE_MS);
    CHECK(clock_ms() - before < 100);
    let_go(1);
    leave();
}

static int dawdle(void *user, const struct file_entry *entry, struct err *err)
{
    (void)user, (void)entry, (void)err;
    usleep(20000);
    return 0;
}

TEST("gather: when the time is over between two files, what was read is sent and the others are "
     "named")
{
    static const struct file_rule slow_rule[] = { { "slow", dawdle, NULL } };
    const char *paths[101];
    struct gather_options options;

    furnish();
    for (size_t i = 0; i < 100; i++)
        paths[i] = i % 2 ? "main.c" : "src/x.c";
    paths[100] = NULL;
    options = options_of(paths);
    options.rules = slow_rule;
    options.wait_ms = 1000;
    gather(&options);
    CHECK_INT(why.kind, ERR_NONE);
    CHECK_INT(list.sent_count, 2);
    CHECK_INT(list.count, 4);
    CHECK_STR(list.items[3].rule, "time");
    CHECK_SAYS(list.items[3].why, "was not reached in the time");
    leave();
}
