/* Any bytes as an answer: the same reply in pieces as in one, with the short way for chunks that
 * are alike as without it, its text well formed, and either complete or with a problem. The first
 * byte chooses the head, the second the size of the pieces.
 */
#include "base/utf8.h"
#include "openrouter/chat_stream.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const struct http_head heads[] = {
    { .status = 200, .content_type = { "text/event-stream", 17 } },
    { .status = 200, .content_type = { "application/json", 16 } },
    { .status = 429, .content_type = { "application/json", 16 } },
};

static void must(bool is_true)
{
    if (!is_true)
        abort();
}

static void run(struct chat_stream *stream, const struct http_head *head, struct slice text,
                size_t piece)
{
    chat_stream_init(stream, "a/b", &(struct chat_listener){ 0 });
    chat_stream_begin(stream, head);
    while (text.size > 0) {
        size_t size = piece < text.size ? piece : text.size;

        if (!chat_stream_feed(stream, (struct slice){ text.data, size }))
            break;
        if (piece < text.size)
            buf_clear(&stream->mould_.before_);
        text = slice_from(text, size);
    }
    chat_stream_end(stream, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct chat_stream whole, cut;

    if (size < 2)
        return 0;

    const struct http_head *head = &heads[bytes[0] % ARRAY_COUNT(heads)];
    struct slice text = { (const char *)bytes + 2, size - 2 };

    run(&whole, head, text, size);
    run(&cut, head, text, (size_t)bytes[1] + 1);
    must(slice_is(whole.reply.text, cut.reply.text));
    must(slice_is(whole.reply.refusal, cut.reply.refusal));
    must(whole.reply.cost_nano == cut.reply.cost_nano);
    must(whole.reply.complete == cut.reply.complete);
    must(strcmp(whole.problem.err.text, cut.problem.err.text) == 0);
    must(whole.reply.complete == (whole.problem.err.kind == ERR_NONE));
    must(utf8_valid(whole.reply.text) == whole.reply.text.size);
    chat_stream_done(&whole);
    chat_stream_done(&cut);
    return 0;
}
