/* chat_patience - how long an answer may be silent, from what has come of it. */
#include "openrouter/chat_patience.h"

#include "base/limits.h"

/* The defaults are longer for models that think first; what the user has set is taken as it is. */
static int64_t longer(int64_t ms, int64_t usual_ms, int64_t reasoning_ms, bool reasons)
{
    return reasons && ms == usual_ms ? reasoning_ms : ms;
}

int64_t chat_patience_ms(const struct client_patience *patience, const struct chat_stream *stream,
                         bool reasons)
{
    if (stream->stage == CHAT_CLOSED)
        return CHAT_CLOSE_MS;
    if (stream->stage == CHAT_TAIL)
        return CHAT_TAIL_MS;
    if (stream->signs == 0)
        return longer(patience->first_content_ms, FIRST_CONTENT_MS, FIRST_REASONING_MS, reasons);
    return longer(patience->stall_ms, STALL_MS, STALL_REASONING_MS, reasons);
}
