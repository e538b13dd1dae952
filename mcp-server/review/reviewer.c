/* reviewer - one model's part of a review: the change in parts that fit it, each a question.
 *
 *   prepare -> look -> start -> (a part: read, read again) -> on_part_end ... -> (the last) finish
 */
#include "mcp-server/review/reviewer.h"

#include "mcp-server/review/brief.h"
#include "openrouter/local_name.h"
#include "schemas.h"

#include <stdio.h>
#include <stdlib.h>

struct part {
    struct reviewer *reviewer;
    struct buf prompt;
    struct hearing hearing;
    struct findings findings; /* the best that was read */
    bool is_read;             /* something was */
};

/* --- before anything is asked --------------------------------------------------------------- */

/* "openai" of "openai/gpt-5.6-sol" and of "~openai/gpt-latest". */
static struct slice vendor_of(const char *model)
{
    struct slice rest = slice_of(model + (model[0] == '~')), vendor = rest, endpoint;

    if (local_name_is(model)) {
        endpoint = local_name_endpoint(model);
        return (struct slice){ model, (size_t)(endpoint.data + endpoint.size - model) };
    }
    (void)slice_split(&rest, '/', &vendor);
    return vendor;
}

static void set_vendor(struct reviewer *reviewer, const char *model)
{
    snprintf(reviewer->vendor, sizeof(reviewer->vendor), "%.*s", SLICE_FMT(vendor_of(model)));
}

/* Most models read a part worse the longer it is; and two thirds of what a model takes is for the
 * part, reckoned at the fewest bytes that a token has. */
static size_t part_bytes(const struct program *program, const char *model, size_t told,
                         struct err *err)
{
    struct admission admission;
    size_t bytes = REVIEW_PART_MAX;

    if (admit_name(program->catalogue, model, &admission, err) < 0)
        return 0;
    if (admission.name.model && admission.name.model->context_length > 0) {
        size_t fits =
            (size_t)admission.name.model->context_length / 3 * 2 * (size_t)PROMPT_TOKEN_BYTES;

        bytes = fits < bytes + told ? fits : bytes + told;
    }
    if (bytes >= told + VIEW_CHUNK_MIN)
        return bytes - told;
    (void)err_set(err, ERR_TOO_LARGE,
                  "intent, focus and rules have %zu bytes, which leave no room for code in the "
                  "context of %s; name fewer rules, or a model with a longer context",
                  told, model);
    return 0;
}

/* All that is told beside the code. */
static size_t told_bytes(const struct subject *subject)
{
    CLEANUP(buf_done) struct buf told = BUF_MAX(PROMPT_MAX);
    struct view_chunk nothing = { .text = BUF_MAX(0) };

    brief_add_part(&told, subject, &nothing, 1, 2);
    return told.size + slice_of(review_reviewer_text).size;
}

int reviewer_prepare(struct reviewer *reviewer, const struct program *program,
                     const struct subject *subject, uint64_t seed, struct err *err)
{
    size_t bytes = part_bytes(program, reviewer->model, told_bytes(subject), err);

    set_vendor(reviewer, reviewer->model);
    reviewer->subject_ = subject;
    reviewer->seed = seed;
    if (bytes == 0)
        return -1;
    view_make(&reviewer->view, &subject->change, subject->grown, bytes, seed);
    if (reviewer->view.count == 0 && reviewer->view.gap_count > 0)
        return err_set(err, ERR_TOO_LARGE, "nothing of the change fits into a request: %s",
                       reviewer->view.gaps[0].why);
    if (reviewer->view.count > REVIEW_PARTS_MAX)
        return err_set(err, ERR_TOO_LARGE,
                       "the change has %zu parts of %zu KiB for %s, and %d are the most that one "
                       "review asks; choose files with paths, or review commit by commit",
                       reviewer->view.count, bytes / 1024, reviewer->model, REVIEW_PARTS_MAX);
    reviewer->parts = xcalloc(reviewer->view.count + 1, sizeof(*reviewer->parts));
    for (size_t i = 0; i < reviewer->view.count; i++) {
        reviewer->parts[i].reviewer = reviewer;
        reviewer->parts[i].prompt = BUF_MAX(PROMPT_MAX);
        brief_add_part(&reviewer->parts[i].prompt, subject, &reviewer->view.chunks[i], i + 1,
                       reviewer->view.count);
    }
    return 0;
}

struct inquiry_request reviewer_request(const struct reviewer *reviewer, size_t part,
                                        const struct inquiry_request *request)
{
    struct inquiry_request wanted = *request;

    wanted.model = reviewer->model;
    wanted.prompt = buf_text(&reviewer->parts[part].prompt);
    wanted.system = review_reviewer_text;
    wanted.answer_schema = review_findings_json;
    wanted.is_strict = true;
    wanted.is_passing = true;
    return wanted;
}

int reviewer_look(const struct reviewer *reviewer, const struct program *program,
                  const struct ledger_standing *standing, const struct inquiry_request *request,
                  int64_t *bound_nano, int64_t *wanted_nano, struct err *err)
{
    int rc = 0;

    *bound_nano = *wanted_nano = 0;
    for (size_t i = 0; i < reviewer->view.count; i++) {
        struct inquiry_request wanted = reviewer_request(reviewer, i, request);
        struct admit_request asked = inquiry_admit_request(&wanted);
        struct admission admission;
        int admitted = admit(program->config, program->catalogue, standing, &asked, &admission,
                             rc == 0 ? err : &(struct err){ 0 });

        if (admitted == 0)
            *bound_nano = money_add(*bound_nano, admission.bound_nano);
        else if (admission.wanted_nano < 0)
            *wanted_nano = -1;
        if (*wanted_nano >= 0)
            *wanted_nano = money_add(*wanted_nano,
                                     admitted == 0 ? admission.bound_nano : admission.wanted_nano);
        rc = admitted < 0 ? -1 : rc;
    }
    return rc;
}

/* --- the answers ---------------------------------------------------------------------------- */

/* Keeps the better one of an answer and the one that was to mend it. */
static int on_read(void *user, struct slice answer, struct err *err)
{
    struct part *part = user;
    struct findings findings;
    int rc = findings_read(&findings, answer, part->reviewer->number, err);
    bool is_better =
        rc == 0 || (rc > 0 && (!part->is_read || findings.list.count > part->findings.list.count));

    if (!is_better) {
        findings_done(&findings);
        return rc;
    }
    if (part->is_read)
        findings_done(&part->findings);
    part->findings = findings;
    part->is_read = true;
    return rc;
}

static void on_part_news(void *user)
{
    struct part *part = user;

    part->reviewer->on_news(part->reviewer->user);
}

/* What became of all parts. */
static void sum_up(struct reviewer *reviewer)
{
    size_t whole = 0, read = 0;

    for (size_t i = 0; i < reviewer->view.count; i++) {
        struct part *part = &reviewer->parts[i];
        struct finding_list *list = &part->findings.list;

        bill_add_bill(&reviewer->bill, &part->hearing.bill);
        whole += part->hearing.state == HEARING_WHOLE;
        read += part->hearing.state != HEARING_FAILED;
        if (part->hearing.state != HEARING_WHOLE && reviewer->err.kind == ERR_NONE)
            reviewer->err = part->hearing.err;
        reviewer->broken += part->findings.broken;
        for (size_t k = 0; k < list->count; k++)
            if (!finding_list_add(&reviewer->found, &list->items[k]))
                reviewer->broken++;
    }
    if (reviewer->view.gap_count > 0 && reviewer->err.kind == ERR_NONE)
        err_set(&reviewer->err, ERR_TOO_LARGE, "%s", reviewer->view.gaps[0].why);
    if (reviewer->bill.answered_by[0])
        set_vendor(reviewer, reviewer->bill.answered_by);
    reviewer->state = read == 0 ? REVIEWER_FAILED
                      : whole == reviewer->view.count && reviewer->view.gap_count == 0
                          ? REVIEWER_OK
                          : REVIEWER_PARTIAL;
}

static void on_part_end(void *user)
{
    struct part *part = user;
    struct reviewer *reviewer = part->reviewer;

    if (--reviewer->open > 0) {
        reviewer->on_news(reviewer->user);
        return;
    }
    sum_up(reviewer);
    reviewer->on_end(reviewer->user, reviewer);
}

void reviewer_start(struct reviewer *reviewer, struct program *program,
                    const struct inquiry_request *request)
{
    reviewer->open = reviewer->view.count;
    for (size_t i = 0; i < reviewer->view.count; i++) {
        struct part *part = &reviewer->parts[i];
        struct inquiry_request wanted = reviewer_request(reviewer, i, request);

        part->hearing = (struct hearing){
            .read = on_read,
            .on_news = on_part_news,
            .on_end = on_part_end,
            .user = part,
        };
        hearing_start(&part->hearing, program, &wanted);
    }
}

void reviewer_refuse(struct reviewer *reviewer, const struct err *why)
{
    reviewer->err = *why;
    reviewer->state = REVIEWER_FAILED;
}

void reviewer_cut(struct reviewer *reviewer)
{
    if (reviewer->state != REVIEWER_OPEN || !reviewer->parts)
        return;
    for (size_t i = 0; i < reviewer->view.count; i++)
        hearing_cut(&reviewer->parts[i].hearing);
    reviewer->open = 0;
    sum_up(reviewer);
}

/* --- what is said of it --------------------------------------------------------------------- */

bool reviewer_has_read(const struct reviewer *reviewer, size_t file)
{
    const struct view *view = &reviewer->view;
    bool is_shown = false;

    if (subject_has_cut(reviewer->subject_, file))
        return false;
    for (size_t i = 0; i < view->gap_count; i++)
        if (view->gaps[i].file == file)
            return false;
    for (size_t i = 0; reviewer->parts && i < view->count; i++)
        for (size_t k = view->chunks[i].first; k <= view->chunks[i].last; k++) {
            if (view->order[k] != file)
                continue;
            is_shown = true;
            if (reviewer->parts[i].hearing.state != HEARING_WHOLE)
                return false;
        }
    return is_shown;
}

bool reviewer_is_of(const struct reviewer *reviewer, const char *model)
{
    struct slice vendor = vendor_of(model);

    return slice_is(vendor, vendor_of(reviewer->model)) ||
           slice_is(vendor, slice_of(reviewer->vendor));
}

size_t reviewer_found_so_far(const struct reviewer *reviewer)
{
    size_t found = reviewer->found.count;

    for (size_t i = 0; reviewer->state == REVIEWER_OPEN && i < reviewer->view.count; i++)
        found += reviewer->parts[i].findings.list.count;
    return found;
}

int64_t reviewer_cost_nano(const struct reviewer *reviewer)
{
    int64_t cost_nano = reviewer->bill.cost_nano;

    for (size_t i = 0; reviewer->state == REVIEWER_OPEN && i < reviewer->view.count; i++)
        cost_nano = money_add(cost_nano, reviewer->parts[i].hearing.bill.cost_nano);
    return cost_nano;
}

void reviewer_done(struct reviewer *reviewer, bool gives_up)
{
    for (size_t i = 0; reviewer->parts && i < reviewer->view.count; i++) {
        struct part *part = &reviewer->parts[i];

        hearing_done(&part->hearing, gives_up);
        findings_done(&part->findings);
        buf_done(&part->prompt);
    }
    free(reviewer->parts);
    reviewer->parts = NULL;
    finding_list_done(&reviewer->found);
    view_done(&reviewer->view);
}
