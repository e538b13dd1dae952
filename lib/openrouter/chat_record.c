/* chat_record - a whole reply as text, for whoever asks the same again. */
#include "openrouter/chat_record.h"

#include "json/scan.h"

#include <inttypes.h>
#include <string.h>

#define VERSION_WORD "1"

static const struct {
    const char *name;
    size_t offset;
} numbers[] = {
    { "prompt_tokens", offsetof(struct chat_reply, prompt_tokens) },
    { "completion_tokens", offsetof(struct chat_reply, completion_tokens) },
    { "reasoning_tokens", offsetof(struct chat_reply, reasoning_tokens) },
    { "cached_tokens", offsetof(struct chat_reply, cached_tokens) },
    { "web_searches", offsetof(struct chat_reply, web_searches) },
    { "cost_nano", offsetof(struct chat_reply, cost_nano) },
    { "upstream_cost_nano", offsetof(struct chat_reply, upstream_cost_nano) },
    { "first_content_ms", offsetof(struct chat_reply, first_content_ms) },
    { "total_ms", offsetof(struct chat_reply, total_ms) },
};

static const struct {
    const char *name;
    size_t in_reply, in_texts, size;
} words[] = {
#define WORD(member)                                                                               \
    {                                                                                              \
#member, offsetof(struct chat_reply, member), offsetof(struct chat_texts, member),         \
            sizeof(((struct chat_texts *)0)->member)                                               \
    }
    WORD(model),
    WORD(provider),
    WORD(generation_id),
    WORD(finish_reason),
    WORD(native_finish_reason),
};

static void add_text(struct buf *out, const char *name, struct slice text)
{
    buf_addf(out, ",\"%s\":", name);
    json_quote(text, out);
}

int chat_record_write(const struct chat_reply *reply, struct buf *out)
{
    const char *bytes = (const char *)reply;

    buf_adds(out, "{\"version\":" VERSION_WORD);
    for (size_t i = 0; i < ARRAY_COUNT(words); i++)
        add_text(out, words[i].name,
                 slice_of(*(const char *const *)(const void *)(bytes + words[i].in_reply)));
    for (size_t i = 0; i < ARRAY_COUNT(numbers); i++)
        buf_addf(out, ",\"%s\":%" PRId64, numbers[i].name,
                 *(const int64_t *)(const void *)(bytes + numbers[i].offset));
    buf_addf(out, ",\"has_usage\":%s", reply->has_usage ? "true" : "false");
    buf_addf(out, ",\"is_byok\":%s", reply->is_byok ? "true" : "false");
    buf_addf(out, ",\"wanted_tools\":%s", reply->wanted_tools ? "true" : "false");
    buf_addf(out, ",\"reasoning_bytes\":%zu", reply->reasoning_bytes);
    if (reply->citations) {
        buf_adds(out, ",\"citations\":");
        json_print(reply->citations, out);
    }
    add_text(out, "refusal", reply->refusal);
    add_text(out, "text", reply->text);
    buf_adds(out, "}");
    return out->full ? -1 : 0;
}

static void read_words(struct slice text, struct chat_texts *texts, struct chat_reply *reply)
{
    for (size_t i = 0; i < ARRAY_COUNT(words); i++) {
        char *word = (char *)texts + words[i].in_texts;

        scan_text(scan_member(text, words[i].name), word, words[i].size);
        memcpy((char *)reply + words[i].in_reply, &word, sizeof(word));
    }
}

static bool read_numbers(struct slice text, struct chat_reply *reply)
{
    int64_t reasoning_bytes = 0;

    for (size_t i = 0; i < ARRAY_COUNT(numbers); i++)
        if (!scan_int(scan_member(text, numbers[i].name),
                      (int64_t *)(void *)((char *)reply + numbers[i].offset)))
            return false;
    if (!scan_int(scan_member(text, "reasoning_bytes"), &reasoning_bytes) || reasoning_bytes < 0)
        return false;
    reply->reasoning_bytes = (size_t)reasoning_bytes;
    return true;
}

static bool is_true(struct slice text, const char *name)
{
    return scan_type(scan_member(text, name)) == SCAN_TRUE;
}

int chat_record_read(struct slice text, struct chat_texts *texts, struct chat_reply *reply)
{
    struct err ignored;
    int64_t version;

    *texts = (struct chat_texts){ .text = BUF_MAX(ANSWER_MAX), .refusal = BUF_MAX(ANSWER_MAX) };
    *reply = (struct chat_reply){ .complete = true, .sent = true, .attempts = 1 };
    if (gate_check(text, &gate_upstream, &ignored) < 0 ||
        !scan_int(scan_member(text, "version"), &version) || version != 1 ||
        !read_numbers(text, reply) || scan_string(scan_member(text, "text"), &texts->text) < 0 ||
        scan_string(scan_member(text, "refusal"), &texts->refusal) < 0)
        return -1;
    read_words(text, texts, reply);
    reply->text = buf_slice(&texts->text);
    reply->refusal = buf_slice(&texts->refusal);
    reply->has_usage = is_true(text, "has_usage");
    reply->is_byok = is_true(text, "is_byok");
    reply->wanted_tools = is_true(text, "wanted_tools");
    reply->failures = reply->passed_over = "";
    if (scan_member(text, "citations").size > 0)
        texts->citations = json_parse(scan_member(text, "citations"), &gate_upstream, &ignored);
    reply->citations = texts->citations;
    return 0;
}

void chat_record_done(struct chat_texts *texts)
{
    buf_done(&texts->text);
    buf_done(&texts->refusal);
    json_free(TAKE(texts->citations));
}
