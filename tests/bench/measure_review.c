/* measure_review - one change reviewed by one model, again and again, on one core: a patch read,
 * checked for secrets, shown and sent, and an answer without findings read. */
#include "tests/bench/ask.h"
#include "tests/bench/measure.h"
#include "tests/bench/sample.h"
#include "tests/bench/talk.h"

#define REVIEWS      300
#define WARM_REVIEWS 30

void measure_review(const struct place *place, struct sheet *sheet)
{
    static int64_t each_ns[REVIEWS];
    struct child child = place_reviewer(place);
    struct talk talk = talk_new(&child);
    int64_t cpu_ns;
    struct raw raw;

    talk_hello(&talk);
    place_pin(place, &child);
    talk_run(&talk, review_line, MODEL_FINDS, WARM_REVIEWS, 1, NULL);
    cpu_ns = child_cpu_ns(&child);
    talk_run(&talk, review_line, MODEL_FINDS, REVIEWS, 1, each_ns);
    cpu_ns = child_cpu_ns(&child) - cpu_ns;
    talk_check(&talk, "reviewing one change after the other");
    talk_done(&talk);
    child_end(&child);
    raw = place_raw(place, MODEL_FINDS, REVIEWS, 1);
    place_unpin(place);

    sheet_put(sheet, ROW_REVIEW, sample_us(each_ns, REVIEWS, 50), raw.p50_us);
    sheet_put(sheet, ROW_REVIEW_CPU, (double)cpu_ns / REVIEWS / 1e3, raw.cpu_ms * 1e3 / REVIEWS);
}
