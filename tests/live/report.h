/* report - what was found out, for the terminal and for a file. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

struct report {
    FILE *file;
    unsigned passed, failed, skipped;
};

/* A new file in place of the one at path. false when it cannot be written; that was said then. */
bool report_open(struct report *report, const char *path);
void report_close(struct report *report); /* with the sum of the checks */

void report_title(struct report *report, const char *title);

/* Each is one line; the sentence says what is so when it passed, with the figures. */
bool report_check(struct report *report, bool is_so, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void report_skip(struct report *report, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Whether the file has this text so far. */
bool report_holds(const struct report *report, const char *text);

/* What is neither right nor wrong, but worth knowing. */
void report_fact(struct report *report, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
