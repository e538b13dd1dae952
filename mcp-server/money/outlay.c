/* outlay - what this session has spent, to be shown. */
#include "mcp-server/money/outlay.h"

#include "openrouter/money.h"

void outlay_learn(struct outlay *outlay, int64_t session_spent, int64_t told_then)
{
    int64_t others = session_spent - told_then;

    /* Less than we have told it: it could not be written down yet. */
    outlay->others = others > 0 ? others : 0;
}

int64_t outlay_sum(const struct outlay *outlay)
{
    return money_add(outlay->others, outlay->ended);
}
