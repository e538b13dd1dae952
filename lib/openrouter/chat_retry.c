/* chat_retry - what became of each attempt at one question, and whether there is another one. */
#include "openrouter/chat_retry.h"

#include <stdio.h>

static bool has_content(const struct chat_reply *reply)
{
    return reply->text.size > 0 || reply->reasoning_bytes > 0 || reply->refusal.size > 0 ||
           reply->wanted_tools;
}

/* What may go over by itself, where no status says so. */
static bool may_pass(enum err_kind kind, enum http_sent sent)
{
    if (sent == HTTP_SENT_NOTHING)
        return kind == ERR_NETWORK || kind == ERR_TIMEOUT;
    return kind == ERR_LOST || kind == ERR_TIMEOUT || kind == ERR_UPSTREAM || kind == ERR_RATE ||
           kind == ERR_PROTOCOL;
}

/* A status says that it cost nothing only where the stream says so, too: a page of the edge, or
 * searches that were made on the way, may have been billed. */
static struct retry_case case_of(const struct chat_failure *failure)
{
    const struct chat_stream *stream = failure->stream;
    const struct problem *problem = &stream->problem;
    bool is_free = failure->sent == HTTP_SENT_NOTHING || stream->reply.cost_nano == 0;
    struct retry_case what = {
        .status = is_free ? problem->code : 0,
        .sent = is_free ? failure->sent : HTTP_SENT_UNKNOWN,
        .has_content = has_content(&stream->reply) || stream->reply.cost_nano > 0,
        .retryable = problem->retryable,
        .hint_ms = chat_retry_hint_ms(failure),
    };

    what.is_final = what.status == 0 && !may_pass(problem->err.kind, failure->sent);
    return what;
}

int64_t chat_retry_hint_ms(const struct chat_failure *failure)
{
    int64_t seconds = failure->stream->problem.retry_after_s;
    int64_t body_ms = seconds >= 0 ? seconds * 1000 : -1;

    return body_ms > failure->hint_ms ? body_ms : failure->hint_ms;
}

static void tell(struct chat_retry *retry, const struct chat_failure *failure)
{
    const struct problem *problem = &failure->stream->problem;
    size_t size = strlen(retry->told);
    char *end = retry->told + size;
    size_t room = sizeof(retry->told) - size;
    const char *comma = size > 0 ? ", " : "";

    if (problem->code > 0 && problem->providers[0])
        snprintf(end, room, "%s%d of %.40s", comma, problem->code, problem->providers);
    else if (problem->code > 0)
        snprintf(end, room, "%s%d", comma, problem->code);
    else if (failure->sent == HTTP_SENT_NOTHING)
        snprintf(end, room, "%sno connection", comma);
    else
        snprintf(end, room, "%sno answer", comma);
}

int64_t chat_retry_delay_ms(struct chat_retry *retry, struct retry_bucket *bucket,
                            const struct chat_failure *failure, const struct retry_terms *terms,
                            uint32_t random)
{
    struct retry_case what = case_of(failure);

    tell(retry, failure);
    retry->unknown_before = retry->history.unknown;
    return retry_delay_ms(&retry->history, bucket, &what, terms, random);
}

void chat_retry_settle(struct chat_retry *retry, struct chat_stream *stream, enum http_sent sent)
{
    struct chat_reply *reply = &stream->reply;
    bool has_failed = stream->problem.err.kind != ERR_NONE;
    int before = has_failed ? retry->unknown_before : retry->history.unknown;

    retry->requests += sent != HTTP_SENT_NOTHING;
    reply->sent = sent != HTTP_SENT_NOTHING || before > 0;
    reply->unknown_attempts = (unsigned)before;
    if (sent == HTTP_SENT_NOTHING && before > 0)
        reply->cost_nano = 0; /* of this one; for the others they are counted */
}

void chat_retry_report(const struct chat_retry *retry, struct chat_stream *stream, bool is_on_wire)
{
    struct chat_reply *reply = &stream->reply;
    int attempts = retry->history.attempts;
    bool has_failed = stream->problem.err.kind != ERR_NONE; /* and is one of them */

    reply->attempts = retry->requests + is_on_wire;
    reply->failed_attempts = (unsigned)(attempts - (has_failed && attempts > 0));
    reply->failures = reply->failed_attempts > 0 ? retry->told : "";
}

void chat_retry_explain(const struct chat_retry *retry, struct err *err)
{
    if (retry->history.attempts > 1)
        err_wrap(err, "after %d attempts (%s)", retry->history.attempts, retry->told);
}
