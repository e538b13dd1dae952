/* mend - the question that asks a model to give its answer again, in the form that it must have. */
#include "mcp-server/inquiry/mend.h"

#include "json/json.h"

#include <stdio.h>
#include <stdlib.h>

bool mend_is_worth_it(const struct inquiry_end *end)
{
    const struct chat_reply *reply = end->reply;

    return !end->problem && reply->text.size > 0 && strcmp(reply->finish_reason, "length") != 0 &&
           strcmp(reply->finish_reason, "content_filter") != 0;
}

/* The conversation so far, then the question and its answer. */
static void set_turns(struct mend *mend, const struct inquiry_request *first,
                      const struct chat_reply *reply)
{
    CLEANUP(buf_done) struct buf content = BUF_MAX(PROMPT_MAX * 6 + KIB(1));
    size_t count = first->turn_count;

    if (first->content)
        buf_adds(&content, first->content);
    else
        json_quote(slice_of(first->prompt), &content);
    mend->content_ = buf_take(&content);
    mend->answer_ = slice_dup(reply->text);
    mend->turns_ = xcalloc(count + 1, sizeof(*mend->turns_));
    for (size_t i = 0; i < count; i++)
        mend->turns_[i] = first->turns[i];
    mend->turns_[count] =
        (struct chat_turn){ .content = mend->content_,
                            .answer = mend->answer_,
                            .weight = slice_of(first->prompt).size + first->media_weight };
    mend->request.turns = mend->turns_;
    mend->request.turn_count = count + 1;
    mend->request.turn_kinds |= first->media_kinds;
    mend->request.media_kinds = 0;
    mend->request.media_weight = 0;
}

struct mend *mend_new(const struct inquiry_request *first, const struct inquiry_end *end,
                      const char *complaint)
{
    struct mend *mend = xcalloc(1, sizeof(*mend));

    mend->request = *first;
    mend->first_cost_nano = end->cost_nano;
    mend->first_cost_is_bound = end->cost_is_bound;
    mend->complaint_ = xstrdup(complaint);
    snprintf(mend->thread_, sizeof(mend->thread_), "%s", end->thread ? end->thread : "");
    set_turns(mend, first, end->reply);
    mend->request.prompt = mend->complaint_;
    mend->request.content = NULL;
    mend->request.is_mend = true;
    mend->request.spent_nano = money_add(first->spent_nano, end->cost_nano);
    mend->request.thread = mend->thread_[0] ? mend->thread_ : NULL;
    return mend;
}

struct mend *mend_free(struct mend *mend)
{
    if (!mend)
        return NULL;
    free(mend->answer_);
    free(mend->content_);
    free(mend->complaint_);
    free(mend->turns_);
    free(mend);
    return NULL;
}
