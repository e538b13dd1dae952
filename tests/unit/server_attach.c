/* Units of mcp-server/attach and mcp-server/conversation. */
#include "mcp-server/material/attach.h"

#include "base/limits.h"
#include "files/media.h"
#include "mcp-server/inquiry/conversation.h"
#include "test.h"

#include <stdlib.h>

static struct gather_item item(const char *path, const char *text, const char *media)
{
    struct gather_item made = { .path = (char *)path, .media = media, .text = BUF_MAX(KIB(64)) };

    buf_adds(&made.text, text);
    made.bytes = made.text.size;
    made.line_count = lines_count(buf_slice(&made.text));
    return made;
}

static struct gather_item refused(const char *path, const char *why)
{
    return (struct gather_item){ .path = (char *)path, .rule = (char *)"deny", .why = (char *)why };
}

#define PATHS(...)                                                                                 \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }

TEST("attach: a file that was named itself and is not sent stops the call; one of a pattern does "
     "not")
{
    struct gather_item items[] = { item("a.c", "int a;\n", NULL),
                                   refused("src/.env", "src/.env no") };
    struct gather_list list = { .items = items, .count = 2, .sent_count = 1 };
    struct err err = { 0 };

    CHECK_INT(attach_check(&list, PATHS("a.c", "src/*"), 2, &err), 0);
    CHECK_INT(attach_check(&list, PATHS("a.c", "src/.env"), 2, &err), -1);
    CHECK_SAYS(err.text, "src/.env no. Nothing was sent and nothing spent");
    CHECK_INT(attach_check(&list, PATHS("src/.env:1-2"), 1, &err), -1);
    CHECK_INT(attach_check(&list, PATHS("src//.env"), 1, &err), -1);
    CHECK_INT(attach_check(&list, PATHS("./src/.env#L3"), 1, &err), -1);
    list = (struct gather_list){ .items = items + 1, .count = 1 };
    CHECK_INT(attach_check(&list, PATHS("src/*"), 1, &err), -1);
    CHECK_SAYS(err.text, "none can be sent. The first: src/.env no. Nothing was sent");
    buf_done(&items[0].text);
}

TEST("attach: without media there are no parts; with them the text is the first")
{
    struct gather_item items[] = { item("a.c", "int a;", NULL),
                                   item("x.gif", "GIF89a", "a GIF image"),
                                   item("b.wav", "RIFFxxxxWAVEfmt ", "a WAV recording") };
    struct gather_list list = { .items = items, .count = 1 };
    CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(4));
    CLEANUP(buf_done) struct buf parts = BUF_MAX(KIB(4));

    CHECK_INT(attach_text(&list, SLICE("Why?"), &text), 0);
    CHECK_STR(buf_text(&text), "=== file a.c (1 line) ===\nint a;\n=== end of a.c ===\n\nWhy?");
    CHECK_INT(attach_parts(&list, SLICE("Why?"), &parts), 0);
    CHECK_INT(parts.size, 0);
    CHECK_INT(attach_weight(&list), 0);
    list.count = 3;
    CHECK_INT(attach_parts(&list, SLICE("Why?"), &parts), 0);
    CHECK_STR(
        buf_text(&parts),
        "[{\"type\":\"text\",\"text\":\"Why?\"},{\"type\":\"image_url\",\"image_url\":{\"url\":"
        "\"data:image/gif;base64,R0lGODlh\"}},{\"type\":\"input_audio\",\"input_audio\":{"
        "\"format\":\"wav\",\"data\":\"UklGRnh4eHhXQVZFZm10IA==\"}}]");
    CHECK_INT(attach_kinds(&list), MEDIA_IMAGE | MEDIA_AUDIO);
    CHECK(attach_weight(&list) >= (size_t)IMAGE_TOKENS_MAX * PROMPT_TOKEN_BYTES);
    for (size_t i = 0; i < 3; i++)
        buf_done(&items[i].text);
}

TEST("attach: a PDF counts by its pages where it says them, else by its bytes")
{
    struct gather_item items[] = { item("a.pdf", "%PDF-1.4 /Type /Pages /Type /Page /Type/Page ",
                                        "a PDF") };
    struct gather_list list = { .items = items, .count = 1 };
    struct gather_item closed[] = { item("b.pdf", "%PDF-1.7 0123456789", "a PDF") };
    struct gather_list other = { .items = closed, .count = 1 };

    CHECK_INT(attach_weight(&list), 2 * PDF_PAGE_TOKENS * PROMPT_TOKEN_BYTES);
    CHECK(attach_weight(&other) >= closed[0].text.size);
    buf_done(&items[0].text);
    buf_done(&closed[0].text);
}

TEST("attach: what does not fit is said, and no part is lost on the way")
{
    struct gather_item items[] = { item("a.c", "int a;", NULL),
                                   item("x.gif", "GIF89a", "a GIF image") };
    struct gather_list list = { .items = items, .count = 2 };
    CLEANUP(buf_done) struct buf small = BUF_MAX(20);

    CHECK_INT(attach_text(&list, SLICE("Why?"), &small), -1);
    buf_clear(&small);
    CHECK_INT(attach_parts(&list, SLICE("Why?"), &small), -1);
    buf_done(&items[0].text);
    buf_done(&items[1].text);
}

static void keep(struct thread *thread, const char *model, const char *prompt, const char *content,
                 size_t weight)
{
    struct inquiry_request request = { .model = model,
                                       .prompt = prompt,
                                       .content = content,
                                       .media_kinds = content ? MEDIA_IMAGE : 0,
                                       .media_weight = weight };
    struct chat_reply reply = { .text = SLICE("yes"), .thoughts = SLICE("[{\"type\":\"x\"}]") };
    struct buf *text = &thread->texts[thread->count++];

    *text = BUF_MAX(KIB(64));
    CHECK_INT(conversation_write(&request, &reply, text), 0);
}

TEST("conversation: turns come back as they were, the newest that fit, thoughts to their own model")
{
    struct thread *thread = calloc(1, sizeof(*thread));
    struct conversation conversation = { 0 };
    struct chat_turn turns[3];
    struct err err = { 0 };

    keep(thread, "a/x", "newest \"quoted\"", NULL, 0);
    keep(thread, "b/y", "with image", "[{\"type\":\"text\"}]", 500);
    keep(thread, "a/x", "oldest", NULL, 0);
    CHECK_INT(conversation_read(&conversation, thread, &err), 0);
    CHECK_INT(conversation.count, 3);
    CHECK_INT(conversation_select(&conversation, "a/x", KIB(64), turns), 3);
    CHECK_STR(turns[0].content, "\"oldest\"");
    CHECK_STR(turns[1].content, "[{\"type\":\"text\"}]");
    CHECK_STR(turns[2].content, "\"newest \\\"quoted\\\"\"");
    CHECK_STR(turns[2].answer, "yes");
    CHECK_STR(turns[2].thoughts, "[{\"type\":\"x\"}]");
    CHECK(!turns[1].thoughts);
    CHECK_INT(conversation_kinds(&conversation, 1), 0);
    CHECK_INT(conversation_kinds(&conversation, 2), MEDIA_IMAGE);
    CHECK(conversation_turn_bytes(&turns[1]) >= 500);
    CHECK_INT(conversation_select(&conversation, "a/x", 400, turns), 1);
    CHECK_STR(turns[0].content, "\"newest \\\"quoted\\\"\"");
    CHECK_INT(conversation_select(&conversation, "a/x", 1, turns), 0);
    conversation_done(&conversation);
    for (size_t i = 0; i < thread->count; i++)
        buf_done(&thread->texts[i]);
    free(thread);
}

TEST("conversation: a text that is no turn is refused, whatever it is")
{
    static const char *const texts[] = {
        "", "{", "[]", "{\"model\":\"a\"}", "{\"model\":\"a\",\"answer\":7}", "null"
    };

    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        struct thread *thread = calloc(1, sizeof(*thread));
        struct conversation conversation = { 0 };
        struct err err = { 0 };

        thread->count = 1;
        thread->texts[0] = BUF_MAX(KIB(1));
        buf_adds(&thread->texts[0], texts[i]);
        CHECK_INT(conversation_read(&conversation, thread, &err), -1);
        CHECK_INT(err.kind, ERR_CONFIG);
        conversation_done(&conversation);
        buf_done(&thread->texts[0]);
        free(thread);
    }
}
