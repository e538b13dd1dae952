/* branch - one model's part of a paid call: it joins an inquiry, and writes down what came back.
 *
 *   start -> inquiry_join -> (on_delta ...) -> on_inquiry_end -> write -> on_end
 *                                              does it fit? no -> mend -> on_inquiry_end -> ...
 *                                              cut: write, with what there is
 */
#include "mcp-server/answer/branch.h"

#include "mcp-server/answer/answer.h"
#include "mcp-server/answer/keep.h"
#include "mcp-server/answer/preview.h"
#include "mcp-server/inquiry/mend.h"
#include "mcp-server/text/inert.h"

#include <stdlib.h>

/* Text of conversations, by experience; the gate counts it at its worst, behind this. */
#define TURN_TOKEN_BYTES 3

/* Its answer stays as it is: written down, and paid. */
static void leave_unmended(struct branch *branch, const struct err *why)
{
    struct err unfit = branch->failed;

    err_set(&branch->failed, unfit.kind, "%s; it could not be asked to mend it: %s", unfit.text,
            why->text);
    branch->facts = TAKE(branch->first_facts_);
}

/* A branch that never began: it has an error, and cost nothing. */
static void refuse(struct branch *branch, const struct err *why)
{
    struct answer answer = { .asked = branch->model, .role = branch->role };

    if (branch->mend_) {
        leave_unmended(branch, why);
        return;
    }
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

static void add_left_out(struct branch *branch)
{
    const struct conversation *conversation = branch->conversation;

    if (conversation && (branch->turn_count_ < conversation->count || conversation->is_cut))
        buf_addf(&branch->section,
                 "[of the thread only the latest %zu turn%s went along: %s has no room for the "
                 "older ones]\n",
                 branch->turn_count_, branch->turn_count_ == 1 ? "" : "s", branch->model);
}

/* The reply is only borrowed, so everything that will be said of it is written down now. */
static void write_section(struct branch *branch, const struct answer *answer, struct slice said)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(ANSWER_MAX * 2);
    CLEANUP(freep) char *kept = NULL;
    struct answer_limits limits = { .text_max = branch->text_max_, .part_max = INLINE_PART_MAX };
    struct err why = { 0 };

    inert_add(&text, said, NULL);
    if (text.size > limits.text_max) {
        kept = keep_text(branch->program_->config, &keep_answers, NULL, buf_slice(&text), &why);
        limits.kept = kept;
        limits.why_not = why.text;
    }
    add_left_out(branch);
    answer_add(&branch->section, answer, buf_slice(&text), &limits);
}

static struct answer answer_of(const struct branch *branch, const struct inquiry_end *end,
                               bool deadline_passed)
{
    const struct admission *admission = end->admission;
    const struct mend *mend = branch->mend_;

    return (struct answer){
        .asked = admission->name.text,
        .canonical_slug = admission->canonical_slug,
        .role = branch->role,
        .role_why = branch->role_why,
        .reply = end->reply,
        .problem = end->problem,
        .deadline_passed = deadline_passed,
        .cost_nano = money_add(end->cost_nano, mend ? mend->first_cost_nano : 0),
        .cost_is_bound = end->cost_is_bound || (mend && mend->first_cost_is_bound),
        .max_tokens = admission->terms.max_tokens,
        .thread = end->thread,
        .is_mended = mend != NULL,
        .is_shared = end->way == INQUIRY_SHARED,
        .is_cached = end->way == INQUIRY_RECALLED,
        .age_s = end->age_s,
        .first_cost_nano = end->first_cost_nano,
    };
}

/* Where a schema is to be fitted: what of the text does, or all of it, and why it does not. */
static struct slice fit(const struct branch *branch, struct slice text, struct err *unfit)
{
    struct slice json;

    if (!branch->structured || structured_read(branch->structured, text, &json, unfit) < 0)
        return text;
    return json;
}

static void write(struct branch *branch, const struct inquiry_end *end, bool deadline_passed)
{
    struct answer answer = answer_of(branch, end, deadline_passed);
    const struct chat_reply *reply = end->reply;
    bool has_failed = answer_failed(&answer, &branch->failed);
    struct slice text = reply->text.size > 0 ? reply->text : reply->refusal;
    struct err unfit = { 0 };

    branch->cost_nano = answer.cost_nano;
    branch->failed = has_failed ? branch->failed : (struct err){ 0 };
    buf_done(&branch->section);
    buf_done(&branch->footer);
    branch->section = BUF_MAX(LINE_OUT_MAX);
    branch->footer = BUF_MAX(KIB(2));
    if (!has_failed) {
        text = fit(branch, text, &unfit);
        write_section(branch, &answer, text);
    }
    inert_err(&unfit); /* members of the answer are named in it */
    if (unfit.kind != ERR_NONE)
        err_set(&branch->failed, ERR_PROTOCOL, "it does not fit answer_schema%s: %s",
                answer.is_mended ? ", also after it was asked to mend it" : "", unfit.text);
    if (!has_failed || answer.cost_nano > 0)
        answer_add_footer(&branch->footer, &answer);
    branch->facts = answer_facts(&answer, branch->failed.kind != ERR_NONE ? &branch->failed : NULL);
}

/* Once, and only for an answer that is whole: false where there is nothing to mend. */
static bool begin_mend(struct branch *branch, const struct inquiry_end *end)
{
    CLEANUP(buf_done) struct buf complaint = BUF_MAX(KIB(4));
    struct slice json;
    struct err unfit = { 0 };

    if (!branch->structured || branch->mend_ || !mend_is_worth_it(end) ||
        structured_read(branch->structured, end->reply->text, &json, &unfit) == 0)
        return false;
    write(branch, end, false); /* this is what there is, should it not be mended */
    branch->first_facts_ = TAKE(branch->facts);
    structured_add_complaint(&unfit, &complaint);
    branch->mend_ = mend_new(branch->request_, end, buf_text(&complaint));
    inquiry_join(branch->program_->inquiries, &branch->mend_->request, &branch->listener_);
    return true;
}

static void on_inquiry_end(void *user, const struct inquiry_end *end)
{
    struct branch *branch = user;

    if (!end->refused && begin_mend(branch, end))
        return;
    if (end->refused)
        refuse(branch, end->refused);
    else
        write(branch, end, false);
    branch->on_end_(branch->user_, branch);
}

/* As many of the latest turns as leave the model room for the prompt and a quarter for its answer.
 */
static void select_turns(struct branch *branch, const struct program *program,
                         const struct inquiry_request *request)
{
    struct admission admission;
    struct err ignored;
    size_t room = THREAD_BYTES_MAX;

    if (!branch->conversation || branch->turns_)
        return;
    if (admit_name(program->catalogue, branch->model, &admission, &ignored) == 0 &&
        admission.name.model && admission.name.model->context_length > 0) {
        size_t prompt = slice_of(request->prompt).size + request->media_weight;

        room = (size_t)admission.name.model->context_length / 4 * 3 * TURN_TOKEN_BYTES;
        room = room > prompt ? room - prompt : 0;
    }
    branch->turns_ = xcalloc(branch->conversation->count + 1, sizeof(*branch->turns_));
    branch->turn_count_ =
        conversation_select(branch->conversation, branch->model, room, branch->turns_);
}

static struct inquiry_request request_of(struct branch *branch, const struct program *program,
                                         const struct inquiry_request *request)
{
    struct inquiry_request wanted = *request;

    select_turns(branch, program, request);
    wanted.model = branch->model;
    wanted.turns = branch->turns_;
    wanted.turn_count = branch->turn_count_;
    if (branch->conversation)
        wanted.turn_kinds = conversation_kinds(branch->conversation, branch->turn_count_);
    return wanted;
}

void branch_start(struct branch *branch, struct program *program,
                  const struct inquiry_request *request,
                  void (*delta)(void *user, struct branch *branch, enum chat_part part,
                                struct slice text),
                  void (*on_end)(void *user, struct branch *branch), void *user)
{
    struct inquiry_request wanted = request_of(branch, program, request);

    branch->program_ = program;
    branch->on_delta_ = delta;
    branch->on_end_ = on_end;
    branch->user_ = user;
    branch->text_max_ = INLINE_ANSWER_MAX / request->branches;
    branch->listener_ = (struct listener){ on_delta, on_inquiry_end, branch, NULL, NULL };
    branch->is_started_ = true;
    branch->request_ = inquiry_request_copy(&wanted);
    inquiry_join(program->inquiries, &wanted, &branch->listener_);
}

int branch_look(struct branch *branch, const struct program *program,
                const struct ledger_standing *standing, const struct inquiry_request *request,
                struct admission *admission, struct err *err)
{
    struct inquiry_request wanted = request_of(branch, program, request);
    struct admit_request asked = inquiry_admit_request(&wanted);

    return admit(program->config, program->catalogue, standing, &asked, admission, err);
}

int branch_preview(struct branch *branch, struct program *program,
                   const struct ledger_standing *standing, const struct inquiry_request *request)
{
    struct inquiry_request wanted = request_of(branch, program, request);
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
    inquiry_request_free(branch->request_);
    mend_free(branch->mend_);
    cJSON_Delete(branch->first_facts_);
    free(branch->turns_);
    buf_done(&branch->section);
    buf_done(&branch->footer);
    cJSON_Delete(branch->facts);
    branch->facts = NULL;
}
