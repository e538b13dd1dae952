/* sheet - what was measured, round by round, beside what it is measured by, and the verdict. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define ROUNDS_MAX 9

enum row {
    ROW_START,
    ROW_START_ECHO,
    ROW_START_LIST,
    ROW_START_CPU,
    ROW_RSS,
    ROW_PRIVATE,
    ROW_THREADS,
    ROW_RSS_CATALOGUE,
    ROW_PEAK,
    ROW_ASK_P50,
    ROW_ASK_P99,
    ROW_ASK_CPU,
    ROW_REVIEW,
    ROW_REVIEW_CPU,
    ROW_RATE_1,
    ROW_RATE_10,
    ROW_RATE_100,
    ROW_STREAM_TIME,
    ROW_STREAM_CPU,
    ROW_BURST_CPU,
    ROW_PINGS,
    ROW_LIST,
    ROW_SEARCH,
    ROW_CANCEL,
    ROW_COUNT
};

struct sheet {
    double ours[ROW_COUNT][ROUNDS_MAX], base[ROW_COUNT][ROUNDS_MAX];
    size_t rounds[ROW_COUNT];
};

/* One round's pair of a row. */
void sheet_put(struct sheet *sheet, enum row row, double ours, double base);

/* Prints the table and the closing line. known names the rows that may be beyond their goal, each
 * as "name: why", with further lines that begin with a blank. Answers whether nothing failed. */
bool sheet_judge(const struct sheet *sheet, const char *known);
