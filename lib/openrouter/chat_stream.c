/* chat_stream - the bytes of an answer to a chat: in, and the reply out.
 *
 *   feed -> events -> on_event -> chunk -> (error | usage | choice)
 *        -> body_                                       -> end -> completion | error
 */
#include "openrouter/chat_stream.h"

#include "base/limits.h"
#include "openrouter/chat_usage.h"
#include "openrouter/local_name.h"
#include "openrouter/members.h"
#include "openrouter/plain.h"
#include "json/scan.h"

#include <stdio.h>

#define SKIPPED_MAX    1 /* chunks that are not understood; one more ends the answer */
#define COMPLETION_MAX (2 * ANSWER_MAX) /* of a body that is not streamed: text and thinking */

static bool on_event(void *user, struct slice data);

/* A server of the user's own: it has a name, whatever it says of itself, and costs nothing. */
static void begin_local(struct chat_stream *stream)
{
    snprintf(stream->texts_.provider, sizeof(stream->texts_.provider), "%.*s",
             SLICE_FMT(local_name_endpoint(stream->model_)));
    stream->reply.cost_nano = 0;
}

void chat_stream_init(struct chat_stream *stream, const char *model,
                      const struct chat_listener *listener)
{
    struct chat_texts *texts = &stream->texts_;

    *stream = (struct chat_stream){ .model_ = model, .listener_ = *listener };
    texts->text = BUF_MAX(ANSWER_MAX);
    texts->refusal = BUF_MAX(ANSWER_MAX);
    texts->scratch = BUF_MAX(COMPLETION_MAX);
    stream->repaired_ = BUF_MAX(3 * SSE_LINE_MAX);
    stream->reply = (struct chat_reply){
        .model = texts->model,
        .provider = texts->provider,
        .generation_id = texts->generation_id,
        .finish_reason = texts->finish_reason,
        .native_finish_reason = texts->native_finish_reason,
        .prompt_tokens = -1,
        .completion_tokens = -1,
        .reasoning_tokens = -1,
        .cached_tokens = -1,
        .cost_nano = -1,
        .upstream_cost_nano = -1,
        .first_content_ms = -1,
        .total_ms = -1,
    };
    if (local_name_is(model))
        begin_local(stream);
    chat_mould_init(&stream->mould_);
    sse_init(&stream->sse_, on_event, stream);
}

void chat_stream_done(struct chat_stream *stream)
{
    struct chat_texts *texts = &stream->texts_;

    buf_done(&texts->text);
    buf_done(&texts->refusal);
    buf_done(&texts->scratch);
    json_free(TAKE(texts->citations));
    buf_done(&stream->repaired_);
    buf_done(&stream->body_);
    chat_mould_done(&stream->mould_);
    sse_done(&stream->sse_);
}

void chat_stream_begin(struct chat_stream *stream, const struct http_head *head)
{
    struct chat_texts *texts = &stream->texts_;

    stream->status_ = head->status;
    stream->is_stream_ =
        head->status == 200 && slice_is(head->content_type, SLICE("text/event-stream"));
    stream->body_ = BUF_MAX(head->status == 200 ? COMPLETION_MAX : ERROR_BODY_MAX);
    plain_line(head->generation_id, texts->generation_id, sizeof(texts->generation_id));
}

static bool has_failed(const struct chat_stream *stream)
{
    return stream->problem.err.kind != ERR_NONE;
}

/* What is wrong with the answer itself, in our own words; the first failure is the one told. */
static void fail(struct chat_stream *stream, enum err_kind kind, const char *what)
{
    if (has_failed(stream))
        return;
    stream->problem =
        (struct problem){ .retryable = -1, .retry_after_s = -1, .affordable_tokens = -1 };
    err_set(&stream->problem.err, kind, "model '%s': %s", stream->model_, what);
    stream->stage = CHAT_TAIL;
}

static void read_label(struct slice value, char *label, size_t size)
{
    char text[256];

    if (label[0] || value.size == 0)
        return;
    scan_text(value, text, sizeof(text));
    plain_line(slice_of(text), label, size);
}

static bool is_full(struct chat_stream *stream)
{
    if (stream->texts_.text.full)
        fail(stream, ERR_TOO_LARGE, "the answer is longer than 10 MiB and was cut there");
    return stream->texts_.text.full;
}

/* plain becomes the raw content, when there is one choice and nothing else in it. */
static void read_choices(struct chat_stream *stream, struct slice choices, struct slice *plain)
{
    struct slice choice;
    size_t count = 0;

    *plain = (struct slice){ NULL, 0 };
    for (size_t at = 0; scan_next(choices, &at, NULL, &choice); count++) {
        int64_t index = 0;

        scan_int(scan_member(choice, "index"), &index);
        if (index != 0 ||
            !chat_choice_read(choice, &stream->texts_, &stream->reply, &stream->listener_))
            continue;
        stream->signs++;
        *plain = stream->texts_.only_content;
    }
    if (count != 1 || is_full(stream))
        *plain = (struct slice){ NULL, 0 };
    if (stream->texts_.finish_reason[0])
        stream->stage = CHAT_TAIL;
}

static void read_usage(struct chat_stream *stream, struct slice usage)
{
    chat_usage_read(usage, &stream->reply);
    if (!local_name_is(stream->model_))
        return;
    stream->reply.cost_nano = 0; /* also where a server in between reckons with prices */
    stream->reply.is_byok = false;
}

/* Of a server of the user's own: under the name that it was asked for by. */
static void place_label(const struct chat_stream *stream, char label[MODEL_NAME_MAX + 1])
{
    struct slice endpoint = local_name_endpoint(stream->model_);
    CLEANUP(buf_done) struct buf name = BUF_MAX(MODEL_NAME_MAX);

    if (!endpoint.data || !label[0] || local_name_is(label))
        return;
    if (buf_addf(&name, LOCAL_VENDOR "/%.*s/%s", SLICE_FMT(endpoint), label) == 0)
        snprintf(label, MODEL_NAME_MAX + 1, "%s", buf_text(&name));
}

/* A chunk of a stream, or a whole completion: they differ in delta and message only. Answers the
 * raw content when there is nothing else of use in it. */
static struct slice read_chunk(struct chat_stream *stream, struct slice json)
{
    enum { ID, MODEL, PROVIDER, CHOICES, USAGE, MEMBER_COUNT };
    static const char *const keys[] = { "id", "model", "provider", "choices", "usage", NULL };
    struct chat_texts *texts = &stream->texts_;
    struct slice members[MEMBER_COUNT], plain;
    bool finished = stream->stage != CHAT_OPEN;

    members_pick(json, keys, members);
    read_label(members[ID], texts->generation_id, sizeof(texts->generation_id));
    read_label(members[MODEL], texts->model, sizeof(texts->model));
    place_label(stream, texts->model);
    read_label(members[PROVIDER], texts->provider, sizeof(texts->provider));
    read_choices(stream, members[CHOICES], &plain);
    if (scan_type(members[USAGE]) == SCAN_OBJECT) {
        read_usage(stream, members[USAGE]);
        stream->signs++;
        plain.size = 0;
    }
    if (problem_in(json) && !has_failed(stream) && !finished) {
        problem_read(200, json, stream->model_, &stream->problem);
        stream->stage = CHAT_TAIL;
    }
    return stream->stage == CHAT_OPEN ? plain : (struct slice){ NULL, 0 };
}

/* A chunk like an earlier one, but for its text; false when it has to be read whole. */
static bool read_alike(struct chat_stream *stream, struct slice chunk)
{
    struct slice content;
    struct err ignored;

    if (!chat_mould_fits(&stream->mould_, chunk, &content) || content.size <= 2 ||
        content.data[0] != '"' || gate_check(content, &gate_upstream, &ignored) < 0)
        return false;
    chat_choice_add_content(content, &stream->texts_, &stream->reply, &stream->listener_);
    stream->signs++;
    return true;
}

/* 0, or -1 when it is no JSON. */
static int read_whole(struct chat_stream *stream, struct slice chunk)
{
    struct slice json;
    struct err ignored;

    buf_clear(&stream->repaired_);
    if (gate_repair(chunk, &gate_upstream, &stream->repaired_, &json, &ignored) < 0 ||
        scan_type(json) != SCAN_OBJECT)
        return -1;

    struct slice plain = read_chunk(stream, json);

    if (plain.size > 0)
        chat_mould_set(&stream->mould_, json, plain);
    return 0;
}

static bool on_event(void *user, struct slice data)
{
    struct chat_stream *stream = user;

    data = slice_trim(data);
    if (data.size == 0)
        return true;
    if (slice_is(data, SLICE("[DONE]"))) {
        stream->stage = CHAT_CLOSED;
        return false;
    }
    if (read_alike(stream, data) || read_whole(stream, data) == 0)
        return !is_full(stream);
    if (++stream->reply.skipped_chunks <= SKIPPED_MAX)
        return true;
    fail(stream, ERR_PROTOCOL,
         "the stream carries chunks that are not JSON; what had come is kept");
    return false;
}

static bool feed_events(struct chat_stream *stream, struct slice bytes)
{
    struct err err;

    if (stream->stage == CHAT_CLOSED)
        return slice_trim(bytes).size == 0;
    if (sse_feed(&stream->sse_, bytes, &err) < 0) {
        fail(stream, err.kind, err.text);
        return false;
    }
    if (stream->sse_.comment_bytes > SSE_COMMENTS_MAX) {
        fail(stream, ERR_PROTOCOL, "the stream is nothing but keep-alive signals");
        return false;
    }
    return stream->stage == CHAT_CLOSED || !stream->sse_.stopped_;
}

bool chat_stream_feed(struct chat_stream *stream, struct slice bytes)
{
    if (stream->is_stream_)
        return feed_events(stream, bytes);
    if (bytes.size > stream->body_.size_max - stream->body_.size) {
        bytes.size = stream->body_.size_max - stream->body_.size;
        buf_add(&stream->body_, bytes);
        return false;
    }
    buf_add(&stream->body_, bytes);
    return true;
}

/* A body that was not streamed: a completion, or what explains why there is none. */
static void end_body(struct chat_stream *stream)
{
    CLEANUP(buf_done) struct buf repaired = BUF_MAX(3 * stream->body_.size);
    struct slice body = slice_trim(buf_slice(&stream->body_)), json;
    struct err ignored;

    if (stream->status_ == 200 &&
        gate_repair(body, &gate_upstream, &repaired, &json, &ignored) == 0 &&
        scan_type(scan_member(json, "choices")) == SCAN_ARRAY)
        read_chunk(stream, json);
    else
        problem_read(stream->status_, body, stream->model_, &stream->problem);
    stream->stage = CHAT_CLOSED;
}

/* Failures that come as a finish, without an error object. */
static void end_finished(struct chat_stream *stream)
{
    static const char *const native[] = { "error", "network_error" };
    const struct chat_texts *texts = &stream->texts_;

    if (strcmp(texts->finish_reason, "error") == 0)
        fail(stream, ERR_UPSTREAM,
             "the provider ended the answer with an error it does not explain; ask again, or "
             "choose another model");
    for (size_t i = 0; i < ARRAY_COUNT(native); i++)
        if (texts->text.size == 0 && texts->refusal.size == 0 && !stream->reply.wanted_tools &&
            strcmp(texts->native_finish_reason, native[i]) == 0)
            fail(stream, ERR_UPSTREAM,
                 "the provider failed and sent no text; ask again, or choose another model");
}

static void end_cut(struct chat_stream *stream, const struct err *why)
{
    if (why)
        fail(stream, why->kind, why->text);
    else if (stream->texts_.text.size > 0)
        fail(stream, ERR_LOST,
             "the answer breaks off without its end; what had come is kept, the rest is lost");
    else if (local_name_is(stream->model_))
        fail(stream, ERR_LOST, "the connection ended without an answer");
    else
        fail(stream, ERR_LOST,
             "the connection ended without an answer; it may have been billed all the same");
}

/* The edge gave up waiting and showed a page of its own; what became of the request it cannot know.
 */
static bool is_edge_timeout(const struct chat_stream *stream)
{
    struct slice body = slice_trim(buf_slice(&stream->body_));
    int status = stream->status_;

    return (status == 504 || (status >= 520 && status <= 527)) && !slice_starts(body, SLICE("{"));
}

/* What is known of the money although no usage came: a request that was refused, or that failed
 * before its first token, is not billed; web searches that it made on the way are. */
static void judge_cost(struct chat_stream *stream)
{
    struct chat_reply *reply = &stream->reply;
    bool is_empty = reply->text.size == 0 && reply->reasoning_bytes == 0 && !reply->wanted_tools;
    bool is_refused = stream->status_ >= 400 && stream->status_ < 500;
    bool is_insured =
        stream->problem.code >= 400 && is_empty && !stream->web && !is_edge_timeout(stream);

    if (reply->cost_nano < 0 && (is_refused || is_insured))
        reply->cost_nano = 0;
}

void chat_stream_refuse(struct chat_stream *stream, const struct err *why)
{
    stream->problem = (struct problem){
        .retryable = -1, .retry_after_s = -1, .affordable_tokens = -1, .err = *why
    };
    stream->stage = CHAT_CLOSED;
}

void chat_stream_end(struct chat_stream *stream, const struct err *why)
{
    bool has_body = stream->status_ != 0 && !stream->is_stream_;

    if (has_body && (stream->status_ != 200 || !why))
        end_body(stream);
    if (stream->stage == CHAT_OPEN && !has_failed(stream))
        end_cut(stream, why);
    end_finished(stream);
    judge_cost(stream);
    stream->reply.complete = !has_failed(stream);
}
