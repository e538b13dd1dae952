/* second_opinion - one question, put to another model and weighed. Nothing is asked here: the
 * client's model does that. */
#include "mcp-server/models/model_completion.h"
#include "mcp-server/text/prompt_text.h"
#include "schemas.h"

static void opinion_start(struct call *call)
{
    prompt_answer(call, prompt_second_opinion_text);
}

const struct handler prompt_second_opinion = {
    .name = "second_opinion",
    .start = opinion_start,
    .completer = &model_completion,
};
