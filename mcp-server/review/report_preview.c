/* report - what a review would send, for a dry run. */
#include "mcp-server/answer/preview.h"
#include "mcp-server/review/report.h"
#include "mcp-server/text/inert.h"

static void add_file(struct buf *out, const struct subject *subject, size_t index)
{
    const struct diff_file *file = &subject->change.files[index];

    if (!diff_is_sent(file)) {
        buf_addf(out, "not sent (%s): ", file->rule);
        inert_add_label(out, slice_of(file->why), sizeof(struct err));
        buf_adds(out, "\n");
        return;
    }
    buf_adds(out, "sent: ");
    inert_add_label(out, slice_of(file->path), 300);
    buf_addf(out, " +%zu -%zu, %zu lines with what is around them\n", file->added, file->removed,
             subject->grown[index].line_count);
}

static void add_reviewer(struct buf *out, const struct review *review,
                         const struct reviewer *reviewer, const struct ledger_standing *standing,
                         const struct inquiry_request *request)
{
    const struct program *program = review->program;
    struct inquiry_request wanted;
    struct admit_request asked;
    const char *names[FALLBACKS_MAX + 1];
    struct admission admission;
    struct err err;

    buf_addf(out, "\n%s%s%s", reviewer->role, reviewer->role[0] ? " -> " : "", reviewer->model);
    if (reviewer->state == REVIEWER_FAILED) {
        buf_addf(out, " would not be asked: %s\n", reviewer->err.text);
        return;
    }
    wanted = reviewer_request(reviewer, 0, request);
    asked = inquiry_admit_request(&wanted);
    buf_addf(out, ": %zu request%s\n", reviewer->view.count, reviewer->view.count == 1 ? "" : "s");
    if (admit(program->config, program->catalogue, standing, &asked, &admission, &err) < 0)
        return;

    struct chat_request chat = inquiry_chat_request(&wanted, program->config, &admission, names);

    preview_add(out, &admission, &chat);
}

void report_preview(const struct review *review, const struct ledger_standing *standing,
                    const struct inquiry_request *request, int64_t bound_nano, int64_t cap_nano,
                    struct buf *out)
{
    const struct subject *subject = review->subject;
    struct inquiry_request shared = *request;
    char money[MONEY_TEXT_SIZE];

    shared.branches = review_shares(review);
    buf_adds(out, "DRY RUN: nothing was sent to any model and nothing was spent.\n");
    report_add_head(out, &subject->change);
    buf_adds(out, "\n");
    for (size_t i = 0; i < subject->change.count; i++)
        add_file(out, subject, i);
    for (size_t i = 0; i < review->count; i++)
        add_reviewer(out, review, &review->reviewers[i], standing, &shared);
    buf_addf(out, "\nreviewers: at most %s", money_text(money, bound_nano));
    buf_addf(out, "; the call may cost %s%s\n", money_text(money, cap_nano),
             review->verifies ? ", and what is left of it pays for the refuters" : "");
}
