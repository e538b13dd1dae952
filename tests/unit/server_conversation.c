/* Units of mcp-server/conversation: a turn by itself, for the user's eyes. */
#include "mcp-server/inquiry/conversation.h"
#include "mcp-server/material/attach.h"
#include "test.h"

static const char *question_of(const char *content)
{
    static char said[400];
    CLEANUP(buf_done) struct buf text = BUF_MAX(sizeof(said) - 1);

    conversation_add_question(slice_of(content), &text);
    snprintf(said, sizeof(said), "%s", buf_text(&text));
    return said;
}

TEST("conversation: what was asked is a text, or the texts of its parts, and what is none is named")
{
    CHECK_STR(question_of("\"Why?\\nSay \\\"so\\\".\""), "Why?\nSay \"so\".");
    CHECK_STR(question_of("[{\"type\":\"text\",\"text\":\"Look\"},"
                          "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:x\"}},"
                          "{\"type\":\"text\",\"text\":\"at it\"}]"),
              "Look\n[image_url]\nat it");
    CHECK_STR(question_of("[]"), "");
}

TEST("conversation: a turn that was written is read by itself")
{
    struct inquiry_request request = { .model = "a/x", .prompt = "Why?", .system = "Be brief." };
    struct chat_reply reply = { .text = SLICE("So.") };
    struct conversation conversation = { .count = 0 };
    CLEANUP(buf_done) struct buf text = BUF_MAX(4000);
    struct err err = { 0 };

    CHECK_INT(conversation_write(&request, &reply, &text), 0);
    CHECK_INT(conversation_read_turn(&conversation, buf_slice(&text), &err), 0);
    CHECK_INT(conversation.count, 1);
    CHECK_STR(conversation.said[0].model, "a/x");
    CHECK_STR(question_of(conversation.said[0].turn.content), "Why?");
    CHECK_STR(conversation.said[0].turn.answer, "So.");
    CHECK_STR(conversation.system, "Be brief.");
    conversation_done(&conversation);
}

TEST("conversation: a text that is no turn is refused")
{
    static const char *const wrong[] = { "", "x", "[]", "{\"model\":\"a/x\"}",
                                         "{\"model\":7,\"answer\":\"\",\"content\":\"\"}" };

    for (size_t i = 0; i < ARRAY_COUNT(wrong); i++) {
        struct conversation conversation = { .count = 0 };
        struct err err = { 0 };

        CHECK_INT(conversation_read_turn(&conversation, slice_of(wrong[i]), &err), -1);
        CHECK_INT(err.kind, ERR_CONFIG);
        conversation_done(&conversation);
    }
}

TEST("conversation: of a question with files its own words are found, behind the last file")
{
    CHECK_STR(attach_prompt("Why?"), "Why?");
    CHECK_STR(attach_prompt("Why?\n=== end of a.c ===\n\nSo?"), "Why?\n=== end of a.c ===\n\nSo?");
    CHECK_STR(attach_prompt("=== file a.c (2 lines) ===\nint a;\n=== end of a.c ===\n\n"
                            "=== file b.c (1 line) ===\n=== x ===\n\n=== end of b.c ===\n\nWhy?"),
              "Why?");
    CHECK_STR(attach_prompt("=== file a.c"), "=== file a.c");
}
