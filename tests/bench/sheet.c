/* sheet - what was measured, beside what it is measured by, and the verdict. */
#include "tests/bench/sheet.h"

#include "base/buf.h"
#include "tests/bench/sample.h"

#include <assert.h>
#include <stdio.h>

/* Machines differ and are busy: only ratios of the same run are judged, with this much room. */
#define SLACK 1.3

#define MORE .more_is_better = true
#define BEST .best = true

/* goal: how many times the base we may cost; where more is better, the base against us. best: the
 * rounds' best counts and not their median, because whatever else runs can only add to it. */
static const struct {
    const char *name, *unit, *base;
    double goal, slack;
    bool more_is_better, best;
} rows[ROW_COUNT] = {
    [ROW_START] = { "start: to the initialize answer", "ms", "c-floor", 1.5, SLACK },
    [ROW_START_ECHO] = { "start: the same beside the least there is", "ms", "c-echo", 0, 0 },
    [ROW_START_LIST] = { "start: to the tools/list answer", "ms", "c-floor", 1.5, SLACK },
    [ROW_START_CPU] = { "start: CPU until then", "ms", "c-floor", 1.5, SLACK },
    [ROW_RSS] = { "memory: idle", "kB", "c-floor", 1.3, SLACK },
    [ROW_PRIVATE] = { "memory: idle, private", "kB", "c-floor", 1.6, SLACK },
    [ROW_THREADS] = { "threads: idle", "", "c-floor", 1, 1 },
    [ROW_RSS_CATALOGUE] = { "memory: with the catalogue", "kB", "c-floor", 1.4, SLACK },
    [ROW_PEAK] = { "memory: peak, 100 in flight", "kB", "c-floor", 1.4, SLACK },
    [ROW_ASK_P50] = { "ask on one core: median", "us", "rawcurl", 2, SLACK },
    [ROW_ASK_P99] = { "ask on one core: 99th percentile", "us", "rawcurl", 3, SLACK, BEST },
    [ROW_ASK_CPU] = { "ask on one core: CPU", "us", "rawcurl", 2, SLACK },
    [ROW_REVIEW] = { "review of a change on one core: median", "us", "rawcurl", 2, SLACK },
    [ROW_REVIEW_CPU] = { "review of a change on one core: CPU", "us", "rawcurl", 0, 0 },
    [ROW_RATE_1] = { "asks a second, 1 in flight", "", "rawcurl", 0, 0, MORE },
    [ROW_RATE_10] = { "asks a second, 10 in flight", "", "rawcurl", 0, 0, MORE },
    [ROW_RATE_100] = { "asks a second, 100 in flight", "", "rawcurl", 2, SLACK, MORE },
    /* A time that cannot be shorter than the pace: the usual slack would allow anything. */
    [ROW_STREAM_TIME] = { "100 paced streams: time", "ms", "rawcurl", 1.005, 1.02 },
    [ROW_STREAM_CPU] = { "100 paced streams: CPU for 1M tokens", "s", "rawcurl", 1.3, SLACK },
    [ROW_BURST_CPU] = { "tokens at once: CPU for 1M tokens", "s", "rawcurl", 3, SLACK },
    [ROW_PINGS] = { "pings a second, pipelined", "", "c-echo", 20, SLACK, MORE },
    [ROW_LIST] = { "list_models, warm, on one core", "us", "c-floor", 2, SLACK },
    [ROW_SEARCH] = { "list_models with a query, the same", "us", "c-floor", 2, SLACK },
    [ROW_CANCEL] = { "cancel: until upstream sees the end", "us", "c-floor", 1.5, SLACK },
};

void sheet_put(struct sheet *sheet, enum row row, double ours, double base)
{
    size_t round = sheet->rounds[row]++;

    assert(round < ROUNDS_MAX);
    sheet->ours[row][round] = ours;
    sheet->base[row][round] = base;
}

/* Of all rounds, the one figure that is shown. */
static double figure(const struct sheet *sheet, enum row row, const double *values)
{
    double least = values[0];

    if (!rows[row].best)
        return sample_median(values, sheet->rounds[row]);
    for (size_t i = 1; i < sheet->rounds[row]; i++)
        least = values[i] < least ? values[i] : least;
    return least;
}

/* Of the rounds' ratios, and not the ratio of medians: what disturbs a round disturbs both. */
static double ratio(const struct sheet *sheet, enum row row)
{
    double ratios[ROUNDS_MAX];

    if (rows[row].best)
        return figure(sheet, row, sheet->ours[row]) / figure(sheet, row, sheet->base[row]);
    for (size_t i = 0; i < sheet->rounds[row]; i++)
        ratios[i] = rows[row].more_is_better ? sheet->base[row][i] / sheet->ours[row][i]
                                             : sheet->ours[row][i] / sheet->base[row][i];
    return sample_median(ratios, sheet->rounds[row]);
}

/* What stands behind "name:" in known, with the lines below that begin with a blank; empty when the
 * row is not there. */
static struct slice reason(const char *known, const char *name)
{
    struct slice rest = slice_of(known), line;
    size_t size = strlen(name);

    while (slice_split(&rest, '\n', &line)) {
        if (!slice_starts(line, slice_of(name)) || line.size <= size || line.data[size] != ':')
            continue;
        line = slice_from(line, size + 1);
        for (struct slice more; rest.size && rest.data[0] == ' ';) {
            slice_split(&rest, '\n', &more);
            line.size = (size_t)(more.data + more.size - line.data);
        }
        return slice_trim(line);
    }
    return (struct slice){ 0 };
}

enum verdict { SHOWN, PASSED, FAILED, KNOWN };

static enum verdict judge(const struct sheet *sheet, enum row row, struct slice why)
{
    if (rows[row].goal <= 0)
        return SHOWN;
    if (ratio(sheet, row) <= rows[row].goal * rows[row].slack)
        return PASSED;
    return why.size ? KNOWN : FAILED;
}

static void print_row(const struct sheet *sheet, enum row row, enum verdict verdict)
{
    static const char *const words[] = { "", "ok", "FAILED", "known" };
    double ours = figure(sheet, row, sheet->ours[row]);
    double base = figure(sheet, row, sheet->base[row]);
    char goal[32] = "-";

    if (rows[row].goal > 0)
        snprintf(goal, sizeof(goal), "%.4gx", rows[row].goal);
    printf("%-42s %10.*f %10.*f %-2s %-8s %6.2fx %7s  %s\n", rows[row].name, ours < 100 ? 2 : 0,
           ours, base < 100 ? 2 : 0, base, rows[row].unit, rows[row].base, ratio(sheet, row), goal,
           words[verdict]);
}

bool sheet_judge(const struct sheet *sheet, const char *known)
{
    size_t counts[4] = { 0 };

    printf("%-42s %10s %10s %-2s %-8s %7s %7s\n", "", "ours", "base", "", "", "ratio", "goal");
    for (enum row row = 0; row < ROW_COUNT; row++) {
        struct slice why = reason(known, rows[row].name);
        enum verdict verdict = judge(sheet, row, why);

        counts[verdict]++;
        print_row(sheet, row, verdict);
        if (verdict == KNOWN)
            printf("    %.*s\n", SLICE_FMT(why));
        if (verdict == PASSED && why.size)
            printf("    is within its goal again: take it out of the list of known ones\n");
    }
    printf("Beyond %.1f times the goal is a failure. Medians (99th percentile: the best) of %zu "
           "rounds.\n",
           SLACK, sheet->rounds[0]);
    printf("%zu passed, %zu failed, %zu skipped\n", counts[PASSED], counts[FAILED], counts[KNOWN]);
    return counts[FAILED] == 0;
}
