/* hearing - one question of a review: asked, read, and asked once more where it cannot be read.
 *
 *   start -> inquiry_join -> (on_delta ...) -> on_inquiry_end -> take -> on_end
 *                                              -> take -> mend -> on_inquiry_end -> take -> on_end
 */
#include "mcp-server/review/hearing.h"

#include "mcp-server/answer/answer.h"
#include "mcp-server/text/inert.h"

static void on_inquiry_end(void *user, const struct inquiry_end *end);

static void on_delta(void *user, enum chat_part part, struct slice text)
{
    struct hearing *hearing = user;

    (void)part;
    (void)text;
    hearing->on_news(hearing->user);
}

void hearing_start(struct hearing *hearing, struct program *program,
                   const struct inquiry_request *request)
{
    hearing->program_ = program;
    hearing->request_ = inquiry_request_copy(request);
    hearing->best_ = -1;
    hearing->listener_ = (struct listener){ on_delta, on_inquiry_end, hearing, NULL, NULL };
    inquiry_join(program->inquiries, hearing->request_, &hearing->listener_);
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

/* A filter, or the model itself, may have left out anything: an empty list then says nothing. */
static bool is_doubtful(const struct chat_reply *reply)
{
    return reply->text.size == 0 || strcmp(reply->finish_reason, "content_filter") == 0;
}

/* What an answer gives, and whether it is worth asking for a better one. */
static bool take(struct hearing *hearing, const struct inquiry_end *end, bool is_late)
{
    const struct chat_reply *reply = end->reply;
    struct answer answer = { .asked = hearing->request_->model,
                             .canonical_slug = end->admission->canonical_slug,
                             .reply = reply,
                             .problem = end->problem,
                             .deadline_passed = is_late,
                             .max_tokens = end->admission->terms.max_tokens };
    struct err why = { 0 };
    int rc;

    bill_add(&hearing->bill, end);
    if (answer_failed(&answer, &why)) {
        if (hearing->best_ < 0)
            hearing->err = why;
        return false;
    }
    if (!answer_is_as_asked(&answer))
        bill_set_answered_by(&hearing->bill, reply->model);
    rc = hearing->read(hearing->user, reply->text.size > 0 ? reply->text : reply->refusal, &why);
    if (rc == 0 && is_doubtful(reply)) {
        err_set(&why, ERR_REFUSED, "the model declined");
        rc = reply->text.size == 0 ? -1 : 1;
    }
    if (rc != 0)
        explain_lack(end, is_late, &why);
    inert_err(&why);
    if (hearing->best_ < 0 || rc == 0) {
        hearing->best_ = rc;
        hearing->err = rc == 0 ? (struct err){ 0 } : why;
    }
    return rc != 0 && !is_late && mend_is_worth_it(end);
}

static void settle(struct hearing *hearing)
{
    hearing->state = hearing->best_ == 0  ? HEARING_WHOLE
                     : hearing->best_ > 0 ? HEARING_PART
                                          : HEARING_FAILED;
}

static void ask_again(struct hearing *hearing, const struct inquiry_end *end)
{
    CLEANUP(buf_done) struct buf complaint = BUF_MAX(KIB(4));

    buf_addf(&complaint,
             "That answer cannot be used: %s. Give the whole answer again, as one JSON object of "
             "the form that was described, and nothing else.",
             hearing->err.text);
    hearing->mend_ = mend_new(hearing->request_, end, buf_text(&complaint));
    inquiry_join(hearing->program_->inquiries, &hearing->mend_->request, &hearing->listener_);
}

static void on_inquiry_end(void *user, const struct inquiry_end *end)
{
    struct hearing *hearing = user;
    bool is_refused = end->refused != NULL;

    if (is_refused && hearing->best_ < 0 && !hearing->mend_)
        hearing->err = *end->refused;
    if (!is_refused && take(hearing, end, false) && !hearing->mend_) {
        ask_again(hearing, end);
        return;
    }
    settle(hearing);
    hearing->on_end(hearing->user);
}

void hearing_cut(struct hearing *hearing)
{
    struct inquiry_end end;

    if (hearing->state != HEARING_OPEN)
        return;
    if (inquiry_cut(&hearing->listener_, &end)) {
        take(hearing, &end, true);
        inquiry_let_go(&hearing->listener_);
    } else {
        inquiry_leave(&hearing->listener_, false);
        if (hearing->best_ < 0)
            err_set(&hearing->err, ERR_TIMEOUT,
                    "the time was over before it was asked; raise timeout_s");
    }
    settle(hearing);
}

void hearing_done(struct hearing *hearing, bool gives_up)
{
    inquiry_leave(&hearing->listener_, gives_up);
    hearing->request_ = inquiry_request_free(hearing->request_);
    hearing->mend_ = mend_free(hearing->mend_);
}
