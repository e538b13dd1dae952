/* branch - one model's part of a paid call: it joins an inquiry, and writes down what came back.
 *
 *   start -> inquiry_join -> (on_delta ...) -> on_inquiry_end -> write -> on_end
 *                                              cut: write, with what there is
 */
#include "mcp-server/branch.h"

#include "mcp-server/answer.h"
#include "mcp-server/inert.h"
#include "mcp-server/keep.h"
#include "mcp-server/preview.h"

#include <stdio.h>

/* A branch that never began: it has an error, and cost nothing. */
static void refuse(struct branch *branch, const struct err *why)
{
    struct answer answer = { .asked = branch->model, .role = branch->role };

    branch->failed = *why;
    branch->facts = answer_facts(&answer, why);
}

static void on_delta(void *user, enum chat_part part, struct slice text)
{
    struct branch *branch = user;

    if (part == CHAT_CONTENT)
        branch->bytes += text.size;
    if (branch->on_delta_)
        branch->on_delta_(branch->user_, branch, part, text);
}

/* The reply is only borrowed, so everything that will be said of it is written down now. */
static void write_section(struct branch *branch, const struct answer *answer)
{
    const struct chat_reply *reply = answer->reply;
    CLEANUP(buf_done) struct buf text = BUF_MAX(ANSWER_MAX * 2);
    CLEANUP(freep) char *kept = NULL;
    struct answer_limits limits = { .text_max = branch->text_max_, .part_max = INLINE_PART_MAX };
    struct err why = { 0 };

    inert_add(&text, reply->text.size > 0 ? reply->text : reply->refusal, NULL);
    if (text.size > limits.text_max) {
        kept = keep_text(branch->program_->config, buf_slice(&text), &why);
        limits.kept = kept;
        limits.why_not = why.text;
    }
    answer_add(&branch->section, answer, buf_slice(&text), &limits);
}

static void write(struct branch *branch, const struct inquiry_end *end, bool deadline_passed)
{
    const struct admission *admission = end->admission;
    struct answer answer = {
        .asked = admission->name.text,
        .canonical_slug = admission->canonical_slug,
        .role = branch->role,
        .role_why = branch->role_why,
        .reply = end->reply,
        .problem = end->problem,
        .deadline_passed = deadline_passed,
        .cost_nano = end->cost_nano,
        .cost_is_bound = end->cost_is_bound,
        .max_tokens = admission->terms.max_tokens,
        .is_shared = end->way == INQUIRY_SHARED,
        .is_cached = end->way == INQUIRY_RECALLED,
        .age_s = end->age_s,
        .first_cost_nano = end->first_cost_nano,
    };
    bool has_failed = answer_failed(&answer, &branch->failed);

    branch->cost_nano = answer.cost_nano;
    branch->section = BUF_MAX(LINE_OUT_MAX);
    branch->footer = BUF_MAX(KIB(2));
    if (!has_failed)
        write_section(branch, &answer);
    if (!has_failed || answer.cost_nano > 0)
        answer_add_footer(&branch->footer, &answer);
    branch->facts = answer_facts(&answer, has_failed ? &branch->failed : NULL);
}

static void on_inquiry_end(void *user, const struct inquiry_end *end)
{
    struct branch *branch = user;

    if (end->refused)
        refuse(branch, end->refused);
    else
        write(branch, end, false);
    branch->on_end_(branch->user_, branch);
}

static struct inquiry_request request_of(const struct branch *branch,
                                         const struct inquiry_request *request)
{
    struct inquiry_request wanted = *request;

    wanted.model = branch->model;
    return wanted;
}

void branch_start(struct branch *branch, struct program *program,
                  const struct inquiry_request *request,
                  void (*delta)(void *user, struct branch *branch, enum chat_part part,
                                struct slice text),
                  void (*on_end)(void *user, struct branch *branch), void *user)
{
    struct inquiry_request wanted = request_of(branch, request);

    branch->program_ = program;
    branch->on_delta_ = delta;
    branch->on_end_ = on_end;
    branch->user_ = user;
    branch->text_max_ = INLINE_ANSWER_MAX / request->branches;
    branch->listener_ = (struct listener){ on_delta, on_inquiry_end, branch, NULL, NULL };
    branch->is_started_ = true;
    inquiry_join(program->inquiries, &wanted, &branch->listener_);
}

int branch_look(const struct branch *branch, const struct program *program,
                const struct ledger_standing *standing, const struct inquiry_request *request,
                struct admission *admission, struct err *err)
{
    struct inquiry_request wanted = request_of(branch, request);
    struct admit_request asked = inquiry_admit_request(&wanted);

    return admit(program->config, program->catalogue, standing, &asked, admission, err);
}

int branch_preview(struct branch *branch, struct program *program,
                   const struct ledger_standing *standing, const struct inquiry_request *request)
{
    struct inquiry_request wanted = request_of(branch, request);
    const char *names[FALLBACKS_MAX + 1];
    struct admission admission;
    struct err err = { 0 };

    if (branch_look(branch, program, standing, request, &admission, &err) < 0) {
        refuse(branch, &err);
        return -1;
    }

    struct chat_request chat_request =
        inquiry_chat_request(&wanted, program->config, &admission, names);

    branch->section = BUF_MAX(KIB(16));
    preview_add(&branch->section, &admission, &chat_request);
    return 0;
}

void branch_cut(struct branch *branch)
{
    struct inquiry_end end;
    struct err late;

    if (branch->facts)
        return;
    if (inquiry_cut(&branch->listener_, &end)) {
        write(branch, &end, true);
        inquiry_let_go(&branch->listener_);
        return;
    }
    inquiry_leave(&branch->listener_, false);
    err_set(&late, ERR_TIMEOUT,
            "the time was over before anything was sent: the ledger, or another server that asks "
            "the same, took too long. Raise timeout_s");
    refuse(branch, &late);
}

void branch_done(struct branch *branch, bool gives_up)
{
    if (branch->is_started_)
        inquiry_leave(&branch->listener_, gives_up);
    buf_done(&branch->section);
    buf_done(&branch->footer);
    cJSON_Delete(branch->facts);
    branch->facts = NULL;
}
