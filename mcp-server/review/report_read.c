/* report - which files of a change somebody has read, and why nobody a file. */
#include "mcp-server/review/report.h"

bool report_is_read(const struct review *review, size_t file)
{
    bool is_read = false;

    for (size_t i = 0; i < review->count; i++)
        is_read = is_read || reviewer_has_read(&review->reviewers[i], file);
    return is_read;
}

size_t report_unread(const struct review *review)
{
    const struct diff *change = &review->subject->change;
    size_t count = 0;

    for (size_t i = 0; i < change->count; i++)
        count += diff_is_sent(&change->files[i]) && !report_is_read(review, i);
    return count;
}

const char *report_why_unread(const struct review *review, size_t file)
{
    return subject_has_cut(review->subject, file)
               ? "a line of it is longer than is shown to reviewers"
               : "no reviewer has read it whole";
}
