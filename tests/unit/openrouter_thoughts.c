/* Units of openrouter/chat_thoughts. */
#include "openrouter/chat_thoughts.h"
#include "test.h"

static struct chat_thoughts thoughts;

static void add(const char *detail)
{
    chat_thoughts_add(&thoughts, slice_of(detail));
}

static const char *written(void)
{
    static struct buf out;

    buf_done(&out);
    out = BUF_MAX(KIB(8));
    chat_thoughts_write(&thoughts, &out);
    chat_thoughts_done(&thoughts);
    return buf_text(&out);
}

TEST("thoughts: pieces of one type and index become one, the signature is that of the last piece")
{
    add("{\"type\":\"reasoning.text\",\"text\":\"First, \",\"index\":0,"
        "\"format\":\"anthropic-claude-v1\"}");
    add("{\"type\":\"reasoning.text\",\"text\":\"then.\",\"index\":0}");
    add("{\"type\":\"reasoning.text\",\"signature\":\"c2ln\",\"index\":0,\"text\":\"\"}");
    CHECK_STR(written(), "[{\"type\":\"reasoning.text\",\"text\":\"First, then.\","
                         "\"signature\":\"c2ln\",\"format\":\"anthropic-claude-v1\",\"index\":0}]");
}

TEST("thoughts: other types and indices stay apart, in the order in which they came")
{
    add("{\"type\":\"reasoning.summary\",\"summary\":\"A\",\"index\":0,\"id\":\"rs_1\"}");
    add("{\"type\":\"reasoning.encrypted\",\"data\":\"eA==\",\"index\":0,\"id\":\"rs_1\"}");
    add("{\"type\":\"reasoning.summary\",\"summary\":\"B\",\"index\":1}");
    add("{\"type\":\"reasoning.summary\",\"summary\":\"a\",\"index\":0}");
    CHECK_STR(written(), "[{\"type\":\"reasoning.summary\",\"summary\":\"Aa\",\"id\":\"rs_1\","
                         "\"index\":0},"
                         "{\"type\":\"reasoning.encrypted\",\"data\":\"eA==\",\"id\":\"rs_1\","
                         "\"index\":0},"
                         "{\"type\":\"reasoning.summary\",\"summary\":\"B\",\"index\":1}]");
}

TEST("thoughts: null, strange and missing members do no harm, and there are none where none came")
{
    CHECK_STR(written(), "");
    add("{\"type\":\"reasoning.text\",\"text\":null,\"signature\":null,\"id\":null,\"index\":"
        "\"x\"}");
    add("{}");
    add("[]");
    add("\"text\"");
    CHECK_STR(written(), "[{\"type\":\"reasoning.text\"},{\"type\":\"\"}]");
}

TEST("thoughts: what is not whole is not sent back: too many, or too long")
{
    CLEANUP(buf_done) struct buf large = BUF_MAX(2 * THOUGHT_BYTES_MAX);
    char detail[100];

    for (int i = 0; i <= THOUGHTS_MAX; i++) {
        snprintf(detail, sizeof(detail), "{\"type\":\"t\",\"text\":\"x\",\"index\":%d}", i);
        add(detail);
    }
    CHECK(thoughts.is_lost);
    CHECK_STR(written(), "");
    buf_adds(&large, "{\"type\":\"t\",\"text\":\"");
    while (large.size < THOUGHT_BYTES_MAX)
        buf_adds(&large, "0123456789");
    buf_adds(&large, "\"}");
    chat_thoughts_add(&thoughts, buf_slice(&large));
    CHECK(thoughts.is_lost);
    CHECK_STR(written(), "");
}
