/* Units of openrouter/chat_stream against recorded exchanges. */
#include "base/limits.h"
#include "openrouter/chat_stream.h"
#include "stream.h"
#include "test.h"

#include <stdlib.h>

static void check_complete(const struct chat_stream *stream)
{
    if (stream->problem.err.kind != ERR_NONE)
        test_fail(__FILE__, __LINE__, "problem: %s", stream->problem.err.text);
    CHECK(stream->reply.complete);
}

/* Everything that a reply says, for comparing two of them. */
static char *summary(struct chat_stream *stream)
{
    CLEANUP(buf_done) struct buf out = BUF_MAX(MIB(64));
    const struct chat_reply *reply = &stream->reply;

    buf_addf(&out, "%.*s|%.*s|%zu|%s|%s|%s|%s|%s|", SLICE_FMT(reply->text),
             SLICE_FMT(reply->refusal), reply->reasoning_bytes, reply->model, reply->provider,
             reply->generation_id, reply->finish_reason, reply->native_finish_reason);
    buf_addf(&out, "%d %d %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 "|%d|%s|", reply->has_usage,
             reply->complete, reply->prompt_tokens, reply->completion_tokens,
             reply->reasoning_tokens, reply->cost_nano, reply->wanted_tools,
             stream->problem.err.text);
    if (reply->citations)
        json_print(reply->citations, &out);
    buf_add(&out, buf_slice(&heard));
    return buf_take(&out);
}

/* What cJSON makes of it, for comparison. */
struct expected {
    struct buf text;
    double cost;
    bool has_error, has_tools;
    char finish_reason[32];
};

static void expect_chunk(struct expected *expected, const char *text)
{
    cJSON *chunk = cJSON_Parse(text);
    const cJSON *choice = cJSON_GetArrayItem(json_at(chunk, "choices"), 0);
    const cJSON *message = json_at(choice, "delta");
    const char *content, *reason = json_str(choice, "finish_reason");

    CHECK(chunk);
    if (!message)
        message = json_at(choice, "message");
    content = json_str(message, "content");
    buf_adds(&expected->text, content ? content : "");
    if (json_at(json_at(chunk, "usage"), "cost"))
        expected->cost = json_num(json_at(chunk, "usage"), "cost", -1);
    if (reason)
        snprintf(expected->finish_reason, sizeof(expected->finish_reason), "%s", reason);
    expected->has_tools |= cJSON_GetArraySize(json_at(message, "tool_calls")) > 0;
    expected->has_error |= cJSON_IsObject(json_at(chunk, "error"));
    cJSON_Delete(chunk);
}

static void expect(struct expected *expected, struct slice text, bool is_stream)
{
    struct slice line;

    *expected = (struct expected){ .text = BUF_MAX(MIB(64)), .cost = -1 };
    if (!is_stream) {
        expect_chunk(expected, text.data);
        return;
    }
    while (slice_split(&text, '\n', &line))
        if (slice_starts(line, SLICE("data: {"))) {
            char *copy = slice_dup(slice_from(line, 6));

            expect_chunk(expected, copy);
            free(copy);
        }
}

static void check_recorded(const char *file, struct slice text, int status, size_t *splits)
{
    bool is_stream = slice_ends(slice_of(file), SLICE(".sse"));
    struct http_head head = is_stream ? events : json;
    struct chat_stream stream;
    struct expected expected;

    head.status = status;
    expect(&expected, text, is_stream);
    run(&stream, &head, text, 0, NULL);
    if (status == 200 && !expected.has_error)
        check_complete(&stream);
    else
        CHECK(stream.problem.err.kind != ERR_NONE && strlen(stream.problem.err.text) > 40);
    CHECK(slice_is(stream.reply.text, buf_slice(&expected.text)));
    CHECK_INT(stream.reply.cost_nano,
              expected.cost < 0 ? (status == 200 ? -1 : 0) : (int64_t)(expected.cost * 1e9 + 0.5));
    CHECK_STR(stream.reply.finish_reason, expected.finish_reason);
    CHECK_INT(stream.reply.wanted_tools, expected.has_tools);
    CHECK(status != 200 || (stream.reply.provider[0] && stream.reply.model[0] &&
                            strncmp(stream.reply.generation_id, "gen-", 4) == 0));

    char *whole = summary(&stream);

    chat_stream_done(&stream);
    for (size_t piece = 1; piece < 2000; piece = piece < 20 ? piece + 1 : piece * 3) {
        run(&stream, &head, text, piece, NULL);

        char *cut = summary(&stream);

        CHECK_STR(cut, whole);
        free(cut);
        chat_stream_done(&stream);
        ++*splits;
    }
    free(whole);
    buf_done(&expected.text);
}

static char *read_recorded(const char *file, size_t *size)
{
    char path[4096];

    snprintf(path, sizeof(path), "%s/openrouter/recorded/%s", test_data_dir(), file);
    return test_read_file(path, size);
}

TEST("replay: 75 recorded exchanges replay without a lost token, cost or error, however cut")
{
    if (!test_data_dir())
        SKIP("no data folder");

    size_t size, chats = 0, splits = 0;
    char *index_text = read_recorded("index.json", &size);
    cJSON *index = cJSON_Parse(index_text);
    const cJSON *entry;

    cJSON_ArrayForEach(entry, index)
    {
        if (!strstr(json_str(entry, "path"), "/chat/completions"))
            continue;

        char *text = read_recorded(json_str(entry, "file"), &size);

        check_recorded(json_str(entry, "file"), (struct slice){ text, size },
                       (int)json_int(entry, "status", 0), &splits);
        free(text);
        chats++;
    }
    CHECK_INT(chats, 75);
    CHECK(splits > 75 * 20);
    cJSON_Delete(index);
    free(index_text);
}

/* Fed in two pieces, cut at one point. */
static char *cut_at(struct slice text, size_t at)
{
    struct chat_listener listener = { hear, NULL };
    struct chat_stream stream;

    buf_clear(&heard);
    chat_stream_init(&stream, "a/b", &listener);
    chat_stream_begin(&stream, &events);
    chat_stream_feed(&stream, (struct slice){ text.data, at });
    chat_stream_feed(&stream, slice_from(text, at));
    chat_stream_end(&stream, NULL);

    char *result = summary(&stream);

    chat_stream_done(&stream);
    return result;
}

TEST("replay: the 12 recorded streams give the same reply at every split point (faults U25, U26)")
{
    if (!test_data_dir())
        SKIP("no data folder");

    size_t size, streams = 0;
    char *index_text = read_recorded("index.json", &size);
    cJSON *index = cJSON_Parse(index_text);
    const cJSON *entry;

    buf_done(&heard);
    heard = BUF_MAX(MIB(64));
    cJSON_ArrayForEach(entry, index)
    {
        const char *file = json_str(entry, "file");

        if (!slice_ends(slice_of(file), SLICE(".sse")))
            continue;

        char *text = read_recorded(file, &size);
        char *whole = cut_at((struct slice){ text, size }, 0);

        for (size_t at = 1; at <= size; at++) {
            char *cut = cut_at((struct slice){ text, size }, at);

            CHECK_STR(cut, whole);
            free(cut);
        }
        free(whole);
        free(text);
        streams++;
    }
    CHECK_INT(streams, 12);
    cJSON_Delete(index);
    free(index_text);
    buf_done(&heard);
}
