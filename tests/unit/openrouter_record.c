/* Units of openrouter/chat_record. */
#include "base/limits.h"
#include "openrouter/chat_record.h"
#include "test.h"

#include <stdlib.h>

static struct chat_reply whole(void)
{
    return (struct chat_reply){
        .text = SLICE("an answer with \"quotes\", a line\nand an é"),
        .model = "openai/gpt-77-20261201",
        .provider = "Northwind",
        .generation_id = "gen-1",
        .finish_reason = "stop",
        .native_finish_reason = "STOP",
        .has_usage = true,
        .prompt_tokens = 9,
        .completion_tokens = 5,
        .reasoning_tokens = -1,
        .cached_tokens = 3,
        .web_searches = 2,
        .cost_nano = 9007199254740993,
        .is_byok = true,
        .upstream_cost_nano = 7,
        .reasoning_bytes = 11,
        .total_ms = 1234,
        .first_content_ms = -1,
        .complete = true,
    };
}

TEST("record: what was written is read back, member by member, amounts to the nano-dollar")
{
    struct chat_reply reply = whole(), again;
    struct chat_texts texts;
    CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(4));
    CLEANUP(json_freep) cJSON *citations = cJSON_Parse("[{\"url\":\"https://a\",\"title\":\"A\"}]");

    reply.citations = citations;
    CHECK_INT(chat_record_write(&reply, &text), 0);
    CHECK_INT(chat_record_read(buf_slice(&text), &texts, &again), 0);
    CHECK(slice_is(again.text, reply.text));
    CHECK_INT(again.refusal.size, 0);
    CHECK_STR(again.model, reply.model);
    CHECK_STR(again.provider, "Northwind");
    CHECK_STR(again.generation_id, "gen-1");
    CHECK_STR(again.finish_reason, "stop");
    CHECK_STR(again.native_finish_reason, "STOP");
    CHECK(again.has_usage && again.is_byok && again.complete && !again.wanted_tools);
    CHECK_INT(again.prompt_tokens, 9);
    CHECK_INT(again.completion_tokens, 5);
    CHECK_INT(again.reasoning_tokens, -1);
    CHECK_INT(again.cached_tokens, 3);
    CHECK_INT(again.web_searches, 2);
    CHECK_INT(again.cost_nano, 9007199254740993);
    CHECK_INT(again.upstream_cost_nano, 7);
    CHECK_INT(again.reasoning_bytes, 11);
    CHECK_INT(again.total_ms, 1234);
    CHECK_STR(json_str(again.citations->child, "url"), "https://a");
    CHECK_STR(again.failures, "");
    CHECK_STR(again.passed_over, "");
    chat_record_done(&texts);
}

TEST("record: the largest answer fits, and what has no room is not half written")
{
    struct chat_reply reply = whole();
    char *large = xmalloc(ANSWER_MAX);
    CLEANUP(buf_done) struct buf text = BUF_MAX(RECORD_MAX);
    CLEANUP(buf_done) struct buf small = BUF_MAX(KIB(1));

    memset(large, 'x', ANSWER_MAX);
    reply.text = (struct slice){ large, ANSWER_MAX };
    CHECK_INT(chat_record_write(&reply, &text), 0);
    CHECK_INT(chat_record_write(&reply, &small), -1);
    free(large);
}

TEST("record: what is no record, or one of another version, is refused")
{
    static const char *const wrong[] = {
        "",
        "{}",
        "[]",
        "{\"version\":2,\"text\":\"\",\"refusal\":\"\"}",
        "{\"version\":1,\"text\":\"x\",\"refusal\":\"\"}",
        "{\"version\":1",
    };
    struct chat_texts texts;
    struct chat_reply reply;

    for (size_t i = 0; i < ARRAY_COUNT(wrong); i++) {
        CHECK_INT(chat_record_read(slice_of(wrong[i]), &texts, &reply), -1);
        chat_record_done(&texts);
    }
}

TEST("record: one byte less, wherever it is missing, never reads past the end")
{
    struct chat_reply reply = whole();
    CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(4));

    CHECK_INT(chat_record_write(&reply, &text), 0);
    for (size_t size = 0; size < text.size; size++) {
        char *exact = xmalloc(size + 1);
        struct chat_texts texts;

        memcpy(exact, text.data, size);
        CHECK_INT(chat_record_read((struct slice){ exact, size }, &texts, &reply), -1);
        chat_record_done(&texts);
        free(exact);
    }
}
