/* measure_list - what needs no model: the catalogue, warm, and ping. */
#include "tests/bench/ask.h"
#include "tests/bench/measure.h"
#include "tests/bench/sample.h"
#include "tests/bench/talk.h"

#define LISTS 500
#define PINGS 20000

static double median_us(struct talk *talk, talk_line *line)
{
    static int64_t each_ns[LISTS];

    talk_run(talk, line, NULL, LISTS / 10, 1, NULL);
    talk_run(talk, line, NULL, LISTS, 1, each_ns);
    return sample_us(each_ns, LISTS, 50);
}

struct speed {
    double list_us, search_us;
};

static struct speed list(const struct place *place, struct child child)
{
    struct talk talk = talk_new(&child);
    struct speed speed;

    talk_hello(&talk);
    place_pin(place, &child);
    speed.list_us = median_us(&talk, list_line);
    speed.search_us = median_us(&talk, search_line);
    talk_check(&talk, "listing models");
    talk_done(&talk);
    child_end(&child);
    place_unpin(place);
    return speed;
}

static double pings_a_second(struct child child)
{
    struct talk talk = talk_new(&child);
    int64_t begin_ns;
    double all_s;

    talk_hello(&talk);
    begin_ns = now_ns();
    talk_run(&talk, ping_line, NULL, PINGS, PINGS, NULL);
    all_s = (double)(now_ns() - begin_ns) / 1e9;
    talk_check(&talk, "pinging");
    talk_done(&talk);
    child_end(&child);
    return PINGS / all_s;
}

void measure_list(const struct place *place, struct sheet *sheet)
{
    struct speed ours = list(place, place_server(place));
    struct speed floor = list(place, place_floor(place));

    sheet_put(sheet, ROW_LIST, ours.list_us, floor.list_us);
    sheet_put(sheet, ROW_SEARCH, ours.search_us, floor.search_us);
    sheet_put(sheet, ROW_PINGS, pings_a_second(place_server(place)),
              pings_a_second(place_echo(place)));
}
