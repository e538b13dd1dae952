/* question - one question of a review: asked, read, and asked once more where it cannot be read.
 *
 *   start -> inquiry_join -> (on_delta ...) -> on_inquiry_end -> take -> on_end
 *                                              -> take -> mend -> on_inquiry_end -> take -> on_end
 */
#include "mcp-server/review/question.h"

#include "mcp-server/answer.h"
#include "mcp-server/inert.h"

static void on_inquiry_end(void *user, const struct inquiry_end *end);

static void on_delta(void *user, enum chat_part part, struct slice text)
{
    struct question *question = user;

    (void)part;
    (void)text;
    question->on_news(question->user);
}

void question_start(struct question *question, struct program *program,
                    const struct inquiry_request *request)
{
    question->program_ = program;
    question->request_ = inquiry_request_copy(request);
    question->best_ = -1;
    question->listener_ = (struct listener){ on_delta, on_inquiry_end, question, NULL, NULL };
    inquiry_join(program->inquiries, question->request_, &question->listener_);
}

/* What is said of an answer that is not whole for another reason than its form. */
static void explain_lack(const struct inquiry_end *end, bool is_late, struct err *err)
{
    if (end->problem)
        *err = end->problem->err;
    else if (is_late)
        err_set(err, ERR_TIMEOUT, "the time was over before it was finished; raise timeout_s");
    else if (strcmp(end->reply->finish_reason, "length") == 0)
        err_set(err, ERR_TOO_LARGE,
                "it was cut at its output limit of %lld tokens; review fewer files at once, or "
                "raise max_cost_usd",
                (long long)end->admission->terms.max_tokens);
    else if (strcmp(end->reply->finish_reason, "content_filter") == 0)
        err_set(err, ERR_REFUSED, "the provider's content filter stopped it");
}

/* What an answer gives, and whether it is worth asking for a better one. */
static bool take(struct question *question, const struct inquiry_end *end, bool is_late)
{
    const struct chat_reply *reply = end->reply;
    struct answer answer = { .asked = question->request_->model,
                             .reply = reply,
                             .problem = end->problem,
                             .deadline_passed = is_late,
                             .max_tokens = end->admission->terms.max_tokens };
    struct err why = { 0 };
    int rc;

    bill_add(&question->bill, end);
    if (answer_failed(&answer, &why)) {
        if (question->best_ < 0)
            question->err = why;
        return false;
    }
    rc = question->read(question->user, reply->text.size > 0 ? reply->text : reply->refusal, &why);
    if (rc != 0)
        explain_lack(end, is_late, &why);
    inert_err(&why);
    if (question->best_ < 0 || rc == 0) {
        question->best_ = rc;
        question->err = rc == 0 ? (struct err){ 0 } : why;
    }
    return rc != 0 && !is_late && mend_is_worth_it(end);
}

static void settle(struct question *question)
{
    question->state = question->best_ == 0  ? QUESTION_WHOLE
                      : question->best_ > 0 ? QUESTION_PART
                                            : QUESTION_FAILED;
}

static void ask_again(struct question *question, const struct inquiry_end *end)
{
    CLEANUP(buf_done) struct buf complaint = BUF_MAX(KIB(4));

    buf_addf(&complaint,
             "That answer cannot be used: %s. Give the whole answer again, as one JSON object of "
             "the form that was described, and nothing else.",
             question->err.text);
    question->mend_ = mend_new(question->request_, end, buf_text(&complaint));
    inquiry_join(question->program_->inquiries, &question->mend_->request, &question->listener_);
}

static void on_inquiry_end(void *user, const struct inquiry_end *end)
{
    struct question *question = user;
    bool is_refused = end->refused != NULL;

    if (is_refused && question->best_ < 0 && !question->mend_)
        question->err = *end->refused;
    if (!is_refused && take(question, end, false) && !question->mend_) {
        ask_again(question, end);
        return;
    }
    settle(question);
    question->on_end(question->user);
}

void question_cut(struct question *question)
{
    struct inquiry_end end;

    if (question->state != QUESTION_OPEN)
        return;
    if (inquiry_cut(&question->listener_, &end)) {
        take(question, &end, true);
        inquiry_let_go(&question->listener_);
    } else {
        inquiry_leave(&question->listener_, false);
        if (question->best_ < 0)
            err_set(&question->err, ERR_TIMEOUT,
                    "the time was over before it was asked; raise timeout_s");
    }
    settle(question);
}

void question_done(struct question *question, bool gives_up)
{
    inquiry_leave(&question->listener_, gives_up);
    question->request_ = inquiry_request_free(question->request_);
    question->mend_ = mend_free(question->mend_);
}
