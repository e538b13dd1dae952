/* report - a review, written: as the client's model reads it, and whole, as JSON.
 *
 * The JSON form is schemas/review/report.json: what is kept, what `_meta` has, what score_review
 * and show_usage read, and what SARIF is made of. Members without a value are null. All that models
 * wrote is inert in it.
 */
#pragma once

#include "mcp-server/review/review.h"

#define REPORT_ID_SIZE 32

/* What is said of a review beside what it is itself. */
struct report {
    const struct review *review; /* it has ended */
    char id[REPORT_ID_SIZE];
    int64_t time_s;
    const char *tag;    /* NULL: none */
    int64_t bound_nano; /* what the reviewers could have cost at most */
    int64_t cap_nano;   /* what the call may cost */
    const char *path;   /* of the JSON form; NULL: it could not be kept, and why_not says why */
    const char *why_not;
};

/* Names the review by what was answered: who asks again and is told the same has the same review.
 */
void report_name(struct report *report);

/* Appends the answer. */
void report_text(const struct report *report, struct buf *out);

/* The JSON form; owned by the caller. */
cJSON *report_json(const struct report *facts);

/* Appends it as text: a member, a finding, a reviewer a line. -1 when it does not fit. */
int report_print(const cJSON *report, struct buf *out);

/* What would be asked, for a dry run: appended. What could not be asked is in the reviewers' err.
 */
void report_preview(const struct review *review, const struct ledger_standing *standing,
                    const struct inquiry_request *request, int64_t bound_nano, int64_t cap_nano,
                    struct buf *out);

/* "2 of 3 reviewers, 5 findings, $0.04"; and how many questions of how many have ended. */
void report_progress(const struct review *review, char text[PROGRESS_TEXT_MAX], double *done,
                     double *total);

/* What is said where there is no review: appended. Nothing of the change can be reviewed; or fewer
 * reviewers have answered than are wanted (and the same for programs, owned by the caller). */
void report_nothing(const struct diff *change, struct buf *out);
cJSON *report_few(const struct review *review, size_t wanted, struct buf *out);

/* "Review of main...HEAD (...): 7 files, 18 hunks, +212 -40". */
void report_add_head(struct buf *out, const struct diff *change);

/* Files of the change that no reviewer has read whole, of those that are sent. */
size_t report_unread(const struct review *review);
bool report_is_read(const struct review *review, size_t file);
const char *report_why_unread(const struct review *review, size_t file);
