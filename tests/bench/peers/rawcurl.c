/* rawcurl - the same questions by libcurl alone: what the work itself costs.
 *
 *     rawcurl BASE_URL KEY MODEL COUNT IN_FLIGHT
 *
 * prints one line: median and 99th percentile of a question, time of all and CPU of all, in ns, and
 * how many failed. As many questions as are in flight go before, so that connections are warm.
 */
#include "tests/bench/peers/engine.h"

#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define BODY_MAX 1024

struct run;

struct slot {
    struct run *run;
    struct buf body;
    int64_t begin_ns;
};

struct run {
    struct engine *engine;
    const char *model;
    size_t count, started, ended, failed;
    int64_t *taken_ns;
};

static void ignore(void *user, struct slice bytes)
{
    (void)user;
    (void)bytes;
}

static void on_done(void *user, bool ok);

static const struct engine_handler handler = { ignore, on_done };

static void start(struct slot *slot)
{
    struct run *run = slot->run;

    buf_clear(&slot->body);
    buf_addf(&slot->body,
             "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Say hi, number "
             "%zu.\"}],\"max_tokens\":4096,\"stream\":true,\"provider\":"
             "{\"data_collection\":\"deny\"}}",
             run->model, run->started++);
    slot->begin_ns = engine_now_ns();
    engine_start(run->engine, "/chat/completions", buf_slice(&slot->body), &handler, slot);
}

static void on_done(void *user, bool ok)
{
    struct slot *slot = user;
    struct run *run = slot->run;

    run->taken_ns[run->ended++] = engine_now_ns() - slot->begin_ns;
    run->failed += ok ? 0 : 1;
    if (run->started < run->count)
        start(slot);
}

static void ask_all(struct run *run, struct slot *slots, size_t in_flight, size_t count)
{
    run->count = count;
    run->started = run->ended = 0;
    for (size_t i = 0; i < in_flight && run->started < count; i++)
        start(&slots[i]);
    while (run->ended < count)
        engine_turn(run->engine);
}

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static int64_t cpu_ns(void)
{
    struct timespec spent;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
    return (int64_t)spent.tv_sec * 1000000000 + spent.tv_nsec;
}

static void measure(struct run *run, struct slot *slots, size_t in_flight, size_t count)
{
    int64_t begin_ns, begin_cpu_ns, all_ns, all_cpu_ns;

    ask_all(run, slots, in_flight, in_flight < count ? in_flight : count);
    begin_ns = engine_now_ns();
    begin_cpu_ns = cpu_ns();
    ask_all(run, slots, in_flight, count);
    all_ns = engine_now_ns() - begin_ns;
    all_cpu_ns = cpu_ns() - begin_cpu_ns;
    qsort(run->taken_ns, count, sizeof(*run->taken_ns), compare);
    printf("%lld %lld %lld %lld %zu\n", (long long)run->taken_ns[count / 2],
           (long long)run->taken_ns[count * 99 / 100], (long long)all_ns, (long long)all_cpu_ns,
           run->failed);
}

int main(int argc, char **argv)
{
    size_t count = argc == 6 ? strtoul(argv[4], NULL, 10) : 0;
    size_t in_flight = argc == 6 ? strtoul(argv[5], NULL, 10) : 0;
    struct run run = { 0 };
    struct slot *slots;

    if (count == 0 || in_flight == 0) {
        fputs("usage: rawcurl BASE_URL KEY MODEL COUNT IN_FLIGHT\n", stderr);
        return 2;
    }
    run.engine = engine_new(argv[1], argv[2]);
    run.model = argv[3];
    run.taken_ns = xcalloc(count, sizeof(*run.taken_ns));
    slots = xcalloc(in_flight, sizeof(*slots));
    for (size_t i = 0; i < in_flight; i++)
        slots[i] = (struct slot){ .run = &run, .body = BUF_MAX(BODY_MAX) };
    measure(&run, slots, in_flight, count);
    engine_free(run.engine);
    for (size_t i = 0; i < in_flight; i++)
        buf_done(&slots[i].body);
    free(slots);
    free(run.taken_ns);
    return run.failed ? 1 : 0;
}
