/* measure_stream - what a streamed token costs, at a model's pace and as fast as they come. */
#include "tests/bench/ask.h"
#include "tests/bench/measure.h"
#include "tests/bench/talk.h"

#define PACED   100
#define BURST   1000
#define AT_ONCE 64 /* as many as the server has on the wire; the others wait their turn */

struct cost {
    double all_ms, cpu_s; /* CPU for a million tokens */
};

static double per_million(double cpu_s, size_t streams)
{
    return cpu_s * 1e6 / (double)(streams * STREAM_TOKENS);
}

static struct cost stream(struct talk *talk, const char *model, size_t count)
{
    int64_t cpu_ns, begin_ns;

    talk_run(talk, ask_line, MODEL_QUICK, AT_ONCE, AT_ONCE, NULL); /* warm connections */
    cpu_ns = child_cpu_ns(talk->child);
    begin_ns = now_ns();
    talk_run(talk, ask_line, model, count, AT_ONCE, NULL);
    begin_ns = now_ns() - begin_ns;
    cpu_ns = child_cpu_ns(talk->child) - cpu_ns;
    return (struct cost){ (double)begin_ns / 1e6, per_million((double)cpu_ns / 1e9, count) };
}

void measure_stream(const struct place *place, struct sheet *sheet)
{
    struct child child = place_server(place);
    struct talk talk = talk_new(&child);
    struct cost paced, burst;
    struct raw raw;

    talk_hello(&talk);
    paced = stream(&talk, MODEL_PACED, PACED);
    raw = place_raw(place, MODEL_PACED, PACED, AT_ONCE);
    sheet_put(sheet, ROW_STREAM_TIME, paced.all_ms, raw.all_ms);
    sheet_put(sheet, ROW_STREAM_CPU, paced.cpu_s, per_million(raw.cpu_ms / 1e3, PACED));

    burst = stream(&talk, MODEL_BURST, BURST);
    raw = place_raw(place, MODEL_BURST, BURST, AT_ONCE);
    sheet_put(sheet, ROW_BURST_CPU, burst.cpu_s, per_million(raw.cpu_ms / 1e3, BURST));
    talk_check(&talk, "streaming");
    talk_done(&talk);
    child_end(&child);
}
