/* reply - the bytes of one answer, and when they are due.
 *
 *   stream:  wait - head - comments - reasoning - content - extras - finish - usage - done
 *   body:    wait - head - (completion: time that the tokens take) - body
 *
 * Each step answers whether it goes on, comes again, waits until due_ms, or ends it.
 */
#include "tests/upstream/reply.h"

#include "base/limits.h"
#include "tests/upstream/head.h"
#include "tests/upstream/oddity.h"

#include <stdio.h>

#define BATCH_SIZE 65536 /* bytes that are made before they are written */
#define BODY_MAX   MIB(64)
#define LENGTH_LIE 100000000 /* Content-Length of a stream that is framed by it: never reached */

enum step { STEP_NEXT, STEP_AGAIN, STEP_WAIT, STEP_STUCK, STEP_END };

static bool is(const char *value, const char *word)
{
    return value && strcmp(value, word) == 0;
}

static bool is_chunked(const struct reply *reply)
{
    const char *framing = reply->how->framing;

    if (framing)
        return strcmp(framing, "chunked") == 0;
    return !reply->is_whole;
}

static void add_body(const struct reply *reply, struct slice bytes, struct buf *out)
{
    head_body(is_chunked(reply), (size_t)reply->how->chunk_bytes, bytes, out);
}

static const char *line_end(const struct reply *reply)
{
    const char *kind = reply->how->line_end;

    return is(kind, "crlf") ? "\r\n" : is(kind, "cr") ? "\r" : "\n";
}

/* Sends what stands in reply->event (after "data: ") as one event. */
static void add_event(struct reply *reply, struct buf *out)
{
    buf_adds(&reply->event, line_end(reply));
    buf_adds(&reply->event, line_end(reply));
    add_body(reply, buf_slice(&reply->event), out);
    buf_clear(&reply->event);
}

static struct buf *open_event(struct reply *reply)
{
    buf_adds(&reply->event, "data: ");
    return &reply->event;
}

static void add_comment(struct reply *reply, struct buf *out)
{
    buf_adds(&reply->event, ": OPENROUTER PROCESSING");
    add_event(reply, out);
}

static enum step wait_for_head(struct reply *reply, int64_t now_ms, struct buf *out)
{
    (void)out;
    reply->due_ms = reply->began_ms + reply->how->headers_ms;
    return now_ms < reply->due_ms ? STEP_WAIT : STEP_NEXT;
}

static int64_t length_of(const struct reply *reply)
{
    if (is(reply->how->framing, "close") || reply->status == 204)
        return -1;
    return reply->is_whole ? (int64_t)reply->body.size : LENGTH_LIE;
}

static enum step write_head(struct reply *reply, int64_t now_ms, struct buf *out)
{
    head_write(&(struct head){ .status = reply->status,
                               .content_type = reply->content_type,
                               .generation_id = reply->is_whole ? NULL : reply->ticket.id,
                               .lines = reply->header_lines,
                               .more = reply->how->headers,
                               .chunked = is_chunked(reply),
                               .closes = reply->closes,
                               .streams = reply->streams,
                               .length = length_of(reply) },
               out);
    reply->began_ms = now_ms;
    reply->comment_due_ms = now_ms + reply->how->comment_ms;
    return STEP_NEXT;
}

static enum step write_comments(struct reply *reply, int64_t now_ms, struct buf *out)
{
    int64_t count = reply->how->comments == 0 ? 2 : reply->how->comments;

    if (!reply->commenting) {
        if (reply->how->bom)
            buf_adds(&reply->event, "\xEF\xBB\xBF");
        for (int64_t i = 0; i < count; i++)
            add_comment(reply, out);
        reply->commenting = true;
    }
    reply->due_ms = reply->began_ms + reply->how->first_ms;
    if (now_ms < reply->due_ms)
        return STEP_WAIT;
    reply->began_ms = reply->due_ms;
    return STEP_NEXT;
}

/* When the next token is due: fixed from the first one on, so that a late loop catches up. */
static bool is_early(struct reply *reply, int64_t said, int64_t now_ms)
{
    reply->due_ms = reply->began_ms + said * reply->how->token_ms;
    return now_ms < reply->due_ms;
}

static int64_t said(const struct reply *reply)
{
    return reply->ticket.completion_tokens + reply->ticket.reasoning_tokens;
}

static bool at_cap(struct reply *reply)
{
    if (reply->cap <= 0 || reply->how->ignores_cap || said(reply) < reply->cap)
        return false;
    reply->ticket.finish = "length";
    return true;
}

static enum step write_reasoning(struct reply *reply, int64_t now_ms, struct buf *out)
{
    struct slice token;

    if (is_early(reply, said(reply), now_ms))
        return STEP_WAIT;
    if (at_cap(reply) || !speech_next(&reply->reasoning, &token))
        return STEP_NEXT;
    reply->ticket.reasoning_tokens++;
    chunk_reasoning(&reply->ticket, token, open_event(reply));
    add_event(reply, out);
    return STEP_AGAIN;
}

static bool is_stalled(struct reply *reply, int64_t now_ms)
{
    if (!reply->stalled) {
        reply->stalled = true;
        reply->stall_until_ms =
            reply->how->stall_ms > 0 ? now_ms + reply->how->stall_ms : INT64_MAX;
        reply->began_ms += reply->how->stall_ms;
    }
    reply->due_ms = reply->stall_until_ms;
    return now_ms < reply->stall_until_ms;
}

static enum step fail(struct reply *reply, struct buf *out)
{
    chunk_error(&reply->ticket, open_event(reply));
    add_event(reply, out);
    if (!reply->how->no_done) {
        buf_adds(open_event(reply), "[DONE]");
        add_event(reply, out);
    }
    head_body_end(is_chunked(reply), out);
    return STEP_END;
}

static enum step write_content(struct reply *reply, int64_t now_ms, struct buf *out)
{
    const struct behaviour *how = reply->how;
    int64_t next = reply->ticket.completion_tokens + 1;
    struct slice token;

    if (next == how->stall_at && is_stalled(reply, now_ms))
        return how->stall_ms > 0 || how->comment_ms > 0 ? STEP_WAIT : STEP_STUCK;
    if (next == how->error_at && how->error)
        return fail(reply, out);
    if (is_early(reply, said(reply), now_ms))
        return STEP_WAIT;
    if (at_cap(reply) || !speech_next(&reply->content, &token))
        return STEP_NEXT;
    reply->ticket.completion_tokens++;
    if (next == how->garbage_at)
        buf_adds(open_event(reply), how->garbage ? how->garbage : "{\"id\":\"gen-17\",\"choi");
    else if (next == 2 && how->odd)
        chunk_odd(&reply->ticket, *oddity_find(how->odd), open_event(reply));
    else
        chunk_content(&reply->ticket, token, open_event(reply));
    add_event(reply, out);
    return STEP_AGAIN;
}

static enum step write_extras(struct reply *reply, int64_t now_ms, struct buf *out)
{
    const struct behaviour *how = reply->how;

    (void)now_ms;
    if (how->null_content) {
        chunk_null(&reply->ticket, open_event(reply));
        add_event(reply, out);
    }
    if (how->refusal) {
        chunk_refusal(&reply->ticket, how->refusal, open_event(reply));
        add_event(reply, out);
    }
    if (how->citations > 0) {
        chunk_citations(&reply->ticket, how->citations, open_event(reply));
        add_event(reply, out);
    }
    if (how->tool_calls) {
        chunk_tools(&reply->ticket, open_event(reply));
        add_event(reply, out);
    }
    return STEP_NEXT;
}

static void settle_finish(struct reply *reply)
{
    if (reply->how->finish)
        reply->ticket.finish = reply->how->finish[0] ? reply->how->finish : NULL;
    else if (!reply->ticket.finish)
        reply->ticket.finish = reply->how->tool_calls ? "tool_calls" : "stop";
}

static enum step write_finish(struct reply *reply, int64_t now_ms, struct buf *out)
{
    const char *usage = reply->how->usage;

    (void)now_ms;
    settle_finish(reply);
    if (!reply->how->no_finish) {
        chunk_finish(&reply->ticket, open_event(reply));
        add_event(reply, out);
    }
    if (!is(usage, "missing") && !is(usage, "early") && !reply->how->no_finish) {
        chunk_usage(&reply->ticket, open_event(reply));
        add_event(reply, out);
    }
    return STEP_NEXT;
}

static enum step write_done(struct reply *reply, int64_t now_ms, struct buf *out)
{
    (void)now_ms;
    for (int i = 0; i < (reply->how->twice_done ? 2 : 1) && !reply->how->no_done; i++) {
        buf_adds(open_event(reply), "[DONE]");
        add_event(reply, out);
    }
    head_body_end(is_chunked(reply), out);
    return STEP_END;
}

/* A body comes whole, after the time that its tokens take. Blanks keep the connection busy. */
static enum step write_completion(struct reply *reply, int64_t now_ms, struct buf *out)
{
    struct slice token;

    if (!reply->commenting) {
        add_body(reply, SLICE("\n         \n         \n"), out);
        reply->commenting = true;
        reply->own = BUF_MAX(BODY_MAX);
        while (speech_next(&reply->reasoning, &token))
            reply->ticket.reasoning_tokens++;
        while (!at_cap(reply) && speech_next(&reply->content, &token)) {
            reply->ticket.completion_tokens++;
            buf_add(&reply->own, token);
        }
        settle_finish(reply);
    }
    reply->due_ms = reply->began_ms + reply->how->first_ms + said(reply) * reply->how->token_ms;
    if (now_ms < reply->due_ms)
        return STEP_WAIT;
    chunk_whole(&reply->ticket, buf_slice(&reply->own), (struct slice){ NULL, 0 }, &reply->event);
    add_body(reply, buf_slice(&reply->event), out);
    head_body_end(is_chunked(reply), out);
    return STEP_END;
}

static enum step write_body(struct reply *reply, int64_t now_ms, struct buf *out)
{
    struct slice rest = slice_from(reply->body, reply->body_at);
    size_t size = rest.size < BATCH_SIZE ? rest.size : BATCH_SIZE;

    (void)now_ms;
    add_body(reply, (struct slice){ rest.data, size }, out);
    reply->body_at += size;
    if (reply->body_at < reply->body.size)
        return STEP_AGAIN;
    head_body_end(is_chunked(reply), out);
    return STEP_END;
}

static enum step (*const stream_steps[])(struct reply *, int64_t, struct buf *) = {
    wait_for_head, write_head,   write_comments, write_reasoning,
    write_content, write_extras, write_finish,   write_done,
};
static enum step (*const completion_steps[])(struct reply *, int64_t,
                                             struct buf *) = { wait_for_head, write_head,
                                                               write_completion };
static enum step (*const whole_steps[])(struct reply *, int64_t,
                                        struct buf *) = { wait_for_head, write_head, write_body };

void reply_begin_chat(struct reply *reply, const struct behaviour *how, int64_t now_ms)
{
    reply->how = reply->ticket.how = how;
    reply->began_ms = now_ms;
    reply->status = 200;
    reply->content_type = reply->streams ? "text/event-stream" : "application/json";
    reply->event = BUF_MAX(BODY_MAX);
    chunk_begin(&reply->ticket);
    speech_init(&reply->content, how);
    if (!how->text && !how->pieces && how->tokens == 0) {
        snprintf(reply->greeting, sizeof(reply->greeting),
                 "This is %s, as far as a stand-in can be: the words mean little.",
                 reply->ticket.model);
        speech_of_text(&reply->content, reply->greeting);
    }
    if (how->reasoning)
        speech_of_text(&reply->reasoning, how->reasoning);
    else
        speech_of_count(&reply->reasoning, how->reasoning_tokens, 0);
    if (how->framing && strcmp(how->framing, "chunked") != 0)
        reply->closes = true;
}

void reply_begin_whole(struct reply *reply, const struct behaviour *how, int64_t now_ms)
{
    reply->how = how;
    reply->is_whole = true;
    reply->began_ms = now_ms;
    if (reply->own.size > 0)
        reply->body = buf_slice(&reply->own);
    if (is(how->framing, "close"))
        reply->closes = true;
}

static enum step run_step(struct reply *reply, int64_t now_ms, struct buf *out)
{
    if (reply->is_whole)
        return whole_steps[reply->step](reply, now_ms, out);
    return (reply->streams ? stream_steps : completion_steps)[reply->step](reply, now_ms, out);
}

/* While the words are waited for, comments may be due earlier. */
static int64_t wait_or_comment(struct reply *reply, int64_t now_ms, struct buf *out)
{
    if (reply->how->comment_ms <= 0 || !reply->commenting || !reply->streams)
        return reply->due_ms - now_ms;
    while (reply->comment_due_ms <= now_ms) {
        add_comment(reply, out);
        reply->comment_due_ms += reply->how->comment_ms;
    }
    if (reply->comment_due_ms < reply->due_ms)
        return reply->comment_due_ms - now_ms;
    return reply->due_ms - now_ms;
}

enum reply_state reply_run(struct reply *reply, int64_t now_ms, struct buf *out, int64_t *wait_ms)
{
    while (out->size < BATCH_SIZE) {
        switch (run_step(reply, now_ms, out)) {
        case STEP_NEXT:
            reply->step++;
            break;
        case STEP_AGAIN:
            break;
        case STEP_WAIT:
            *wait_ms = wait_or_comment(reply, now_ms, out);
            return REPLY_WAITS;
        case STEP_STUCK:
            return REPLY_STUCK;
        case STEP_END:
            return REPLY_ENDED;
        }
    }
    return REPLY_MORE;
}

void reply_done(struct reply *reply)
{
    chunk_done(&reply->ticket);
    buf_done(&reply->own);
    buf_done(&reply->event);
}
