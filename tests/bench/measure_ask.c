/* measure_ask - one question after the other on one core, and as many as go through. */
#include "tests/bench/ask.h"
#include "tests/bench/measure.h"
#include "tests/bench/sample.h"
#include "tests/bench/talk.h"

#define ASKS      3000
#define WARM_ASKS 200

static struct talk warm_up(struct child *child)
{
    struct talk talk = talk_new(child);

    talk_hello(&talk);
    talk_run(&talk, ask_line, MODEL_QUICK, WARM_ASKS, 1, NULL);
    return talk;
}

void measure_ask(const struct place *place, struct sheet *sheet)
{
    static int64_t each_ns[ASKS];
    struct child child = place_server(place);
    struct talk talk = warm_up(&child);
    int64_t cpu_ns;
    struct raw raw;

    place_pin(place, &child);
    talk_run(&talk, ask_line, MODEL_QUICK, WARM_ASKS, 1, NULL);
    cpu_ns = child_cpu_ns(&child);
    talk_run(&talk, ask_line, MODEL_QUICK, ASKS, 1, each_ns);
    cpu_ns = child_cpu_ns(&child) - cpu_ns;
    talk_check(&talk, "asking one after the other");
    talk_done(&talk);
    child_end(&child);
    raw = place_raw(place, MODEL_QUICK, ASKS, 1);
    place_unpin(place);

    sheet_put(sheet, ROW_ASK_P50, sample_us(each_ns, ASKS, 50), raw.p50_us);
    sheet_put(sheet, ROW_ASK_P99, sample_us(each_ns, ASKS, 99), raw.p99_us);
    sheet_put(sheet, ROW_ASK_CPU, (double)cpu_ns / ASKS / 1e3, raw.cpu_ms * 1e3 / ASKS);
}

void measure_rate(const struct place *place, struct sheet *sheet)
{
    static const struct {
        enum row row;
        size_t count, in_flight;
    } loads[] = { { ROW_RATE_1, 3000, 1 },
                  { ROW_RATE_10, 10000, 10 },
                  { ROW_RATE_100, 10000, 100 } };
    struct child child = place_server(place);
    struct talk talk = warm_up(&child);

    for (size_t i = 0; i < ARRAY_COUNT(loads); i++) {
        size_t count = loads[i].count, in_flight = loads[i].in_flight;
        int64_t begin_ns;
        double all_s;

        talk_run(&talk, ask_line, MODEL_QUICK, in_flight, in_flight, NULL);
        begin_ns = now_ns();
        talk_run(&talk, ask_line, MODEL_QUICK, count, in_flight, NULL);
        all_s = (double)(now_ns() - begin_ns) / 1e9;
        sheet_put(sheet, loads[i].row, (double)count / all_s,
                  (double)count * 1e3 / place_raw(place, MODEL_QUICK, count, in_flight).all_ms);
    }
    talk_check(&talk, "asking as many as go through");
    talk_done(&talk);
    child_end(&child);
}
