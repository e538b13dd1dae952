/* measure_start - from nothing to the first answers, and the CPU that takes. */
#include "tests/bench/ask.h"
#include "tests/bench/measure.h"
#include "tests/bench/sample.h"
#include "tests/bench/talk.h"

#include <stdlib.h>

#define STARTS 15

struct started {
    double hello_ms[STARTS], list_ms[STARTS], cpu_ms[STARTS];
};

static double ms(int64_t ns)
{
    return (double)ns / 1e6;
}

static void start_one(struct child child, struct started *started, size_t i)
{
    struct talk talk = talk_new(&child);

    started->hello_ms[i] = ms(talk_hello(&talk) - child.spawn_ns);
    talk_run(&talk, tools_line, NULL, 1, 1, NULL);
    started->list_ms[i] = ms(now_ns() - child.spawn_ns);
    started->cpu_ms[i] = ms(child_cpu_ns(&child));
    talk_check(&talk, "starting");
    talk_done(&talk);
    child_end(&child);
}

/* In turn, so that what disturbs one of them disturbs all. */
void measure_start(const struct place *place, struct sheet *sheet)
{
    struct started ours, floor, echo;

    for (size_t i = 0; i < STARTS; i++) {
        start_one(place_server(place), &ours, i);
        start_one(place_floor(place), &floor, i);
        start_one(place_echo(place), &echo, i);
    }
    sheet_put(sheet, ROW_START, sample_median(ours.hello_ms, STARTS),
              sample_median(floor.hello_ms, STARTS));
    sheet_put(sheet, ROW_START_ECHO, sample_median(ours.hello_ms, STARTS),
              sample_median(echo.hello_ms, STARTS));
    sheet_put(sheet, ROW_START_LIST, sample_median(ours.list_ms, STARTS),
              sample_median(floor.list_ms, STARTS));
    sheet_put(sheet, ROW_START_CPU, sample_median(ours.cpu_ms, STARTS),
              sample_median(floor.cpu_ms, STARTS));
}
