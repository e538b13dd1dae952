/* review - a change, read by oneself and then by other models. Nothing is asked here: the client's
 * model does that. */
#include "mcp-server/models/model_completion.h"
#include "mcp-server/text/prompt_text.h"
#include "schemas.h"

static void review_start(struct call *call)
{
    prompt_answer(call, prompt_review_text);
}

const struct handler prompt_review = {
    .name = "review",
    .start = review_start,
    .completer = &model_completion,
};
