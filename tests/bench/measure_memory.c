/* measure_memory - idle, with the catalogue, and with 100 questions in flight. */
#include "tests/bench/ask.h"
#include "tests/bench/measure.h"
#include "tests/bench/talk.h"

#include <time.h>

#define IDLE_MS   300 /* long enough for what a server does behind its first answer */
#define IN_FLIGHT 100

struct used {
    struct child_memory idle, catalogue, peak;
};

static void rest(void)
{
    const struct timespec nap = { .tv_nsec = IDLE_MS * 1000000L };

    nanosleep(&nap, NULL);
}

static struct used use(struct child child)
{
    struct talk talk = talk_new(&child);
    struct used used;

    talk_hello(&talk);
    rest();
    used.idle = child_memory(&child);
    talk_run(&talk, list_line, NULL, 1, 1, NULL);
    rest();
    used.catalogue = child_memory(&child);
    talk_run(&talk, ask_line, MODEL_SLOW, IN_FLIGHT, IN_FLIGHT, NULL);
    used.peak = child_memory(&child);
    talk_check(&talk, "asking 100 at once");
    talk_done(&talk);
    child_end(&child);
    return used;
}

void measure_memory(const struct place *place, struct sheet *sheet)
{
    struct used ours = use(place_server(place));
    struct used floor = use(place_floor(place));

    sheet_put(sheet, ROW_RSS, ours.idle.rss_kb, floor.idle.rss_kb);
    sheet_put(sheet, ROW_PRIVATE, ours.idle.private_kb, floor.idle.private_kb);
    sheet_put(sheet, ROW_THREADS, ours.idle.threads, floor.idle.threads);
    sheet_put(sheet, ROW_RSS_CATALOGUE, ours.catalogue.rss_kb, floor.catalogue.rss_kb);
    sheet_put(sheet, ROW_PEAK, ours.peak.peak_kb, floor.peak.peak_kb);
}
